"""Completing records from PubMed and Crossref: what is asked, what is taken over, what happens without an answer."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from medsite.audit.models import AuditEntry
from medsite.lib import fetching
from references import completing, library
from references.completing import Asker, differences
from references.completing.running import FIRST_PAUSE, TRIES
from references.models import Completion, CompletionState, Reference
from tests import factories
from tests.conftest import Cast

ANSWERS = Path(__file__).parent / "answers"
NOW = factories.NOW
CONTACT = "library@example.org"
TITLE = "Long-term Metformin Use and Vitamin B12 Deficiency in the Diabetes Prevention Program Outcomes Study"
PMID, PMCID, DOI = "26900641", "PMC4880159", "10.1210/jc.2015-3754"


class Recorded:
    """Stands for the internet: recorded answers by a word of the address; what was asked is kept."""

    def __init__(self, **more: str | int | Exception) -> None:
        self.said: dict[str, str | int | Exception] = {
            f"id={PMID}": "pubmed-26900641.xml",
            "efetch": "pubmed-nothing.xml",
            f"ids={PMCID}": f"converter-{PMCID}.json",
            "ids=PMC8311483": "converter-PMC8311483.json",
            "10.4239%2Fwjd.v12.i7.916": "crossref-infante2021.json",
            "10.1056%2Fnejmoa2007621": "crossref-mehra2020-nejm.json",
        } | more
        self.asked: list[str] = []

    def __call__(self, url: str) -> fetching.Download:
        self.asked.append(url)
        said = next((answer for word, answer in reversed(self.said.items()) if word in url), 404)
        if f"id={PMID}" in url and said == "pubmed-nothing.xml":
            said = self.said[f"id={PMID}"]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, int):
            return fetching.Download(said, b"", retry_after=7_200 if said == 429 else None)
        text = (ANSWERS / said).read_bytes() if said.endswith((".xml", ".json")) else said.encode()
        return fetching.Download(200, text)


def bare(name: str, value: str, *, key: str = "bare") -> Reference:
    title = f"{name} {value}"
    return library.put({"id": key, "type": "document", "title": title, name: value, "status": "identifier only"})


def run(recorded: Recorded, *, now: datetime = NOW, limit: int = 10) -> list[Completion]:
    asker = Asker(contact=CONTACT, download=recorded)
    return list(completing.complete_due(asker=asker, limit=limit, now=lambda: now))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "service", "servers"),
    [
        ("PMID", PMID, "PubMed", ["eutils.ncbi.nlm.nih.gov"]),
        ("PMCID", PMCID, "PubMed", ["pmc.ncbi.nlm.nih.gov", "eutils.ncbi.nlm.nih.gov"]),
        ("DOI", "10.4239/wjd.v12.i7.916", "Crossref", ["api.crossref.org"]),
    ],
)
def test_a_record_of_an_identifier_is_completed(name: str, value: str, service: str, servers: list[str]) -> None:
    reference, recorded = bare(name, value), Recorded()

    (row,) = run(recorded)

    reference.refresh_from_db()
    assert [urlsplit(url).hostname for url in recorded.asked] == servers
    assert (row.state, row.service, row.identifier) == (CompletionState.COMPLETED, service, f"{name} {value}")
    assert row.answered_at == NOW
    assert reference.title.startswith("Long-term")
    assert "status" not in reference.csl
    assert (reference.key, reference.csl["type"]) == ("bare", "article-journal")
    assert reference.year in {2016, 2021}
    entry = AuditEntry.objects.latest("sequence")
    assert entry.act == "reference completed"
    assert service in entry.data
    assert run(recorded) == []


@pytest.mark.django_db
def test_who_asks_is_said_in_the_way_that_each_service_wants() -> None:
    bare("PMCID", PMCID, key="a")
    bare("DOI", "10.4239/wjd.v12.i7.916", key="b")
    recorded = Recorded()
    run(recorded)

    queries = [parse_qs(urlsplit(url).query) for url in recorded.asked]
    assert [query.get("email", query.get("mailto")) for query in queries] == [[CONTACT]] * 3
    assert unquote(urlsplit(recorded.asked[-1]).path) == "/works/10.4239/wjd.v12.i7.916"


@pytest.mark.django_db
def test_a_retraction_that_the_service_tells_of_counts_at_once() -> None:
    reference = bare("DOI", "10.1056/NEJMoa2007621")
    run(Recorded())

    reference.refresh_from_db()
    assert reference.standing == "retracted"


@pytest.mark.django_db
def test_a_work_that_the_service_does_not_know_stays_as_it_is() -> None:
    unknown, elsewhere = bare("DOI", "10.5555/unknown", key="a"), bare("PMID", "99999999", key="b")
    rows = run(Recorded())

    assert {row.state for row in rows} == {CompletionState.UNKNOWN}
    assert {row.problem for row in rows} == {
        "Crossref does not know the DOI 10.5555/unknown.",
        "PubMed has no article 99999999.",
    }
    for reference in (unknown, elsewhere):
        reference.refresh_from_db()
        assert reference.csl["status"] == "identifier only"
    assert run(Recorded(), now=NOW + timedelta(days=400)) == []


@pytest.mark.django_db
def test_an_article_of_pubmed_central_without_a_pmid_is_not_guessed() -> None:
    bare("PMCID", "PMC8311483")

    (row,) = run(Recorded())

    assert (row.state, row.problem) == (CompletionState.UNKNOWN, "PubMed has no article of PMC8311483.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "problem", "pause"),
    [
        (500, "The server says 500.", FIRST_PAUSE),
        (429, "The server says 429.", timedelta(hours=2)),
        (fetching.Unreachable("The server did not answer in time."), "did not answer in time", FIRST_PAUSE),
        (fetching.Forbidden("The server is on a private network."), "private network", FIRST_PAUSE),
        ("<html>Sorry</html>", "cannot be read", FIRST_PAUSE),
        ("", "cannot be read", FIRST_PAUSE),
        ('<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet>&b;</PubmedArticleSet>', "entities", FIRST_PAUSE),
        ("<PubmedArticleSet>" + "<a>" * 5_000, "nested", FIRST_PAUSE),
    ],
)
def test_without_an_answer_it_is_tried_again_later(said: Any, problem: str, pause: timedelta) -> None:
    bare("PMID", PMID)

    (row,) = run(Recorded(efetch=said, **{f"id={PMID}": said}))

    assert row.state == CompletionState.WAITING
    assert problem in row.problem
    assert row.next_try_at == NOW + pause
    assert run(Recorded(), now=NOW + pause - timedelta(seconds=1)) == []
    assert [row.state for row in run(Recorded(), now=NOW + pause)] == [CompletionState.COMPLETED]


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_not_asked_for_the_next_record() -> None:
    bare("PMID", PMID, key="a")
    bare("PMID", "520416", key="b")
    recorded = Recorded(efetch=503)

    assert len(run(recorded)) == 1
    assert len(recorded.asked) == 1
    assert Completion.objects.due(NOW).count() == 1


@pytest.mark.django_db
def test_pauses_grow_and_end() -> None:
    bare("PMID", PMID)
    now, pauses = NOW, []
    for _ in range(TRIES - 1):
        (row,) = run(Recorded(efetch=500, **{f"id={PMID}": 500}), now=now)
        assert row.next_try_at is not None
        pauses.append(row.next_try_at - now)
        now = row.next_try_at
    (row,) = run(Recorded(efetch=500, **{f"id={PMID}": 500}), now=now)

    assert pauses == sorted(pauses)
    assert max(pauses) == timedelta(hours=24)
    assert row.state == CompletionState.GIVEN_UP
    assert run(Recorded(), now=now + timedelta(days=400)) == []


@pytest.mark.django_db
def test_another_machine_does_not_ask_for_what_is_claimed() -> None:
    bare("PMID", PMID)
    inner: list[list[Completion]] = []

    def slow(url: str) -> fetching.Download:
        inner.append(run(Recorded()))
        return Recorded()(url)

    list(completing.complete_due(asker=Asker(contact=CONTACT, download=slow), limit=10, now=lambda: NOW))

    assert inner == [[]]


@pytest.mark.django_db
def test_what_was_completed_by_hand_meanwhile_is_not_asked_for() -> None:
    reference = bare("PMID", PMID)
    library.put({"id": reference.key, "type": "article-journal", "title": TITLE, "PMID": PMID})
    recorded = Recorded()

    assert run(recorded) == []
    assert recorded.asked == []
    assert Completion.objects.count() == 0


def whole(**values: Any) -> dict[str, Any]:
    record = {"id": "whole", "type": "article-journal", "title": TITLE, "PMID": PMID, "volume": "101"}
    return record | {"issued": {"date-parts": [[2016]]}} | values


@pytest.mark.django_db
def test_a_person_can_have_a_whole_record_compared_and_gaps_filled(cast: Cast, settings: Any) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    reference = library.put(whole(volume="1"))
    assert Completion.objects.count() == 0
    completing.ask_for(reference, by=cast.writer, now=NOW)

    (row,) = run(Recorded())

    reference.refresh_from_db()
    assert row.state == CompletionState.COMPLETED
    assert (reference.csl["volume"], reference.csl["issue"], reference.pmcid) == ("1", "4", PMCID)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "Sleep and memory in older adults"}, "the title"),
        ({"issued": {"date-parts": [[2012]]}}, "the year"),
        ({"DOI": "10.5555/other"}, "the DOI"),
    ],
)
def test_an_identifier_of_another_work_changes_nothing_and_is_said(
    cast: Cast, settings: Any, values: dict[str, Any], said: str
) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    reference = library.put(whole(**values))
    before = reference.csl
    completing.ask_for(reference, by=cast.writer, now=NOW)

    (row,) = run(Recorded())

    reference.refresh_from_db()
    assert (row.state, row.problem) == (CompletionState.OTHER_WORK, f"It differs in {said}.")
    assert reference.csl == before
    assert row.found["title"] == TITLE


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"title": TITLE.upper()}, {}),
        ({"title": "Metformin und Vitamin B12", "original-title": TITLE}, {}),
        ({"title": TITLE}, {"title": f"[{TITLE}]"}),
        ({"issued": {"date-parts": [[2015]]}}, {}),
        ({"issued": {}}, {}),
        ({"PMCID": "PMC4880159.2"}, {"PMCID": PMCID}),
        ({"DOI": DOI.upper()}, {"DOI": DOI}),
        ({"title": "PMID 1", "status": "identifier only", "issued": {"date-parts": [[1999]]}}, {}),
    ],
)
def test_spellings_of_one_work_are_no_difference(record: dict[str, Any], found: dict[str, Any]) -> None:
    assert differences(whole(**record), whole(**found)) == ()


@pytest.mark.django_db
def test_only_writers_ask_and_only_for_what_can_be_found(cast: Cast, settings: Any) -> None:
    reference = library.put(whole())
    with pytest.raises(completing.CannotAsk, match="asks nobody"):
        completing.ask_for(reference, by=cast.writer, now=NOW)
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    with pytest.raises(completing.CannotAsk, match="Only a writer"):
        completing.ask_for(reference, by=cast.clinician, now=NOW)
    nowhere = library.put({"id": "leaflet", "type": "webpage", "title": "A leaflet"})
    with pytest.raises(completing.CannotAsk, match="no PMID"):
        completing.ask_for(nowhere, by=cast.writer, now=NOW)
    merged = library.merge(reference, nowhere, by=cast.writer, now=NOW)
    nowhere.refresh_from_db()
    with pytest.raises(completing.CannotAsk, match="merged"):
        completing.ask_for(nowhere, by=cast.writer, now=NOW)
    assert merged.pk == reference.pk


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Recorded:
    """The operator allowed it, and the recorded answers stand for the services."""
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    recorded = Recorded()
    asker = Asker(contact=CONTACT, download=recorded)
    monkeypatch.setattr(completing, "polite_asker", lambda: asker)
    return recorded


@pytest.mark.django_db
def test_nobody_is_asked_unless_the_operator_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Asker:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(completing, "polite_asker", refuse)
    bare("PMID", PMID)

    call_command("clock", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="REFERENCE_LOOKUP_CONTACT"):
        call_command("complete_references")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["clock", "complete_references"])
def test_the_clock_and_the_command_ask(internet: Recorded, command: str) -> None:
    reference, out = bare("PMID", PMID), StringIO()

    call_command(command, stdout=out, stderr=StringIO())

    reference.refresh_from_db()
    assert reference.title == TITLE
    assert ("1 completed" if command == "clock" else "bare: Completed.") in out.getvalue()


def form_of(client: Client, reference: Reference) -> str:
    return client.get(f"/admin/references/reference/{reference.pk}/change/").content.decode()


@pytest.mark.django_db
def test_the_form_says_where_the_data_came_from_and_a_writer_asks_again(as_writer: Client, internet: Recorded) -> None:
    reference = bare("PMID", "99999999")
    assert "It waits to be asked for." in form_of(as_writer, reference)
    run(internet)
    html = form_of(as_writer, reference)
    assert "PubMed has no article 99999999. Check each digit" in html
    assert "Ask again" in html

    ask = f"/admin/references/reference/{reference.pk}/ask/"
    assert as_writer.get(ask).status_code == 405
    assert "It is asked for within the next minutes." in as_writer.post(ask, follow=True).content.decode()
    assert AuditEntry.objects.latest("sequence").act == "reference asked for"

    library.put({"id": reference.key, "type": "document", "title": "x", "PMID": PMID, "status": "identifier only"})
    run(internet)
    assert "about PMID 26900641: it is this work. What was missing came from there." in form_of(as_writer, reference)
    library.put({"id": reference.key, "type": "article-journal", "title": TITLE, "PMID": "520416"})
    assert "about PMID 26900641, which this record does not have any more." in form_of(as_writer, reference)


@pytest.mark.django_db
def test_nobody_but_writers_has_the_button(client: Client, cast: Cast, internet: Recorded) -> None:
    reference = bare("PMID", "99999999")
    run(internet)
    client.force_login(cast.clinician)

    assert "Ask again" not in form_of(client, reference)
    assert client.post(f"/admin/references/reference/{reference.pk}/ask/").status_code == 403


@pytest.mark.django_db
def test_what_another_work_is_called_cannot_break_the_form(as_writer: Client, internet: Recorded) -> None:
    reference = library.put(whole())
    hostile = {"id": "x", "type": "book", "title": "<script>alert(1)</script> {{ secret }}", "PMID": PMID}
    Completion.objects.create(
        reference=reference,
        state=CompletionState.OTHER_WORK,
        identifier=f"PMID {PMID}",
        service="PubMed",
        found=hostile,
        answered_at=NOW,
        attempts=1,
    )

    html = form_of(as_writer, reference)

    assert "Identifier of another work" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    library.put(dict(reference.csl) | {"title": str(hostile["title"]), "type": "book"})
    assert "Title and year agree with it now." in form_of(as_writer, reference)
