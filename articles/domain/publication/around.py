"""What the house knows around one signed text: read once for everything that is made of the text in one act."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from articles.content import ArticleContent
from articles.domain.drafting.translations import Standing, standing_of
from articles.domain.governance.policy import Policy
from articles.domain.knowledge.facts import Today
from articles.domain.knowledge.source_facts import RETRACTED, Known, known_of_works, works_of
from articles.models import Decision, Revision, Subject, SubjectName, Topic
from articles.rendering.shapes import SignedBody
from medsite.lib.languages import language_of
from people.models import Profile
from references.models import Reference


@dataclass(frozen=True)
class Around:
    """One text with its signatures, and what the house knows of it now, under a policy. Lives as long as one act.

    Each kind of fact is read when it is first asked for, and not again: page, lists, search and dates of one
    publication rest on the same rows. Never keep one for the next act.
    """

    content: ArticleContent
    body: SignedBody
    policy: Policy
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, revision: Revision, policy: Policy, decisions: Collection[Decision] = ()) -> "Around":
        """For the text of a revision. No query."""
        return cls(
            content=ArticleContent.from_json(revision.content_json),
            body=SignedBody.model_validate_json(revision.body_html),
            policy=policy,
            decisions=tuple(decisions),
        )

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """What is known today of the subjects, with their classes. Two queries, if there are any."""
        slugs = [subject.slug for subject in self.content.subjects]
        return tuple(Subject.objects.filter(slug__in=slugs).prefetch_related("classes")) if slugs else ()

    @cached_property
    def names(self) -> Mapping[int, tuple[SubjectName, ...]]:
        """The names of each of these subjects. One query, if there are any."""
        found: dict[int, tuple[SubjectName, ...]] = {subject.pk: () for subject in self.subjects}
        for name in SubjectName.objects.filter(subject__in=found).order_by("pk") if found else ():
            found[name.subject_id] += (name,)
        return found

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topics as they are today. One query, if there are any."""
        slugs = [topic.slug for topic in self.content.topics]
        language = language_of(self.content.locale)
        return tuple(Topic.objects.filter(slug__in=slugs).said_in(language)) if slugs else ()

    @cached_property
    def intervals(self) -> list[int]:
        """The months between reviews that topics and subjects ask for."""
        asked = [*(row.review_interval_months for row in self.topics)]
        asked += [row.review_interval_months for row in self.subjects]
        return [months for months in asked if months is not None]

    @cached_property
    def works(self) -> Mapping[str, Reference]:
        """The library's records, by the keys that the text cites and by those they were frozen under. One query."""
        listed = (*self.body.references, *self.body.further_reading)
        frozen = (str(citation.reference["id"]) for citation in self.content.works if citation.reference is not None)
        keys = {citation.key for citation in self.content.citations} | {item.key for item in listed} | {*frozen}
        return works_of(keys)

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """How these works stand; those only of which something is known. One more query where one is in doubt."""
        return known_of_works(self.works)

    @cached_property
    def standing(self) -> Standing | None:
        """Where a translation stands against its original. One query, none for a text that is no translation."""
        return standing_of(self.content)

    @cached_property
    def today(self) -> Today:
        """What rules ask about it today."""
        return Today(
            kinds={subject.slug: subject.kind for subject in self.subjects},
            classes={
                subject.slug: frozenset(found.slug for found in subject.classes.all()) for subject in self.subjects
            },
            retracted=frozenset(key for key, found in self.known.items() if found.standing in RETRACTED),
        )

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles of those in the byline and of the signers. One query."""
        authors = [author.profile for author in self.content.authors]
        signers = [decision.by_id for decision in self.decisions]
        return tuple(Profile.objects.filter(Q(uuid__in=authors) | Q(user__in=signers)))
