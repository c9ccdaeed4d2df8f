"""Forms of asking for a review, and of one's own mail."""

from collections.abc import Sequence
from typing import Any

from django import forms

from articles.domain.reviewing.candidates import Candidate, Candidates
from articles.editorial.fields import RecordsField
from people.models import MailChoice, User
from people.roles import Role, members


class DayInput(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReviewersField(RecordsField):
    """Clinicians who may be asked, with what speaks for each."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)

    def offer(self, found: Candidates) -> None:
        """Take the able ones over, in their order."""
        self.queryset = members([Role.CLINICIAN]).filter(pk__in=[one.user.pk for one in found.able])
        self.choices = _choices(found.able)


class ReviewerField(forms.ModelChoiceField):
    """One clinician who may be asked."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)

    def offer(self, found: Candidates) -> None:
        """Take the able ones over, in their order."""
        self.queryset = members([Role.CLINICIAN]).filter(pk__in=[one.user.pk for one in found.able])
        self.choices = _choices(found.able)


class AskForm(forms.Form):
    """Whom to ask, and by when."""

    reviewers = ReviewersField(label="Ask")
    due_on = forms.DateField(label="Wanted by", widget=DayInput())

    def __init__(self, *args: Any, found: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].offer(found)  # type: ignore[attr-defined]  # the field above


class ReassignForm(forms.Form):
    """Whom to ask instead, and by when."""

    to = ReviewerField(label="Ask instead")
    due_on = forms.DateField(label="Wanted by", widget=DayInput())

    def __init__(self, *args: Any, found: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(found)  # type: ignore[attr-defined]  # the field above


class DayForm(forms.Form):
    """Another day for a review that was asked."""

    due_on = forms.DateField(label="Wanted by", widget=DayInput())


class MailForm(forms.Form):
    """How a person wants to hear of what concerns them."""

    mail = forms.ChoiceField(label="Mail about your work", widget=forms.RadioSelect, choices=MailChoice.choices)


def _choices(able: Sequence[Candidate]) -> list[tuple[int, str]]:
    return [(one.user.pk, _label(one)) for one in able]


def _label(one: Candidate) -> str:
    of = f" ({', '.join(one.specialties)})" if one.specialties else ""
    return f"{one.name}{of}: {one.in_words}"
