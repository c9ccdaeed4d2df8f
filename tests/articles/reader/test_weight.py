"""What a reader's phone has to fetch for an article: the gate is 25 kB in 5 requests, compressed, headers included."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from articles.models import PublishedPage, PublishedRepresentation
from articles.rendering.packing import compress
from tests import factories
from tests.conftest import Cast

GATE, REQUESTS = 25_000, 5
HEADERS = 700
"""Bytes of the headers of an answer, with its policy; measured generously."""
PARAGRAPH = (
    "The half-life of this sample medicine depends on the person who takes it, on the dose, and on what else is taken "
    "with it; the figures of {0} people in study {0} differ by a factor of {1} [@sample2020].\n\n"
)


@pytest.fixture
def long_article(cast: Cast, approved_notices: None) -> None:
    """As long as real ones are: 1,500 words and seven headings, with the notices of a benzodiazepine."""
    text = "".join(
        f"## Part {part} of the article\n\n" + "".join(PARAGRAPH.format(part * 37 + line, line) for line in range(1, 7))
        for part in range(1, 8)
    )
    draft = factories.make_draft(
        cast.writer, subjects=(factories.clonazepam(),), body=f"Clonazepam is a medicine [@sample2020].\n\n{text}"
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)


def test_an_article_with_all_it_needs_stays_within_the_gate(long_article: None, client: Client) -> None:
    response = client.get("/articles/a-sample-article/", headers={"Accept-Encoding": "br"})
    html = brotli.decompress(response.content).decode()
    head = html.split("</head>")[0]
    files = set(re.findall(r'<link rel="(?:icon|stylesheet)" href="/static/([^"]+)"', head))
    files |= set(re.findall(r'src="/static/([^"]+)"', html))
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts == ['<script src="/static/js/reader.js" defer>', '<script type="application/ld+json">']
    assert {Path(name).suffix for name in files} == {".css", ".svg", ".js"}

    weights = [len(response.content)]
    weights += [len(compress((Path(settings.BASE_DIR) / "static" / name).read_bytes(), "gzip")) for name in files]

    assert len(re.sub(r"<[^>]+>", " ", html).split()) > 1_500
    assert len(weights) <= REQUESTS
    assert sum(weights) + HEADERS * len(weights) <= GATE, weights


def test_what_is_stored_for_a_page_stays_small(long_article: None) -> None:
    """Both encodings of all forms together take less than the page itself would without them."""
    stored = sum(len(row.gzip) + len(row.brotli) for row in PublishedRepresentation.objects.all())

    assert stored < 60_000
    assert stored < 2 * len(PublishedPage.objects.get().document)
