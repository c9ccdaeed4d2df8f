"""Do the addresses that articles and sources name still lead somewhere?

Nothing is asked unless an operator runs the command; private networks are never asked (``medsite.lib.fetching``).
"""

from references.links.checking import NoNetwork, check_due, key_of, remember
from references.links.judging import Look
from references.links.manners import Manners

__all__ = ["Look", "Manners", "NoNetwork", "check_due", "key_of", "remember"]
