"""Settings of the test suite: the product's own, with fast passwords and a database of the tests' choosing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a key that protects nothing, because tests keep no secret")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ["SITE_NAME"] = "Example Health Library"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite:////tmp/never-opened.sqlite3"

from medsite.settings import *  # noqa: F403  # the environment has to be set first

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise wants the folder to be there
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # from the settings above
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: browser tests have a server thread with a connection of its own.
    name = Path(os.environ.get("MEDSITE_TEST_DIR", tempfile.gettempdir())) / f"medsite-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(name)}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
else:
    DATABASES["default"]["ENGINE"] = "tests.backends.postgresql"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"medsite_test_{os.getpid()}"}  # noqa: F405
    # Nobody misses the rows of a test after a power failure.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # noqa: F405
