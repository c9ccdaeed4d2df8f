"""Settings from the environment: every nonsensical value stops the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from medsite import env

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "SECRET_KEY": "x" * 50,
    "SITE_URL": "https://health.example.org",
    "DATABASE_URL": "sqlite:////tmp/medsite-settings-test.sqlite3",
    "PATH": os.environ["PATH"],
    "ENV_FILE": "",
}


def load(expression: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own and print an expression of them."""
    values = {name: value for name, value in (GOOD | environment).items() if value is not None}
    code = f"from medsite import settings; print(({expression}))"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=values, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short."),
        ({"SITE_URL": None}, "SITE_URL is ''. Set it to the public address of the site"),
        ({"SITE_URL": "health.example.org"}, "SITE_URL is 'health.example.org'."),
        ({"SITE_URL": "https://health.example.org/path"}, "Set it to the public address"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'. Set it to 1 or 0."),
        ({"DEMO": "1"}, "DEMO is on, but SITE_URL is https://health.example.org."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be read."),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL names a database that medsite does not know."),
        ({"CACHE_URL": "memory"}, "CACHE_URL is 'memory'."),
        ({"EMAIL_URL": "pigeon://x"}, "EMAIL_URL begins with 'pigeon'."),
        ({"HSTS_SECONDS": "-1"}, "HSTS_SECONDS is '-1'."),
        ({"ENV_FILE": "/no/such/file"}, "ENV_FILE names /no/such/file, which cannot be read"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start_with_a_sentence(
    environment: dict[str, str | None], sentence: str
) -> None:
    result = load("1", **environment)

    assert result.returncode == 1
    assert sentence in result.stderr


@pytest.mark.parametrize("value", ["nobody", "a@b@c", "@example.org", "a b@example.org", "a@example.org,b@example.org"])
def test_a_contact_is_one_address(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match="one e-mail address"):
        env.contact_address("CONTACT")
    monkeypatch.setenv("CONTACT", " library@example.org ")
    assert env.contact_address("CONTACT") == "library@example.org"


def test_an_https_site_gets_secure_cookies_and_strict_transport() -> None:
    result = load(
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS, "
        "settings.SECURE_SSL_REDIRECT, settings.DEBUG, settings.ALLOWED_HOSTS"
    )

    assert result.stdout == "(True, True, 31536000, True, False, ['health.example.org'])\n"


def test_an_https_site_asks_for_second_factors_and_counts_tries_by_the_address_before_the_proxy() -> None:
    result = load("settings.SECOND_FACTOR_REQUIRED, settings.ALLAUTH_TRUSTED_PROXY_COUNT", BEHIND_PROXY="1")

    assert result.stdout == "(True, 1)\n"


def test_the_demonstration_runs_on_this_machine_only_and_offers_second_factors() -> None:
    result = load(
        "settings.DEMO, settings.IS_HTTPS, settings.SECOND_FACTOR_REQUIRED", DEMO="1", SITE_URL="http://127.0.0.1:8000"
    )

    assert result.stdout == "(True, False, False)\n"


def test_sqlite_is_durable_and_takes_its_lock_at_once() -> None:
    result = load("settings.DATABASES['default']['OPTIONS']")

    assert "'transaction_mode': 'IMMEDIATE'" in result.stdout
    assert "synchronous=FULL" in result.stdout


def test_a_file_of_settings_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "site.env"
    file.write_text("# a comment\nSITE_NAME=From the file\nSITE_URL=https://file.example.org\n")

    result = load("settings.SITE_NAME, settings.SITE_URL", ENV_FILE=str(file))

    assert result.stdout == "('From the file', 'https://health.example.org')\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("locmem://", "LocMemCache"),
        ("database://medsite_cache", "DatabaseCache"),
        ("redis://127.0.0.1:6379/0", "RedisCache"),
    ],
)
def test_caches(url: str, expected: str) -> None:
    assert str(env.cache_from_url(url)["BACKEND"]).endswith(expected)


def test_mail_goes_by_smtp_with_the_credentials_of_the_address() -> None:
    settings = env.email_from_url("smtp://anna%40example.org:s%3Acret@mail.example.org:2525")

    assert settings["EMAIL_HOST_USER"] == "anna@example.org"
    assert settings["EMAIL_HOST_PASSWORD"] == "s:cret"
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (2525, True, False)


@pytest.mark.parametrize("raw", ["x", "1.5", "٣", "-2"])
def test_a_number_is_a_whole_one_or_refused(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE", raw)

    with pytest.raises(ImproperlyConfigured, match="SAMPLE"):
        env.env_int("SAMPLE", default=1, minimum=0)
