"""How other people's servers are asked: seldom, one question at a time, not where they want no programs."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from medsite.lib import fetching

PAUSE = 1.0
"""Seconds between two questions to one server."""


class Prober(Protocol):
    def __call__(self, url: str, *, method: str, agent: str) -> fetching.Answer: ...


class Downloader(Protocol):
    def __call__(self, url: str, *, agent: str) -> fetching.Download: ...


@dataclass
class Manners:
    """One run's politeness. ``agent`` says who asks; robots.txt of each server is read once (RFC 9309)."""

    agent: str
    probe: Prober = fetching.probe
    downloader: Downloader = fetching.download
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    pause: float = PAUSE
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def ask(self, url: str, method: str) -> fetching.Answer:
        """Raises fetching.Forbidden, fetching.Unreachable."""
        self._wait(url)
        try:
            return self.probe(url, method=method, agent=self.agent)
        finally:
            self._last[urlsplit(url).netloc] = self.clock()

    def download(self, url: str) -> fetching.Download:
        """A whole answer, at the same pace. Raises fetching.Forbidden, fetching.Unreachable."""
        self._wait(url)
        try:
            return self.downloader(url, agent=self.agent)
        finally:
            self._last[urlsplit(url).netloc] = self.clock()

    def _wait(self, url: str) -> None:
        wait = self._last.get(urlsplit(url).netloc, self.clock() - self.pause) + self.pause - self.clock()
        if wait > 0:
            self.sleep(wait)

    def may_ask(self, url: str) -> bool:
        """What the server's robots.txt says. One that cannot be had allows everything."""
        parts = urlsplit(url)
        if parts.netloc not in self._robots:
            self._robots[parts.netloc] = self._read_robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
        return self._robots[parts.netloc].can_fetch(self.agent, url)

    def _read_robots(self, url: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            answer = self.ask(url, "GET")
        except (fetching.Unreachable, fetching.Forbidden):
            answer = None
        rules.parse(answer.text.splitlines() if answer is not None and answer.status == 200 else [])
        return rules
