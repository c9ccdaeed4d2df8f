"""Three filters behind a parser that lets no HTML through: bleach, nh3, and a URL check on what came out.

bleach has had its last release. It stays because the owner of the site asked for it; nh3 stands behind it.
"""

import re
from collections.abc import Collection
from html.parser import HTMLParser

import nh3
from bleach.sanitizer import Cleaner

from medsite.lib.markdown import urls
from medsite.lib.markdown.links import REL
from medsite.lib.markdown.pictures import ADDRESS, ENDINGS

SCHEMES = frozenset({"http", "https", "mailto"})
_ALIGNED = {"class": re.compile("num|center")}
ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "a": {"href": re.compile(".+", re.DOTALL), "rel": re.compile(REL), "role": re.compile("doc-noteref")},
    "ol": {"start": re.compile("[0-9]{1,9}")},
    "li": {"value": re.compile("[0-9]{1,9}")},
    "img": {
        "src": re.compile(rf"{ADDRESS}[0-9a-f]{{64}}\.(?:{'|'.join(ENDINGS.values())})"),
        "alt": re.compile(".*", re.DOTALL),
        "width": re.compile("[0-9]{1,5}"),
        "height": re.compile("[0-9]{1,5}"),
        "loading": re.compile("lazy"),
    },
    "span": {"class": re.compile("vh|cite-missing|credit")},
    "sup": {"class": re.compile("cite")},
    "table": {"class": re.compile("table table--stack")},
    "th": {"scope": re.compile("col|row"), **_ALIGNED},
    "td": {"data-label": re.compile(".+", re.DOTALL), **_ALIGNED},
}
WITH_ID = frozenset({"a", "h2", "h3", "h4", "span"})
TAGS = frozenset(
    {"a", "blockquote", "br", "caption", "code", "details", "em", "figcaption", "figure", "h2", "h3", "h4", "hr"}
    | {"img", "li", "ol", "p", "pre", "span", "strong"}
    | {"sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)


def sanitise(html: str, ids: Collection[str]) -> str:
    """The HTML with nothing but the tags, attributes and addresses of the lists above; ids only from `ids`.

    What bleach does not allow becomes visible text; what only nh3 finds is removed. The same input gives the
    same bytes. Uses a new bleach cleaner each time, because one cleaner must not be shared between threads.
    """
    allowed = frozenset(ids)

    def permits(tag: str, name: str, value: str) -> bool:
        if name == "id":
            return tag in WITH_ID and value in allowed
        if name == "href" and not urls.is_allowed(value):
            return False
        pattern = ATTRIBUTES.get(tag, {}).get(name)
        return pattern is not None and pattern.fullmatch(value) is not None

    bleached = Cleaner(tags=TAGS, attributes=permits, protocols=SCHEMES, strip=False).clean(html)
    cleaned = nh3.clean(
        bleached,
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={tag: {*ATTRIBUTES.get(tag, ()), *({"id"} if tag in WITH_ID else ())} for tag in TAGS},
        attribute_filter=lambda tag, name, value: value if permits(tag, name, value) else None,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )
    return without_bad_addresses(cleaned)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        if any(name in {"href", "src"} and not urls.is_allowed(value or "") for name, value in attrs):
            self.bad.append(self.get_starttag_text() or "")


def without_bad_addresses(html: str) -> str:
    """The HTML with every tag bare that carries an address which the allow-list refuses. Normally changes nothing."""
    tags = _Tags()
    tags.feed(html)
    tags.close()
    for tag in tags.bad:
        name = re.match(r"<([a-z0-9]+)", tag, re.IGNORECASE)
        html = html.replace(tag, f"<{name[1]}>" if name else "")
    return html
