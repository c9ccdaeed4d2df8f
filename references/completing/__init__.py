"""Completing records from PubMed, Crossref, Open Library and ClinicalTrials.gov, where the operator allows it.

Nothing is asked unless a contact address is set (``REFERENCE_LOOKUP_CONTACT``). The services want to know whom to write
to when a program asks too much.
"""

from references.completing.asking import Asker, polite_asker
from references.completing.judging import differences, is_unsure
from references.completing.queue import CannotAsk, ask_for
from references.completing.running import complete_due

__all__ = ["Asker", "CannotAsk", "ask_for", "complete_due", "differences", "is_unsure", "polite_asker"]
