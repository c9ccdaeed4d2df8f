"""The form in which a reader says something about an article. It needs no cookie and no script.

There is no session, so nobody can be made to send it in somebody else's name: it is open to everybody anyway. What
keeps machines away is a signed time, a field that people do not see, and a limit for each address of the network.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.choices import ReportKind
from articles.domain.readers.feedback import LONGEST_MESSAGE, LONGEST_PLACE
from medsite.lib import languages

QUICKEST = timedelta(seconds=3)
"""Nobody reads this form and fills it in faster."""
LONGEST = timedelta(hours=24)
_SIGNER = TimestampSigner(salt="medsite-feedback")


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, languages.said(kind.label)) for kind in ReportKind]


class FeedbackForm(forms.Form):
    """What is said, about which place, and where an answer may go."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=_kinds, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Which part of the article? (optional)"),
        required=False,
        max_length=LONGEST_PLACE,
        help_text=_("A heading, or a few words of the sentence."),
    )
    message = forms.CharField(
        label=_("What should we know?"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Please leave out names and details of your health. We cannot give advice about them."),
        error_messages={"required": _("Write what you want to tell us.")},
    )
    email = forms.EmailField(
        label=_("Your mail address, if you want an answer (optional)"),
        required=False,
        help_text=_("Used for the answer only, and removed 90 days after your message was dealt with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the mail address like name@example.org, or leave it out.")},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix, self.use_required_attribute = "", False
        if self.is_bound:
            for name in self.errors.keys() & {"place", "message", "email", "kind"}:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    @property
    def is_of_a_machine(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website", ""))


def opened_now(slug: str) -> str:
    """When this form was shown, signed, for the form about one article."""
    return _SIGNER.sign(slug)


def why_not_yet(slug: str, opened: str) -> str:
    """Why a form cannot be taken with this signed time, for the reader; empty when it can."""
    try:
        said = _SIGNER.unsign(opened, max_age=LONGEST)
    except SignatureExpired:
        return gettext(
            "This page was open for more than a day. Nothing is lost: read it once more, then send it again."
        )
    except BadSignature:
        said = ""
    if said != slug:
        return gettext("Please send it once more: the page that you sent it from was not complete. Nothing is lost.")
    try:
        _SIGNER.unsign(opened, max_age=QUICKEST)
    except SignatureExpired:
        return ""
    return gettext("That was very fast. Wait a moment, then send it once more. Nothing is lost.")
