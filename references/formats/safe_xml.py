"""XML → a tree, without entities, without network, within limits.

Source: the hazards that Python's documentation lists under "XML vulnerabilities". Nothing outside the file is ever
asked for; a file that declares entities of its own is refused, whatever they are (billion laughs, quadratic blow-up).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from xml.etree.ElementTree import Element, TreeBuilder  # builds the tree only; parsing is below
from xml.parsers import expat  # entities are refused by the handlers below

from references.formats.shapes import Found, UnreadableFile

DEPTH_LIMIT = 60
_INVALID = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:x0*(?:[0-8bcBCefEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\\d|3[01]));"
)


class BrokenXml(UnreadableFile):
    """XML that ends too early or is ill-formed somewhere; ``reason`` says what is wrong with it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"The XML is broken in line {line}: {reason}. Export the file again.")
        self.reason = reason


def records(text: str, tags: Sequence[str]) -> list[Element | Found]:
    """The elements of a file with one of these names, one a record, read alone where the file as a whole is broken.

    Each that cannot be read is an error that says where it begins. Of a file that is sound, the root is the only one.

    Raises UnreadableFile where none can be read.
    """
    try:
        return [parse(text)]
    except BrokenXml:
        found = list(_alone(text, tags))
        if not any(isinstance(item, Element) for item in found):
            raise
        return found


def _alone(text: str, tags: Sequence[str]) -> Iterator[Element | Found]:
    starts = list(re.finditer(rf"<({'|'.join(tags)})(?=[\s>])", text))
    line, counted = 1, 0
    for match, following in zip_longest(starts, starts[1:]):
        limit = following.start() if following else len(text)
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        closing = f"</{match[1]}>"
        end = text.find(closing, match.start(), limit)
        try:
            yield parse(text[match.start() : end + len(closing) if end >= 0 else limit])
        except UnreadableFile as error:
            reason = error.reason if isinstance(error, BrokenXml) else str(error)
            yield Found(error=f"The record that begins in line {line} is broken XML: {reason}.")


def parse(text: str) -> Element:
    """The root element. Characters that XML forbids, which EndNote writes, are taken out first.

    Raises UnreadableFile; BrokenXml where the text is no well-formed XML.
    """
    builder = TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH_LIMIT:
            raise UnreadableFile(f"The XML is nested more than {DEPTH_LIMIT} deep. It is no list of references.")
        builder.start(tag.rsplit("}", 1)[-1], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rsplit("}", 1)[-1])

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entity
    parser.SkippedEntityHandler = _refuse_reference
    parser.ExternalEntityRefHandler = _refuse_external
    try:
        parser.Parse(_INVALID.sub("", text), True)  # expat's own signature
    except expat.ExpatError as error:
        raise BrokenXml(error.lineno, expat.errors.messages[error.code]) from error
    return builder.close()


def _refuse_entity(*declaration: object) -> None:
    raise UnreadableFile("The XML declares entities of its own, which can hide a bomb. Nothing of it was read.")


def _refuse_external(*reference: object) -> int:
    raise UnreadableFile("The XML refers to something outside the file. Nothing of it was read.")


def _refuse_reference(name: str, is_parameter_entity: object) -> None:
    if not is_parameter_entity:
        raise UnreadableFile(f"The XML uses the entity &{name[:40]};, which it may not. Write the character itself.")


def words(element: Element | None) -> str:
    """All text below an element, tags for italics and the like left out."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
