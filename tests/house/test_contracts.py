"""The arrows between rooms, which import-linter checks; and a proof that each of its contracts can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.code import FOLDERS, ROOT, modules

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]

BREACHES = {
    "arrows": ("data_access/process.py", "from ui.words.text import t"),
    "pages": ("pages/heatmap/page.py", "from pages.map.page import content"),
    "rooms": ("ui/session/state.py", "from ui.filters.bar import filter_bar"),
    "drawing": ("ui/maps/ground.py", "from data_access.cases import figures"),
    "streamlit": ("data_access/cases/totals.py", "import streamlit"),
    "loading": ("data_access/places/outlines.py", "from data_access.loading.outlines import read_outlines"),
    "statistics": ("data_access/statistics/rates.py", "from sqlalchemy import select"),
    "sql": ("pages/cases/page.py", "from sqlalchemy import select"),
}
"""For each contract a file and a line that breaks it."""


def broken(folder: Path) -> set[str]:
    """Return the names of the contracts that the code in a folder breaks."""
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    ).stdout
    return {line.removesuffix(" BROKEN") for line in told.splitlines() if line.endswith(" BROKEN")}


@pytest.fixture(scope="module")
def breached(tmp_path_factory) -> set[str]:
    """The contracts broken by a copy of the code in which every breach was made."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, line in BREACHES.values():
        path = copy / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    return broken(copy)


def test_the_code_keeps_every_contract():
    assert broken(ROOT) == set()


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_every_contract_can_fail(contract, breached):
    assert contract["name"] in breached
    assert BREACHES[contract["id"]]


def test_the_contract_on_drawing_names_every_subject():
    """A new subject of `data_access` must be added to what charts, maps and words may not know."""
    rooms = {"database", "demo", "loading", "places", "schema", "selection", "statistics"}
    others = {"__main__", "clock", "commands", "exporting", "indicators", "working_days"}
    top = {name.split(".")[1] for name in modules() if name.startswith("data_access.")}
    drawing = next(contract for contract in CONTRACTS if contract["id"] == "drawing")
    forbidden = {
        name.split(".")[1] for name in drawing["forbidden_modules"] if name.startswith("data_access.")
    }
    assert top - rooms - others - {"summaries"} == forbidden - {"places", "database"}
