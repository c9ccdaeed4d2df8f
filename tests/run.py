"""Run the whole suite: on SQLite, on PostgreSQL where a server is found, in Chromium where it is found.

Both databases and the browser are tested at the same time. What knows no database runs with SQLite only; the screens of
staff and the browser run where production is, on PostgreSQL, or on SQLite where there is no PostgreSQL.
What could not run is said in the last lines. With REQUIRE_ALL=1 that is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first one that is found. The one without windows costs a quarter less."""
LOCAL_SERVERS = ("postgresql:///postgres", "postgresql://127.0.0.1:5432/postgres")


def find_postgresql() -> tuple[str, str]:
    """Address of a server that lets us create databases, or an empty string and the reason."""
    import psycopg

    given = os.environ.get("TEST_DATABASE_URL", "")
    reasons = []
    for address in (given,) if given else LOCAL_SERVERS:
        try:
            with psycopg.connect(address, connect_timeout=5) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
                if row and row[0]:
                    return _with_credentials(address, connection), ""
                reasons.append("the role may not create databases")
        except psycopg.Error as error:
            reasons.append(str(error).strip().splitlines()[0])
    return "", f"no PostgreSQL server ({'; '.join(reasons)}). Set TEST_DATABASE_URL."


def _with_credentials(address: str, connection: object) -> str:
    """Django wants a user in the address; the client library knows which one it took."""
    info = connection.info  # type: ignore[attr-defined]  # psycopg's connection
    if info.host.startswith("/"):
        return f"postgresql://{info.user}@{info.host.replace('/', '%2F')}:{info.port}/{info.dbname}"
    return address if "@" in address else address.replace("://", f"://{info.user}@", 1)


def find_chromium() -> str:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


NO_TESTS = 5
"""What pytest ends with where nothing was left to run: right for one run when only some tests were asked for."""


class Run:
    """One run of pytest in a process of its own; what it prints is shown when it has ended."""

    def __init__(self, label: str, *arguments: str, **environment: str) -> None:
        self.label = label
        self.folder = tempfile.TemporaryDirectory(prefix="medsite-test-")
        self.log = Path(self.folder.name) / "log"
        command = [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]]
        env = {**os.environ, "MEDSITE_TEST_DIR": self.folder.name, **environment}
        with self.log.open("w") as stream:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=stream, stderr=subprocess.STDOUT)

    def passed(self) -> bool:
        code = self.process.wait()
        print(f"\n=== {self.label} ===\n{self.log.read_text(errors='replace')}", flush=True)
        self.folder.cleanup()
        return code == 0 or (code == NO_TESTS and bool(sys.argv[1:]))


def main() -> int:
    not_run: list[str] = []
    chromium = find_chromium()
    postgresql, why = find_postgresql()
    if not chromium:
        not_run.append("NOT RUN: the browser tests: no Chromium. On Debian: apt-get install chromium-headless-shell")
    if not postgresql:
        not_run.append(f"NOT RUN: the PostgreSQL tests: {why}")

    os.environ.pop("TEST_DATABASE_URL", None)
    screens_elsewhere = {"MEDSITE_SCREENS_ELSEWHERE": "1"} if postgresql else {}
    runs = [Run("SQLite", "-m", "not browser", **screens_elsewhere)]
    if postgresql:
        on_postgresql = {"TEST_DATABASE_URL": postgresql, "MEDSITE_DATABASE_TESTS_ONLY": "1"}
        # The longest of the runs by far: in one piece the others are done early, and a processor is idle.
        parts = ("1/2", "2/2")
        runs += [Run(f"PostgreSQL, {part}", "-m", "not browser", **on_postgresql, MEDSITE_PART=part) for part in parts]
    if chromium:
        there = {"TEST_DATABASE_URL": postgresql} if postgresql else {}
        runs.append(Run("Browser", "tests/journeys", **there))
    passed = [run.passed() for run in runs]

    print()
    for line in not_run:
        print(line)
    if not_run and os.environ.get("REQUIRE_ALL") == "1":
        print("REQUIRE_ALL is set, so what could not run counts as a failure.")
        return 1
    if not all(passed):
        print("FAILED")
        return 1
    print("All of it passed." if not not_run else "What could run passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
