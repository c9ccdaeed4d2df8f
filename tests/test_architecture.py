"""The import table of docs/architecture.md, held against every import of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("medsite", "people", "references", "faq", "articles")
READER_MODELS = {
    "PublishedName",
    "PublishedPage",
    "PublishedPageQuerySet",
    "PublishedPerson",
    "PublishedPersonQuerySet",
    "PublishedQuestion",
    "PublishedQuestionQuerySet",
    "PublishedRepresentation",
    "PublishedTopic",
    "PublishedFile",
    "Publication",
    "Rendering",
    "Topic",
    "SiteState",
}
MARKDOWN_ENGINES = {"markdown_it", "bleach", "nh3"}
EVIDENCE_BUILDERS = {"prove_by_password", "prove_by_code", "prove_by_passkey", "still_fresh", "for_demonstration"}


def import_table() -> dict[str, set[str]]:
    """Module and what it may import, from the table of the document."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.split("## Who may import whom")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w.]+)` \|(.*)\|$", section, flags=re.MULTILINE)
    return {module: set(re.findall(r"`([\w.]+)`", allowed)) for module, allowed in rows}


TABLE = import_table()


def source_files() -> list[Path]:
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
    )


def module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def row_of(module: str) -> str:
    """The longest row of the table that a module belongs to."""
    found = [row for row in TABLE if module == row or module.startswith(f"{row}.")]
    assert found, f"{module} belongs to no row of the import table"
    return max(found, key=len)


