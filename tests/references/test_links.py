"""Links: what an answer means, when an address counts as dead, and how politely it is asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from medsite.lib import fetching
from references import links
from references.link_status import LinkCheck, LinkState, LinkStatus
from references.links.checking import KEPT_CHECKS, look_at, note
from references.links.judging import Look, judge
from tests import factories

URL = "https://health.example.org/leaflets/sleep"
NOW = factories.NOW


def answer(status: int = 200, url: str = URL, **values: object) -> fetching.Answer:
    return fetching.Answer(status=status, url=url, **values)  # type: ignore[arg-type]  # as the test says


@pytest.mark.parametrize("status", [401, 403, 405, 429, 451, 503, 999])
def test_a_server_that_turns_programs_away_says_nothing_about_the_page(status: int) -> None:
    assert judge(URL, "", answer(status)).state == LinkState.CLOSED


@pytest.mark.parametrize("status", [400, 404, 410, 500, 502])
def test_an_error_is_a_failure(status: int) -> None:
    assert judge(URL, "", answer(status)).state == LinkState.FAILING


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("", answer(title="404")),
        ("", answer(title="Page not found | Health")),
        ("Sleep and you", answer(title="Buy cheap watches")),
        ("", answer(url="https://health.example.org/")),
        ("", answer(url="https://elsewhere.example.org")),
    ],
)
def test_a_page_that_answers_and_is_not_there_any_more_is_suspect(known: str, said: fetching.Answer) -> None:
    look = judge(URL, known, said)

    assert look.state == LinkState.SUSPECT
    assert look.message


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("", answer()),
        ("Sleep and you", answer(title="Sleep and you: a leaflet")),
        ("Sleep and you", answer(title="")),
        ("", answer(title="Room 4040")),
        ("", answer(url="https://health.example.org/leaflets/sleep?lang=en", permanent=False)),
    ],
)
def test_a_page_that_is_there_is_alive(known: str, said: fetching.Answer) -> None:
    assert judge(URL, known, said).state == LinkState.ALIVE


def test_a_front_page_may_be_meant() -> None:
    assert judge("https://health.example.org", "", answer(url="https://health.example.org/")).state == LinkState.MOVED


def test_a_lasting_redirect_is_said_with_its_target() -> None:
    look = judge(URL, "", answer(url="https://health.example.org/sleep"))

    assert (look.state, look.message) == (LinkState.MOVED, "It moved to https://health.example.org/sleep")


class Internet:
    """What servers say, in order for each address; and what was asked."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    def __call__(self, url: str, *, method: str, agent: str) -> fetching.Answer:
        self.asked.append((method, url))
        said = self.answers["robots" if url.endswith("/robots.txt") else method.lower()]
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, fetching.Answer)
        return said


NO_ROBOTS = answer(404, "https://health.example.org/robots.txt")


def manners(internet: Internet, pauses: list[float] | None = None) -> links.Manners:
    moments: Iterator[float] = iter(range(1_000))
    return links.Manners(
        agent="medsite",
        probe=internet,
        sleep=(pauses if pauses is not None else []).append,
        clock=lambda: next(moments) * 0.25,
    )


def test_a_page_known_by_its_title_is_asked_for_its_head_only() -> None:
    internet = Internet(robots=NO_ROBOTS, head=answer())

    look_at(LinkStatus(url=URL, title="Sleep"), manners(internet))

    assert internet.asked[1:] == [("HEAD", URL)]


@pytest.mark.parametrize("head", [answer(405), answer(404), answer(500), answer(url="https://health.example.org/b")])
def test_where_the_head_does_not_settle_it_the_page_is_asked_for(head: fetching.Answer) -> None:
    internet = Internet(robots=NO_ROBOTS, head=head, get=answer(title="Sleep"))

    look = look_at(LinkStatus(url=URL, title="Sleep"), manners(internet))

    assert look.state == LinkState.ALIVE
    assert internet.asked[1:] == [("HEAD", URL), ("GET", URL)]


def test_a_server_that_is_busy_is_not_asked_again_at_once() -> None:
    internet = Internet(robots=NO_ROBOTS, head=answer(429, retry_after=30))

    assert look_at(LinkStatus(url=URL), manners(internet)).state == LinkState.CLOSED
    assert internet.asked[1:] == [("HEAD", URL)]


def test_a_server_that_wants_no_programs_is_left_alone() -> None:
    robots = answer(url="https://health.example.org/robots.txt", text="User-agent: *\nDisallow: /leaflets/\n")
    internet = Internet(robots=robots)

    look = look_at(LinkStatus(url=URL), manners(internet))

    assert look.state == LinkState.CLOSED
    assert internet.asked == [("GET", "https://health.example.org/robots.txt")]


