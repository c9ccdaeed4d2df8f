"""Questions and answers come in pairs (checklist item C45)."""

from collections.abc import Iterator

from articles.quality.findings import Finding, blocker
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    numbered = list(enumerate(inspection.content.questions, start=1))
    if without_question := [place for place, item in numbered if item.answer.strip() and not item.question]:
        yield blocker(
            "question missing",
            (f"answer {place}" for place in without_question),
            "This answer has no question. Write the question it answers, or delete it.",
        )
    if without_answer := [place for place, item in numbered if not item.answer.strip()]:
        yield blocker(
            "answer missing",
            (f"question {place}" for place in without_answer),
            "This question has no answer. Write it, or delete the question.",
        )
