"""The workflow of a draft: its verbs, all in one place. The table that they follow is ``articles.domain.transitions``.

Each verb is one act, one transaction, one audit entry, and moves the state by one conditional UPDATE.
"""

from articles.domain.workflow.deciding import approve, confirm, request_changes, why_not_decide, why_not_sign
from articles.domain.workflow.moving import close_published, recall, reopen
from articles.domain.workflow.sending import candidates_for, inspect_draft, submit

__all__ = [
    "approve",
    "candidates_for",
    "close_published",
    "confirm",
    "inspect_draft",
    "recall",
    "reopen",
    "request_changes",
    "submit",
    "why_not_decide",
    "why_not_sign",
]
