"""What an article itself says, place by place: the text in which the words of notice rules are looked for.

Read from the signed HTML, so a page can be framed afresh without touching Markdown. Quotations, code, citation
marks and the list of references are not what the article says, and are left out.
"""

from html.parser import HTMLParser

from articles.rendering.shapes import SignedBody
from medsite.lib.phrases import Passage

_LEFT_OUT = frozenset({"blockquote", "code", "pre"})
_LEFT_OUT_CLASSES = frozenset({"cite", "vh"})
_WITHIN_A_LINE = frozenset({"a", "abbr", "b", "em", "i", "mark", "s", "span", "strong", "sub", "sup"})
_WITHOUT_END = frozenset({"br", "hr", "img", "wbr"})


def passages(body: SignedBody) -> tuple[Passage, ...]:
    """The passages of a signed body in page order, each with its place in words that staff understand."""
    return (
        Passage("the title", body.title),
        Passage("the lead", _text(body.lead)),
        Passage("the quick summary", _text(body.summary)),
        *(
            Passage(f"key point {place}", f"{point.label}\n{_text(point.html)}")
            for place, point in enumerate(body.points, start=1)
        ),
        *(_section(section.html) for section in body.sections),
        *(
            Passage(f"question {place}", f"{item.question}\n{_text(item.html)}")
            for place, item in enumerate(body.questions, start=1)
        ),
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.heading: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        if tag not in _WITHOUT_END:
            left_out = tag in _LEFT_OUT or not _LEFT_OUT_CLASSES.isdisjoint((dict(attrs).get("class") or "").split())
            if left_out:
                self.parts.append(" \x00 " if tag != "sup" else "")
            self._open.append((tag, left_out))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if any(left_out for _, left_out in self._open):
            return
        self.parts.append(data.replace("\n", " "))
        if any(tag == "h2" for tag, _ in self._open):
            self.heading.append(data)

    def _separate(self, tag: str) -> None:
        if tag not in _WITHIN_A_LINE and tag != "code":
            self.parts.append("\n")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _text(html: str) -> str:
    return "".join(_read(html).parts)


def _section(html: str) -> Passage:
    reader = _read(html)
    heading = " ".join("".join(reader.heading).split())
    return Passage(f"the section “{heading}”" if heading else "the opening of the text", "".join(reader.parts))
