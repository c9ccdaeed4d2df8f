"""The files of the demonstration: texts, sources, topics and subjects."""

import json
import tomllib
from pathlib import Path
from typing import Any

from articles.choices import NameKind
from articles.content import ArticleContent, Question
from articles.domain import conversion, drafts
from articles.models import DrugClass, Subject, SubjectName, Topic
from people.models import Profile
from references import library
from references.models import Reference

FOLDER = Path(__file__).resolve().parent.parent.parent / "demonstration"
FINISHED = FOLDER / "articles"
UNFINISHED = FOLDER / "unfinished"
NEWER = FOLDER / "newer"
"""What a newer draft adds to a finished article of the same name: a section and questions."""


def sample_content(path: Path) -> ArticleContent:
    """The content of a sample file. Topics, subjects and sources must be in the database."""
    said = _read(path)
    topics = Topic.objects.filter(slug__in=said.pop("topics"))
    subjects = Subject.objects.filter(slug__in=said.pop("subjects")).prefetch_related("classes")
    said.pop("only_mentioned", None)
    author = Profile.objects.get(user__username="writer")
    bare = ArticleContent(
        **said,
        topics=tuple({"slug": topic.slug, "name": topic.name} for topic in topics),
        subjects=tuple(conversion.subject_fact(subject) for subject in subjects),
        authors=(conversion.author_of(author),),
    )
    return drafts.with_cited_sources(bare)


def only_mentioned(path: Path) -> dict[Subject, str]:
    """The subjects that a sample text names without being about them, with the reasons."""
    said: dict[str, str] = _read(path).get("only_mentioned", {})
    return {subject: said[subject.slug] for subject in Subject.objects.filter(slug__in=said)}


def with_newer(content: ArticleContent, path: Path) -> ArticleContent:
    """The content with what its newer draft adds: the section stands before the last one."""
    said = _read(path)
    before, mark, last = content.body.rpartition("\n## ")
    return content.model_copy(
        update={
            "body": f"{before}\n{said['section'].strip()}\n{mark}{last}",
            "questions": content.questions + tuple(Question(**row) for row in said["questions"]),
        }
    )


def ensure_taxonomy() -> None:
    """Add the topics and subjects that the site does not know yet."""
    said = _read(FOLDER / "taxonomy.toml")
    for topic in said["topics"]:
        Topic.objects.get_or_create(slug=topic["slug"], defaults={"name": topic["name"], "intro": topic["intro"]})
    for row in said["subjects"]:
        subject, is_new = Subject.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "review_interval_months": row.get("review_interval_months", 24),
            },
        )
        if is_new:
            subject.classes.set(DrugClass.objects.filter(slug__in=row.get("classes", [])))
            SubjectName.objects.bulk_create(
                SubjectName(subject=subject, name=name, kind=NameKind.GENERIC if place == 0 else NameKind.SYNONYM)
                for place, name in enumerate(row["names"])
                if not SubjectName.objects.filter(name__iexact=name).exists()
            )


def ensure_references() -> None:
    """Add the sources that the library does not have yet."""
    known = set(Reference.objects.values_list("key", flat=True))
    for record in json.loads((FOLDER / "references.json").read_text(encoding="utf-8")):
        if record["id"] not in known:
            library.put(record)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
