"""When two people saved the same draft: what this one typed, kept as a form."""

from django.http import QueryDict

from articles.editing.typed import ROW


def rows_as_values(typed: QueryDict, *, version: int) -> QueryDict:
    """What was typed, as a form for the version that is stored now.

    The rows lose their keys, because the other save may have removed them: each becomes a new row with the same
    words. Rows ticked for deletion become empty, which is the same thing.
    """
    kept = typed.copy()
    deleted = {match.group(1, 2) for name in typed if (match := ROW.match(name)) and match[3] == "DELETE"}
    for name in list(kept):
        if name.endswith("-INITIAL_FORMS"):
            kept[name] = "0"
        elif (match := ROW.match(name)) and (match[3] in {"id", "draft"} or match.group(1, 2) in deleted):
            kept[name] = ""
        if name.endswith("-DELETE"):
            del kept[name]
    kept["expected_version"] = str(version)
    return kept
