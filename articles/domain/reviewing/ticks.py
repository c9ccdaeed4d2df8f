"""What a reviewer ticked off: the cited sources whose passage they compared with the sentences that rest on it.

Ticks stand in the checklist of the decision, beside the confirmed points, as ``source:KEY``.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.models import Decision, Revision
from articles.rendering.shapes import SignedBody

_MARK = "source:"


@dataclass(frozen=True)
class Ticks:
    """The keys of the cited sources of one decision, in the order of the page."""

    ticked: tuple[str, ...]
    left: tuple[str, ...]


def cited_sources(revision: Revision) -> tuple[str, ...]:
    """The keys of the sources that the signed text cites, in the order of their numbers."""
    return tuple(item.key for item in SignedBody.model_validate_json(revision.body_html).references)


def checklist_entries(revision: Revision, ticked: Collection[str]) -> list[str]:
    """The ticks as a decision stores them. What the text does not cite cannot be ticked, and is left out."""
    return [f"{_MARK}{key}" for key in cited_sources(revision) if key in ticked]


def require_enough(revision: Revision, ticked: Collection[str]) -> None:
    """Raise Refused where the policy wants every cited source ticked and some are not."""
    left = [key for key in cited_sources(revision) if key not in ticked]
    if current_policy().every_source_is_ticked and left:
        raise Refused(f"Compare each source with the text, and tick it off. Open: {', '.join(left)}.")


def ticks_of(decision: Decision, cited: Collection[str]) -> Ticks:
    """What was ticked and what was not. A source without a tick was not ticked, whatever else was confirmed."""
    stored = {entry.removeprefix(_MARK) for entry in json.loads(decision.checklist) if entry.startswith(_MARK)}
    return Ticks(
        ticked=tuple(key for key in cited if key in stored), left=tuple(key for key in cited if key not in stored)
    )
