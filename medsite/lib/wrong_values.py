"""What pydantic finds wrong with a value, in words for people who have never heard of it."""

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is no part of an article. Take it out",
    "string_type": "has to be text",
    "int_type": "has to be a whole number",
    "int_parsing": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "float_type": "has to be a number",
    "bool_type": "has to be true or false",
    "bool_parsing": "has to be true or false",
    "list_type": "has to be a list",
    "tuple_type": "has to be a list",
    "dict_type": "has to be an object: names with values, between braces",
    "model_type": "has to be an object: names with values, between braces",
    "model_attributes_type": "has to be an object: names with values, between braces",
    "uuid_parsing": "has to be a UUID",
    "uuid_type": "has to be a UUID",
    "string_pattern_mismatch": "is not of the form that is asked for",
    "json_invalid": "cannot be read as JSON",
}

LANGUAGE = "has to be the code of a language, such as en, es or en-GB"


def in_words(problem: Mapping[str, Any]) -> str:
    """One entry of ``ValidationError.errors()`` as the end of a sentence that begins with its place."""
    kind, facts = problem["type"], problem.get("ctx", {})
    said = SENTENCES.get(kind, str(problem["msg"]).removeprefix("Value error, "))
    match kind:
        case "string_too_long" | "too_long":
            unit = "characters" if isinstance(problem.get("input"), str) else "entries"
            said = f"is too long; the limit is {facts['max_length']:,} {unit}"
        case "greater_than_equal":
            said = f"has to be at least {facts['ge']:,}"
        case "less_than_equal":
            said = f"has to be at most {facts['le']:,}"
        case "literal_error":
            said = f"has to be {facts['expected']}"
        case "string_pattern_mismatch" if problem["loc"] and problem["loc"][-1] == "locale":
            said = LANGUAGE
        case "json_invalid":
            said += f" ({facts.get('error', problem['msg'])})"
    return said
