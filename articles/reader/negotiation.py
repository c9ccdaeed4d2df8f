"""What a client says about encodings and about what it has already."""

import re

_ETAG = re.compile(r'"([0-9a-f]{64})(?:-\w+)?"')


def best_encoding(accepted: str) -> str:
    """The encoding to send for an Accept-Encoding header: "br", "gzip", or empty for none."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        offered[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", parameter)
    return next((name for name in ("br", "gzip") if offered.get(name, offered.get("*", False) and name == "gzip")), "")


def known_digests(if_none_match: str) -> frozenset[str]:
    """The SHA-256 digests in an If-None-Match header, whatever encoding they were sent in."""
    return frozenset(_ETAG.findall(if_none_match))


def etag_of(digest: str, encoding: str) -> str:
    """One tag for each text and encoding: what a cache holds differs in its bytes."""
    return f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
