"""The audit screen: filters, pages, one entry, and what is taken away."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting.drafts import article_subject
from articles.editorial.views import audit
from articles.models import Publication
from medsite.audit import trail
from medsite.audit.models import AuditEntry
from medsite.audit.trail import Problem
from people.models import User
from tests import factories
from tests.conftest import Cast

AUDIT = "/admin/desk/audit/"


@pytest.fixture
def as_administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def record(count: int, *, act: str = "sample.act", actor: User | None = None, **data: Any) -> None:
    with transaction.atomic():
        for place in range(count):
            at = factories.later(days=2, minutes=place)
            trail.record(actor=actor, act=act, subject=f"sample {place}", at=at, **data)


def html_of(client: Client, query: str = "", *, status: int = 200) -> str:
    response = client.get(f"{AUDIT}{query}")
    assert response.status_code == status
    return response.content.decode()


def shown(html: str) -> list[int]:
    """The numbers of the entries of a list."""
    return [int(part.split("/")[0]) for part in html.split('href="/admin/desk/audit/')[1:] if part[0].isdigit()]


def test_entries_are_listed_newest_first_in_words(as_administrator: Client, publication: Publication) -> None:
    html = html_of(as_administrator)

    assert shown(html) == list(range(AuditEntry.objects.count(), 0, -1))
    assert "article published" in html
    assert "Paul Publisher" in html
    assert "A sample article" in html


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("?act=article.published", {"article.published"}),
        ("?about=a-sample-article&act=revision.approved", {"revision.approved"}),
        ("?about=http://testserver/articles/a-sample-article/&act=draft.submitted", {"draft.submitted"}),
        ("?start=2026-11-25&end=2026-11-25&act=draft.submitted", {"draft.submitted"}),
        ("?start=2026-11-26", set()),
        ("?end=2026-11-24", set()),
    ],
)
def test_filters_hold_together(query: str, acts: set[str], as_administrator: Client, publication: Publication) -> None:
    found = shown(html_of(as_administrator, query))

    assert {entry.act for entry in AuditEntry.objects.filter(sequence__in=found)} == acts


def test_a_person_and_the_system_are_filters(as_administrator: Client, cast: Cast, publication: Publication) -> None:
    for query, who in ((str(cast.clinician.pk), cast.clinician.pk), ("system", None)):
        expected = AuditEntry.objects.filter(actor=who).order_by("-at", "-sequence").values_list("sequence", flat=True)
        assert shown(html_of(as_administrator, f"?who={query}")) == list(expected)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?about=no-such-article", "No article has this address"),
        ("?start=2026-11-26&end=2026-11-25", "This day is before the first one."),
        ("?start=yesterday", "Enter a valid date."),
        ("?act=nonsense", "Select a valid choice."),
        ("?who=999999", "Select a valid choice."),
    ],
)
def test_a_nonsensical_filter_gets_a_sentence_and_keeps_what_was_typed(
    query: str, sentence: str, as_administrator: Client, publication: Publication
) -> None:
    html = html_of(as_administrator, query, status=400)

    assert sentence in html
    assert shown(html) == []
    assert query.split("=")[1].split("&", maxsplit=1)[0] in html


def test_pages_go_on_without_a_gap_or_a_repetition(as_administrator: Client) -> None:
    record(3 * audit.PAGE_SIZE, act="sample.act")
    record(2, act="other.act")

    seen: list[int] = []
    query = "?act=sample.act"
    while query:
        html = html_of(as_administrator, query)
        seen += shown(html)
        query = f"?act=sample.act&before={seen[-1]}" if 'rel="next"' in html else ""

    expected = AuditEntry.objects.filter(act="sample.act").order_by("-at", "-sequence")
    assert seen == list(expected.values_list("sequence", flat=True))


@pytest.mark.parametrize("before", ["0", "x", "-1", "999999", "9" * 40])
def test_a_place_that_is_none_is_a_404(before: str, as_administrator: Client) -> None:
    assert as_administrator.get(f"{AUDIT}?before={before}").status_code == 404


def test_a_page_costs_the_same_with_one_and_three_entries_and_far_back(as_administrator: Client) -> None:
    counts = []
    for number in (1, 2, audit.PAGE_SIZE):
        record(number)
        with CaptureQueriesContext(connection) as queries:
            html_of(as_administrator, "?act=sample.act")
        counts.append(len(queries))

    assert len(set(counts)) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
@pytest.mark.parametrize(
    ("filters", "index"),
    [({}, "audit_by_time"), ({"act": "x"}, "audit_by_act"), ({"actor": 1}, "audit_by_person")],
)
def test_each_filter_walks_along_an_index(filters: dict[str, Any], index: str, db: None) -> None:
    record(1)
    entry = AuditEntry.objects.latest("sequence")
    plan = AuditEntry.objects.filter(**filters).order_by("-at", "-sequence").older_than(entry)[:51].explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_an_entry_says_everything_in_words(as_administrator: Client, publication: Publication) -> None:
    entry = AuditEntry.objects.get(act="article.published")

    html = html_of(as_administrator, f"{entry.sequence}/")

    assert "It is as it was written." in html
    assert "Content digest" in html
    assert publication.content_digest in html
    assert entry.hash in html
    assert f"/admin/desk/audit/{entry.sequence - 1}/" in html


def test_an_entry_that_was_changed_says_so(as_administrator: Client, publication: Publication) -> None:
    entry = AuditEntry.objects.get(act="article.published")
    entry.subject = "article of somebody else"
    with factories.triggers_lifted():
        AuditEntry.objects.bulk_update([entry], ["subject"])

    assert "It was changed after it was written." in html_of(as_administrator, f"{entry.sequence}/")


def test_a_missing_entry_is_seen_beside_the_gap(as_administrator: Client, publication: Publication) -> None:
    gone = AuditEntry.objects.get(act="revision.approved").sequence
    with factories.triggers_lifted():
        AuditEntry.objects.filter(sequence=gone).delete()

    assert "It does not follow the entry before it." in html_of(as_administrator, f"{gone + 1}/")


def content_of(client: Client, query: str) -> str:
    response = client.get(f"{AUDIT}export.{query}")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # it is streamed


def test_a_table_is_taken_away_oldest_first(as_administrator: Client, publication: Publication) -> None:
    rows = list(csv.reader(StringIO(content_of(as_administrator, "csv?about=a-sample-article").lstrip("\ufeff"))))

    stored = AuditEntry.objects.filter(subject=article_subject(publication.article)).order_by("sequence")
    assert rows[0] == list(audit.COLUMNS)
    assert [int(row[0]) for row in rows[1:]] == list(stored.values_list("sequence", flat=True))
    assert rows[-1][2:4] == ["Paul Publisher", "article published"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_table_is_a_formula(start: str, as_administrator: Client) -> None:
    with transaction.atomic():
        subject = f"{start}cmd|' /C calc'!A0"
        trail.record(actor=None, act="sample.act", subject=subject, at=factories.NOW)

    rows = list(csv.reader(StringIO(content_of(as_administrator, "csv").lstrip("\ufeff"), newline="")))

    assert rows[-1][4] == f"'{subject}"


def test_json_lines_are_whole_enough_to_verify(as_administrator: Client, publication: Publication) -> None:
    previous = "0" * 64
    lines = content_of(as_administrator, "jsonl").splitlines()
    for line in lines:
        entry = json.loads(line)
        assert entry["prev_hash"] == previous
        previous = entry["hash"]

    assert previous == trail.current_checkpoint().hash


def test_a_nonsensical_export_gets_a_sentence(as_administrator: Client, publication: Publication) -> None:
    response = as_administrator.get(f"{AUDIT}export.csv?about=nowhere")

    assert response.status_code == 400
    assert "No article has this address" in response.content.decode()


def test_the_screen_says_when_the_trail_was_last_gone_through(as_administrator: Client) -> None:
    assert "The whole trail was not gone through yet." in html_of(as_administrator)

    call_command("verify_audit")
    assert "entries held when they were last gone through" in html_of(as_administrator)

    trail.note_verification([Problem(2, "Was changed.")], now=factories.later(days=900))
    html = html_of(as_administrator)
    assert "The trail did not hold" in html
    assert "Entry 2: Was changed." in html


def test_packs_of_an_article_are_offered_to_administrators(as_administrator: Client, publication: Publication) -> None:
    pack = f"/admin/desk/articles/{publication.article_id}/publications/1/pack/"

    assert pack in html_of(as_administrator, "?about=a-sample-article")
    assert pack not in html_of(as_administrator)


def test_what_an_entry_says_is_escaped(as_administrator: Client) -> None:
    record(1, reason="<script>alert(1)</script>")

    html = html_of(as_administrator, f"{AuditEntry.objects.latest('sequence').sequence}/")

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
