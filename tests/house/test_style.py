"""The rules of the house, each with a proof that the check can fail."""

import re
import tomllib
from pathlib import Path

import pytest

from ui.words.text import catalogue

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"""\bt\(\s*(f?)"([a-z0-9_.{}\[\]]+)\"""")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.+\b(FROM|INTO|SET)\b")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
SESSION_LITERAL = re.compile(r"session_state\[[\"']|session_state\.[a-z_]+ =")


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def offenders(pattern, paths):
    return [path.name for path in paths if pattern.search(path.read_text(encoding="utf-8"))]


def unknown_keys(text, known):
    return [key for literal, key in KEY.findall(text) if not literal and key not in known]


def test_catalogues_have_the_same_keys():
    assert catalogue("zh").keys() == catalogue("en").keys()


def test_catalogues_fill_in_the_same_details():
    braces = re.compile(r"\{(\w+)\}")
    for key, text in catalogue("zh").items():
        assert set(braces.findall(text)) == set(braces.findall(catalogue("en")[key])), key


def test_every_text_that_code_names_exists():
    for path in [*sources("ui", "pages"), ROOT / "app.py"]:
        assert unknown_keys(path.read_text(encoding="utf-8"), catalogue("zh")) == [], path.name
    assert unknown_keys('t("no.such")', catalogue("zh")) == ["no.such"]


@pytest.mark.parametrize(
    ("pattern", "broken"),
    [
        (SQL, "SELECT a FROM b"),
        (COLOUR, 'x = "#ff0000"'),
        (SESSION_LITERAL, 'st.session_state["x"] = 1'),
    ],
)
def test_pages_hold_no_sql_no_colours_and_no_session_literals(pattern, broken):
    assert offenders(pattern, sources("pages")) == []
    assert pattern.search(broken)


def test_every_requirement_has_its_reason():
    for name in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.search(r"[<>=]=?[\d.]+", line), line
                assert "#" in line, line


def test_no_statistics_leave_the_host():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
