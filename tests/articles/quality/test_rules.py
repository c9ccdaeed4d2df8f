"""The table of rules, the guide that shows it, and the checks themselves say the same."""

import ast
import re
from pathlib import Path

from articles.quality import required
from articles.quality.findings import Gate, Severity
from articles.quality.rules import RULES, table

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guides" / "checks.md").read_text(encoding="utf-8")
MAKERS = {"blocker": Severity.BLOCKER, "warning": Severity.WARNING, "hint": Severity.HINT}
# What only review and publication bring: reviewer, sign-off, dates, notices on the page.
LATER = {"C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C18", "C38", "C40", "C50", "C52"}


def yielded() -> set[tuple[str, Severity]]:
    found = {(need.rule, Severity.HINT) for need in required.NEEDS}
    for path in (ROOT / "articles" / "quality").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add((str(first.value), MAKERS[node.func.id]))
    return found


def test_the_table_has_every_rule_that_a_check_yields_and_no_other() -> None:
    assert {(rule.name, rule.severity) for rule in RULES} == yielded()


def test_the_guide_shows_the_same_table() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split(" | "))
        for line in GUIDE.splitlines()
        if re.match(r"\| (?!rule |-)", line)
    ]

    assert rows == table()


def test_nothing_at_the_submission_gate_depends_on_what_happens_later() -> None:
    blocking = [rule for rule in RULES if rule.gate is Gate.SUBMISSION]

    assert [rule.name for rule in blocking if rule.source in LATER] == []
    assert [rule.name for rule in RULES if (rule.gate is Gate.SUBMISSION) != (rule.severity is Severity.BLOCKER)] == []