def test_one_server_is_asked_once_a_second_and_its_rules_are_read_once() -> None:
    pauses: list[float] = []
    internet = Internet(robots=NO_ROBOTS, head=answer())
    polite = manners(internet, pauses)

    for _ in range(3):
        look_at(LinkStatus(url=URL, title="Sleep"), polite)

    assert [method for method, _ in internet.asked] == ["GET", "HEAD", "HEAD", "HEAD"]
    assert len(pauses) == 3
    assert all(0 < pause <= 1 for pause in pauses)


def test_a_private_address_is_noted_and_not_asked() -> None:
    internet = Internet(robots=fetching.Forbidden("The server is on a private network."), head=fetching.Forbidden("x"))

    assert look_at(LinkStatus(url=URL), manners(internet)).state == LinkState.FORBIDDEN


def test_silence_is_a_failure_with_its_reason() -> None:
    silent = fetching.Unreachable("The server did not answer in time.")

    look = look_at(LinkStatus(url=URL), manners(Internet(robots=silent, head=silent, get=silent)))

    assert (look.state, look.message) == (LinkState.FAILING, "The server did not answer in time.")


def test_a_server_that_hangs_up_on_a_head_is_asked_for_the_page() -> None:
    internet = Internet(robots=NO_ROBOTS, head=fetching.Unreachable("No answer."), get=answer(title="Sleep"))

    assert look_at(LinkStatus(url=URL, title="Sleep"), manners(internet)).state == LinkState.ALIVE


def test_the_page_is_asked_for_once_however_it_answers() -> None:
    internet = Internet(robots=NO_ROBOTS, head=fetching.Unreachable("No answer."), get=answer(404))

    assert look_at(LinkStatus(url=URL), manners(internet)).state == LinkState.FAILING
    assert internet.asked[1:] == [("HEAD", URL), ("GET", URL)]


pytest_db = pytest.mark.django_db


def known(url: str = URL, **values: object) -> LinkStatus:
    links.remember([url], now=NOW)
    LinkStatus.objects.filter(url=url).update(**values)
    return LinkStatus.objects.get(url=url)


FAILED = Look(LinkState.FAILING, "The server says 404.", answer(404))


@pytest_db
def test_an_address_is_dead_after_three_failures_over_three_days() -> None:
    row = known()
    moments = [NOW, NOW + timedelta(hours=24), NOW + timedelta(hours=48), NOW + timedelta(hours=72)]

    states = [note(row, FAILED, now=moment).state for moment in moments]

    assert states == [LinkState.FAILING, LinkState.FAILING, LinkState.FAILING, LinkState.DEAD]


@pytest_db
def test_three_failures_within_an_hour_are_no_death() -> None:
    row = known()

    for minutes in (0, 20, 40, 59):
        note(row, FAILED, now=NOW + timedelta(minutes=minutes))

    assert row.state == LinkState.FAILING


@pytest_db
def test_one_answer_ends_the_counting() -> None:
    row = known()
    note(row, FAILED, now=NOW)
    note(row, Look(LinkState.ALIVE, answer=answer(title="Sleep")), now=NOW + timedelta(hours=24))
    note(row, FAILED, now=NOW + timedelta(hours=48))

    assert note(row, FAILED, now=NOW + timedelta(hours=96)).state == LinkState.FAILING


@pytest_db
@pytest.mark.parametrize(
    ("look", "hours"),
    [
        (Look(LinkState.ALIVE, answer=answer()), 14 * 24),
        (FAILED, 24),
        (Look(LinkState.SUSPECT, "x", answer()), 72),
        (Look(LinkState.CLOSED, "x", answer(429, retry_after=30)), 1),
        (Look(LinkState.CLOSED, "x", answer(503, retry_after=36_000)), 10),
    ],
)
def test_the_next_look_is_never_more_than_thirty_days_away(look: Look, hours: int) -> None:
    row = note(known(), look, now=NOW)

    assert row.next_check_at == NOW + timedelta(hours=hours)
    assert row.next_check_at <= NOW + timedelta(days=30)


@pytest_db
def test_the_title_of_a_suspect_page_does_not_replace_the_one_remembered() -> None:
    row = note(known(title="Sleep"), Look(LinkState.SUSPECT, "x", answer(title="Watches")), now=NOW)

    assert LinkStatus.objects.get(pk=row.pk).title == "Sleep"


