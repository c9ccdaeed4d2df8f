"""Why an act was refused. Every message is meant for the person who tried."""

from collections.abc import Sequence

from articles.quality.findings import Finding


class Refused(Exception):
    """An act that the rules do not allow now; the message says what happened and what to do next."""


class NotAllowed(Refused):
    """The person may not do this: the role is missing, or separation of duties forbids it."""


class WrongState(Refused):
    """The article or draft is not in a state in which this can be done."""


class Stale(Refused):
    """Somebody else was faster: what the person looked at is not what is there now."""


class NeedsSignIn(Refused):
    """Signing needs a fresh proof of identity."""


class Tampered(Refused):
    """Stored text and its digest disagree. Nothing may be shown or signed until somebody has looked."""


class TooMany(Refused):
    """The person did this too often within a short time."""


class Blocked(Refused):
    """Findings hold the article up."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
