"""The parts of an article that a file did not give: the same sentence for every format."""

from typing import Any

from articles.content import ArticleContent
from articles.importing.ledger import listed
from articles.importing.report import ReportLine, Severity


def absent_parts(content: ArticleContent) -> list[ReportLine]:
    """One line that names the parts which a file could have had and has not; none where all are there."""
    parts: dict[str, Any] = {
        "title": content.title,
        "lead": content.lead,
        "quick summary": content.summary,
        "key points": content.key_points,
        "text": content.body,
        "questions": content.questions,
        "references": content.citations,
    }
    absent = [name for name, value in parts.items() if not value]
    if not absent:
        return []
    sentence = f"Not found: {listed(absent)}. Check the file, or write what is missing."
    return [ReportLine((), Severity.WARNING, sentence)]
