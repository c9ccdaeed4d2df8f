"""The form of a preview link."""

from typing import Any

from django import forms

from articles.domain.drafting.preview_links import DAYS
from articles.models import Revision

SAVED, SENT = "saved", "sent"


class PreviewLinkForm(forms.Form):
    """For whom, why, for how long, and which text. The verb checks all of it again."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="It stands at the top of the page that they see.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Mail address",
        help_text="Kept here, so that it is known who saw the draft. Nothing is sent to it unless you say so below.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label="Why they have to see it",
        max_length=500,
        help_text="Such as: reads it for the patients' association.",
        widget=forms.TextInput(),
    )
    days = forms.IntegerField(label="Days", min_value=1)
    text = forms.ChoiceField(label="What they see", widget=forms.RadioSelect, initial=SAVED)

    mailed = forms.BooleanField(
        label="Send them the link by mail",
        required=False,
        help_text="With your name, why they have to see it, and the request to keep it to themselves. Answers go to "
        "you. Look at the address once more: whoever gets the mail sees the draft.",
    )

    def __init__(self, *args: Any, most: int, revision: Revision | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days, text = self.fields["days"], self.fields["text"]
        days.max_value = most  # type: ignore[attr-defined]  # the field above
        days.widget.attrs["max"] = most
        days.help_text = f"The policy allows {most} at most."
        self.initial["days"] = min(DAYS, most)
        choices = [(SAVED, "The draft as it is saved when they look")]
        if revision is not None:
            choices.append((SENT, f"Revision {revision.number}, as it was sent for review"))
        text.choices = choices  # type: ignore[attr-defined]  # the field above
