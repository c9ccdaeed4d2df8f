"""Which requests are counted as somebody reading a page. Nothing of the request is kept."""

import re

from django.http import HttpRequest

MACHINES = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl/|wget/|python-|httpx|headless", re.IGNORECASE)


def is_of_a_reader(request: HttpRequest) -> bool:
    """Whether a person seems to look now: no program that says what it is, and no page loaded on suspicion."""
    if request.method != "GET" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and MACHINES.search(agent) is None
