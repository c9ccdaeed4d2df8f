"""The files of the demonstration: texts, sources, topics and subjects."""

import hashlib
import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from articles.choices import NameKind
from articles.content import ArticleContent, Question
from articles.domain.drafting import conversion, drafts, pictures
from articles.models import DrugClass, NoticeProposal, NoticeVersion, Picture, Subject, SubjectName, Topic, TopicName
from faq import bank
from faq.models import Question as BankQuestion
from faq.models import QuestionVersion
from medsite.lib.images import reencode
from medsite.lib.markdown.pictures import mark
from people.models import Profile, User
from references import library
from references.models import Reference

FOLDER = Path(__file__).resolve().parent.parent.parent / "demonstration"
FINISHED = FOLDER / "articles"
UNFINISHED = FOLDER / "unfinished"
FIGURES = FOLDER / "figures"
TRANSLATIONS = FOLDER / "translations"
"""Texts of translations; the name of a file is the address that their title gives."""
NEWER = FOLDER / "newer"
"""What a newer draft adds to a finished article of the same name: a section and questions."""


IN_THE_BANK = ("clonazepam-and-serotonin", "home-blood-pressure", "metformin-and-vitamin-b12")
"""Articles whose first question lies in the question bank; they hold a copy of it."""


def sample_content(path: Path) -> ArticleContent:
    """The content of a sample file. Topics, subjects, sources, figures and bank questions must be in the database."""
    said = _read(path)
    said["questions"] = [_from_bank(row) for row in said.get("questions", [])]
    topics = Topic.objects.filter(slug__in=said.pop("topics"))
    subjects = Subject.objects.filter(slug__in=said.pop("subjects")).prefetch_related("classes")
    said.pop("only_mentioned", None)
    figures = {row["file"]: row for row in said.pop("figures", [])}
    known = {name: Picture.objects.get(digest=_digest(name)) for name in figures}
    for name, picture in known.items():
        said["body"] = said["body"].replace(f"![](figure:{name})", mark(picture.digest))
    author = Profile.objects.get(user__username="writer")
    bare = ArticleContent(
        **said,
        topics=tuple({"slug": topic.slug, "name": topic.name} for topic in topics),
        subjects=tuple(conversion.subject_fact(subject) for subject in subjects),
        authors=(conversion.author_of(author, said.get("locale", "en")),),
        files=tuple(
            conversion.file_of(known[name], **{key: row.get(key, "").strip() for key in conversion.SAID_OF_IMAGES})
            for name, row in figures.items()
        ),
    )
    return drafts.with_cited_sources(bare)


def title_of(path: Path) -> str:
    return str(_read(path)["title"])


def translated(path: Path, begun: ArticleContent) -> ArticleContent:
    """The content of a translation that was begun, with the words of its file; the rest is that of its original."""
    said = _read(path)
    return ArticleContent.model_validate(begun.model_dump() | said)


def ensure_notices(*, now: datetime) -> None:
    """Propose the sample notices in the languages of the sample translations that the site has not met yet."""
    known = {
        row for model in (NoticeVersion, NoticeProposal) for row in model._default_manager.values_list("code", "locale")
    }
    NoticeProposal.objects.bulk_create(
        NoticeProposal(**row, is_sample=True, proposed_at=now)
        for row in json.loads((FOLDER / "notices.json").read_text(encoding="utf-8"))
        if (row["code"], row["locale"]) not in known
    )


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
        row, _ = Topic.objects.get_or_create(
            slug=topic["slug"], defaults={"name": topic["name"], "intro": topic["intro"]}
        )
        TopicName.objects.get_or_create(topic=row, language="es", defaults=topic["es"])
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


def ensure_pictures(*, by: User, now: datetime) -> None:
    """Add the figures that the site does not have yet."""
    for path in sorted(FIGURES.iterdir()):
        if not Picture.objects.filter(digest=_digest(path.name)).exists():
            pictures.add_picture(path.read_bytes(), by=by, now=now)


def _digest(figure: str) -> str:
    """The digest under which the site keeps a figure."""
    return hashlib.sha256(reencode((FIGURES / figure).read_bytes()).data).hexdigest()


def ensure_bank(*, by: User, now: datetime) -> None:
    """Fill the question bank, if it is empty."""
    if QuestionVersion.objects.exists():
        return
    for name in IN_THE_BANK:
        said = _read(FINISHED / f"{name}.toml")["questions"][0]
        bank.write(BankQuestion.objects.create(), wording=said["question"], answer=said["answer"], by=by, now=now)


def ensure_newer_wording(*, by: User, now: datetime) -> None:
    """Give one question of the bank a shorter answer, after the articles copied it. Does nothing the second time."""
    if QuestionVersion.objects.filter(number__gt=1).exists():
        return
    said = _read(FINISHED / f"{IN_THE_BANK[0]}.toml")["questions"][0]
    copied = QuestionVersion.objects.select_related("question").filter(wording=said["question"]).first()
    if copied is not None:
        shorter = ". ".join(said["answer"].split(". ")[:2]) + "."
        bank.write(copied.question, wording=copied.wording, answer=shorter, by=by, now=now)


def _from_bank(row: dict[str, Any]) -> dict[str, Any]:
    """A question with its source, if the bank has or had this very wording."""
    version = QuestionVersion.objects.filter(wording=row["question"], answer=row["answer"]).select_related("question")
    found = version.first()
    return row | {"bank": {"question": found.question.uuid, "version": found.number}} if found else row


def ensure_references() -> None:
    """Add the sources that the library does not have yet."""
    known = set(Reference.objects.values_list("key", flat=True))
    for record in json.loads((FOLDER / "references.json").read_text(encoding="utf-8")):
        if record["id"] not in known:
            library.put(record)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
