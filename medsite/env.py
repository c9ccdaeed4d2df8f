"""Typed reading of environment variables. A nonsensical value stops the start with a sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def load_file(path: Path) -> None:
    """Put NAME=value lines of a file into the environment; a variable already set wins."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ImproperlyConfigured(f"ENV_FILE names {path}, which cannot be read: {error.strerror}.") from error
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def env_bool(name: str, *, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.strip().lower() in TRUE:
        return True
    if raw.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}. Set it to 1 or 0.")


def env_int(name: str, *, default: int, minimum: int) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit() or int(raw) < minimum:
        raise ImproperlyConfigured(f"{name} is {raw!r}. Set it to a whole number from {minimum} up.")
    return int(raw)


def env_list(name: str, *, default: list[str]) -> list[str]:
    raw = os.environ.get(name, "")
    return [item.strip() for item in raw.split(",") if item.strip()] or default


def env_secret(name: str, *, minimum_length: int) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it to {minimum_length} or more random characters. "
            "(To try medsite out, 'make run' makes one for you in var/demo.env.)"
        )
    if len(value) < minimum_length:
        raise ImproperlyConfigured(f"{name} is too short. Use {minimum_length} or more random characters.")
    return value


def env_site_url(name: str) -> str:
    """The public address of the site, without a final slash, such as https://health.example.org."""
    value = os.environ.get(name, "").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to the public address of the site, such as https://health.example.org."
        )
    return value


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 2}
"""Seconds that a request waits for Redis."""


def cache_from_url(url: str) -> dict[str, object]:
    """Django cache settings from locmem://, database://TABLE or redis://HOST:PORT/N."""
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2_000}}
    if parts.scheme == "database" and parts.netloc:
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": parts.netloc}
    if parts.scheme in {"redis", "rediss"}:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": PATIENCE}
    raise ImproperlyConfigured(
        f"CACHE_URL is {url!r}. Use locmem://, database://medsite_cache or redis://127.0.0.1:6379/0."
    )


def checkpoint_target(name: str) -> str:
    """Where the daily checkpoint goes: an absolute path of a file, mailto:ADDRESS, or nowhere (empty)."""
    value = os.environ.get(name, "").strip()
    address = value.removeprefix("mailto:")
    is_mail = value.startswith("mailto:") and "@" in address and not set(address) & set(" ,;?<>")
    if value and not is_mail and not Path(value).is_absolute():
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to an absolute path such as /mnt/other/medsite-checkpoints, or to "
            "mailto:audit@example.org."
        )
    return value


def contact_address(name: str) -> str:
    """An e-mail address, or nothing."""
    value = os.environ.get(name, "").strip()
    if value and (value.count("@") != 1 or value.startswith("@") or value.endswith("@") or set(value) & set(" ,;<>()")):
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to one e-mail address, such as library@example.org.")
    return value


def email_from_url(url: str) -> dict[str, object]:
    """Django mail settings from console://, file:///FOLDER or smtp(s)://USER:PASSWORD@HOST:PORT."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") != ["0"],
        }
    raise ImproperlyConfigured(
        f"EMAIL_URL begins with {parts.scheme!r}. Use console://, file:///var/mail or smtp://user:password@host:587."
    )
