"""Search: ranked, marked and escaped, the same on both databases, from live pages only, with help above it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.choices import FoundKind
from articles.content import Question
from articles.domain.publication import reframing, taking_down
from articles.domain.searching import fulltext
from articles.domain.searching.search import Answer, help_for, search
from articles.models import Article, PublishedPage, SearchEntry, SearchWord, SiteState
from medsite.lib import words
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def put(cast: Cast, title: str, **values: Any) -> None:
    """A live article without questions, unless it is given some."""
    factories.put_live(cast, now=timezone.now(), **{"title": title, "questions": ()} | values)


@pytest.fixture
def library(cast: Cast) -> None:
    """Four articles, which is enough to rank them."""
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    put(
        cast,
        "Clonazepam: uses and side effects",
        subjects=(factories.clonazepam(),),
        topics=(topic,),
        body="## Stopping safely\n\nLowering the dose quickly can cause severe withdrawal [@sample2020].",
        questions=(Question(question="Is clonazepam addictive?", answer="The body can depend on it."),),
    )
    put(
        cast,
        "Benzodiazepine withdrawal",
        subjects=(factories.clonazepam(),),
        body="Some begin to feel it late, as with clonazepam [@sample2020].",
    )
    put(cast, "Café, crème and sleep", body="Coffee & <tea> keep people awake [@sample2020].")
    put(cast, "Model X12", body="A tablet can lower it [@sample2020].")


def titles(query: str, **values: Any) -> list[str]:
    return [found.title.replace("<mark>", "").replace("</mark>", "") for found in find(query, **values).found]


def find(query: str, **values: Any) -> Answer:
    return search(query, now=timezone.now(), **values)


def indexed() -> int:
    """Rows of the index itself."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(vector) FROM articles_searchentry"
            if on_postgresql
            else "SELECT count(*) FROM articles_searchfts"
        )
        return int(cursor.fetchone()[0])


def html_of(client: Client, query: str, status: int = 200, **values: str) -> str:
    response = client.get("/search/", {"q": query} | values)
    assert response.status_code == status, query
    return response.content.decode()


CLONAZEPAM = ["Clonazepam: uses and side effects", "Is clonazepam addictive?", "Benzodiazepine withdrawal"]


EXPECTED = {
    "clonazepam": CLONAZEPAM,
    "Klonopin": CLONAZEPAM,
    "KLONO": [CLONAZEPAM[2], CLONAZEPAM[0]],
    "clonaz": CLONAZEPAM,
    "clonazepam withdrawal": ["Benzodiazepine withdrawal", "Clonazepam: uses and side effects"],
    "is clonazepam addictive": ["Is clonazepam addictive?", "Clonazepam: uses and side effects"],
    "stopping clonazepam": ["Clonazepam: uses and side effects"],
    "stops": ["Clonazepam: uses and side effects"],
    "cafe CREME": ["Café, crème and sleep"],
    "cafe\u0301": ["Café, crème and sleep"],
    "x12": ["Model X12"],
    "nothing-of-this": [],
}


def test_queries_find_the_same_in_the_same_order_on_both_databases(library: None) -> None:
    """All in one test, because making the library costs more than searching it."""
    assert {query: titles(query) for query in EXPECTED} == EXPECTED


def test_filters_narrow_what_is_found(library: None, client: Client) -> None:
    assert titles("clonazepam", kind=FoundKind.QUESTION) == ["Is clonazepam addictive?"]
    assert titles("clonazepam", topic="mental-health") == CLONAZEPAM[:2]
    html = html_of(client, "clonazepam", type="article", topic="mental-health")
    assert "Benzodiazepine" not in html
    assert '<option value="mental-health" selected>' in html


def test_a_typing_error_is_mended_and_said(library: None, client: Client) -> None:
    html = html_of(client, "clonazapam withdrawl")

    assert find("clonazapam withdrawl").mended == "clonazepam withdrawal"
    assert "Nothing was found for “clonazapam withdrawl”. These are results for" in html
    assert "<mark>withdrawal</mark>" in html


def test_some_of_the_words_are_better_than_nothing(library: None, client: Client) -> None:
    assert titles("tablet zzzz") == ["Model X12"]
    assert "Nothing has all of these words." in html_of(client, "tablet zzzz")


