"""Changing words of a Markdown text by a pattern, and nothing else: no citation, quotation, table, code or address."""

import re
from collections.abc import Callable, Iterator

from articles.content import ArticleContent

# In the order in which they win. Lengths are bounded, so that no text takes long.
_KEPT = re.compile(
    r"^[ ]{0,3}(?P<fence>```|~~~)[\s\S]*?(?:^[ ]{0,3}(?P=fence)|\Z)"
    r"|^(?:[ ]{4}|\t)[^\n]*$|^[ ]{0,3}>[^\n]*$|^[^\n]*(?:\||\\`)[^\n]*$|^[ ]{0,3}\[[^\]\n]+\]:[^\n]*$"
    r"|^[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|\#{1,6})[ \t]+)+"
    r"|(?<!`)(?P<tick>`+)(?!`)(?:[^\n]|\n(?![ \t]*\n)){0,2000}?(?<!`)(?P=tick)(?!`)"
    r"|!\[[^\]\n]*\]\([^()\n]*\)|\]\([^()\n]*\)|\[[^\[\]\n]*@[^\[\]\n]*\]|\{Link:[^{}\n]*\}"
    r"|(?:https?://|www\.)[^\s“”«»\"<>]+|[\w.+-]+@[\w-]+\.\w+|\\[^\w\s“”«»\"]"
    r"|“[^”]{0,2000}?(?:”|\n[ \t]*\n|\Z)|\"[^\"\n]{0,2000}\"|«[^»]{0,2000}?(?:»|\n[ \t]*\n|\Z)",
    re.MULTILINE,
)


def places(source: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where a pattern stands in the prose of a Markdown text."""
    kept = [match.span() for match in _KEPT.finditer(source)]
    number = 0
    for match in pattern.finditer(source):
        while number < len(kept) and kept[number][1] <= match.start():
            number += 1
        if number == len(kept) or kept[number][0] >= match.end():
            yield match


def rewritten(source: str, pattern: re.Pattern[str], better: Callable[[re.Match[str]], str]) -> str:
    """The text with each of those places said better."""
    out, end = [], 0
    for match in places(source, pattern):
        out += [source[end : match.start()], better(match)]
        end = match.end()
    return "".join([*out, source[end:]])


def in_each_text(content: ArticleContent, change: Callable[[str], str], *, lines_too: bool = True) -> ArticleContent:
    """The content with a change made in its Markdown texts and, with ``lines_too``, its title, labels and questions."""

    def line(text: str) -> str:
        return change(text) if lines_too else text

    return content.model_copy(
        update={
            "title": line(content.title),
            "lead": change(content.lead),
            "summary": change(content.summary),
            "body": change(content.body),
            "key_points": tuple(
                point.model_copy(update={"label": line(point.label), "text": change(point.text)})
                for point in content.key_points
            ),
            "questions": tuple(
                item.model_copy(update={"question": line(item.question), "answer": change(item.answer)})
                for item in content.questions
            ),
        }
    )
