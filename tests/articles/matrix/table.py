"""The two tables of docs/access.md, as the tests read them."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "access.md"
STATES = ("draft", "sent back", "in review", "signed", "live", "withdrawn")
ALWAYS = "in every state"

PEOPLE = {
    "writer": {"W", "w"},
    "other_writer": {"W"},
    "author_clinician": {"W", "w", "C"},
    "second_clinician": {"C"},
    "publisher": {"P"},
    "administrator": {"A"},
    "superuser": set[str](),
    "nobody": set[str](),
}
"""Everybody who tries, and the letters of the table that stand for them."""

NOT_BY_AUTHORS = {"request changes", "approve", "confirm", "look at it"}
"""What somebody who worked on the text may not do, whichever letters stand for them."""


@dataclass(frozen=True)
class Row:
    act: str
    doors: tuple[str, ...]
    cells: tuple[str, ...]

    def allows(self, person: str, state: str) -> bool:
        cell = set(self.cells[STATES.index(state) if len(self.cells) > 1 else 0].split())
        if person == "author_clinician" and self.act in NOT_BY_AUTHORS:
            return False
        return "all" in cell or bool(cell & PEOPLE[person])


def rows(heading: str) -> list[Row]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    found = []
    for line in re.findall(r"^\| (.+) \|$", section, flags=re.MULTILINE)[1:]:
        act, doors, *cells = (cell.strip() for cell in line.split(" | "))
        found.append(Row(act, tuple(doors.split(", ")), tuple(cells)))
    return found


BY_STATE = rows("By the state of the article")
IN_EVERY_STATE = rows("In every state")
