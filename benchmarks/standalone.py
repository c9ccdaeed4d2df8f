"""What every benchmark begins with: the product's own settings, on a site that is there for one run."""

import os
import sys
import tempfile
import time
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_folder = tempfile.TemporaryDirectory(prefix="medsite-bench-")


def begin() -> None:
    """Set Django up, before anything of the project is imported.

    DATABASE_URL chooses the database; without it there is a SQLite file, which is gone when the run ends.
    """
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{_folder.name}/bench.sqlite3")
    os.environ |= {
        "SECRET_KEY": "a key for benchmarks, which protect nothing and last a minute",
        "SITE_URL": "http://127.0.0.1:8000",
        "DEMO": "1",
        "DEMO_PASSWORD": "a password for benchmarks",
        "ALLOWED_HOSTS": "testserver",
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "medsite.settings",
    }
    django.setup()


def clock() -> float:
    """Seconds of CPU where the database is in this process, so that other work does not count; else of the wall."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
