"""The documentation says what is there: every setting, every command, every rule and every file it names."""

import re
from pathlib import Path

import pytest

from articles.domain.governance.policy import STRICT

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = sorted(
    path.stem
    for path in ROOT.rglob("management/commands/*.py")
    if path.stem != "__init__" and ".venv" not in path.parts
)


def variables_in(path: str) -> set[str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return set(re.findall(r'(?:environ\.get\(|env_\w+\(|environ\[)\s*"([A-Z_]+)"', text))


@pytest.mark.parametrize(
    "name", sorted(variables_in("medsite/settings.py") | variables_in("deploy/gunicorn.conf.py") | {"DEMO_PASSWORD"})
)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}" in OPERATIONS


def test_no_command_is_documented_that_is_not_there() -> None:
    table = OPERATIONS.split("## Commands")[1].split("\n## ")[0]

    assert sorted(re.findall(r"^\| `(\w+)", table, flags=re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|file:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_dependency_has_a_line() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = project.split("dependencies = [")[1].split("]\n")[0] + project.split("dev = [")[1].split("]\n")[0]
    names = re.findall(r'"([a-z0-9-]+)', declared)
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert [name for name in names if name not in text and not name.startswith("types-")] == []


def test_the_interval_that_the_guide_names_is_the_policys() -> None:
    guide = (ROOT / "docs" / "guides" / "publishing.md").read_text(encoding="utf-8")

    assert f"{STRICT.review_interval_months} months" in guide


def test_decisions_are_numbered_and_dated() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all("Date: " in page.read_text(encoding="utf-8") for page in pages)
    assert all("Status: " in page.read_text(encoding="utf-8") for page in pages)
