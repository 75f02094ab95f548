"""The rooms: what one subject alone uses stands with it, and nothing is too long to be read in one sitting."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.house.code import ROOT, functions, imports, module, modules, sources
from ui.navigation import SUBJECTS, page_file

LONGEST_FILE = 300
LONGEST_FUNCTION = 30

SHARED_BY_KIND = {
    "data_access.statistics": "methods, each to be found by its name whoever uses it",
    "data_access.places": "where things lie, whoever asks",
}
"""Rooms whose modules belong together by their kind, with the reason; a single user does not make them that user's."""


def subject(name: str) -> str:
    """Return whose a module is: a subject's that has a page, or its room's."""
    top, _, rest = name.partition(".")
    own = rest.partition(".")[0]
    return own if top in ("pages", "data_access") and own in SUBJECTS else f"{top}.{own}"


def used_by_one(users: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the modules that a single subject, or the wall, imports and that are not its own."""
    alone = []
    for name, importers in users.items():
        subjects = {subject(importer) for importer in importers}
        if len(subjects) == 1 and subjects != {subject(name)} and subjects <= {*SUBJECTS, "ui.wall"}:
            alone.append(f"{name} <- {subjects.pop()}")
    return sorted(alone)


def users() -> dict[str, set[str]]:
    """Return who imports each module of `ui` and `data_access`, packages' own faces apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in [*sources(), ROOT / "app.py"]:
        for name in imports(path):
            if not name.startswith(f"{module(path)}."):
                found[name].add(module(path))
    shared = tuple(SHARED_BY_KIND)
    return {
        name: by
        for name, by in found.items()
        if name in modules() and not name.startswith((*shared, "pages."))
    }


def test_what_one_subject_alone_uses_stands_with_it():
    assert used_by_one(users()) == []


def test_a_module_in_the_wrong_room_is_found():
    assert used_by_one({"ui.charts.calendar": ["pages.heatmap.page", "pages.heatmap.panels"]}) == [
        "ui.charts.calendar <- heatmap"
    ]
    assert used_by_one({"ui.charts.calendar": ["pages.heatmap.page", "pages.map.page"]}) == []
    assert used_by_one({"data_access.heatmap": ["pages.heatmap.page"]}) == []


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_has_one_folder_with_a_page(name):
    """The same word names folder, catalogue and address."""
    assert page_file(name).is_file()
    folders = {path.name for path in page_file(name).parents[1].iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(SUBJECTS)


def test_every_package_says_what_it_holds():
    for path in sources():
        if path.name == "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def too_long(paths: Iterable[Path], most: int) -> list[str]:
    return [
        f"{path.name}:{function.name}"
        for path in paths
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > most
    ]


def test_functions_and_files_are_short():
    assert too_long(sources(), LONGEST_FUNCTION) == []
    assert [
        path.name for path in sources() if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ] == []


def test_a_long_function_is_found(tmp_path):
    path = tmp_path / "long.py"
    path.write_text("def f():\n    a = 1\n    return a\n", encoding="utf-8")
    assert too_long([path], 2) == ["long.py:f"]
    assert too_long([path], 3) == []
