"""One record of two: what a record that was there says, and what another one adds."""

from collections.abc import Mapping, Sequence
from typing import Any

from references import csl
from references.formats import names


def joined(old: dict[str, Any], new: Mapping[str, Any], *, updating: bool) -> dict[str, Any]:
    """The old record with what the new one adds; where ``updating``, the new one wins.

    The gravest of what both say became of the paper (retracted, corrected) stays, whichever says it: no file and no
    merging silences an alarm. The title of a record of which only an identifier was known gives way.
    """
    placeholders = {"status", "title", "type"}
    if new.get("status") == csl.IDENTIFIER_ONLY:
        new = {name: value for name, value in new.items() if name not in placeholders} | {"type": old["type"]}
        updating = False
    elif old.get("status") == csl.IDENTIFIER_ONLY:
        old = {name: value for name, value in old.items() if name not in placeholders}
    custom = (
        dict(old.get("custom", {})) | dict(new.get("custom", {}))
        if updating
        else dict(new.get("custom", {})) | dict(old.get("custom", {}))
    )
    merged = old | dict(new) if updating else dict(new) | old
    merged |= {role: old[role] for role in csl.NAME_FIELDS if role in old and _same_people(old[role], merged[role])}
    grave = max((new, old) if updating else (old, new), key=_gravity)
    if csl.notice(grave):
        merged["status"] = grave["status"]
        custom |= {name: value for name, value in grave.get("custom", {}).items() if name == "retracted_in"}
    if new["type"] == "document" and "type" in old:
        merged["type"] = old["type"]
    merged["id"] = old["id"]
    if custom:
        merged["custom"] = custom
    return csl.clean(merged)


def _gravity(record: Mapping[str, Any]) -> int:
    return ("", *csl.NOTICES).index(csl.notice(record))


def _same_people(one: Sequence[Mapping[str, Any]], two: Sequence[Mapping[str, Any]]) -> bool:
    """Whether they are written alike: one file has "de Jager" as a family name, another "de" apart."""
    return [names.written(dict(person)) for person in one] == [names.written(dict(person)) for person in two]
