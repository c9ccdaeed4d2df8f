"""The inline rules for links, images and `{Link: …}` marks.

A rule that is called silently only looks ahead: it notes nothing.
"""

import re
from dataclasses import dataclass

from markdown_it.common.utils import isStrSpace, normalizeReference
from markdown_it.rules_inline import StateInline, autolink

from medsite.lib.markdown import pictures, urls
from medsite.lib.markdown.source import decoded, notes_of

REL = "noopener noreferrer nofollow"
_MARK = re.compile(r"\{Link:([^{}]*)\}", re.IGNORECASE)
_MARK_START = re.compile(r"\{Link:[^{}\n]*", re.IGNORECASE)


@dataclass(frozen=True)
class _Target:
    """Where a bracketed text points: the address, the position after it, a title, a reference label."""

    href: str
    end: int
    title: str = ""
    label: str = ""


def link_rule(state: StateInline, silent: bool) -> bool:
    """`[text](address "title")` and its forms by reference, with the address on the allow-list.

    Of a refused address only the text stays; but what merely looks like a target ("[18F](2)") stays whole.
    """
    if state.src[state.pos] != "[":
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    target = _target(state, state.pos + 1, label_end)
    if target is None:
        return False
    allowed = urls.is_allowed(target.href)
    if not allowed and not urls.looks_like_an_address(target.href):
        if not silent:
            notes_of(state.env).refused.append(target.href)
        return False
    if not silent:
        if not allowed or state.linkLevel:
            notes_of(state.env).refused.append(target.href)
            _push_label(state, 1, label_end, target)
        else:
            _open_link(state, target.href)
            state.linkLevel += 1
            _push_label(state, 1, label_end, target)
            state.linkLevel -= 1
            state.push("link_close", "a", -1)
    state.pos = target.end
    return True


def image_rule(state: StateInline, silent: bool) -> bool:
    """A known picture that stands alone in its paragraph is shown; of any other image, the alternative text is."""
    if not state.src.startswith("![", state.pos, state.posMax):
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    target = _target(state, state.pos + 2, label_end)
    if target is None:
        return False
    if not silent and not _push_picture(state, label_end, target):
        _push_label(state, 2, label_end, target)
    state.pos = target.end
    return True


def _push_picture(state: StateInline, label_end: int, target: _Target) -> bool:
    notes = notes_of(state.env)
    picture = pictures.find(target.href, notes.pictures)
    if picture is None:
        notes.images.append(target.href)
        return False
    if not notes.in_paragraph or state.src.strip() != state.src[state.pos : target.end]:
        notes.misplaced.append(target.href)
        return False
    typed = decoded(state.src[state.pos + 2 : label_end])
    alt = picture.alt or typed
    lost = " ".join(filter(None, (typed if typed != alt else "", target.title)))
    notes.used_labels.add(target.label)
    in_words = notes.text_versions.get(picture.digest)
    shown = f"{picture.words} {picture.labels.read_as_text} {in_words.text}" if in_words else picture.words
    notes.cut(state.pos, target.end, shown, lost=lost)
    notes.shown.append((picture, alt))
    state.push("picture", "", 0).meta.update(picture=picture, alt=alt)
    return True


def _open_link(state: StateInline, href: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": urls.normalised(href)}
    if urls.is_external(href):
        token.attrs["rel"] = REL


def _push_label(state: StateInline, opening: int, label_end: int, target: _Target) -> None:
    """Parse the text in the brackets where it stands, and note the opening signs and the target as cut."""
    notes = notes_of(state.env)
    notes.used_labels.add(target.label)
    notes.cut(state.pos, state.pos + opening)
    notes.cut(label_end, target.end, lost=target.title)
    end = state.posMax
    state.pos, state.posMax = state.pos + opening, label_end
    state.md.inline.tokenize(state)
    state.posMax = end


def _target(state: StateInline, label_start: int, label_end: int) -> _Target | None:
    """The target that follows the label, in parentheses or by reference; None if the brackets are only text."""
    if label_end < 0:
        return None
    return _inline_target(state, label_end + 1) or _reference(state, label_start, label_end)


def _inline_target(state: StateInline, position: int) -> _Target | None:
    source, end = state.src, state.posMax
    if position >= end or source[position] != "(":
        return None
    position = _after_space(state, position + 1)
    destination = state.md.helpers.parseLinkDestination(source, position, end)
    href = destination.str if destination.ok else ""
    after = destination.pos if destination.ok else position
    position = _after_space(state, after)
    title = state.md.helpers.parseLinkTitle(source, position, end)
    text = ""
    if title.ok and position > after:
        position, text = _after_space(state, title.pos), title.str
    if position >= end or source[position] != ")":
        return None
    return _Target(href, position + 1, title=text)


def _after_space(state: StateInline, position: int) -> int:
    while position < state.posMax and (isStrSpace(state.src[position]) or state.src[position] == "\n"):
        position += 1
    return position


def _reference(state: StateInline, label_start: int, label_end: int) -> _Target | None:
    references = state.env.get("references")
    if not references:
        return None
    label, end = state.src[label_start:label_end], label_end + 1
    if state.src.startswith("[", end, state.posMax):
        closing = state.md.helpers.parseLinkLabel(state, end)
        if closing >= 0:
            label, end = state.src[end + 1 : closing] or label, closing + 1
    key = normalizeReference(label)
    if key not in references:
        return None
    return _Target(references[key]["href"], end, label=key)


def link_mark_rule(state: StateInline, silent: bool) -> bool:
    """`{Link: Title words https://…}`; without a web address at its end it stays visible and is noted as broken."""
    start = _MARK_START.match(state.src, state.pos, state.posMax)
    if start is None:
        return False
    match = _MARK.match(state.src, state.pos, state.posMax)
    title, href = _title_and_address(match[1]) if match else ("", "")
    usable = urls.is_external(href) and urls.is_allowed(href) and not state.linkLevel
    if match is None or not usable:
        if not silent:
            notes_of(state.env).broken_marks.append(match[0] if match else start[0])
        return False
    if not silent:
        notes_of(state.env).cut(match.start(), match.end(), title)
        _open_link(state, href)
        state.tokens[-1].meta["mark"] = True
        state.push("text", "", 0).content = title
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _title_and_address(content: str) -> tuple[str, str]:
    words = content.split()
    address = decoded(words[-1]) if words else ""
    return decoded(" ".join(words[:-1])) or address, address


def autolink_rule(state: StateInline, silent: bool) -> bool:
    """`<https://…>`, shown as typed; a scheme that is not allowed (`<ALT:120>`) is text."""
    start = state.pos
    if state.linkLevel or not autolink(state, silent):
        return False
    if not silent:
        notes_of(state.env).cut(start, start + 1)
        notes_of(state.env).cut(state.pos - 1, state.pos)
        opening = state.tokens[-3]
        if urls.is_external(str(opening.attrs["href"])):
            opening.attrs["rel"] = REL
    return True
