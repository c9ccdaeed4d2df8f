"""What a phone of 2021 makes of a stylesheet: it drops what it does not know, and nothing else."""

import re

UNKNOWN_BLOCKS = ("@layer", "@container", "@scope", "@starting-style", "@property", "@position-try")
UNKNOWN_SELECTORS = (":has(", ":target-current", "::details-content", ":popover-open", "&")
UNKNOWN_VALUES = re.compile(r"\d[sdl]v[hwib]\b|color-mix\(|light-dark\(|\b(?:oklch|lab|lch|oklab)\(|\s/\s*\"\"")
"""The last is the text beside content."""


def as_it_reads(css: str) -> str:
    """The stylesheet without cascade layers, ``:has()`` and their contemporaries, as CSS says it: an unknown at-rule
    goes with its block, a rule with its whole list of selectors, a declaration alone."""
    return _rules(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def _rules(css: str) -> str:
    kept, rest = "", css
    while match := re.search(r"[;{]", rest):
        prelude = rest[: match.start()].strip()
        if match[0] == ";":
            kept += "" if prelude.startswith(UNKNOWN_BLOCKS) else f"{prelude};"
            rest = rest[match.end() :]
            continue
        end = _end(rest, match.end())
        block, rest = rest[match.end() : end], rest[end + 1 :]
        if prelude.startswith(UNKNOWN_BLOCKS) or any(new in prelude for new in UNKNOWN_SELECTORS):
            continue
        inner = _rules(block) if prelude.startswith(("@media", "@supports")) else _declarations(block)
        kept += f"{prelude} {{{inner}}}\n"
    return kept


def _end(css: str, start: int) -> int:
    depth = 1
    for place in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    raise ValueError("A block does not end.")


def _declarations(block: str) -> str:
    return ";".join(line for line in block.split(";") if not UNKNOWN_VALUES.search(line))
