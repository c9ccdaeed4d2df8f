"""What a finding is about, in one value: it changes when the words change, so a waiver never covers other words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from articles.content import ArticleContent
from articles.quality.findings import Finding
from medsite.lib.canonical import canonical_json, digest

_TABLE = re.compile(r"(.+), table (\d+)")
_ROWS_OF_A_TABLE = re.compile(r"(?:^[^\n]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)


def with_fingerprints(findings: Iterable[Finding], content: ArticleContent) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint. Of two findings that say the same the second has another one."""
    seen: Counter[str] = Counter()
    for finding in findings:
        said = canonical_json(
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "places": list(finding.places),
                "message": finding.message,
                "words": [words_at(place, content) for place in finding.places],
            }
        )
        seen[said] += 1
        yield finding, digest("medsite-finding", said, str(seen[said]))


def words_at(place: str, content: ArticleContent) -> str:
    """What stands at a place that a message does not quote: a row of a list, a table, a single line.

    Empty for the body and its sections: their findings quote the words.
    """
    if match := _TABLE.fullmatch(place):
        tables = _ROWS_OF_A_TABLE.findall(_field(match[1], content))
        return tables[int(match[2]) - 1] if int(match[2]) <= len(tables) else ""
    word, _, name = place.rpartition(" ")
    if word == "source":
        sources = [
            citation.model_dump(mode="json")
            for number, citation in enumerate(content.citations, start=1)
            if name in {citation.key, str(citation.number or number)}
        ]
        return canonical_json(sources)
    if not (name.isascii() and name.isdigit()):
        return content.title if place == "title" else ""
    rows = {"key point": content.key_points, "question": content.questions, "answer": content.questions}.get(
        word, content.files if word in {"image", "text version"} else ()
    )
    number = int(name)
    return canonical_json(rows[number - 1].model_dump(mode="json")) if 0 < number <= len(rows) else ""


def _field(place: str, content: ArticleContent) -> str:
    word, _, name = place.rpartition(" ")
    if word == "answer" and name.isdigit() and 0 < int(name) <= len(content.questions):
        return content.questions[int(name) - 1].answer
    if word == "text version" and name.isdigit() and 0 < int(name) <= len(content.files):
        return content.files[int(name) - 1].text_version
    return content.body if place == "body" else ""
