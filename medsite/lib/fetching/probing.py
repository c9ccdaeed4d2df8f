"""Looking at an address: does it answer, where does it lead, what is its title; or all that it says."""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin

from medsite.lib.fetching.destinations import Destination, Forbidden, Resolver, destination, resolve

TIMEOUT = 10.0
"""Seconds of silence that a server may take."""
LONGEST = 30.0
"""Seconds for one answer from the first byte to the last."""
READ_AT_MOST = 65_536
"""Bytes of a page that are read: its title stands at the beginning."""
REDIRECTS = 5

Dialer = Callable[[str, int], socket.socket]
"""IP address and port to a connected socket. Raises OSError."""

_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"charset=[\"']?([\w-]{2,20})", re.IGNORECASE)


class Unreachable(Exception):
    """No answer: no such name, no connection, a broken certificate, silence, nonsense. May be over tomorrow."""


@dataclass(frozen=True)
class Answer:
    """What a server said in the end. ``url`` is where the redirects led; ``retry_after`` is in seconds."""

    status: int
    url: str
    title: str = ""
    permanent: bool = True
    retry_after: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Download:
    """A whole answer. ``retry_after`` is in seconds."""

    status: int
    body: bytes
    retry_after: int | None = None


def dial(ip: str, port: int) -> socket.socket:
    return socket.create_connection((ip, port), timeout=TIMEOUT)


def probe(url: str, *, method: str, agent: str, resolver: Resolver = resolve, dialer: Dialer = dial) -> Answer:
    """Ask for an address and follow its redirects; each hop is checked as if it were the first.

    ``method`` is HEAD or GET; of a page at most the beginning is read. Sends no cookie and no credentials.

    Raises Forbidden for an address, or a redirect to one, that is never contacted; Unreachable.
    """
    asked, permanent, status, headers, body = _follow(url, method, agent, resolver, dialer, most=READ_AT_MOST)
    kind = headers.get("Content-Type") or ""
    is_text = kind.startswith("text/") or "html" in kind
    return Answer(
        status=status,
        url=asked,
        title=_title(body, kind) if "html" in kind else "",
        permanent=permanent,
        retry_after=_seconds(headers.get("Retry-After")),
        text=body[:READ_AT_MOST].decode("utf-8", "replace") if is_text else "",
    )


def download(
    url: str, *, agent: str, most: int = 2_000_000, resolver: Resolver = resolve, dialer: Dialer = dial
) -> Download:
    """All of an answer of at most so many bytes, by the rules of ``probe``.

    Raises Forbidden; Unreachable, also when the answer is longer: half of one is worse than none.
    """
    _, _, status, headers, body = _follow(url, "GET", agent, resolver, dialer, most=most)
    if len(body) > most:
        raise Unreachable(f"The answer is longer than {most:,} bytes.")
    return Download(status=status, body=body, retry_after=_seconds(headers.get("Retry-After")))


def _follow(
    url: str, method: str, agent: str, resolver: Resolver, dialer: Dialer, *, most: int
) -> tuple[str, bool, int, http.client.HTTPMessage, bytes]:
    """Where redirects led, whether all were lasting, and what was said there, a little beyond ``most`` bytes."""
    asked, permanent = urldefrag(url).url, True
    for _ in range(REDIRECTS + 1):
        try:
            target = destination(asked, resolver=resolver)
            status, headers, body = _ask(target, method, agent, dialer, most)
        except Forbidden:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(_reason(error)) from error
        location = headers.get("Location")
        if status not in {301, 302, 303, 307, 308} or not location:
            return asked, permanent, status, headers, body
        permanent = permanent and status in {301, 308}
        asked = urldefrag(urljoin(asked, location)).url
    raise Unreachable(f"More than {REDIRECTS} redirects.")


def _ask(
    target: Destination, method: str, agent: str, dialer: Dialer, most: int
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT)
    with closing(connection):
        # The socket goes to the checked IP address; the name is used for the certificate and the Host header only.
        raw = dialer(target.ip, target.port)
        try:
            connection.sock = (
                ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
                if target.scheme == "https"
                else raw
            )
        except BaseException:
            raw.close()
            raise
        headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(method, target.target, headers=headers)
        with closing(connection.getresponse()) as response:
            return response.status, response.headers, _beginning(response, most)


def _beginning(response: http.client.HTTPResponse, most: int) -> bytes:
    """The first bytes of an answer, one piece beyond ``most``; a server that drips them is left after a while."""
    end, body = time.monotonic() + LONGEST, bytearray()
    while len(body) <= most and (piece := response.read1(8192)):
        body += piece
        if time.monotonic() > end:
            raise TimeoutError("The server is too slow.")
    return bytes(body)


def _title(body: bytes, kind: str) -> str:
    found = _TITLE.search(body)
    if not found:
        return ""
    named = _CHARSET.search(kind)
    try:
        text = found[1].decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        text = found[1].decode("utf-8", "replace")
    return " ".join(unescape(text).split())[:300]


def _seconds(value: str | None) -> int | None:
    """Retry-After in seconds (RFC 9110, 10.2.3), at most a week; dates are not read."""
    return min(int(value), 604_800) if value and value.strip().isdigit() and len(value) < 10 else None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "The certificate of the server is not valid."
    if isinstance(error, socket.gaierror):
        return "The name of the server is not known."
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "The server refused the connection."
    return "The server gave no answer that can be read."