def test_a_word_with_a_joined_letter_is_found_as_it_is_typed_and_hides_no_other(cast: Cast, client: Client) -> None:
    put(cast, "Œdema of the legs")
    put(cast, "Ovulation and sleep")

    assert titles("oedema") == titles("œdema") == ["Œdema of the legs"]
    assert "<mark>Œdema</mark> of the legs" in html_of(client, "oedema")
    assert find("ovulatoin").mended == "ovulation"
    words_with_o = set(SearchWord.objects.like("oedemas", language="en", within=2))
    assert {"oedema", "ovulation"} <= words_with_o


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts letters by their numbers")
def test_no_letter_of_a_latin_alphabet_stands_among_words_with_another_first_letter(db: None) -> None:
    letters = {words.fold(chr(code))[:1] for code in range(0xC0, 0x180) if chr(code).isalpha()}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT one, first FROM unnest(%s::text[]) AS one, unnest(%s::text[]) AS first
            WHERE one <> first AND one COLLATE "und-x-icu" > first COLLATE "und-x-icu"
              AND one COLLATE "und-x-icu" < (first || 'zzz') COLLATE "und-x-icu"
            """,
            [sorted(letters), list("abcdefghijklmnopqrstuvwxyz")],
        )
        assert cursor.fetchall() == []


def test_where_more_fit_than_are_compared_titles_come_first_and_then_what_was_stored_last(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast, "Caffeine")
    for number in (1, 2, 3):
        put(cast, f"Model {number}", body=f"Some drink caffeine in model {number} [@sample2020].")
    monkeypatch.setattr(fulltext, "MOST_RANKED", 1)

    assert titles("caffeine") == ["Caffeine", "Model 3"]
    assert titles("model") == ["Model 3"]


def test_what_was_searched_is_marked_and_everything_is_escaped(library: None, client: Client) -> None:
    html = html_of(client, "coffee <tea> & people")

    assert "<mark>Coffee</mark> &amp; &lt;<mark>tea</mark>&gt; keep <mark>people</mark> awake" in html
    assert 'value="coffee &lt;tea&gt; &amp; people"' in html


def test_a_result_shows_the_first_safety_notice_of_its_article(library: None, client: Client) -> None:
    entry = SearchEntry.objects.get(title=CLONAZEPAM[0])

    assert entry.safety
    assert f'<p class="warning">{entry.safety}</p>' in html_of(client, "clonazepam", type="article")


def test_no_text_is_shown_while_the_notices_of_a_page_may_have_changed(library: None) -> None:
    SiteState.objects.update(notices_stamp=SiteState.objects.get().notices_stamp + 1)

    assert {(found.excerpt, found.safety) for found in find("clonazepam").found} == {("", "")}


def test_people_on_live_pages_are_found_by_name(library: None, client: Client) -> None:
    assert 'href="/people/clara-clinician/"' in html_of(client, "clara")
    assert "Carl Clinician" not in html_of(client, "clinician")


def test_nothing_of_drafts_and_withdrawn_texts_is_found_mended_or_counted(cast: Cast, client: Client) -> None:
    put(
        cast, "Canaryword", body="Feathered [@sample2020].", questions=(Question(question="Warblerword?", answer="Y."),)
    )
    put(cast, "Another article")
    factories.make_draft(cast.writer, title="Sparrowword")
    assert titles("canaryword") == ["Canaryword"]

    taking_down.withdraw(Article.objects.get(slug="canaryword"), by=cast.publisher, now=timezone.now(), note="Wrong.")

    nothing = html_of(client, "x9").replace("x9", "QUERY")
    for query in ("canaryword", "canaryward", "feathered", "warblerword", "warblerward", "sparrowword", "sparrowward"):
        assert html_of(client, query).replace(query, "QUERY") == nothing
    assert set(SearchEntry.objects.values_list("page__slug", flat=True)) == {"another-article"}
    assert not SearchWord.objects.filter(word__startswith="canary").exists()
    assert indexed() == SearchEntry.objects.count()


def test_a_new_version_replaces_what_was_found_before_and_a_rebuild_indexes_again(cast: Cast) -> None:
    put(cast, "First wording")
    page = PublishedPage.objects.get()
    SearchEntry.objects.all().delete()
    assert titles("wording") == []

    reframing.rebuild([page.pk], now=timezone.now())

    assert titles("wording") == ["First wording"]


def test_a_text_of_too_many_different_words_is_indexed_as_far_as_there_is_room(cast: Cast) -> None:
    put(cast, "Long one")
    entry = SearchEntry.objects.get()
    entry.text = " ".join(f"{place:05}{'x' * 40}" for place in range(40_000))

    fulltext.write([entry], language="en")

    assert indexed() == 1
    assert titles("00007") == ["Long one"]
    assert titles("39999") == []


HOSTILE = [
    '"',
    "'; DROP TABLE articles_searchentry; --",
    'para" OR * ) NEAR (',
    "title:x AND NOT ^y {names}: - + * | & ! <-> :*",
    "a\x00b \x07",
    "%27%22%00",
    "\u202eשלום עליכם مرحبا",
    "𞤀𞤁 ½ ﷺ ²",
    "你好世界",
    "🙂",
    "the of and",
    "\\ \\\\ $$ {{ query }} {% now %}",
    "a " * 100,
]


def test_hostile_queries_are_answered(library: None, client: Client) -> None:
    for query in HOSTILE:
        html_of(client, query)
    assert "at most 200 characters" in html_of(client, "x" * 10_000, status=400)
    assert "There is no such topic here." in html_of(client, "clonazepam", status=400, topic="no'thing")
    assert SearchEntry.objects.exists()


def test_a_search_for_a_crisis_shows_the_approved_help_above_the_results(library: None, client: Client) -> None:
    for query in ("i want to die", "no way out but “suicide”", '"self-harm"', "not want to live"):
        html = html_of(client, query)
        assert html.index("If you are thinking about suicide or harming yourself") < html.index('id="q"'), query
    for query in ("no quiero vivir", "quiero hacerme dano", "Línea de crisis"):
        assert "If you are thinking about suicide or harming yourself" in html_of(client, query), query
    assert "If too much was taken, or for a poisoning" in html_of(client, "sobredosis de clonazepam")
    assert "If this may be an emergency" in html_of(client, "no puedo respirar")
    assert "If too much was taken, or for a poisoning" in html_of(client, "clonazepam overdose")
    assert "If you are thinking" not in html_of(client, "clonazepam")


@pytest.mark.parametrize(
    "query", ["sucide", "suiside", "suicde help", "thoughts of siucide", "clonazepam ovredose", "cant braethe poisson"]
)
def test_a_typing_error_keeps_nobody_from_help(query: str, library: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        urgent, _ = help_for(query, day=factories.NOW.date())

    assert urgent
    assert len(queries) == 4


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("i don't want to live anymore", "If you are thinking about suicide"),
        ("dont want to be here anymore", "If you are thinking about suicide"),
        ("selfharm", "If you are thinking about suicide"),
        ("pensamientos suicidas", "If you are thinking about suicide"),
        ("pain in my chest", "If this may be an emergency"),
        ("me tomé muchas pastillas", "If too much was taken"),
        ("sobredósis", "If too much was taken"),
        ("TOMÓ VENENO", "If too much was taken"),
        ("linea de crísis", "If you are thinking about suicide"),
    ],
)
def test_plain_words_and_wrong_accents_call_for_help(query: str, heading: str, library: None) -> None:
    urgent, _ = help_for(query, day=factories.NOW.date())

    assert any(notice.heading.startswith(heading) for notice in urgent)


def test_nobody_in_a_crisis_is_shown_pages_with_some_of_their_words(library: None, client: Client) -> None:
    html = html_of(client, "i want to end my life, it can lower sleep")

    assert "If you are thinking about suicide" in html
    assert "some of them" not in html
    assert "Nothing was found" not in html
    assert "Type a word" not in html
    assert "Model X12" not in html
    assert "Model X12" in html_of(client, "lower sleep zzzz")


def test_the_number_of_results_is_said_where_it_is_known(library: None, client: Client) -> None:
    assert '<h2 id="results-h">1 result</h2>' in html_of(client, "creme")
    assert '<h2 id="results-h">3 results</h2>' in html_of(client, "clonazepam")


@pytest.mark.parametrize("query", ["cooking", "strike", "person", "season", "clonazepam", "poise", "tablet colours"])
def test_other_words_that_look_a_little_like_it_call_for_nothing(query: str, library: None) -> None:
    assert help_for(query, day=factories.NOW.date())[0] == ()


def test_a_word_of_a_live_page_is_meant_as_it_is_typed(cast: Cast) -> None:
    assert help_for("posion", day=factories.NOW.date())[0]
    put(cast, "Posion, a name")

    assert help_for("posion", day=factories.NOW.date())[0] == ()


def test_what_can_be_mended_is_mended_when_another_word_is_nowhere(library: None, client: Client) -> None:
    answer = find("clonazapam zzzzqq")

    assert (answer.mended, answer.only_some, bool(answer.found)) == ("clonazepam zzzzqq", True, True)
    html = html_of(client, "clonazapam zzzzqq")
    assert "These are results for <strong>clonazepam zzzzqq</strong>." in html
    assert "These results have some of them." in html


def test_words_of_a_search_put_no_notice_on_an_article(cast: Cast, client: Client) -> None:
    put(cast, "Lines", body="A crisis line is a service [@sample2020].")

    assert "If you are thinking about suicide" not in client.get("/articles/lines/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_the_same_with_one_and_three_results(count: int, cast: Cast, client: Client) -> None:
    for place in range(count):
        put(cast, f"Article {place}")

    with CaptureQueriesContext(connection) as queries:
        html = html_of(client, "article")

    assert all(f"<mark>Article</mark> {place}" in html for place in range(count))
    assert len(queries) == 8


def test_results_have_pages(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.reader.search.ON_PAGE", 1)
    for place in range(2):
        put(cast, f"Article {place}")

    assert 'href="?q=article&amp;page=2"' in html_of(client, "article")
    assert 'href="?q=article&amp;page=1"' in html_of(client, "article", page="2")
    html_of(client, "article", status=404, page="3")
    html_of(client, "article", status=404, page="x")


def test_a_search_is_kept_nowhere(library: None, client: Client) -> None:
    response = client.get("/search/", {"q": "clonazepam"})

    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "private, no-store")
    assert response.cookies == {}


def test_without_words_there_is_the_form(library: None, client: Client) -> None:
    html = html_of(client, "")

    assert "Type a word" in html
    assert html.count('role="search"') == 1
    assert 'role="search"' in client.get("/").content.decode()
    assert 'role="search"' in client.get("/articles/model-x12/").content.decode()
