"""What the box that finds anything lists, as the browser asks for it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data_access import cases
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.places import areas
from data_access.places.search import NameIndex, places_of
from data_access.selection import Selection
from tests.data_access.places.test_search import CHAIN
from ui.finding import answers
from ui.finding.known import HELP, INDICATORS, known_entries
from ui.maps import feeds
from ui.navigation import SUBJECTS
from ui.session.source import Source
from ui.words.text import LANGUAGES, catalogue

SELECTION = Selection(date(2026, 6, 1), date(2026, 7, 1))


@pytest.fixture(scope="module")
def source(demo_folder) -> Source:
    engine = reading_engine(demo_folder)
    return Source("finding", engine, read_dataset(engine))


def told(content: str, answer, words: str) -> dict[str, list[list[str]]]:
    """The rows that a feed answers, by their group."""
    address = feeds.offer(("finding", content), answer)
    groups = TestClient(Starlette(routes=feeds.ROUTES)).get(address, params={"words": words}).json()
    return {group["title"]: group["rows"] for group in groups}


def names(source: Source, words: str, language: str = "zh", allowed=None) -> dict[str, list[list[str]]]:
    texts = catalogue(language)
    index = NameIndex(
        places_of(read(source.engine, areas.names()), read(source.engine, areas.compound_names()))
    )
    written = source.speaking(language).written
    answer = partial(answers.found_names, index, known_entries(texts), allowed, texts, written)
    titles = {texts[f"find.group.{kind}"]: kind for kind in ("place", "page", "indicator", "help")}
    rows = told(f"{language}{allowed}{words}", answer, words)
    return {titles[title]: found for title, found in rows.items()}


def test_places_pages_indicators_and_help_are_found_in_the_readers_language(source):
    """By name, pinyin and initials, in English words too; a place is told with what it lies in."""
    assert ["community", CHAIN["community"], "梅庭社区", "社区（村） · 梅岭街道", ""] in names(source, "mt")[
        "place"
    ]
    english = ["community", CHAIN["community"], "Meiting Shequ", "Community · Meiling Jiedao", ""]
    assert english in names(source, "梅庭", "en")["place"]
    assert names(source, "anjian")["page"][0][1] == "cases"
    assert [row[1] for row in names(source, "rlt")["page"]] == ["heatmap"]
    assert names(source, "overdue", "en")["indicator"][0][:3] == ["indicator", "overview", "Overdue"]
    assert "GB/T" not in names(source, "按期结案率")["indicator"][0][4]
    assert names(source, "怎样下载")["help"][0][4].startswith("图表标题")
    assert names(source, "CSV", "en")["help"], "an answer's own words are found"
    assert not any(names(source, "<script>").values())


def test_only_places_that_the_user_may_see_are_found(source):
    assert names(source, "梅庭", allowed=frozenset({CHAIN["street"]}))["place"]
    assert names(source, "梅庭", allowed=frozenset({"350582001000"}))["place"] == []


def test_a_number_is_found_in_small_and_wide_letters_before_any_words(source, demo_frames):
    """With where the case lies and whether it is open; other words lead on to the list of cases."""
    texts = catalogue("zh")
    case = demo_frames["cases"].query("status == 'closed'").iloc[0]
    answer = partial(answers.found_cases, source, SELECTION, {case["category_code"]: "某类"}, texts)
    for number in (case["case_id"], case["case_id"].lower(), case["case_id"].replace("J", "Ｊ")):
        [row] = told("cases", answer, number)["案件编号"]
        assert row[:3] == ["case", case["case_id"], case["case_id"]]
        assert row[3].startswith("某类 · ")
        assert row[3].endswith(f"{case['reported_at']:%Y-%m-%d} · 已办结")
    rows = told("cases", answer, "漏水")["案件"]
    assert [row[0] for row in rows] == ["case"] * answers.CASES + ["search"]
    assert all("漏水" in row[4] for row in rows[:-1])
    [row] = told("cases", answer, "没有这样的词")["案件"]
    assert row[:2] == ["search", "没有这样的词"]
    assert told("cases", answer, "漏") == {}


def test_what_a_case_does_not_tell_is_left_out(source, demo_frames):
    """A case without community, category and summary is listed by what it has."""
    number = demo_frames["cases"]["case_id"].iloc[0]
    rows = read(source.engine, cases.numbered(SELECTION, number, 2))
    bare = pd.concat([rows.assign(community_code=None, category_code=None, summary=None), rows])
    (_, _, _, told_of, more), whole = answers._case_rows(source, bare, {}, catalogue("zh"))
    assert told_of.count(" · ") == 2  # street office, day, whether it is open
    assert "nan" not in told_of
    assert "None" not in told_of
    assert more == ""
    assert whole[3].count(" · ") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_indicator_and_question_can_be_found(language):
    """Each indicator once, on a page that there is."""
    texts = catalogue(language)
    found = Counter(key for keys in INDICATORS.values() for key in keys)
    assert found == Counter(
        key.split(".")[1] for key in texts if key.startswith("indicator.") and key.endswith(".formula")
    )
    assert {*INDICATORS, *HELP.values()} <= {*SUBJECTS, ""}
    assert len(known_entries(texts).places) == len(SUBJECTS) + len(found) + len(HELP)
