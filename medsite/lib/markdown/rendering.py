"""`render`: source text in, sanitised HTML and facts out."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from markdown_it.token import Token

from medsite.lib.markdown import visible
from medsite.lib.markdown.blocks import plain
from medsite.lib.markdown.citations import CitationNumbers
from medsite.lib.markdown.htmlout import HtmlRenderer
from medsite.lib.markdown.parsing import PARSER, parse
from medsite.lib.markdown.pictures import Picture, TextVersion
from medsite.lib.markdown.results import Heading, Link, Rendered, Section, Shown, Table
from medsite.lib.markdown.sanitising import sanitise
from medsite.lib.markdown.source import Notes

_HTML = HtmlRenderer()


def render(
    source: str,
    *,
    citations: CitationNumbers | None = None,
    inline: bool = False,
    anchor_prefix: str = "s-",
    taken: set[str] | None = None,
    pictures: Mapping[str, Picture] | None = None,
) -> Rendered:
    """Turn Markdown into sanitised HTML and say what is in it.

    - `citations` counts the cited sources, over as many calls as share it; None: every key is unknown.
    - `inline`: no blocks; line breaks become spaces, marks of lists and headings stay visible text.
    - `pictures`: those that the text may show, by digest.
    - `anchor_prefix` starts the id of every heading. `taken`: ids that are in use; the new ones are added.

    What comes back: `text` is what a reader sees, on one line, citations as "[1]"; `sections` are the HTML
    divided before each h2 that stands in no list or quote, and together they are `html`; `cited` has known keys
    in the order of the page, with repeats, `missing` the unknown ones without; `broken_marks` are `{Link: …}`
    without a web address, as typed; `refused_links` are link targets that the allow-list refused; `pictures` are
    those shown, `images` the targets of unknown ones and `misplaced` those of known ones that stand within other
    text, of both of which only the alternative text is shown; `words` does not count citation marks.

    Raises TooComplex, and nothing else whatever the text; `citations` and `taken` are then unchanged. Apart from
    filling these two it has no side effects.
    """
    notes = Notes(anchor_prefix=anchor_prefix, taken=set(taken or ()), inline=inline, numbers=citations)
    notes.pictures = pictures or {}
    notes.text_versions = text_versions(notes.pictures)
    tokens = parse(source, notes)
    return _rendered(tokens, notes, citations, taken)


def text_versions(pictures: Mapping[str, Picture]) -> dict[str, TextVersion]:
    """The text versions of those pictures that have one, by digest.

    They have no headings, pictures and citations: the sentence beside the picture cites. Raises TooComplex.
    """
    return {digest: _in_words(one.text_version) for digest, one in pictures.items() if one.text_version.strip()}


@lru_cache(maxsize=64)
def _in_words(source: str) -> TextVersion:
    said = text_version(source)
    return TextVersion(said.html, said.text)


def text_version(source: str) -> Rendered:
    """The text version of a picture, rendered by itself. Raises TooComplex."""
    notes = Notes(has_headings=False)
    return _rendered(parse(source, notes), notes, None, None)


def _rendered(tokens: list[Token], notes: Notes, citations: CitationNumbers | None, taken: set[str] | None) -> Rendered:
    raw = _HTML.render(tokens, PARSER.options, {"notes": notes})
    headings = _headings(tokens)
    html = sanitise(raw, [*(heading.anchor for heading in headings), *notes.citation_anchors])
    seen = visible.read(html)
    links, refused = _links(tokens, seen)
    if taken is not None:
        taken.update(heading.anchor for heading in headings)
    return Rendered(
        html=html,
        text=seen.text,
        headings=headings,
        sections=_sections(html, tokens),
        links=links,
        cited=tuple(notes.cited),
        missing=tuple(dict.fromkeys(notes.missing)),
        broken_marks=tuple(notes.broken_marks),
        refused_links=(*notes.refused, *refused),
        images=tuple(notes.images),
        tables=_tables(tokens),
        words=seen.words,
        inline=notes.inline,
        has_headings=notes.has_headings,
        pictures=tuple(Shown(picture.digest, alt) for picture, alt in notes.shown),
        misplaced=tuple(notes.misplaced),
        known_pictures=notes.pictures,
        same=citations.same if citations else {},
    )


def _headings(tokens: list[Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(int(token.tag[1:]), str(token.attrs["id"]), plain(tokens[index + 1].children))
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and "id" in token.attrs
    )


def _sections(html: str, tokens: list[Token]) -> tuple[Section, ...]:
    anchors = [
        str(token.attrs["id"])
        for token in tokens
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]
    starts: list[int] = []
    for anchor in anchors:
        starts.append(html.index(f'<h2 id="{anchor}">', starts[-1] if starts else 0))
    pieces = zip(["", *anchors], [0, *starts], [*starts, len(html)], strict=True)
    return tuple(Section(anchor, html[start:end]) for anchor, start, end in pieces if start < end)


def _links(tokens: list[Token], seen: visible.Visible) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links that are left in the HTML, and the addresses that only the sanitisers refused."""
    openings = [child for child in _children(tokens) if child.type == "link_open"]
    pairs = list(zip(openings, seen.links, strict=False))
    links = tuple(Link(href, text, "mark" in token.meta) for token, (href, text) in pairs if href is not None)
    return links, tuple(str(token.attrs["href"]) for token, (href, _) in pairs if href is None)


def _tables(tokens: list[Token]) -> tuple[Table, ...]:
    starts = [index for index, token in enumerate(tokens) if token.type == "table_open"]
    found = []
    for start in starts:
        inside = tokens[start + 1 : start + 5]
        has_caption = inside[0].type == "caption_open"
        caption = plain(inside[1].children) if has_caption else ""
        found.append(Table(caption, inside[3 if has_caption else 0].type == "thead_open"))
    return tuple(found)


def _children(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()
