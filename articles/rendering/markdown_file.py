"""An article as a Markdown file: front matter, notices right under the title, text, sources, disclaimer."""

import json
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from articles.rendering import translated
from articles.rendering.shapes import NoticeText, ReferenceItem, SourceMark
from articles.rendering.sources import PageSource
from articles.rendering.to_markdown import one_line, plain_text, to_markdown


def render_markdown(source: PageSource) -> str:
    """The whole file. Citations are numbered as on the page; the text is that of the signed HTML."""
    return "\n\n".join(part for part in _parts(source) if part) + "\n"


def _parts(source: PageSource) -> Iterator[str]:
    body, facts, notices = source.body, source.facts, source.notices
    yield _front_matter(source)
    yield f"# {plain_text(body.title)}"
    yield from (_notice(notice) for notice in (*notices.safety, *notices.status))
    if facts.translation_of is not None:
        said = (translated.behind(facts.translation_of), translated.origin(facts.translation_of))
        yield f"*{plain_text(' '.join(filter(None, said)))}*"
    yield to_markdown(body.lead)
    if body.summary:
        yield f"## {_('Quick summary')}\n\n{to_markdown(body.summary)}"
    if body.points:
        points = (f"- **{plain_text(point.label)}** {one_line(point.html)}" for point in body.points)
        yield f"## {_('Key points')}\n\n" + "\n".join(points)
    yield from (to_markdown(section.html) for section in body.sections)
    if body.questions:
        yield f"## {_('Common questions')}"
        for item in body.questions:
            yield f"### {plain_text(item.question)}\n\n{to_markdown(item.html)}"
    yield from _sources(_("References"), body.references, facts.marks)
    yield from _sources(_("Further reading"), body.further_reading, facts.marks)
    yield f"## {_('How this article was reviewed')}\n\n{_reviewed(source)}"
    yield f"## {plain_text(notices.general.heading)}\n\n{to_markdown(notices.general.html)}"
    yield _("Copied from <%(url)s>. The page may have changed since.") % {"url": facts.url}


def _front_matter(source: PageSource) -> str:
    """JSON strings are YAML too, whatever is in them."""
    facts = source.facts
    lines = {
        "title": source.body.title,
        "url": facts.url,
        "id": f"urn:uuid:{facts.uuid}",
        "locale": facts.locale,
        "authors": [person.full_name for person in facts.authors],
        "reviewers": [person.full_name for person in facts.reviewers],
        "first_published": facts.first_published_on.isoformat(),
        "last_changed": facts.modified_on.isoformat(),
        "reviewed": facts.reviewed_on.isoformat(),
        "next_review_due": facts.review_due_on.isoformat(),
        "fingerprint": facts.fingerprint,
    }
    shown = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items())
    return f"---\n{shown}\n---"


def _notice(notice: NoticeText) -> str:
    lines = [f"**{plain_text(notice.heading)}**", "", *to_markdown(notice.html).split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _sources(
    heading: str, items: Iterable[ReferenceItem], marks: Mapping[str, tuple[SourceMark, ...]]
) -> Iterator[str]:
    lines = []
    for item in items:
        parts = to_markdown(item.html).split("\n\n")
        label = f" ({plain_text(item.label)})" if item.label else ""
        lines.append(f"{item.number}. {' '.join(' '.join(parts).split())}{label}")
        lines += [f"   - {_mark(mark)}" for mark in marks.get(item.key, ())]
    if lines:
        yield f"## {heading}\n\n" + "\n".join(lines)


def _mark(mark: SourceMark) -> str:
    said = f"**{plain_text(mark.text)}**" if mark.is_warning else plain_text(mark.text)
    return f"{said} <{mark.url}>" if mark.url else said


def _reviewed(source: PageSource) -> str:
    facts = source.facts
    authors = "; ".join(plain_text(person.full_name) for person in facts.authors)
    reviewers = "; ".join(plain_text(person.full_name) for person in facts.reviewers)
    lines = [
        _("Written by %(names)s") % {"names": authors} if authors else "",
        _("Medically reviewed by %(names)s on %(day)s") % {"names": reviewers, "day": facts.reviewed_on.isoformat()},
        (_("Next review due on %(day)s (overdue)") if facts.overdue else _("Next review due on %(day)s"))
        % {"day": facts.review_due_on.isoformat()},
        _("First published on %(first)s, last changed on %(last)s")
        % {"first": facts.first_published_on.isoformat(), "last": facts.modified_on.isoformat()},
        plain_text(facts.funding),
        f"{_('Fingerprint of the signed text:')} {facts.fingerprint}" if facts.fingerprint else "",
    ]
    return "\n".join(f"- {line}" for line in lines if line)
