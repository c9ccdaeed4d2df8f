"""What the audit screen may be asked for."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.domain.drafting.drafts import article_subject
from articles.domain.publication.addresses import article_at
from medsite.audit.models import AuditEntry, AuditEntryQuerySet
from people.models import User

SYSTEM = "system"


class AuditForm(forms.Form):
    """Filters, each of which may be left out. Together they all have to hold."""

    who = forms.ChoiceField(label="Who", required=False)
    act = forms.ChoiceField(label="What was done", required=False)
    about = forms.CharField(
        label="About",
        required=False,
        max_length=300,
        help_text="The address of an article, or a subject as the list shows it, such as notice general.",
    )
    start = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(act, in_words(act)) for act in AuditEntry.objects.acts()]
        self.fields["who"].choices = [  # type: ignore[attr-defined]  # the field above
            ("", "Anybody"),
            (SYSTEM, "The system"),
            *((str(key), name) for key, name in sorted(people.items(), key=lambda person: person[1].lower())),
        ]
        self.fields["act"].choices = [("", "Anything"), *acts]  # type: ignore[attr-defined]  # the field above

    def clean_about(self) -> str:
        """The subject of the trail that is meant. An article may be named by its address, old or new, or its link."""
        typed: str = self.cleaned_data["about"].strip()
        article = article_at(typed)
        if article is not None:
            return article_subject(article)
        if typed and not AuditEntry.objects.filter(subject=typed).exists():
            raise forms.ValidationError("No article has this address, and the trail tells of no such subject.")
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", "This day is before the first one.")
        return data

    def entries(self) -> AuditEntryQuerySet:
        """The entries that are asked for. Call it when the form is valid."""
        data = self.cleaned_data
        start, end = _beginning(data["start"]), _beginning(data["end"], days=1)
        found: AuditEntryQuerySet = AuditEntry.objects.between(start, end)
        if data["who"]:
            found = found.filter(actor=None if data["who"] == SYSTEM else int(data["who"]))
        if data["act"]:
            found = found.filter(act=data["act"])
        return found.filter(subject=data["about"]) if data["about"] else found


def _beginning(day: Any, *, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None


def people_of_the_trail() -> dict[int, str]:
    """Names of all who ever did something, by key. One query, which asks once for each person, not for each entry."""
    acted = Exists(AuditEntry.objects.filter(actor=OuterRef("pk")))
    return {user.pk: str(user) for user in User.objects.filter(acted)}


def in_words(act: str) -> str:
    """An act as people say it: "article.published" is "article published"."""
    return act.replace(".", " ").replace("_", " ")
