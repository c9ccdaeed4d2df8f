"""Have strangers' tools look at the readers' pages of a fresh demonstration: make audit.

The Nu HTML checker reads every kind of public page; Lighthouse scores four of them. Needs Node with npm, Java and
Chromium, and the first time the npm registry; both tools are kept in var/audit, nothing is installed elsewhere. Ends
with 1 if a page has an error or a score is below 100. What Lighthouse cannot do here (no Chromium) is said, not passed.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from fresh_demo import ROOT, Demo, fresh_demo

FOLDER = ROOT / "var" / "audit"
TOOLS = {"vnu-jar": "26.9.27", "lighthouse": "12.8.2"}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARTICLE = "/articles/clonazepam-and-serotonin/"
CORRECTED = "/articles/metformin-and-vitamin-b12/"
PAGES = {
    "home": "/",
    "home-es": "/es/",
    "articles-es": "/es/articles/",
    "search-es": "/es/search/?q=vacuna",
    "articles": "/articles/",
    "topic": "/topics/mental-health/",
    "subjects": "/subjects/",
    "letter": "/subjects/?letter=k",
    "subject": "/subjects/clonazepam/",
    "faq": "/faq/",
    "faq-topic": "/faq/mental-health/",
    "people": "/people/",
    "person": "/people/omar-example/",
    "person-signed": "/people/omar-example/signed/",
    "person-written": "/people/ada-sample/written/",
    "article": ARTICLE,
    "article-with-figure": "/articles/insomnia-cbt-i/",
    "reading-version": f"{ARTICLE}?view=reading",
    "large-print": f"{ARTICLE}?view=large",
    "history": f"{CORRECTED}history/",
    "past-version": f"{CORRECTED}history/1/",
    "feedback": f"{ARTICLE}feedback/",
    "feedback-errors": f"{ARTICLE}feedback/",
    "search": "/search/?q=clonazepam",
    "search-empty": "/search/",
    "search-help": "/search/?q=klonopn+overdose",
    "search-none": "/search/?q=zzzzqq",
    "search-too-long": f"/search/?q={'x' * 300}",
    "about": "/about/",
    "about-review": "/about/how-we-review/",
    "about-privacy": "/about/privacy/",
    "about-accessibility": "/about/accessibility/",
    "corrections": "/about/corrections/",
    "about-own": "/about/who-pays/",
    "missing": "/nowhere/",
}
POSTED = {"feedback-errors"}
TEMPLATES = ("400", "403", "429", "500", "503", "reader/withdrawn")
"""Pages that a sound demonstration does not answer with."""
SCORED = ("home", "articles", "article", "search")
CATEGORIES = ("accessibility", "best-practices", "seo")
NOT_FOR_ENGINES = {"search"}
"""Results of a search ask not to be listed, on purpose; Lighthouse is not asked whether they could be."""


def install() -> None:
    """Both tools into var/audit, without running scripts of theirs; nothing is done if they are there."""
    for program, use in (("npm", "Node 18 or newer"), ("java", "Java 11 or newer")):
        if shutil.which(program) is None:
            raise SystemExit(f"make audit needs {use}: “{program}” was not found. On Debian: apt-get install {program}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [f"{name}@{version}" for name, version in TOOLS.items()]
    marker = FOLDER / "installed.txt"
    if marker.exists() and marker.read_text() == " ".join(wanted):
        return
    command = ["npm", "install", "--prefix", str(FOLDER), "--ignore-scripts", "--no-audit", "--no-fund", *wanted]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("npm could not fetch the tools. Is the registry reachable from here?")
    marker.write_text(" ".join(wanted))


def fetch(demo: Demo, folder: Path) -> None:
    """Every page as a file, named by its kind."""
    for name, path in PAGES.items():
        request = urllib.request.Request(demo.address + path, data=b"kind=" if name in POSTED else None)  # noqa: S310  # our own server
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # our own server
                page = answer.read()
        except urllib.error.HTTPError as error:  # pages of errors are pages
            page = error.read()
            if name not in {"missing", "search-too-long", "feedback-errors"}:
                raise SystemExit(f"{path} answers with {error.code}.") from error
        (folder / f"{name}.html").write_bytes(page)
    program = (
        "import sys, datetime, pathlib, django; django.setup()\n"
        "from django.template.loader import render_to_string\n"
        "for name in sys.argv[2:]:\n"
        "    page = render_to_string(f'{name}.html', {'date': datetime.date.today(), 'note': 'Why.'})\n"
        "    (pathlib.Path(sys.argv[1]) / f'{name.split(chr(47))[-1]}.html').write_text(page)\n"
    )
    environment = demo.environment | {"DJANGO_SETTINGS_MODULE": "medsite.settings"}
    subprocess.run([sys.executable, "-c", program, folder, *TEMPLATES], cwd=ROOT, env=environment, check=True)


def check_html(folder: Path) -> int:
    """What the Nu HTML checker says, printed; the number of errors."""
    files = sorted(folder.glob("*.html"))
    jar = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # It complains of roles that Safari needs: a list without marks is no list to VoiceOver unless its role says so.
    done = subprocess.run(
        [shutil.which("java") or "java", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    errors = [message for message in messages if message["type"] != "info"]
    for message in errors:
        print(f"  {Path(message['url']).name}:{message.get('lastLine', '?')} {message['message']}")
    others = {message["message"] for message in messages if message["type"] == "info"}
    for text in sorted(others):
        print(f"  (only a remark) {text}")
    print(f"Nu HTML checker {TOOLS['vnu-jar']}: {len(files)} pages, {len(errors)} errors.")
    return len(errors)


def score(demo: Demo) -> int:
    """Scores of Lighthouse, printed; how many are below 100."""
    if CHROMIUM is None:
        print("Lighthouse did not run: Chromium was not found. Install it, or name it in CHROMIUM.")
        return 1
    low = 0
    for name in SCORED:
        command = [
            str(FOLDER / "node_modules" / ".bin" / "lighthouse"),
            demo.address + PAGES[name],
            f"--only-categories={','.join(CATEGORIES)}",
            "--output=json",
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            *(["--skip-audits=is-crawlable"] if name in NOT_FOR_ENGINES else []),
        ]
        done = subprocess.run(
            command, env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"Lighthouse did not run on {name}: {done.stderr.strip()[-400:]}")
            low += 1
            continue
        report = json.loads(done.stdout)
        scores = {key: round(report["categories"][key]["score"] * 100) for key in CATEGORIES}
        print(
            f"Lighthouse {TOOLS['lighthouse']} {name}: " + ", ".join(f"{key} {value}" for key, value in scores.items())
        )
        low += sum(value < 100 for value in scores.values())
        for key in CATEGORIES:
            for part in report["categories"][key]["auditRefs"]:
                found = report["audits"][part["id"]]
                if part["weight"] and found["score"] is not None and found["score"] < 1:
                    print(f"  {key}: {found['title']}")
    return low


def main() -> None:
    install()
    folder = FOLDER / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with fresh_demo() as demo:
        fetch(demo, folder)
        wrong = check_html(folder) + score(demo)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
