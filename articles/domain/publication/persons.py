"""What readers may know of the people on live pages.

A person is shown while a live page names them, and not longer. Beside the name, which was signed with the page,
a reader sees only what an administrator other than the person confirmed: letters, role, biography, interests,
and registrations that somebody looked up. Account names and addresses of accounts are never shown. Of a person
whose account is closed, the name remains.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_noop

from articles.choices import PersonPart
from articles.models import PublishedPerson
from medsite.lib import days, languages
from people.models import Credential, Profile, User

SOMEBODY = gettext_noop("an administrator of this site")


@dataclass(frozen=True)
class Registration:
    """One registration as readers see it: checked, not suspended. ``number`` is empty unless the person agreed."""

    title: str
    body: str
    number: str
    register_url: str
    checked_by: str
    checked_on: date
    valid_until: date | None
    has_run_out: bool


@dataclass(frozen=True)
class PublicPerson:
    """A person on live pages. What nobody confirmed is empty. The role is in the language that is spoken, if it was
    confirmed in it.
    """

    key: int
    slug: str
    name: str
    credentials: str
    role: str
    is_author: bool
    is_signer: bool
    is_here: bool
    is_confirmed: bool
    role_is_translated: bool = False
    confirmed_by: str = ""
    confirmed_on: date | None = None
    biography: str = ""
    interests: str = ""
    interests_declared_on: date | None = None
    specialties: tuple[str, ...] = ()
    registrations: tuple[Registration, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def url(self) -> str:
        return reverse("reader:person", args=[self.slug])


def listed(start: int, stop: int, *, language: str) -> list[PublicPerson]:
    """People on live pages of a language by name, without what their own page says. One query."""
    rows = _on_live_pages(language).order_by(Lower("name"), "pk")[start:stop]
    return [_person(row) for row in rows]


def slugs(most: int, *, language: str) -> list[str]:
    """What addresses of people on live pages of a language are made of, in the order of their keys. One query."""
    rows = Profile.objects.filter(Exists(PublishedPerson.objects.in_language(language).filter(profile=OuterRef("pk"))))
    return list(rows.order_by("pk").values_list("slug", flat=True)[:most])


def named(words: str, *, limit: int, language: str) -> list[PublicPerson]:
    """People on live pages of a language whose name holds every one of the words, by name. One query."""
    rows = _on_live_pages(language)
    for word in words.split()[:10]:
        rows = rows.filter(name__icontains=word)
    return [_person(row) for row in rows.order_by(Lower("name"), "pk")[:limit]]


def find(slug: str, *, today: date) -> PublicPerson | None:
    """The person at an address, if a live page names them. Three queries."""
    row = _on_live_pages().select_related("confirmed_by__profile").filter(slug=slug).first()
    if row is None:
        return None
    person = _person(row)
    if not person.is_here:
        return person
    confirmed = (
        {
            "confirmed_by": _checker(row.confirmed_by),
            "confirmed_on": days.day_of(row.confirmed_at, days.zone()),
            "biography": row.biography,
            "interests": row.interests,
            "interests_declared_on": row.interests_declared_on,
            "specialties": tuple(row.specialties.order_by("name").values_list("name", flat=True)),
        }
        if row.confirmed_by is not None and row.confirmed_at is not None
        else {}
    )
    return _person(row, registrations=_registrations(row.user_id, today), **confirmed)


def _on_live_pages(language: str = "") -> QuerySet[Profile]:
    """Everybody on a live page, or on one of that language."""
    named = PublishedPerson.objects.filter(profile=OuterRef("pk"))
    if language:
        named = named.in_language(language)
    return (
        Profile.objects.annotate(
            is_author=Exists(named.filter(part=PersonPart.AUTHOR)),
            is_signer=Exists(named.filter(part=PersonPart.SIGNER)),
        )
        .filter(Exists(named))
        .select_related("user")
    )


def _person(row: Any, **more: Any) -> PublicPerson:
    is_here = row.user is None or row.user.is_active
    is_confirmed = is_here and row.confirmed_at is not None
    return PublicPerson(
        key=row.pk,
        slug=row.slug,
        name=row.name,
        credentials=row.credentials if is_confirmed else "",
        role=row.role_in(languages.current()) if is_confirmed else "",
        role_is_translated=bool(row.translated_role(languages.current())),
        is_author=row.is_author,
        is_signer=row.is_signer,
        is_here=is_here,
        is_confirmed=is_confirmed,
        **more,
    )


def _registrations(user: int | None, today: date) -> tuple[Registration, ...]:
    if user is None:
        return ()
    rows: Iterable[Any] = (
        Credential.objects.filter(holder=user).checked().select_related("verified_by__profile").order_by("body", "pk")
    )
    return tuple(
        Registration(
            title=row.title,
            body=row.body,
            number=row.number if row.number_is_public else "",
            register_url=row.register_url if row.number_is_public else "",
            checked_by=_checker(row.verified_by),
            checked_on=days.day_of(row.verified_at, days.zone()),
            valid_until=row.valid_until,
            has_run_out=row.valid_until is not None and row.valid_until < today,
        )
        for row in rows
    )


def _checker(user: User) -> str:
    """The name of who checked, never the name of an account."""
    profile = getattr(user, "profile", None)
    if not user.is_active:
        return languages.said(SOMEBODY)
    return profile.name if profile else user.get_full_name() or languages.said(SOMEBODY)
