"""What could harm somebody in the change from the text that readers had last. Recorded at submission.

A record names the text that it was compared with, the names of drugs that were known, and the rules. Whoever has both
texts can compare again and must find the same (``is_right``).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.choices import SubjectKind
from articles.content import ArticleContent
from articles.domain.drafting.comparison import fields
from articles.domain.governance.policy import Policy
from articles.domain.governance.risk import risk_of
from articles.models import Article, Publication, Revision, SubjectName
from medsite.lib import safety
from medsite.lib.canonical import canonical_json, digest
from medsite.lib.phrases import Passage
from medsite.lib.safety import SafetyChange

NOT_READ = frozenset({"Sources", "Authors", "Subjects", "Topics", "Article type", "Audience", "Funding", "Language"})
"""Fields whose words are no statements to readers: a number of a page is no dose."""
NAMED_KINDS = (SubjectKind.DRUG, SubjectKind.NUTRIENT)


@dataclass(frozen=True)
class SafetyRecord:
    """The comparison of one text with the one that readers had before it. ``publication`` is the number of that one and
    ``against`` the digest of its content; None and "" where there was none, and so nothing to compare."""

    publication: int | None = None
    against: str = ""
    names: tuple[tuple[str, str], ...] = ()
    changes: tuple[SafetyChange, ...] = ()
    rules: str = safety.RULES

    @property
    def in_words(self) -> str:
        """ "2 safety changes: dose, negation"; empty for none."""
        return safety.in_words(self.changes)

    def stored(self) -> str:
        """As a revision keeps it: canonical JSON."""
        return canonical_json(
            {
                "rules": self.rules,
                "publication": self.publication,
                "against": self.against,
                "names": [list(name) for name in self.names],
                "changes": [change.as_row() for change in self.changes],
            }
        )


def last_text(article: Article) -> Publication | None:
    """The publication whose text readers have, or had last. One query."""
    return article.publications.of_texts().select_related("revision").order_by("-number").first()


def compare_with_last(article: Article, content: ArticleContent) -> SafetyRecord:
    """The record of a text as it would be submitted now. Two queries."""
    return compared(last_text(article), content)


def record_of(revision: Revision) -> SafetyRecord:
    """The record that was made when the revision was submitted. For a revision that is older than such records, it is
    made now: two queries."""
    if revision.safety:
        return _read(revision.safety)
    before = revision.article.publications.of_texts().filter(at__lt=revision.submitted_at)
    last = before.select_related("revision").order_by("-number").first()
    return compared(last, ArticleContent.from_json(revision.content_json))


def record_digest(revision: Revision) -> str:
    """SHA-256 of the stored record, which the audit trail binds; empty where there is none."""
    return digest("medsite-safety", revision.safety) if revision.safety else ""


def is_right(record: SafetyRecord, *, old: ArticleContent | None, new: ArticleContent) -> bool:
    """Whether comparing again finds what a record says. Records by other rules than today's cannot be told."""
    if record.rules != safety.rules_for(new.locale):
        return True
    return record.changes == (between(old, new, dict(record.names)) if old is not None else ())


def between(old: ArticleContent, new: ArticleContent, names: Mapping[str, str]) -> tuple[SafetyChange, ...]:
    """The safety changes from one content to another. ``names`` are those of ``drug_names``. In a language whose words
    the rules do not know, every changed sentence is one. Pure.
    """
    is_read = safety.rules_for(new.locale) == safety.RULES
    compare = safety.compare if is_read else safety.compare_every_sentence
    return compare(passages(old), passages(new), names)


def passages(content: ArticleContent) -> list[Passage]:
    """What the article says to readers, by the labels under which a comparison shows it."""
    return [Passage(label, text) for label, text in fields(content) if label not in NOT_READ]


def drug_names() -> dict[str, str]:
    """The names of drugs and nutrients in small letters, each with the subject that it stands for. One query."""
    rows = SubjectName.objects.filter(subject__kind__in=NAMED_KINDS).order_by("pk").select_related("subject")
    return {row.name.casefold(): row.subject.slug for row in rows}


def signers_for(policy: Policy, content: ArticleContent, changes: Iterable[SafetyChange]) -> int:
    """How many clinicians sign because of safety changes; 0 where there are none. Pure."""
    return policy.safety_signers_for(risk_of(content, policy).level) if any(True for _ in changes) else 0


def compared(last: Publication | None, content: ArticleContent) -> SafetyRecord:
    """The record of a text against the one of a publication, if there is any. One query, if there is."""
    if last is None:
        return SafetyRecord()
    old = ArticleContent.from_json(last.revision.content_json)
    said = "\n".join(passage.text for passage in (*passages(old), *passages(content)))
    names = safety.names_in(said, drug_names())
    return SafetyRecord(
        publication=last.number,
        against=last.content_digest,
        names=tuple(sorted(names.items())),
        changes=between(old, content, names),
        rules=safety.rules_for(content.locale),
    )


def _read(text: str) -> SafetyRecord:
    values = json.loads(text)
    return SafetyRecord(
        publication=values["publication"],
        against=values["against"],
        names=tuple((name, meant) for name, meant in values["names"]),
        changes=tuple(SafetyChange.from_row(row) for row in values["changes"]),
        rules=values["rules"],
    )
