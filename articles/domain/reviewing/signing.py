"""One signature as the signer gives it."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.domain.reviewing.signatures import SignatureEvidence


@dataclass(frozen=True)
class Signing:
    """What was on the screen, what the signer says of it, and the proof that it is them.

    The digests are those of the text that was read; ``notices_shown`` is the JSON of the notices beside it;
    ``statement`` the words about conflicts of interest; ``confirmed`` the keys of the checklist; ``ticked`` the keys of
    the sources that were compared with the text.
    """

    content_digest: str
    html_digest: str
    notices_shown: str
    evidence: SignatureEvidence
    statement: str
    confirmed: Collection[str]
    comment: str = ""
    ticked: Collection[str] = ()
