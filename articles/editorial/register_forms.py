"""Forms of the register of registrations."""

from django import forms
from django.core.validators import URLValidator

from people.models import Credential


class VerifyForm(forms.Form):
    """What was looked up, where, and what was found."""

    evidence = forms.CharField(
        label="How did you check it?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where you looked it up, and what you found there. Readers do not see it.",
    )
    register_url = forms.CharField(
        label="Address of the register entry",
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Where anybody can look it up. Begins with https://. Readers get it with the number.",
    )
    valid_until = forms.DateField(
        label="Valid until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="As the body says. Empty when it names no date.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=600)


class WhyForm(forms.Form):
    reason = forms.CharField(label="Why?", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(WhyForm):
    stop_live = forms.BooleanField(
        label="Also take the live page down for a check, at once",
        required=False,
        help_text="Its address then says that the article is being checked.",
    )


def seen_of(credential: Credential) -> str:
    """What a form says that the person looked at."""
    return " | ".join(str(part) for part in credential.identity)