@pytest_db
def test_a_look_does_not_undo_what_staff_note_at_the_same_moment() -> None:
    row = known()
    LinkStatus.objects.update(archive_url="https://archive.example.org/x", archived_on=NOW.date())

    note(row, FAILED, now=NOW)

    assert LinkStatus.objects.get().archive_url == "https://archive.example.org/x"


@pytest_db
def test_the_newest_checks_are_kept() -> None:
    row = known()
    for hours in range(KEPT_CHECKS + 3):
        note(row, FAILED, now=NOW + timedelta(hours=hours))

    assert LinkCheck.objects.count() == KEPT_CHECKS
    assert LinkCheck.objects.order_by("at")[0].at == NOW + timedelta(hours=3)


def check(urls: list[str], internet: Internet, *, now: datetime = NOW) -> list[LinkStatus]:
    return list(links.check_due(urls, manners=manners(internet), now=lambda: now))


@pytest_db
def test_only_addresses_that_are_asked_about_and_due_are_looked_at() -> None:
    known(), known(URL + "/later", next_check_at=NOW + timedelta(days=1)), known(URL + "/other")
    internet = Internet(robots=NO_ROBOTS, head=answer(), get=answer())

    done = check([URL, URL + "/later", URL + "/unknown", URL], internet)

    assert [row.url for row in done] == [URL]


SILENCE = fetching.Unreachable("The name of the server is not known.")


def of_servers(number: int) -> list[str]:
    urls = [f"https://s{place}.example.org/{page}" for place in range(number) for page in "ab"]
    links.remember(urls, now=NOW)
    return urls


@pytest_db
def test_where_nobody_answers_this_machine_is_cut_off_and_nothing_is_noted() -> None:
    urls = of_servers(7)

    with pytest.raises(links.NoNetwork, match="None of 5 servers answered"):
        check(urls, Internet(robots=SILENCE, head=SILENCE, get=SILENCE))

    assert LinkCheck.objects.count() == 0
    assert set(LinkStatus.objects.values_list("state", "failures", "next_check_at")) == {("unknown", 0, NOW)}


@pytest_db
def test_a_few_silent_servers_are_noted_before_and_behind_one_that_answers() -> None:
    urls = of_servers(4)

    silent = Internet(robots=SILENCE, head=SILENCE, get=SILENCE)
    first = list(links.check_due(urls, manners=manners(silent), now=lambda: NOW, most=2))
    assert [row.url for row in first] == urls[:2]
    assert {url.split("/")[2] for _, url in silent.asked} == {"s0.example.org"}

    done = check(urls, silent)
    assert [row.state for row in done] == ["failing"] * 6

    more = of_servers(9)
    done = check(more, Partly("//s7.", head=SILENCE, get=SILENCE), now=NOW + timedelta(days=2))
    assert {row.url for row in done} == set(more)


class Partly(Internet):
    """Silence, but for the servers with a certain name."""

    def __init__(self, name: str, **answers: object) -> None:
        super().__init__(robots=SILENCE, **answers)
        self.name = name

    def __call__(self, url: str, *, method: str, agent: str) -> fetching.Answer:
        return answer(404, url) if self.name in url else super().__call__(url, method=method, agent=agent)


@pytest_db
def test_servers_that_are_gone_are_noted_while_one_that_answered_last_time_still_does() -> None:
    known(state=LinkState.ALIVE, next_check_at=NOW + timedelta(days=9), checked_at=NOW)
    urls = of_servers(6)

    done = check(urls, Partly("//health.", head=SILENCE, get=SILENCE))

    assert [row.state for row in done] == ["failing"] * 12


@pytest_db
def test_an_address_that_another_machine_took_is_left_to_it() -> None:
    row = known()

    class Racing(Internet):
        def __call__(self, url: str, *, method: str, agent: str) -> fetching.Answer:
            assert check([URL], Internet()) == []
            return super().__call__(url, method=method, agent=agent)

    assert check([URL], Racing(robots=NO_ROBOTS, head=answer(), get=answer())) == [row]


@pytest_db
def test_addresses_known_already_stay_as_they_are() -> None:
    known(state=LinkState.DEAD)

    links.remember([URL, URL, URL + "/new"], now=NOW + timedelta(days=1))

    assert sorted(LinkStatus.objects.values_list("url", "state")) == [(URL, "dead"), (URL + "/new", "unknown")]


@pytest_db
def test_an_archived_copy_has_a_day() -> None:
    row = known()
    with pytest.raises(IntegrityError, match="an_archived_copy_has_a_day"), transaction.atomic():
        LinkStatus.objects.filter(pk=row.pk).update(archive_url="https://archive.example.org/x")