def imports_of(path: Path) -> Iterator[tuple[str, str, int]]:
    """Module, name and line of each import; names are empty for "import x"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)


def target_of(module: str, name: str) -> str:
    """What an import really names: "from articles import content" is articles.content."""
    whole = f"{module}.{name}" if name else module
    is_module = (ROOT / Path(*whole.split("."))).with_suffix(".py").exists() or (
        ROOT / Path(*whole.split("."))
    ).is_dir()
    return whole if is_module else module


@pytest.mark.parametrize("path", source_files(), ids=module_name)
def test_a_module_imports_only_what_its_row_allows(path: Path) -> None:
    module = module_name(path)
    row = row_of(module)
    for imported, name, line in imports_of(path):
        target = target_of(imported, name)
        if target.split(".")[0] not in PACKAGES or target in PACKAGES[1:]:
            continue
        other = row_of(target)
        if other == row or (row == "medsite.audit" and other == "people" and path.name == "admin.py"):
            continue
        assert other in TABLE[row] and not (row == "medsite.audit" and other == "people"), (
            f"{module}, line {line}, imports {target}; docs/architecture.md allows {sorted(TABLE[row])}"
        )


def test_the_table_names_only_modules_that_exist() -> None:
    named = set(TABLE) | {module for allowed in TABLE.values() for module in allowed}

    missing = [
        name
        for name in named
        if not (ROOT / Path(*name.split("."))).is_dir()
        and not (ROOT / Path(*name.split("."))).with_suffix(".py").exists()
    ]

    assert missing == []


def test_readers_code_names_no_model_but_those_of_published_pages() -> None:
    named = {
        name
        for path in (ROOT / "articles" / "reader").rglob("*.py")
        for module, name, _ in imports_of(path)
        if module.startswith("articles.models")
    }

    assert named <= READER_MODELS
    assert "PublishedPage" in named


def test_only_the_markdown_package_imports_parser_and_sanitisers() -> None:
    importers = {
        module_name(path).rsplit(".", 1)[0] if path.name != "__init__.py" else module_name(path)
        for path in source_files()
        for module, _, _ in imports_of(path)
        if module.split(".")[0] in MARKDOWN_ENGINES
    }

    assert importers == {"medsite.lib.markdown"}


def test_only_the_step_up_view_and_the_demonstration_build_evidence_of_a_signature() -> None:
    users = {
        module_name(path)
        for path in source_files()
        if EVIDENCE_BUILDERS & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    }

    assert users == {
        "articles.domain.reviewing.signatures",
        "articles.domain.demonstration.desk",
        "articles.editorial.step_up",
    }


def calls_on(model: str, methods: set[str]) -> set[str]:
    """Modules that call a writing method right on the manager or a filter of a model, or have its rows settled."""
    writing = rf"\b{model}\.objects\b[^\n]*?\.({'|'.join(sorted(methods))})\("
    pattern = re.compile(rf"{writing}|\bsettle\(\s*{model}\b", flags=re.DOTALL)
    joined = {module_name(path): re.sub(r"\n\s*\.", ".", path.read_text(encoding="utf-8")) for path in source_files()}
    return {module for module, text in joined.items() if pattern.search(text)}


def test_one_module_writes_pages_and_one_the_log_of_publications() -> None:
    writes = {"create", "update", "update_or_create", "get_or_create", "bulk_create", "delete", "save"}

    assert calls_on("PublishedPage", writes) == {"articles.domain.publication.pages"}
    assert calls_on("PublishedRepresentation", writes) == {"articles.domain.publication.pages"}
    assert calls_on("Publication", writes) == {"articles.domain.publication.log"}
    assert calls_on("Rendering", writes) == {"articles.domain.publication.pages"}
    assert calls_on("PublishedPerson", writes) == {"articles.domain.publication.listings"}
    assert calls_on("PublishedQuestion", writes) == {"articles.domain.publication.listings"}
    assert calls_on("PublishedName", writes) == {"articles.domain.publication.listings"}
    assert calls_on("PublishedReference", writes) == {"articles.domain.publication.listings"}
    assert calls_on("SearchEntry", writes) == {"articles.domain.searching.search_index"}
    assert calls_on("SearchWord", writes) == {"articles.domain.searching.search_index"}
    indexers = {
        module_name(path)
        for path in source_files()
        if re.search(r"\bsearch_index\.(store|forget)\b", path.read_text(encoding="utf-8"))
    }
    assert indexers == {"articles.domain.publication.pages"}
    callers = {module_name(path) for path in source_files() if "listings" in path.read_text(encoding="utf-8")}
    assert callers == {"articles.domain.publication.pages"}


def test_only_workflow_writes_revisions_and_decisions() -> None:
    writes = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete"}

    assert calls_on("Revision", writes) == {"articles.domain.workflow.sending"}
    assert calls_on("Decision", writes) == {"articles.domain.workflow.deciding"}


def test_only_the_workflow_moves_drafts() -> None:
    """An UPDATE of drafts that names their state, or whose values come from elsewhere."""
    movers = {
        module_name(path)
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "update"
        and ast.unparse(node.func).startswith("Draft.objects")
        and {keyword.arg for keyword in node.keywords} & {"state", None}
    }

    assert movers == {"articles.domain.workflow.moving"}


def test_imports_inside_functions_are_counted() -> None:
    """Three are allowed, where Django calls ``ready`` before models may be imported."""
    inside = {
        module_name(path)
        for path in source_files()
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert inside == {"articles.apps", "medsite.apps", "medsite.audit.apps", "people.apps"}


def test_a_row_is_held_so_that_others_may_still_point_to_it() -> None:
    """FOR UPDATE stops a foreign key of another transaction at its commit, when that one holds the audit trail."""
    held = [
        (module_name(path), {keyword.arg for keyword in node.keywords})
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "select_for_update"
    ]

    assert held
    assert [module for module, arguments in held if "no_key" not in arguments] == []


def test_models_have_no_business_signals() -> None:
    users = {
        module_name(path)
        for path in source_files()
        if re.search(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed|user_logged_in)\b", path.read_text())
    }

    assert users == set()


def test_nothing_of_the_project_names_the_workshop() -> None:
    """What is committed stands alone; only tests may look for material that lies beside a checkout."""
    forbidden = re.compile("/shared" + "/|/\\.library" + "/|\\.\\./shared")
    texts = [
        path
        for folder in (*PACKAGES, "docs", "deploy", "benchmarks", "templates", "static", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ".md", ".html", ".css", ".js", ".json", ".toml", ".sh", ""}
    ]
    texts += [ROOT / "README.md", ROOT / "Makefile", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]

    found = [str(path.relative_to(ROOT)) for path in texts if forbidden.search(path.read_text(encoding="utf-8"))]

    assert found == []
