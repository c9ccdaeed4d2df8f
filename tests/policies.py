"""Policies for tests: proposed and brought into force by the verbs themselves."""

from typing import Any

from articles.domain.governance import policy_desk
from articles.domain.governance.policy import as_values, current_policy
from articles.models import PolicyProposal, PolicyVersion
from tests import factories
from tests.conftest import Cast


def propose(cast: Cast, **values: Any) -> PolicyProposal:
    """Proposed by the publisher: what is in force, with these values changed."""
    return policy_desk.propose(
        as_values(current_policy()) | values, reason="To try it.", by=cast.publisher, now=factories.NOW
    )


def put_in_force(cast: Cast, **values: Any) -> PolicyVersion:
    """Approved by the administrator."""
    proposal = propose(cast, **values)
    return policy_desk.approve(
        proposal,
        seen=proposal.proposed_at,
        evidence=factories.evidence(cast.administrator),
        by=cast.administrator,
        now=factories.NOW,
    )
