"""Forms of the staff screens. They check what was typed; the verbs decide what is allowed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from articles.choices import SAID_BY_PEOPLE, Mark, PublicationKind, StopReason
from articles.content import LINE_LIMIT
from articles.domain.drafting.translating import LanguageChoice
from articles.domain.governance.policy import current_policy
from articles.domain.publication.addresses import article_at
from articles.domain.reviewing import statements
from articles.domain.reviewing.candidates import Candidates
from articles.domain.reviewing.signatures import SignatureEvidence
from articles.domain.reviewing.signing import Signing
from articles.editorial.assignment_forms import DayInput, ReviewersField
from articles.models import Article

NO_INTERESTS = "none"
INTERESTS = "some"
ADDRESS = r"^[-_]*[a-zA-Z0-9][a-zA-Z0-9_-]*\Z"
NO_ADDRESS = "An address has letters from a to z, numbers and hyphens, such as sleep-and-light."


class WhenForm(forms.Form):
    """Now, or at a time in the publisher's time zone."""

    at = forms.DateTimeField(
        label="At",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Leave empty to do it now. Everything is checked again at that time.",
    )


class SubmitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note to the reviewer",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is new, and what you would like to be looked at closely.",
    )
    reviewers = ReviewersField(
        label="Ask",
        required=False,
        help_text="Choose nobody to leave it to whoever has time. Any clinician who did not work on it can review.",
    )
    due_on = forms.DateField(label="Wanted by", required=False, widget=DayInput())

    def __init__(self, *args: Any, found: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].offer(found)  # type: ignore[attr-defined]  # the field above


class ReasonForm(WhenForm):
    """Why an approved text is opened again, an article withdrawn."""

    reason = forms.CharField(label="Reason", max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, label: str = "Reason", help_text: str = "", required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.required = label, help_text, required


class PublishForm(WhenForm):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    correction = forms.BooleanField(
        label="This corrects an error in the live text", required=False, help_text="Readers see it as a correction."
    )
    note = forms.CharField(
        label="What readers are told about this version",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In plain words, in the language of the article. Needed for a correction: say what was wrong.",
    )


class AddressForm(forms.Form):
    slug = forms.CharField(
        label="Address",
        max_length=100,
        validators=[RegexValidator(ADDRESS, NO_ADDRESS)],
        help_text="What stands behind /articles/. The old address leads to the new one for ever.",
    )
    successor = forms.CharField(
        label="Address of the article that takes its place",
        required=False,
        max_length=300,
        help_text="Its address or a link to it. Readers are led there once this article is not live. Empty for none.",
    )

    def clean_successor(self) -> Article | None:
        typed = self.cleaned_data["successor"]
        if not typed:
            return None
        article = article_at(typed)
        if article is None:
            raise forms.ValidationError("There is no article at this address.")
        return article


class StopForm(forms.Form):
    kind = forms.ChoiceField(
        label="What happens",
        widget=forms.RadioSelect,
        initial=PublicationKind.SUSPENDED,
        choices=[
            (PublicationKind.SUSPENDED, "Take it down for a check"),
            (PublicationKind.WITHDRAWN, "Withdraw it"),
        ],
    )
    reason = forms.ChoiceField(label="What readers are told", widget=forms.RadioSelect, choices=StopReason.choices)


class DecisionForm(forms.Form):
    """The sign-off: what was read (digests), what is confirmed, and the signer's own words."""

    content_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    html_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    notices = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    confirmed = forms.MultipleChoiceField(label="Checklist", required=False, widget=forms.CheckboxSelectMultiple)
    ticked = forms.MultipleChoiceField(label="Sources", required=False)
    interests = forms.ChoiceField(
        label="Conflicts of interest",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (NO_INTERESTS, "I have no conflict of interest with this subject."),
            (INTERESTS, "I have interests to state:"),
        ],
    )
    statement = forms.CharField(label="Which interests", required=False, max_length=2_000)
    comment = forms.CharField(
        label="Note to the writer",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed when you request changes.",
    )

    def __init__(self, *args: Any, sources: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticked"].choices = [(key, key) for key in sources]  # type: ignore[attr-defined]  # the field above
        self.fields["confirmed"].choices = list(current_policy().checklist)  # type: ignore[attr-defined]  # the field above

    @property
    def spoken_statement(self) -> str:
        """The statement of interests as it is stored; empty while nothing was chosen or said."""
        match self.cleaned_data.get("interests"):
            case "none":
                return statements.NONE
            case "some":
                return str(self.cleaned_data.get("statement", "")).strip()
        return ""

    def signing(self, evidence: SignatureEvidence) -> Signing:
        """What was read and said, as one signature. Of a valid form only."""
        data = self.cleaned_data
        return Signing(
            content_digest=data["content_digest"],
            html_digest=data["html_digest"],
            notices_shown=data["notices"],
            evidence=evidence,
            statement=self.spoken_statement,
            confirmed=data["confirmed"],
            comment=data["comment"],
            ticked=data["ticked"],
        )


class TranslateForm(forms.Form):
    """The language of a translation, and its title."""

    locale = forms.ChoiceField(label="Language", error_messages={"required": "Choose a language."})
    title = forms.CharField(
        label="Title in that language",
        max_length=LINE_LIMIT,
        widget=forms.TextInput(attrs={"size": 80}),
        error_messages={"required": "Give the title in the new language. The address is made of it."},
        help_text="The address of the page is made of it. You can better the title later, not the address.",
    )

    def __init__(self, *args: Any, languages: Iterable[LanguageChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(choice.locale, choice.name) for choice in languages if choice.taken_by is None]
        if len(free) == 1:
            self.initial.setdefault("locale", free[0][0])
        self.fields["locale"].choices = free  # type: ignore[attr-defined]  # a field with choices


class AskReviewForm(forms.Form):
    """A live text should be looked at again: why, and where that can be read."""

    reason = forms.ChoiceField(
        label="Why", widget=forms.RadioSelect, choices=[(reason.value, reason.label) for reason in SAID_BY_PEOPLE]
    )
    detail = forms.CharField(
        label="What happened",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In your own words, with the place where it can be read.",
    )


class WaiverForm(forms.Form):
    """One finding that is waived, or one waiver that is taken back, with the reason."""

    act = forms.ChoiceField(widget=forms.HiddenInput, choices=[(act, act) for act in ("waive", "take-back")])
    finding = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    waiver = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(label="Reason", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class NoticeDecisionForm(forms.Form):
    """A mark that is set, or a decision about a mark or a rule of one article, with its reason."""

    act = forms.ChoiceField(
        widget=forms.HiddenInput, choices=[(act, act) for act in ("set", "clear", "waive", "restore")]
    )
    key = forms.SlugField(widget=forms.HiddenInput, max_length=60)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In plain words, for whoever asks later. It stays with the article.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        marks = data.get("act") in {"set", "clear"}
        if marks and data.get("key") not in Mark.values:
            raise forms.ValidationError("There is no such mark. Open the page again.")
        return data
