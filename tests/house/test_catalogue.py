"""The catalogues: one subject's texts in one file, none missing, none left over, the same in both languages."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Mapping

import pytest

from data_access.places.levels import NAMED_LEVELS
from tests.house.code import ROOT, sources, tree
from ui.navigation import SUBJECTS
from ui.words.text import COMMAND_LINE, LANGUAGES, LOCALES, catalogue

ASKED = {"t": "{}", "template": "{}", "column": "{}", "word": "value.{}.*"}
"""What asks for a text, and the key that its first argument stands for."""

ROOMS = (
    "access",
    "drawn",
    "files",
    "filters",
    "finding",
    "frame",
    "indicators",
    "maps",
    "panels",
    "values",
    "wall",
    "words",
)
"""Files of the catalogue beside those of the subjects with a page."""

PLACEHOLDER = re.compile(r"\{(\w*)")


def pattern(node: ast.expr) -> str | None:
    """Return a text written in code with `*` for what is filled in; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return None


def texts(module: ast.Module) -> set[str]:
    """Return every text in code, what is filled in as `*`."""
    found = (pattern(node) for node in ast.walk(module) if isinstance(node, ast.expr))
    return {text for text in found if text}


def asked_keys(module: ast.Module) -> set[str]:
    """Return the keys that code asks for, those of columns as the function `column` makes them."""
    keys = set()
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ASKED
            and node.args
        ):
            for argument in alternatives(node.args[0]):
                if text := pattern(argument):
                    key = ASKED[node.func.id].format(text)
                    keys.add(column_key(text) if node.func.id == "column" else key)
    return keys


def alternatives(node: ast.expr) -> list[ast.expr]:
    """Return what an expression may be: both sides of a choice."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def column_key(name: str) -> str:
    subject, _, own = name.rpartition(".")
    return f"{subject}.column.{own}" if subject else f"column.{own}"


def matches(key: str, wanted: str) -> bool:
    return re.fullmatch(re.escape(wanted).replace(r"\*", ".+"), key) is not None


def missing(asked: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Return what is asked for and matches no key."""
    return [
        wanted
        for wanted in sorted(asked)
        if wanted not in known and not ("*" in wanted and any(matches(key, wanted) for key in known))
    ]


def left_over(known: Iterable[str], written: set[str]) -> list[str]:
    """Return the keys that no text in code can mean: whole, with parts filled in, or as the name of a column."""
    open_ended = [
        text for text in written if "*" in text and any("*" not in part for part in text.split("."))
    ]
    asked = written | {column_key(text) for text in written}

    def is_used(key: str) -> bool:
        group, _, name = key.rpartition(".")
        if key in asked or any(matches(key, text) or matches(key, column_key(text)) for text in open_ended):
            return True
        if group.startswith("value."):
            return group.removeprefix("value.") in written
        return group.endswith("column") and name in written

    return [key for key in known if not is_used(key)]


ASKING = {ROOT / "ui" / "words" / name for name in ("text.py", "tables.py")}
"""What is asked for texts: in it every key has parts filled in."""

CODE = {path: tree(path) for path in [*sources(), ROOT / "app.py"]}


def test_no_text_is_missing():
    asking = {*sources("pages", "ui"), ROOT / "app.py"} - ASKING
    asked = set().union(*(asked_keys(CODE[path]) for path in asking))
    assert missing(asked, catalogue("zh")) == []


def test_no_text_is_left_over():
    written = {
        text
        for path, module in CODE.items()
        for text in texts(module)
        if path not in ASKING or "*" not in text
    }
    assert left_over(catalogue("zh"), written) == []


def test_both_checks_can_fail():
    module = ast.parse('t("no.such"); t(f"no.{such}"); column("case.no")')
    assert missing(asked_keys(module), {"yes.such": ""}) == ["case.column.no", "no.*", "no.such"]
    assert left_over(["a.b", "column.c", "value.d.e", "f.1.g"], texts(ast.parse('t(f"f.{x}.g")'))) == [
        "a.b",
        "column.c",
        "value.d.e",
    ]


def test_the_languages_have_the_same_keys():
    assert catalogue("zh").keys() == catalogue("en").keys()


OWN_LEVELS = json.dumps(
    {level: {"zh": "层", "en": "tier", "plural": "tiers"} for level in NAMED_LEVELS}, ensure_ascii=False
)
NOT_LEVELS = {
    "zh": r"熟人社区|社区(党总支|治理|活动|生活)|小区党支部|网格(长|员|化)|专职网格|兼职网格",
    "en": r"Familiar community|community (party committee|governance|life)|compound party branch"
    r"|grid (chief|member|management)|tables grids",
}
"""Posts, programmes and what else bears such a word in its name, in every city."""
WORDS_OF_LEVELS = {
    "zh": r"街道|社区|网格|小区",
    "en": r"\b(street offices?|communit(y|ies)|grids?|compounds?)\b",
}


def unmarked(texts: Mapping[str, str], language: str) -> list[str]:
    """Return the keys of texts that speak of a level in words that no city's own names would replace."""
    names, words = (
        re.compile(by_language[language], re.IGNORECASE) for by_language in (NOT_LEVELS, WORDS_OF_LEVELS)
    )
    plain = {key: re.sub(r"\{\w*\}", "", text) for key, text in texts.items()}
    return [key for key, text in plain.items() if words.search(names.sub("", text))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_are_marked_wherever_a_text_speaks_of_them(language):
    """A city that calls its levels otherwise finds no street office, community or grid in any text."""
    assert unmarked(catalogue(language, OWN_LEVELS), language) == []
    assert unmarked({"a": "the street office", "b": "各社区", "c": "‹网格›"}, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_own_names_no_mark_is_left(language):
    assert not [key for key, text in catalogue(language).items() if re.search("[‹›]", text)]


def test_english_has_no_quotes_of_a_chinese_font():
    """A Chinese font draws curly quotes as wide as its characters: an English word in them stands alone."""
    texts = "".join(path.read_text(encoding="utf-8") for path in (LOCALES / "en").glob("*.toml"))
    assert not re.findall("[\u2018\u2019\u201c\u201d]", texts)
    assert [key for key, text in catalogue("zh").items() if "\u201c" in text]


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Return the keys whose texts fill in different details."""
    return [
        key
        for key, text in first.items()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(second[key]))
    ]


def test_the_languages_fill_in_the_same_details():
    assert differing(catalogue("zh"), catalogue("en")) == []
    assert differing({"a": "{x}件"}, {"a": "{y} cases"}) == ["a"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_subject_has_its_own_file(language):
    """A file holds the texts of its subject only, and no subject's texts stand anywhere else."""
    files = {path.stem: path for path in (LOCALES / language).glob("*.toml") if path.name != COMMAND_LINE}
    assert set(files) <= {*SUBJECTS, *ROOMS}
    for name, path in files.items():
        groups = set(tomllib.loads(path.read_text(encoding="utf-8")))
        assert groups == {name} if name in SUBJECTS else not groups & set(SUBJECTS), name


def test_the_command_lines_texts_are_the_same_in_both_languages():
    both = [
        tomllib.loads((LOCALES / language / COMMAND_LINE).read_text(encoding="utf-8"))
        for language in LANGUAGES
    ]
    first, second = (
        {f"{group}.{key}": text for group, items in tree.items() for key, text in items.items()}
        for tree in both
    )
    assert first.keys() == second.keys()
    assert differing(first, second) == []
