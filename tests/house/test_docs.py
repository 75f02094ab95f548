"""What is written for people agrees with the code: each check with a proof that it can fail."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from data_access.attention.alerts import KINDS
from data_access.schema import CASE_STEPS, LEVELS, POST_ROLES, metadata
from tests.house.code import ROOT, modules, sources
from ui.navigation import SUBJECTS, address

HISTORY = ROOT / "CHANGELOG.md"  # names what was there then
DOCS = [path for path in [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))] if path != HISTORY]
GLOSSARY = ROOT / "docs" / "glossary.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
INDEX = ROOT / "docs" / "decisions" / "README.md"

MADE_WHEN_USED = {"data/", "import-report/", ".streamlit/secrets.toml"}
"""Paths that the app or a user makes."""

QUOTED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"[\w.-]+(/[\w.-]+)*/|[\w.-]+(/[\w.-]+)+|[\w-]+\.(py|toml|txt|md|js|css|html|yaml)")
DOTTED = re.compile(r"(data_access|pages|tests|ui)(\.\w+)+")
COLUMN = re.compile(r"`(\w+)`, columns? (`\w+`(?:, `\w+`)*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def quoted(text: str) -> list[str]:
    """Return what a text sets as code within its sentences."""
    return QUOTED.findall(FENCED.sub("", text))


@cache
def file_names() -> frozenset[str]:
    """Return the names of all files that a sentence may mention without their folder."""
    found = [path for folder in ("assets", "docs") for path in (ROOT / folder).rglob("*") if path.is_file()]
    return frozenset(path.name for path in [*found, *sources(), *sources("tests"), *ROOT.iterdir()])


def exists(name: str) -> bool:
    """Tell whether a path stands in the repository, or a bare file name anywhere in it."""
    return (ROOT / name).exists() or name in file_names() or name in MADE_WHEN_USED


def resolves(name: str) -> bool:
    """Tell whether a dotted name is a module, or what a module holds. A page is not imported: it would be drawn."""
    parts = name.split(".")
    for split in range(len(parts), 0, -1):
        found = ".".join(parts[:split])
        if found in modules() or (ROOT / Path(*parts[:split])).with_suffix(".py").is_file():
            return split == len(parts) or _holds(importlib.import_module(found), parts[split:])
    return False


def _holds(held: object, names: list[str]) -> bool:
    for name in names:
        if not hasattr(held, name):
            return False
        held = getattr(held, name)
    return True


def gone(text: str) -> list[str]:
    """Return the paths and dotted names of a text that do not exist."""
    names = [name for code in quoted(text) for name in code.split()]
    files = [name for name in names if FILE.fullmatch(name) and not exists(name)]
    return files + [name for name in names if DOTTED.fullmatch(name) and not resolves(name)]


def missing(names: Collection[str], text: str) -> list[str]:
    """Return the names that a text does not set as code."""
    said = set(quoted(text))
    return [name for name in names if name not in said]


def unknown_columns(text: str) -> list[str]:
    """Return the columns, said to be of a table, that it does not have."""
    return [
        f"{table}.{name}"
        for table, names in COLUMN.findall(text)
        for name in QUOTED.findall(names)
        if table not in metadata.tables or name not in metadata.tables[table].c
    ]


def anchors(path: Path) -> set[str]:
    """Return the anchors that a page's headings have on GitHub."""
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text_of(path))
    }


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Yield the links within the repository that lead nowhere."""
    for link in LINK.findall(FENCED.sub("", text)):
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_every_path_and_name_exists(path: Path) -> None:
    assert gone(text_of(path)) == []


@pytest.mark.parametrize("path", [*DOCS, HISTORY], ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert list(broken_links(path, text_of(path))) == []


def test_every_table_is_in_the_glossary() -> None:
    assert missing(metadata.tables, text_of(GLOSSARY)) == []


def test_every_code_of_levels_steps_posts_and_alerts_is_in_the_glossary() -> None:
    assert missing((*LEVELS, *CASE_STEPS, *POST_ROLES, *KINDS), text_of(GLOSSARY)) == []


def test_the_columns_that_the_glossary_names_are_in_the_schema() -> None:
    assert unknown_columns(text_of(GLOSSARY)) == []


@pytest.mark.parametrize("path", [GLOSSARY, ROOT / "README.md"], ids=named)
def test_every_page_is_described(path: Path) -> None:
    addresses = ["/" if subject == SUBJECTS[0] else f"/{address(subject)}" for subject in SUBJECTS]
    assert missing(addresses, text_of(path)) == []


def test_every_room_is_in_the_architecture() -> None:
    rooms = [
        f"{top}/{path.name}/"
        for top in ("data_access", "ui")
        for path in (ROOT / top).glob("*/")
        if any(path.glob("*.py"))
    ]
    subjects = [f"data_access/{subject}/" for subject in SUBJECTS]
    assert missing([room for room in rooms if room not in subjects], text_of(ARCHITECTURE)) == []


def test_every_page_is_in_the_picture() -> None:
    picture = text_of(ROOT / "docs" / "pictures" / "architecture.svg")
    assert [subject for subject in SUBJECTS if f">{subject}<" not in picture] == []


def test_every_room_of_decisions_is_in_their_index() -> None:
    linked = {(INDEX.parent / link).resolve() for link in LINK.findall(text_of(INDEX))}
    assert [
        path for path in INDEX.parent.rglob("*.md") if path != INDEX and path.resolve() not in linked
    ] == []


def test_what_is_not_there_is_found() -> None:
    assert gone("`ui/frame.py`, `page.py`, `data/`, `ui.frame.frame`, `data_access.schema.cases.cases`") == []
    wrong = ["ui/no_such.py", "no_such/", "no_such.py", "ui.no_such", "ui.frame.no_such", "pages.map.no_such"]
    assert gone(" ".join(f"`{name}`" for name in wrong)) == wrong
    assert gone("`python -m pytest tests/no_such -n 0`") == ["tests/no_such"]
    assert missing(["cases", "visits"], "`cases` and visits") == ["visits"]
    assert unknown_columns("`cases`, columns `due_at`, `no_such`; `no_such`, column `code`") == [
        "cases.no_such",
        "no_such.code",
    ]
    links = "[a](README.md) [b](no_such.md) [c](README.md#no-such) [d](https://example.org/no_such)"
    assert list(broken_links(ROOT / "x.md", links)) == ["no_such.md", "README.md#no-such"]
