"""What a client says it takes, and what it has."""

import pytest

from articles.reader.negotiation import best_encoding, etag_of, known_digests

DIGEST = "a1" * 32


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("deflate", ""),
        ("*", "gzip"),
        ("*;q=0", ""),
        ("gzip;q=0, *", ""),
        ("identity", ""),
        ("brotli, zip", ""),
        (",;,=", ""),
    ],
)
def test_the_best_encoding_that_is_accepted(accepted: str, encoding: str) -> None:
    assert best_encoding(accepted) == encoding


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_tag_is_known_again(encoding: str) -> None:
    assert known_digests(f'W/"other", {etag_of(DIGEST, encoding)}') == {DIGEST}


@pytest.mark.parametrize("header", ["", "*", '"', '"' + "g" * 64 + '"', DIGEST, '"' + DIGEST, '"' + DIGEST[:-1] + '"'])
def test_a_foreign_tag_is_not_ours(header: str) -> None:
    assert known_digests(header) == frozenset()
