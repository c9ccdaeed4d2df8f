"""Who may be asked to review a text: suggested by specialty; each one who may not, with the reason.

What counts as a conflict: the declared interests of a person name a subject of the text, by any of its names, or a
class of drugs that it belongs to. Nothing is guessed from interests that nobody declared.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from articles.choices import OPEN_ASSIGNMENTS
from articles.content import ArticleContent
from articles.domain.governance.policy import Policy
from articles.domain.governance.risk import Risk, markers, risk_of
from articles.domain.mail.recipients import why_not as no_mail
from articles.domain.reviewing import specialties
from articles.models import Subject
from medsite.lib.phrases import Passage, Reading
from people.models import Credential, Profile, Specialty, Standing, User
from people.roles import Role, members

OF_OPEN = Q(assignments__state__in=sorted(OPEN_ASSIGNMENTS))


@dataclass(frozen=True)
class Candidate:
    """A clinician who may be asked. ``because`` says why they are suggested; empty when nothing speaks for them.

    ``lacks`` says that they have none of the specialties that the policy asks for: they may sign, and another signer
    has to have one.
    """

    user: User
    name: str
    specialties: tuple[str, ...]
    because: tuple[str, ...]
    open_reviews: int
    gets_mail: bool
    lacks: str = ""

    @property
    def in_words(self) -> str:
        """What a list says beside the name."""
        said = [*([self.lacks] if self.lacks else []), *self.because]
        said.append(f"{self.open_reviews or 'no'} open review{'' if self.open_reviews == 1 else 's'}")
        if not self.gets_mail:
            said.append("gets no mail: tell them yourself")
        return "; ".join(said)


@dataclass(frozen=True)
class Excluded:
    """A clinician who may not be asked, and why, as a sentence."""

    user: User
    name: str
    reason: str


@dataclass(frozen=True)
class Candidates:
    """Everybody with the role. The first ``needed`` of ``able`` that have a reason are the suggestion."""

    able: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    needed: int
    specialties: tuple[str, ...]
    risk: Risk

    @property
    def suggested(self) -> tuple[int, ...]:
        """Keys of the people to propose, as many as sign."""
        return tuple(one.user.pk for one in self.able[: self.needed] if one.because)


def candidates(
    content: ArticleContent,
    *,
    contributors: Collection[int],
    policy: Policy,
    today: date,
    asked: Collection[int] = (),
    needed: int = 0,
) -> Candidates:
    """Sort the clinicians of the house for a text. Six queries, however many there are; one more where the policy asks
    for specialties.

    ``contributors`` worked on it; ``asked`` were asked already. Those of a specialty that the policy wants come first,
    then those whose specialty bears the name of a topic of the text, then who has the fewest open reviews. Specialties
    count as at signing: when somebody else than the holder confirmed them. ``needed`` is how many sign it, where
    that is known to be more than its risk asks for.
    """
    risk, said = risk_of(content, policy), set(markers(content))
    by_subject = [(marker, slugs) for marker, slugs in policy.specialties_by_subject if marker in said]
    wanted = tuple(
        dict.fromkeys([*policy.specialties_for(risk.level), *(slug for _, slugs in by_subject for slug in slugs)])
    )
    topics = {topic.slug for topic in content.topics}
    names = _names(content)
    lacking = _lacking(wanted)
    able: list[tuple[Any, Candidate]] = []
    excluded: list[Excluded] = []
    people = (
        User.objects.filter(pk__in=members([Role.CLINICIAN]).values("pk"))
        .select_related("profile")
        .prefetch_related("credentials", "profile__specialties")
        .annotate(open_reviews=Count("assignments", filter=OF_OPEN))
        .order_by("last_name", "username")
    )
    for person in people:
        profile = getattr(person, "profile", None)
        name = profile.name if profile else person.get_full_name() or person.username
        of = _confirmed(profile)
        held = [slug for slug, _ in of]
        if why := (
            _why_not(person, names, contributors=contributors, asked=asked, today=today)
            or specialties.why_not(held, by_subject, policy)
        ):
            excluded.append(Excluded(person, name, why))
            continue
        fits = [label for slug, label in of if slug in wanted]
        near = [label for slug, label in of if slug in topics and slug not in wanted]
        because = (*(f"{label}, which the policy asks for" for label in fits), *(f"{label}, a topic" for label in near))
        candidate = Candidate(
            user=person,
            name=name,
            specialties=tuple(label for _, label in of),
            because=because,
            open_reviews=person.open_reviews,
            gets_mail=not no_mail(person),
            lacks="" if fits else lacking,
        )
        able.append(((not fits, not near, person.open_reviews, name.casefold()), candidate))
    able.sort(key=lambda entry: entry[0])
    return Candidates(
        able=tuple(candidate for _, candidate in able),
        excluded=tuple(excluded),
        needed=max(needed, policy.signers_for(risk.level)),
        specialties=wanted,
        risk=risk,
    )


def _lacking(wanted: Collection[str]) -> str:
    """What is said of somebody with none of these specialties; empty where none is asked for."""
    if not wanted:
        return ""
    called = dict(Specialty.objects.filter(slug__in=wanted).values_list("slug", "name"))
    which = " or ".join(called.get(slug, slug) for slug in wanted)
    return f"without the specialty that is asked for ({which}), so another signer needs it"


def _confirmed(profile: Profile | None) -> list[tuple[str, str]]:
    """Short names and names of the specialties that somebody else stands for."""
    if profile is None or profile.confirmed_at is None:
        return []
    return sorted((row.slug, row.name) for row in profile.specialties.all())


def _why_not(
    person: User, names: Collection[str], *, contributors: Collection[int], asked: Collection[int], today: date
) -> str:
    profile = getattr(person, "profile", None)
    if person.pk in contributors:
        return "Worked on this text, or stands in its byline."
    if person.pk in asked:
        return "Is asked already, or has signed this text."
    if profile is None and not person.get_full_name():
        return "Has no profile and no name, and readers see who signed."
    if why := registration_problem(person.credentials.all(), today):
        return why
    return conflict(profile.interests, names) if profile else ""


def registration_problem(credentials: Collection[Credential], today: date) -> str:
    """Why none of the registrations counts today, as a sentence; empty when one does."""
    standings = {row.standing_on(today) for row in credentials}
    if Standing.VALID in standings:
        return ""
    if Standing.SUSPENDED in standings:
        return "The registration is suspended."
    if Standing.EXPIRED in standings:
        last = max((row.valid_until for row in credentials if row.valid_until), default=today)
        return f"The registration ran out on {last:%-d %B %Y}."
    return "The registration was not checked yet." if standings else "No registration is entered."


def conflict(interests: str, names: Collection[str]) -> str:
    """Why declared interests speak against a review of a text about these names; empty when they do not."""
    reading = Reading([Passage("interests", interests)])
    found = next((mention.words for name in names for mention in reading.mentions(name)), "")
    return f"Declared interests name “{found}”, which this text is about." if found else ""


def _names(content: ArticleContent) -> list[str]:
    """What the subjects of a text are called, and their classes. Three queries, none without a subject."""
    slugs = [subject.slug for subject in content.subjects]
    return list(dict.fromkeys(_all_names(content, slugs)))


def _all_names(content: ArticleContent, slugs: list[str]) -> Iterator[str]:
    yield from (subject.name for subject in content.subjects)
    if slugs:
        for subject in Subject.objects.filter(slug__in=slugs).prefetch_related("names", "classes").order_by("pk"):
            yield from (row.name for row in subject.names.all())
            yield from (row.name for row in subject.classes.all())
