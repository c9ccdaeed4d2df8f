"""No text, however hostile, becomes HTML outside the allow-list or a link that the allow-list refuses."""

import string
from html.parser import HTMLParser

import nh3
import pytest
from bleach.sanitizer import Cleaner
from hypothesis import given, settings
from hypothesis import strategies as st

from medsite.lib.markdown import CitationNumbers, Rendered, TooComplex, render, sanitising
from medsite.lib.markdown.sanitising import sanitise, without_bad_addresses
from medsite.lib.markdown.urls import is_allowed

# Written out here, not imported: a tag that slips into the product's list must fail a test.
TAGS = {
    "a", "blockquote", "br", "caption", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "rel", "id", "role"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "li": {"value"},
    "ol": {"start"},
    "span": {"class"},
    "sup": {"class"},
    "table": {"class"},
    "td": {"data-label", "class"},
    "th": {"scope", "class"},
}
CLASSES = {"cite", "cite-missing", "vh", "table table--stack", "num", "center"}


class Inventory(HTMLParser):
    """Every tag with its attributes, and everything that is not a tag or text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def assert_harmless(html: str, prefix: str = "s-") -> None:
    inventory = Inventory(html)
    assert inventory.others == []
    for tag, attributes in inventory.tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        assert attributes.get("class") in {None, *CLASSES}
        assert str(attributes.get("id", prefix)).startswith((prefix, "cite-"))
        href = attributes.get("href")
        assert href is None or href.lower().startswith(("http://", "https://", "mailto:", "/", "#"))
        assert href is None or not href.startswith("//")
    ids = [attributes["id"] for _, attributes in inventory.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def hrefs(html: str) -> list[str | None]:
    return [attributes["href"] for _, attributes in Inventory(html).tags if "href" in attributes]


# --- Payloads


RAW_HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"/>',
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg/onload=alert(1)//",
    '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<style>@import 'javascript:alert(1)';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<object data="data:text/html,<script>alert(1)</script>">',
    '<embed src="javascript:alert(1)">',
    '<form action="javascript:alert(1)"><input type=submit>',
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    '<base href="javascript:/a/-alert(1)///////">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<link rel=stylesheet href="javascript:alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://evil.example" onclick="alert(1)">x</a>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<div id="disclaimer" class="notice">fake</div>',
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<?xml version="1.0"?><x/>',
    "<!DOCTYPE html>",
    "</p><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<textarea></textarea><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "<a\nhref=x>",
    "<table background=javascript:alert(1)>",
    "<marquee onstart=alert(1)>",
    '<h2 id="s-x">x</h2>',
    '<sup class="cite"><a href="#ref-1" role="doc-noteref">[1]</a></sup>',
]


@pytest.mark.parametrize("payload", RAW_HTML)
def test_raw_html_is_visible_text(payload: str) -> None:
    for result in (render(payload), render(payload, inline=True)):
        assert [tag for tag, _ in Inventory(result.html).tags] in ([], ["p"])
        assert result.text == payload.replace("\n", " ")


ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript:123",
    "javascript://example.org/%0aalert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "DATA:text/html,x",
    "file:///etc/passwd",
    "ftp://example.org/x",
    "tel:911",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "feed:javascript:alert(1)",
    "jar:https://example.org!/x",
    "//evil.example/x",
    "///evil.example/x",
    "https:evil.example",
    "https:///evil.example",
    "https://user@evil.example/",
    "https://trusted.example\\@evil.example/",
    "https://ex\u202eample.org/",
    "https://ex\u200bample.org/",
    "mailto:",
    "mailto:nobody",
    "http://",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_refused_address_leaves_the_text_of_its_link_and_is_named(address: str) -> None:
    escaped = address.replace("<", "\\<").replace(">", "\\>")
    result = render(f"before [words](<{escaped}>) after")
    assert hrefs(result.html) == []
    assert result.links == ()
    assert result.text == "before words after"
    assert len(result.refused_links) == 1


@pytest.mark.parametrize("address", ["https://x.example:99999/", "http://999.999.999.999/", "https://xn--a/"])
def test_an_address_that_only_the_sanitisers_refuse_is_named_too(address: str) -> None:
    result = render(f"[words]({address})")
    assert (hrefs(result.html), result.links, result.refused_links) == ([], (), (address,))


LINK_SOURCES = [
    "[x](java\nscript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\x01javascript:alert(1)>)",
    "[x](\u00a0javascript:alert(1))",
    "[x](<  javascript:alert(1)>)",
    "[x](&Tab;javascript:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](java&#0;script:alert(1))",
    "[x](javascript&amp;colon;alert(1))",
    "[x](&amp;#106;avascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](/\\evil.example)",
    "[x](\\\\javascript:alert(1))",
    "[x](</\t/evil.example>)",
    "[x](\\/\\/evil.example)",
    "[x](\uff0f\uff0fevil.example)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    '![x](https://evil.example/pixel.png "x")',
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[y]: <javascript:alert(1)> 'title'\n\n[y]",
    '[x](https://ok.example/"onmouseover=alert(1)//)',
    "[x](https://ok.example/'onmouseover=alert(1)//)",
    '[x](https://ok.example "a\\" onmouseover=alert(1) x=\\"")',
    "{Link: x javascript:alert(1)}",
    "{Link: <b>x</b> https://ok.example/<script>}",
    '[@a"onmouseover=alert(1)]',
    "[@<script>]",
    '```"onmouseover="alert(1)\nx\n```',
    "```</code><script>alert(1)</script>\nx\n```",
    '## x" onclick="alert(1)',
    '| a" onclick="alert(1) | b |\n|---|---|\n| 1 | 2 |',
    "| a | <script>alert(1)</script> |\n|---|---|\n| 1 | 2 |",
    "Table: <script>alert(1)</script>\n\n| a |\n|---|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "[<img src=x onerror=alert(1)>](https://ok.example)",
    "[[x](javascript:1)](javascript:2)",
    "[x](https://ok.example)[y](javascript:alert(1))",
    "*[x*](javascript:alert(1))",
]


@pytest.mark.parametrize("source", LINK_SOURCES)
@pytest.mark.parametrize("inline", [False, True])
def test_no_trick_with_links_gets_past_the_allow_list(source: str, inline: bool) -> None:
    result = render(source, inline=inline, citations=CitationNumbers(["a"]))
    assert_harmless(result.html)
    assert all(str(href).startswith(("https://ok.example", "#ref-1")) for href in hrefs(result.html))


# --- The lines of defence one by one


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="javascript:123">x</a>', "<a>x</a>"),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="https://x.org" rel="opener">x</a>', '<a href="https://x.org">x</a>'),
        ('<a href="/x" onclick="y" style="z" target="_blank">x</a>', '<a href="/x">x</a>'),
        ('<h2 id="known">x</h2><h2 id="unknown">y</h2>', '<h2 id="known">x</h2><h2>y</h2>'),
        ('<p id="known">x</p>', "<p>x</p>"),
        ('<span class="vh">x</span><span class="notice">y</span>', '<span class="vh">x</span><span>y</span>'),
        ('<td style="color:red" data-label="x">y</td>', "y"),
        ('<ol start="3"><li value="x">y</li></ol>', '<ol start="3"><li>y</li></ol>'),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ('<a role="button">x</a>', "<a>x</a>"),
    ],
)
def test_the_sanitisers_let_only_the_allow_list_through(html: str, expected: str) -> None:
    assert sanitise(html, ["known"]) == expected


BAD_LINK = '<p><a href="javascript:123">x</a></p>'


def test_the_sanitisers_refuse_an_address_without_the_last_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sanitising, "without_bad_addresses", lambda html: html)
    assert sanitise(BAD_LINK, []) == "<p><a>x</a></p>"


def test_the_last_check_refuses_an_address_that_the_sanitisers_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nh3, "clean", lambda *_, **__: BAD_LINK)
    assert sanitise("x", []) == "<p><a>x</a></p>"


def test_nh3_holds_where_bleach_lets_something_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cleaner, "clean", lambda _, html: html)
    assert (
        sanitise('<p onclick="x">a<img src=x onerror=y><b>c</b></p>' + BAD_LINK, []) == "<p>a<img>c</p><p><a>x</a></p>"
    )


def test_bleach_holds_where_nh3_lets_something_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nh3, "clean", lambda html, **_: html)
    monkeypatch.setattr(sanitising, "without_bad_addresses", lambda html: html)
    assert sanitise('<p onclick="x">a<b>c</b></p>' + BAD_LINK, []) == "<p>a&lt;b&gt;c&lt;/b&gt;</p><p><a>x</a></p>"


def test_the_last_check_bares_a_tag_with_a_refused_address() -> None:
    html = '<p><a href="/ok">a</a> <a href="javascript:123" rel="x">b</a> <img src="//evil.example/x"></p>'
    assert without_bad_addresses(html) == '<p><a href="/ok">a</a> <a>b</a> <img></p>'


def test_the_last_check_changes_nothing_that_is_allowed() -> None:
    html = '<p><a href="https://x.org/?a=1&amp;b=2">a</a> href="javascript:1" &lt;a href="javascript:1"&gt;</p>'
    assert without_bad_addresses(html) == html


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_check_refuses(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a/b?c=d&e=f#g",
        "https://doi.org/10.1016/S0140-6736(20)30183-5",
        "https://medium.com/@name/x",
        "https://[2001:db8::1]/x",
        "https://bücher.example/größe",
        "https://example.org/a b",
        "mailto:desk@example.org?subject=x",
        "/",
        "/topics/sleep/#a",
        "#s-dose",
    ],
)
def test_the_address_check_allows(address: str) -> None:
    assert is_allowed(address)


# --- Properties


FRAGMENTS = st.sampled_from(
    [*RAW_HTML, *LINK_SOURCES, *ADDRESSES, "[@a]", "[x](", "](", ")", "](javascript:", "<", ">", "\n", "\n\n", "- ",
     "> ", "| a | b |\n|---|---|\n", "# ", "*", "**", "`", "```\n", "    ", "&", "\\", "{Link: ", "}", "Table: x\n\n",
     "~", "^"]
)  # fmt: skip
SOURCES = st.one_of(
    st.lists(FRAGMENTS, max_size=12).map("".join),
    st.text(max_size=80),
    st.text(alphabet=string.punctuation + "ab1 \n", max_size=120),
)


def rendered_or_none(source: str, *, inline: bool) -> Rendered | None:
    try:
        return render(source, inline=inline, citations=CitationNumbers(["a"]))
    except TooComplex:
        return None


@settings(max_examples=300)
@given(SOURCES, st.booleans())
def test_any_text_is_rendered_within_the_allow_list_or_refused(source: str, inline: bool) -> None:
    result = rendered_or_none(source, inline=inline)
    if result is not None:
        assert_harmless(result.html)
        assert "".join(section.html for section in result.sections) == result.html


@settings(max_examples=100)
@given(SOURCES)
def test_links_listed_are_the_links_of_the_html(source: str) -> None:
    result = rendered_or_none(source, inline=False)
    if result is not None:
        in_html = [attributes["href"] for _, attributes in Inventory(result.html).tags
                   if "href" in attributes and "role" not in attributes]  # fmt: skip
        assert [link.href for link in result.links] == in_html


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_no_address_makes_the_check_fail(address: str) -> None:
    assert is_allowed(address) in {True, False}
