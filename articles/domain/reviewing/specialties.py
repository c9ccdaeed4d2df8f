"""Which specialties a text asks of its signers, and which ones a signer had when they signed.

A specialty counts when somebody else than its holder stands for it: it is part of a confirmed profile. A signature
keeps the specialties of that day, and those alone are looked at later.
"""

import json
from collections.abc import Collection, Iterable, Sequence

from articles.content import ArticleContent
from articles.domain.governance.policy import Policy
from articles.domain.governance.risk import in_words, markers
from articles.models import Decision, Revision
from people.models import Specialty, User

Wanted = Sequence[tuple[str, tuple[str, ...]]]


def verified(user: User) -> list[str]:
    """The short names of somebody's specialties in a profile that another administrator confirmed. One query."""
    held = Specialty.objects.filter(profiles__user=user, profiles__confirmed_at__isnull=False)
    return list(held.order_by("slug").values_list("slug", flat=True))


def of_decision(decision: Decision) -> frozenset[str]:
    """What the signer was when they signed; nothing for a signature that is older than this record."""
    return frozenset(json.loads(decision.by_specialties))


def wanted(revision: Revision, policy: Policy) -> Wanted:
    """What in a text asks for a specialty under a policy, with the specialties of which one will do."""
    if not policy.specialties_by_subject:
        return ()
    said = set(markers(ArticleContent.from_json(revision.content_json)))
    return [(marker, slugs) for marker, slugs in policy.specialties_by_subject if marker in said]


def why_not(held: Collection[str], wanted: Wanted, policy: Policy) -> str:
    """Why a signature of somebody with these specialties does not count, as a sentence; empty when it does."""
    if not wanted or any(not set(slugs).isdisjoint(held) for _, slugs in wanted):
        return ""
    asks = "; ".join(f"{in_words(marker)}: {' or '.join(slugs)}" for marker, slugs in wanted)
    has = f"The specialties confirmed for this signer are: {', '.join(sorted(held))}." if held else "None is confirmed."
    return f"By {policy.version} this text is signed by somebody with a specialty ({asks}). {has}"


def why_not_sign(revision: Revision, user: User, policy: Policy) -> str:
    """Why the signature of this person would not count now; empty when it would. One query where one is asked for."""
    asked = wanted(revision, policy)
    return why_not(verified(user), asked, policy) if asked else ""


def uncovered(decisions: Iterable[Decision], wanted: Wanted) -> Wanted:
    """What in a text still waits for a signer with its specialty."""
    held = frozenset[str]().union(*(of_decision(decision) for decision in decisions))
    return [(marker, slugs) for marker, slugs in wanted if held.isdisjoint(slugs)]
