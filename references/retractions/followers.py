"""Who wants to know when a work stands otherwise than before.

The library knows nothing about articles, and articles show how their sources stand. So whoever shows them says so once,
when the program starts; the library calls them in the transaction of the change.
"""

from collections.abc import Callable, Sequence
from typing import Any

Follower = Callable[[Sequence[Any]], None]
"""Takes the references that stand otherwise now; the transaction that calls it saves them, before or after."""

_followers: dict[str, Follower] = {}


def follow(name: str, follower: Follower) -> None:
    """Have a function called at each change. A name that is there already is replaced."""
    _followers[name] = follower


def tell(changed: Sequence[Any]) -> None:
    """Call every follower, if anything changed."""
    if changed:
        for follower in _followers.values():
            follower(changed)
