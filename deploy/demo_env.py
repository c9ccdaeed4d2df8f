"""Make var/demo.env for a demonstration on this machine, unless it is there. Prints the accounts.

Standard library only: it runs before and after the virtual environment exists.
"""

import os
import secrets
import sys
from pathlib import Path

ENV = Path(__file__).resolve().parent.parent / "var" / "demo.env"
ACCOUNTS = ("writer", "reviewer", "publisher", "admin")


def ensure(port: str) -> dict[str, str]:
    """The variables of the demonstration; written with mode 0600 the first time. PORT only moves the address."""
    known = dict(line.split("=", 1) for line in ENV.read_text().splitlines() if "=" in line) if ENV.exists() else {}
    values = {
        "SECRET_KEY": known.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "DEMO_PASSWORD": known.get("DEMO_PASSWORD") or os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9),
        "DEMO": "1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SITE_NAME": known.get("SITE_NAME") or "Example Health Library",
    }
    ENV.parent.mkdir(exist_ok=True)
    descriptor = os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.writelines(f"{name}={value}\n" for name, value in values.items())
    return values


if __name__ == "__main__":
    values = ensure(os.environ.get("PORT") or "8000")
    if "--accounts" in sys.argv:
        print(f"\n  {values['SITE_URL']}/        the readers' site")
        print(f"  {values['SITE_URL']}/admin/  the editorial desk")
        print(f"  Sign in as {', '.join(ACCOUNTS)}; the password of all is {values['DEMO_PASSWORD']}")
        print("  Stop with Ctrl+C.\n")
