"""The forms of the manifest screens."""

from typing import Any

from django import forms

from articles.domain.governance.policy import current_policy
from articles.domain.reviewing import manifests
from articles.editorial.fields import RecordsField
from articles.editorial.forms import INTERESTS, NO_INTERESTS


class ManifestForm(forms.Form):
    title = forms.CharField(
        label="Name of the manifest",
        max_length=200,
        help_text="So that people can speak of it, such as “Autumn import”.",
    )
    texts = RecordsField(
        label="Texts that wait for a decision",
        queryset=manifests.waiting_revisions().none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one text."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = manifests.waiting_revisions()
        self.fields["texts"].queryset = waiting  # type: ignore[attr-defined]  # the field above
        self.fields["texts"].help_text = f"At most {current_policy().manifest_items} in one manifest."


class ManifestSignForm(forms.Form):
    """One act for all texts: the notices that were shown, the checklist, the words about interests."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    confirmed = forms.MultipleChoiceField(
        label="For every one of these texts", required=False, widget=forms.CheckboxSelectMultiple
    )
    interests = forms.ChoiceField(
        label="Conflicts of interest",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (NO_INTERESTS, "I have no conflict of interest with any of these subjects."),
            (INTERESTS, "I have interests to state:"),
        ],
    )
    statement = forms.CharField(label="Which interests", required=False, max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].choices = list(current_policy().checklist)  # type: ignore[attr-defined]  # the field above

    @property
    def spoken_statement(self) -> str:
        """The statement of interests as it is stored; empty while nothing was chosen or said."""
        match self.cleaned_data.get("interests"):
            case "none":
                return "No conflict of interest with any of the subjects of this manifest."
            case "some":
                return str(self.cleaned_data.get("statement", "")).strip()
        return ""
