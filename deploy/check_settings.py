"""Django's deployment check, with settings as a production site has them. Any warning fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SITE_URL": "https://health.example.org",
    "ENV_FILE": "",
    "DATABASE_URL": "sqlite:////tmp/medsite-check.sqlite3",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
}


def manage(*arguments: str) -> int:
    inherited = {name: value for name, value in os.environ.items() if name not in {"DEMO", "DEBUG", "ENV_FILE"}}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=inherited | PRODUCTION, check=False).returncode


if __name__ == "__main__":
    failed = manage("check", "--deploy", "--fail-level", "WARNING")
    failed = failed or manage("makemigrations", "--check", "--dry-run")
    sys.exit(failed)
