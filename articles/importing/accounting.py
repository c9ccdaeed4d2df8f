"""The last look over an import: has every line arrived, and every word of it?

The readers are meant to lose nothing; tests hold them to it. Should one of them ever fail, the report says so
instead of the reader of the article.
"""

import re
from collections import Counter
from collections.abc import Iterable

from articles.content import ArticleContent
from articles.importing.ledger import Ledger, listed, quoted
from articles.importing.lines import Line

_WORD = re.compile(r"[^\W_]+")
_LAYOUT = re.compile(r"^(?:[(\[]?[0-9]{1,3}[.)\]]\s+|(?:Q|Question|A|Answer)\s*[:.]\s+)+")

FAULT = "This is a fault of the import: please report it."


def settle(lines: Iterable[Line], content: ArticleContent, ledger: Ledger) -> None:
    """Name in the report each line that went nowhere, and each word of a placed line that is not in the content."""
    arrived = _words_of(content)
    for before, after in ledger.exchanged:
        arrived.update(Counter(_words(before)) - Counter(_words(after)))
    wanted: Counter[str] = Counter()
    elsewhere = ledger.left | ledger.consumed
    for line in lines:
        if line.number in ledger.placed:
            words = _words(_LAYOUT.sub("", line.text))
            wanted.update(words)
            missing = sorted({word for word in words if wanted[word] > arrived[word]})
            if missing:
                ledger.warn([line], f"Lost on the way: {listed(map(quoted, missing))}. {FAULT}")
        elif line.number not in elsewhere:
            ledger.warn([line], f"Not placed: {quoted(line.text)}. {FAULT}")


def _words_of(content: ArticleContent) -> Counter[str]:
    texts = [content.title, content.lead, content.summary, content.body]
    texts += [text for point in content.key_points for text in (point.label, point.text)]
    texts += [text for entry in content.questions for text in (entry.question, entry.answer)]
    texts += [f"{citation.number} {citation.raw_text}" for citation in content.citations]
    return Counter(word for text in texts for word in _words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
