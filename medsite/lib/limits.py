"""Counting what one address of the network does, in the cache that all machines share."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from medsite.lib.canonical import digest


class Limit:
    """So many times within so many seconds, by whoever asks from one address. Nothing of it is stored for longer."""

    def __init__(self, name: str, *, times: int, seconds: int) -> None:
        self.name, self.times, self.seconds = name, times, seconds

    def is_reached(self, request: HttpRequest) -> bool:
        return int(cache.get(self._key(request), 0)) >= self.times

    def count(self, request: HttpRequest) -> None:
        key = self._key(request)
        cache.add(key, 0, self.seconds)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two
            cache.set(key, 1, self.seconds)

    def _key(self, request: HttpRequest) -> str:
        secret = settings.SECRET_KEY  # there are few addresses: without it, one could try them all
        return f"{self.name}:{digest('medsite-address', secret, client_address(request))[:32]}"


def client_address(request: HttpRequest) -> str:
    """Who asks. Behind proxies, whom the outermost of them names; what stands further left anybody can write."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return named[-proxies] if 0 < proxies <= len(named) else str(request.META.get("REMOTE_ADDR", ""))
