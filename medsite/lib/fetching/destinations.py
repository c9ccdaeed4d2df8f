"""Which addresses may be contacted at all.

A link in an article is the choice of whoever wrote it. A server that follows it must not be led to its own network:
loopback, private and link-local ranges, cloud metadata, and the IPv6 forms that wrap IPv4 (OWASP, Server-Side
Request Forgery Prevention; RFC 6890 for the special ranges).
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
"""Characters of an address."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

_ALSO_SPECIAL = tuple(
    # Older Python versions take these for public (IANA special-purpose registries).
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)

Resolver = Callable[[str, int], Sequence[str]]
"""Host name and port to IP addresses as text. Raises OSError."""


class Forbidden(ValueError):
    """An address that is never contacted; the message says why."""


@dataclass(frozen=True)
class Destination:
    """Where to connect, and what to ask there. ``ip`` was checked: connect to it, not to the name."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def destination(url: str, *, resolver: Resolver = resolve) -> Destination:
    """Check an address and look its name up, once: connecting to the result cannot be turned elsewhere afterwards.

    Raises Forbidden; OSError when the name is not known.
    """
    if len(url) > LONGEST or any(ord(mark) <= 32 or ord(mark) == 127 for mark in url):
        raise Forbidden("The address is too long, or holds blanks or control characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("The address cannot be read.") from error
    if parts.scheme not in PORTS:
        raise Forbidden("Only http and https addresses are looked at.")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("The address holds a user name.")
    if not parts.hostname:
        raise Forbidden("The address names no server.")
    if port not in {None, PORTS[parts.scheme]}:
        raise Forbidden("Only the ordinary ports of http and https are contacted.")
    host = _ascii(parts.hostname)
    ips = list(resolver(host, PORTS[parts.scheme]))
    if not ips:
        raise OSError("The name has no address.")
    for ip in ips:
        if not is_public(ip):
            raise Forbidden("The server is on a private network.")
    target = parts.path or "/"
    target += f"?{parts.query}" if parts.query else ""
    return Destination(parts.scheme, host, PORTS[parts.scheme], ips[0], _quoted(target))


def is_public(ip: str) -> bool:
    """Whether an IP address is of the public internet, also when one form of address is wrapped in another."""
    try:
        address = ipaddress.ip_address(ip.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    special = any(address in network for network in _ALSO_SPECIAL if network.version == address.version)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise Forbidden("The name of the server cannot be read.") from error


def _quoted(target: str) -> str:
    """The path and query as a request line takes them: letters outside ASCII in percent form."""
    return "".join(mark if mark.isascii() else "".join(f"%{byte:02X}" for byte in mark.encode()) for mark in target)
