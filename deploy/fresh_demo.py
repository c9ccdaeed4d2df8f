"""A demonstration for pictures and audits: a database in a temporary folder, a free port, gone after use."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "only-for-pictures"  # noqa: S105  # of a demonstration that lives for a minute


@dataclass(frozen=True)
class Demo:
    """Where it answers, and the environment in which its commands run."""

    address: str
    environment: dict[str, str]


@contextmanager
def fresh_demo() -> Iterator[Demo]:
    """Make it, start it, and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="medsite-demo-") as folder:
        kept = {name: value for name, value in os.environ.items() if name not in {"ENV_FILE", "DATABASE_URL"}}
        environment = kept | {
            "SECRET_KEY": "only-for-pictures-" * 4,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "SITE_NAME": "Example Health Library",
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "ENV_FILE": "",
        }
        for command in (
            ["migrate", "--verbosity", "0"],
            ["collectstatic", "--noinput", "--verbosity", "0"],
            ["seed_demo"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "medsite.wsgi:application"],
            cwd=ROOT,
            env=environment,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield Demo(f"http://127.0.0.1:{port}", environment)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The demonstration does not answer on {address}.")
