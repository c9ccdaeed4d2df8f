"""Asking other servers: never a private one, whatever the name, the redirect or the second answer of the resolver."""

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from medsite.lib import fetching
from medsite.lib.fetching import destinations, probing

PUBLIC = "93.184.216.34"
AGENT = "medsite tests"


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104  # an address to be refused
        "10.0.0.5",
        "172.16.4.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:0001::1",
        "2002:0a00:0001::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:db8::1",
        "nonsense",
    ],
)
def test_an_address_that_is_not_public_is_refused(ip: str) -> None:
    assert not destinations.is_public(ip)
    with pytest.raises(fetching.Forbidden, match="private network"):
        fetching.destination("https://health.example.org/", resolver=lambda host, port: [ip])


@pytest.mark.parametrize("ip", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"])
def test_a_public_address_is_taken(ip: str) -> None:
    assert fetching.destination("https://health.example.org/", resolver=lambda host, port: [ip]).ip == ip


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(fetching.Forbidden):
        fetching.destination("https://health.example.org/", resolver=lambda host, port: [PUBLIC, "10.0.0.1"])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://health.example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://health.example.org/",
        "//health.example.org/",
        "http://health.example.org:22/",
        "https://health.example.org:8443/",
        "http://health.example.org:99999/",
        "http://user@health.example.org/",
        "http://user:secret@health.example.org/",
        "http:///nowhere",
        "http://[::1/",
        "http://health.example.org/a b",
        "http://health.example.org/\r\nHost: internal",
        "http://health.example.org/" + "a" * 2000,
        "",
    ],
)
def test_an_address_of_another_kind_is_refused_before_any_name_is_looked_up(url: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError("a name was looked up")

    with pytest.raises(fetching.Forbidden):
        fetching.destination(url, resolver=resolver)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]", "localhost"])
def test_spellings_of_this_machine_are_refused_by_the_real_resolver(host: str) -> None:
    with pytest.raises((fetching.Forbidden, OSError)):
        fetching.destination(f"http://{host}/")


def test_letters_outside_ascii_are_sent_in_percent_form() -> None:
    found = fetching.destination("https://exämple.org/ä?q=ö", resolver=lambda host, port: [PUBLIC])

    assert (found.host, found.target) == ("xn--exmple-cua.org", "/%C3%A4?q=%C3%B6")


