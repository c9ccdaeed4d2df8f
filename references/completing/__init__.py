"""Completing records from Crossref and PubMed, where the operator allows it.

Nothing is asked unless a contact address is set (``REFERENCE_LOOKUP_CONTACT``). Both services want to know whom to
write to when a program asks too much.
"""

from references.completing.asking import Asker, polite_asker
from references.completing.judging import differences
from references.completing.queue import CannotAsk, ask_for
from references.completing.running import complete_due

__all__ = ["Asker", "CannotAsk", "ask_for", "complete_due", "differences", "polite_asker"]
