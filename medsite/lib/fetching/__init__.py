"""Asking other servers, without being led to private ones."""

from medsite.lib.fetching.destinations import Forbidden, Resolver, destination
from medsite.lib.fetching.probing import Answer, Dialer, Unreachable, probe

__all__ = ["Answer", "Dialer", "Forbidden", "Resolver", "Unreachable", "destination", "probe"]