class Handler(http.server.BaseHTTPRequestHandler):
    """A small web site: ``answers`` maps paths to (status, headers, body)."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]
    seen: list[str]

    def do_GET(self) -> None:
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.seen.append(f"{self.command} {self.headers['Host']} {self.path}")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815  # the name that http.server calls

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(**answers: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[list[str], probing.Dialer]]:
    """A server on this machine that stands for every public one: what was asked, and the way to it."""
    asked: list[str] = []
    handler = type("Site", (Handler,), {"answers": {f"/{path}": said for path, said in answers.items()}, "seen": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield asked, lambda ip, port: socket.create_connection(("127.0.0.1", server.server_port), timeout=5)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url: str, dialer: probing.Dialer, *, method: str = "GET", ip: str = PUBLIC) -> fetching.Answer:
    return fetching.probe(url, method=method, agent=AGENT, resolver=lambda host, port: [ip], dialer=dialer)


def test_status_and_title_of_a_page_are_read() -> None:
    page = "<html><title>\n A  page &amp; more </title></html>".encode("latin-1")
    with served(page=(200, {"Content-Type": "text/html; charset=latin-1"}, page)) as (seen, dialer):
        answer = ask("http://health.example.org/page#part", dialer)

    assert (answer.status, answer.title, answer.url) == (200, "A page & more", "http://health.example.org/page")
    assert seen == ["GET health.example.org /page"]


def test_redirects_are_followed_and_a_passing_one_is_told_from_a_lasting_one() -> None:
    lasting = served(
        a=(301, {"Location": "/b"}, b""), b=(308, {"Location": "http://other.example.org/c"}, b""), c=(200, {}, b"")
    )
    with lasting as (seen, dialer):
        answer = ask("http://health.example.org/a", dialer, method="HEAD")
    assert (answer.url, answer.permanent) == ("http://other.example.org/c", True)
    assert seen[-1] == "HEAD other.example.org /c"

    with served(a=(302, {"Location": "/b"}, b""), b=(200, {}, b"")) as (_, dialer):
        assert not ask("http://health.example.org/a", dialer).permanent


@pytest.mark.parametrize("target", ["http://internal.example.org/", "http://127.0.0.1/", "file:///etc/passwd"])
def test_a_redirect_to_a_private_server_is_not_followed(target: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        return ["10.0.0.1" if host == "internal.example.org" else host if host[0].isdigit() else PUBLIC]

    with served(a=(302, {"Location": target}, b"")) as (seen, dialer), pytest.raises(fetching.Forbidden):
        fetching.probe("http://health.example.org/a", method="GET", agent=AGENT, resolver=resolver, dialer=dialer)

    assert len(seen) == 1


def test_a_name_that_changes_its_address_between_check_and_use_leads_nowhere_else() -> None:
    """DNS rebinding: the first answer is public, the next one private."""
    answers, dialled = iter([PUBLIC, "127.0.0.1"]), []
    with served(page=(200, {}, b"")) as (_, to_server):

        def dialer(ip: str, port: int) -> socket.socket:
            dialled.append(ip)
            return to_server(ip, port)

        fetching.probe(
            "http://health.example.org/page",
            method="GET",
            agent=AGENT,
            resolver=lambda host, port: [next(answers)],
            dialer=dialer,
        )

    assert dialled == [PUBLIC]


def test_a_circle_of_redirects_ends() -> None:
    circle = served(a=(302, {"Location": "/a"}, b""))
    with circle as (seen, dialer), pytest.raises(fetching.Unreachable, match="redirects"):
        ask("http://health.example.org/a", dialer)

    assert len(seen) == probing.REDIRECTS + 1


def test_only_the_beginning_of_a_huge_page_is_read() -> None:
    body = b"<title>Long</title>" + b"x" * 3_000_000
    with served(page=(200, {"Content-Type": "text/html"}, body)) as (_, dialer):
        answer = ask("http://health.example.org/page", dialer)

    assert len(answer.text) == probing.READ_AT_MOST
    assert answer.title == "Long"


def test_waiting_time_of_a_busy_server_is_read_and_limited() -> None:
    busy = served(
        a=(429, {"Retry-After": "120"}, b""),
        b=(429, {"Retry-After": "999999999"}, b""),
        c=(503, {"Retry-After": "tomorrow"}, b""),
    )
    with busy as (_, dialer):
        waits = [ask(f"http://health.example.org/{path}", dialer).retry_after for path in "abc"]

    assert waits == [120, 604_800, None]


def test_a_server_without_a_valid_certificate_is_unreachable() -> None:
    with served(page=(200, {}, b"")) as (_, dialer), pytest.raises(fetching.Unreachable):
        ask("https://health.example.org/page", dialer)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(), "name of the server is not known"),
        (TimeoutError(), "did not answer in time"),
        (ConnectionRefusedError(), "refused the connection"),
        (OSError("odd"), "no answer that can be read"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(error: OSError, said: str) -> None:
    def dialer(ip: str, port: int) -> socket.socket:
        raise error

    with pytest.raises(fetching.Unreachable, match=said):
        ask("http://health.example.org/", dialer)


def test_a_title_in_an_unknown_encoding_does_no_harm() -> None:
    headers = {"Content-Type": "text/html; charset=no-such-thing"}
    with served(page=(200, headers, b"<title>Plain</title>")) as (_, dialer):
        assert ask("http://health.example.org/page", dialer).title == "Plain"


def load(url: str, dialer: probing.Dialer, *, ip: str = PUBLIC, most: int = 100_000) -> fetching.Download:
    return fetching.download(url, agent=AGENT, most=most, resolver=lambda host, port: [ip], dialer=dialer)


def test_a_whole_answer_is_read_whatever_it_is() -> None:
    body = b"{" + b"x" * (probing.READ_AT_MOST + 10)
    answers = served(a=(302, {"Location": "/b"}, b""), b=(200, {"Content-Type": "application/json"}, body))
    with answers as (_, dialer):
        assert load("http://health.example.org/a", dialer) == fetching.Download(200, body)
    with served(b=(503, {"Retry-After": "9"}, b"")) as (_, dialer):
        assert load("http://health.example.org/b", dialer).retry_after == 9


def test_an_answer_beyond_the_limit_is_none() -> None:
    with served(a=(200, {}, b"x" * 101)) as (_, dialer):
        with pytest.raises(fetching.Unreachable, match="longer than 100 bytes"):
            load("http://health.example.org/a", dialer, most=100)
        assert load("http://health.example.org/a", dialer, most=101).body == b"x" * 101


def test_a_whole_answer_never_comes_from_a_private_server() -> None:
    with served(a=(200, {}, b"x")) as (seen, dialer), pytest.raises(fetching.Forbidden):
        load("http://health.example.org/a", dialer, ip="169.254.169.254")

    assert seen == []
