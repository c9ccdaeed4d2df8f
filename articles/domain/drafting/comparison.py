"""Two contents side by side, field by field, in the order of the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.choices import ArticleType, Audience, Funding, ImageKind
from articles.content import ArticleContent, Citation, File
from medsite.lib.diff import Block, Run, compare, runs
from references import styles

HEADING = re.compile(r"##? (.*)")


@dataclass(frozen=True)
class FieldDiff:
    """One field with what changed in it. ``anchor`` is its place on the screen."""

    anchor: str
    label: str
    blocks: tuple[Block, ...]

    @property
    def is_changed(self) -> bool:
        return any(block.is_changed for block in self.blocks)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The blocks with long stretches without a change apart, to be folded."""
        return runs(self.blocks)


def compare_contents(old: ArticleContent | None, new: ArticleContent) -> list[FieldDiff]:
    """Every field that either text has. Without an old text, everything is new."""
    before = dict(fields(old)) if old is not None else {}
    after = dict(fields(new))
    labels = [*after, *(label for label in before if label not in after)]
    return [
        FieldDiff(anchor=f"field-{place}", label=label, blocks=compare(before.get(label, ""), after.get(label, "")))
        for place, label in enumerate(labels, start=1)
        if before.get(label) or after.get(label)
    ]


def fields(content: ArticleContent) -> Iterator[tuple[str, str]]:
    """Label and text of each field, as a person would read it aloud."""
    yield "Title", content.title
    yield "Lead", content.lead
    yield "Quick summary", content.summary
    yield "Key points", "\n\n".join(f"{point.label}: {point.text}" for point in content.key_points)
    yield from _body(content.body)
    yield "Questions", "\n\n".join(f"{item.question or '(no question)'}\n\n{item.answer}" for item in content.questions)
    yield "Sources", "\n\n".join(_source(citation) for citation in content.citations)
    yield "Images", "\n\n".join(_image(file) for file in content.files)
    yield "Authors", "\n\n".join(", ".join(filter(None, (a.name, a.credentials, a.role))) for a in content.authors)
    yield "Subjects", ", ".join(_subject(s.name, s.classes) for s in content.subjects)
    yield "Topics", ", ".join(topic.name for topic in content.topics)
    yield "Article type", _label(ArticleType, content.article_type)
    yield "Audience", _label(Audience, content.audience)
    yield "Funding", " ".join(filter(None, (_label(Funding, content.funding), content.funding_note)))
    yield "Language", content.locale
    if link := content.translation_of:
        yield "Translation of", f"Version {link.version} of the article {link.article}, text {link.content_digest[:12]}"


def body_sections(body: str) -> Iterator[tuple[str, int, int]]:
    """Label, start and end of each part of a body, by its second-level headings; a part without words is left out."""
    label, start, at, used = "Body", 0, 0, dict[str, int]()
    for line in [*body.split("\n"), "## "]:
        if match := HEADING.match(line):
            end = max(start, at - 1)
            if body[start:end].strip():
                yield label, start, end
            name = f"Body: {match[1].strip()}"
            used[name] = used.get(name, 0) + 1
            label, start = (name if used[name] == 1 else f"{name} ({used[name]})"), at
        at += len(line) + 1


def _body(body: str) -> Iterator[tuple[str, str]]:
    """The body by its second-level headings, so that a reviewer can go to a section."""
    yield from ((label, body[start:end]) for label, start, end in body_sections(body))


def _image(file: File) -> str:
    said = [
        ("kind", _label(ImageKind, file.kind)),
        ("alternative text", file.alt),
        ("caption", file.caption),
        ("credit", file.credit),
        ("text version", f"\n{file.text_version}" if file.text_version else ""),
    ]
    return "\n".join([f"Image {file.digest[:12]}", *(f"{name}: {text}" for name, text in said if text)])


def _source(citation: Citation) -> str:
    if citation.same_as:
        source = f"[@{citation.key}] The same work as [@{citation.same_as}]."
    elif citation.reference is None:
        source = f"[{citation.key or citation.number or '?'}] {citation.raw_text or 'Source missing.'}"
    else:
        source = f"[@{citation.key}] {styles.as_text(citation.reference)}"
    said = (f"It says: {citation.passage.quote}", citation.passage.place) if citation.passage else ()
    despite = f"Cited all the same: {citation.despite}" if citation.despite else ""
    return "\n".join(filter(None, (source, *said, despite)))


def _subject(name: str, classes: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(classes)})" if classes else name


def _label(choices: type[ArticleType] | type[Audience] | type[Funding] | type[ImageKind], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
