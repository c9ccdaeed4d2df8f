"""Bring the translations up to date with the texts that are marked in code and templates: make messages.

Reads templates and Python files, writes locale/*/LC_MESSAGES/django.po (every text that is marked, in order, without
places and dates, so that two branches merge calmly) and compiles it into django.mo beside it. A translation that is
there stays, that of a text which is gone goes, and so do marks that a merge left in the file: after a conflict, run
this and add both files. Needs no GNU gettext.

With --check nothing is written; ends with 1 when something would be. Texts without a translation are named.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("articles", "faq", "medsite", "people", "references")
CALLS = {
    f"{name}{lazy}": (arguments, context)
    for name, arguments, context in (
        ("gettext", 1, False),
        ("ngettext", 2, False),
        ("pgettext", 1, True),
        ("npgettext", 2, True),
    )
    for lazy in ("", "_lazy", "_noop")
} | {"_": (1, False)}
"""What marks a text: how many texts the call has, and whether a context stands before them."""
LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"(?<!\w)(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
LEFT_BY_A_MERGE = re.compile(r"^(<{7} |={7}$|>{7} |\|{7} ).*\n", re.MULTILINE)


class Text(NamedTuple):
    """A marked text. ``plural`` and ``context`` are empty where there is none."""

    singular: str
    plural: str = ""
    context: str = ""


class Translations(Catalog):
    """A catalogue whose head says nothing that changes by itself: no dates, no versions of tools."""

    def __init__(self, language: str) -> None:
        super().__init__(
            header_comment="# Written by 'make messages'; translations are edited here by hand.", fuzzy=False
        )
        self.language = language

    @property  # type: ignore[misc]  # nobody sets it
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def marked() -> set[Text]:
    """Every text that is marked in the templates and packages of the project."""
    texts: set[Text] = set()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        texts |= set(in_template(path.read_text(encoding="utf-8"), name=str(path.relative_to(ROOT))))
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            texts |= set(in_python(path.read_text(encoding="utf-8"), name=str(path.relative_to(ROOT))))
    return texts


def in_template(source: str, *, name: str) -> Iterator[Text]:
    """The texts of one template, as Django's own reader finds them."""
    for call in IN_TEMPLATE.finditer(templatize(source, origin=name)):
        arguments = [ast.literal_eval(one) for one in re.findall(LITERAL, call[2])]
        yield _text(call[1], arguments)


def in_python(source: str, *, name: str) -> Iterator[Text]:
    """The texts of one module. Raises ValueError for one that is put together only when the code runs."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in CALLS:
            continue
        number, has_context = CALLS[called]
        said = [
            argument.value
            for argument in node.args[: number + has_context]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if len(said) != number + has_context:
            raise ValueError(
                f"{name}, line {node.lineno}: write the text inside {called}() as it is, without variables."
            )
        yield _text(called, said)


def _text(called: str, arguments: list[str]) -> Text:
    number, has_context = CALLS[called]
    context = arguments.pop(0) if has_context else ""
    return Text(arguments[0], arguments[1] if number == 2 else "", context)


def updated(language: str, before: str, texts: Iterable[Text]) -> Translations:
    """A catalogue of these texts with the translations that there were."""
    old = read_po(StringIO(LEFT_BY_A_MERGE.sub("", before)))
    new = Translations(language)
    for text in sorted(texts):
        message = (text.singular, text.plural) if text.plural else text.singular
        known = old.get(text.singular, context=text.context or None)
        has_same_forms = known is not None and known.pluralizable == bool(text.plural)
        string = known.string if known is not None and has_same_forms else (("", "") if text.plural else "")
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", text.singular + text.plural) else []
        new.add(message, string, flags=flags, context=text.context or None)
    return new


def as_po(catalogue: Catalog) -> bytes:
    target = BytesIO()
    write_po(target, catalogue, width=110, no_location=True, sort_output=True)
    return target.getvalue().rstrip(b"\n") + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The texts that have no translation yet, or not in each number."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def main(*, is_check: bool) -> int:
    texts = marked()
    status = 0
    for folder in sorted(path for path in (ROOT / "locale").iterdir() if path.is_dir()):
        po, mo = folder / "LC_MESSAGES" / "django.po", folder / "LC_MESSAGES" / "django.mo"
        before = po.read_text(encoding="utf-8") if po.exists() else ""
        catalogue = updated(folder.name, before, texts)
        for path, data in ((po, as_po(catalogue)), (mo, as_mo(catalogue))):
            if path.exists() and path.read_bytes() == data:
                continue
            if is_check:
                print(f"{path.relative_to(ROOT)} is not up to date: run 'make messages'.")
                status = 1
            else:
                path.write_bytes(data)
        for text in missing(catalogue):
            print(f"{folder.name}: no translation of {text!r}")
    return status


if __name__ == "__main__":
    sys.exit(main(is_check="--check" in sys.argv[1:]))
