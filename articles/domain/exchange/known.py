"""Names and facts of an import → what this site knows by them."""

from typing import Any

from django.db.models import QuerySet

from articles.content import ArticleContent, Citation, TopicFact
from articles.domain.drafting.conversion import author_of, subject_fact
from articles.domain.drafting.same_works import kept_key, marked
from articles.importing.report import Imported, NameKind, ReportLine, Severity, Wanted
from articles.models import Subject, Topic
from people.models import Profile
from references import library
from references.models import Reference

_ADVICE = {
    NameKind.AUTHOR: "No profile has the name “{name}”. Choose the author in the draft.",
    NameKind.TOPIC: "No topic is called “{name}”. Choose one in the draft.",
    NameKind.SUBJECT: "No subject is called “{name}”. Confirm its subjects in the draft.",
}


def with_names_found(imported: Imported) -> tuple[ArticleContent, tuple[ReportLine, ...]]:
    """The content with the people, topics and subjects that the source only names, and the report with the rest.

    A name that nothing has, or several have, is a warning at its lines. A few queries for each kind.
    """
    if not imported.wanted:
        return imported.content, imported.report
    found: dict[NameKind, list[dict[str, Any]]] = {kind: [] for kind in NameKind}
    unknown = []
    for wanted in imported.wanted:
        fact = _find(wanted, imported.content.locale)
        if fact is None:
            unknown.append(ReportLine(wanted.lines, Severity.WARNING, _ADVICE[wanted.kind].format(name=wanted.name)))
        else:
            found[wanted.kind].append(fact.model_dump())
    data = imported.content.model_dump()
    for kind, name, key in (
        (NameKind.AUTHOR, "authors", "profile"),
        (NameKind.TOPIC, "topics", "slug"),
        (NameKind.SUBJECT, "subjects", "slug"),
    ):
        data[name] = list({row[key]: row for row in (*data[name], *found[kind])}.values())
    lines = [*imported.report, *unknown]
    report = tuple(sorted(lines, key=lambda line: (not line.lines, line.lines[:1])))
    return ArticleContent.model_validate(data), report


def as_known_here(content: ArticleContent) -> ArticleContent:
    """The same words with shared facts (profiles, topics, subjects, records) as this site has them today."""
    profiles = Profile.objects.filter(uuid__in=[author.profile for author in content.authors])
    authors = {profile.uuid: author_of(profile, content.locale) for profile in profiles}
    topics = dict(Topic.objects.filter(slug__in=[t.slug for t in content.topics]).values_list("slug", "name"))
    subjects = {
        subject.slug: subject_fact(subject)
        for subject in Subject.objects.filter(slug__in=[s.slug for s in content.subjects]).prefetch_related("classes")
    }
    keys = [str(c.reference["id"]) for c in content.citations if c.reference is not None]
    rows = list(Reference.objects.for_keys(keys))
    records = {row.key: library.frozen(row) for row in rows}
    kept = {row.key: kept_key(row) for row in rows}
    return content.model_copy(
        update={
            "authors": tuple(authors.get(author.profile, author) for author in content.authors),
            "topics": tuple(t.model_copy(update={"name": topics.get(t.slug, t.name)}) for t in content.topics),
            "subjects": tuple(subjects.get(subject.slug, subject) for subject in content.subjects),
            "citations": marked([_with_record(citation, records) for citation in content.citations], kept),
        }
    )


def _with_record(citation: Citation, records: dict[str, dict[str, Any]]) -> Citation:
    if citation.reference is None:
        return citation
    return citation.model_copy(update={"reference": records.get(citation.reference["id"], citation.reference)})


def _find(wanted: Wanted, locale: str) -> Any:
    match wanted.kind:
        case NameKind.AUTHOR:
            profile = _only(Profile.objects.filter(name__iexact=wanted.name)) or _only(
                Profile.objects.filter(slug=wanted.name)
            )
            return author_of(profile, locale) if profile else None
        case NameKind.TOPIC:
            topic = _only(Topic.objects.filter(name__iexact=wanted.name)) or _only(
                Topic.objects.filter(slug=wanted.name)
            )
            return TopicFact(slug=topic.slug, name=topic.name) if topic else None
        case NameKind.SUBJECT:
            subjects = Subject.objects.prefetch_related("classes")
            subject = (
                _only(subjects.filter(name__iexact=wanted.name))
                or _only(subjects.filter(slug=wanted.name))
                or _only(subjects.filter(names__name__iexact=wanted.name).distinct())
            )
            return subject_fact(subject) if subject else None


def _only(rows: QuerySet[Any]) -> Any:
    """The one row; None where there is none, or more than one."""
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
