"""Words that the site alone can read again: encrypted with a key made of SECRET_KEY, one for each purpose."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def box(purpose: str) -> MultiFernet:
    """Seals with the key of today, and opens what a key of SECRET_KEY_FALLBACKS sealed, too.

    Opening raises cryptography.fernet.InvalidToken for anything else.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    seeds = [sha256((purpose + str(key)).encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(seed)) for seed in seeds])
