"""Figures of the library of references: formatting. Run it with "make bench"."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from references import styles  # noqa: E402  # the folder comes first

SAMPLES = json.loads((ROOT / "articles" / "demonstration" / "references.json").read_text(encoding="utf-8"))
Record = Mapping[str, Any]


def a_second(act: Callable[[Record], object], records: list[Record], *, rounds: int = 5) -> float:
    """Records a second of CPU time: the best round of several."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for record in records:
            act(record)
        best = min(best, time.process_time() - start)
    return len(records) / best


def main() -> None:
    records = SAMPLES * 100
    print(
        f"References: {len(SAMPLES)} records of the demonstration, {len(records):,} times a round; CPU of one process."
    )
    for style in styles.STYLES:
        text = a_second(lambda record, style=style: styles.as_text(record, style=style), records)  # type: ignore[misc]  # a lambda's default
        html = a_second(lambda record, style=style: styles.as_html(record, style=style), records)  # type: ignore[misc]  # a lambda's default
        print(f"  format {style:<4} {text:10,.0f} texts/s {html:10,.0f} HTML/s")


if __name__ == "__main__":
    main()
