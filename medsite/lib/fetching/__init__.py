"""Asking other servers, without being led to private ones."""

from medsite.lib.fetching.destinations import Forbidden, Resolver, destination
from medsite.lib.fetching.probing import Answer, Dialer, Download, Unreachable, download, probe

__all__ = [
    "Answer",
    "Dialer",
    "Download",
    "Forbidden",
    "Resolver",
    "Unreachable",
    "destination",
    "download",
    "probe",
]
