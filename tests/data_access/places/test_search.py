"""Places found by name, however it is written."""

from __future__ import annotations

import itertools
import time
from functools import cache

import pandas as pd
import pytest
from pypinyin import Style, pinyin

from data_access.database.reading import read
from data_access.places import areas
from data_access.places.search import LEVELS, NameIndex, Place, places_of

CHAIN = {"street": "350582002000", "community": "350582002014", "grid": "350582002014004"}


def place(name: str, level: str = "community", code: str | None = None) -> Place:
    return Place(level, code or name, name, (), "street")


@pytest.fixture(scope="module")
def city(demo_frames) -> NameIndex:
    """The demo city, which has all places of the large one."""
    parents = {"street_offices": None, "communities": "street_office_code", "grids": "community_code"}
    names = pd.concat(
        demo_frames[table][["code", "name"]].assign(
            level=level, parent_code=demo_frames[table][parent] if parent else None
        )
        for level, (table, parent) in zip(LEVELS, parents.items(), strict=False)
    )
    return NameIndex(places_of(names, demo_frames["compounds"]))


@cache
def spellings(name: str) -> frozenset[str]:
    """Every way to spell a short name: each character as it is, by a reading, or by the first letter of one."""
    signs = []
    for sign in name.lower():
        (read,) = pinyin(sign, style=Style.NORMAL, heteronym=True)
        signs.append({sign, *read, *(reading[0] for reading in read)})
    return frozenset(map("".join, itertools.product(*signs)))


@pytest.mark.parametrize(
    "words",
    [
        "梅庭",
        "meiting",
        "mt",
        "MT",
        " mei ting ",
        "méi tíng",
        "梅ting",
        "m庭",
        "meit",
        "ＭＴ",
        "mei'ting",
        "mtsq",
    ],
)
def test_a_community_is_found_however_it_is_written(city, words):
    found, count = city.find(words, 40)
    assert ("community", "梅庭社区") in {(place.level, place.name) for place in found}
    assert count >= len(found)


@pytest.mark.parametrize("words", ["梅岭街道", "meiling", "mljd", "jinjing", "shenhu", "chongchang"])
def test_whatever_begins_with_a_spelling_is_found(city, words):
    """Against spelling out every short name of the city in all ways."""
    short = [place for place in city.places if len(place.name) <= 5]
    expected = {
        place.code for place in short if any(spelt.startswith(words) for spelt in spellings(place.name))
    }
    found, _ = city.find(words, 10_000)
    assert expected <= {place.code for place in found}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("厦坡村", "shapo"),
        ("厦坡村", "xiapo"),
        ("重兴", "cx"),
        ("重兴", "zhongxing"),
        ("长埭", "zhangdai"),
        ("长埭", "cd"),
    ],
)
def test_every_reading_of_a_character_counts(name, words):
    assert [found.name for found in NameIndex([place(name), place("西滨")]).find(words, 5)[0]] == [name]


def test_what_is_not_there_is_not_found():
    index = NameIndex([place("梅庭社区")])
    for words in ("meitingx", "tm", "庭梅", "mq", "梅 岭"):
        assert index.find(words, 5) == ([], 0), words


def test_whole_names_come_first_then_beginnings_then_the_rest_and_higher_levels_before_lower():
    places = [
        place("新梅村", "community"),
        place("梅村第1网格", "grid"),
        place("梅村", "compound"),
        place("梅村街道", "street_office"),
        place("麦村", "grid"),
        place("木材", "compound"),
        place("新梅村小区", "compound"),
    ]
    index = NameIndex(places)
    names = [found.name for found in index.find("梅村", 10)[0]]
    assert names == ["梅村", "梅村街道", "梅村第1网格", "新梅村", "新梅村小区"]
    assert [found.name for found in index.find("mc", 10)[0]][:3] == ["麦村", "木材", "梅村"]
    assert index.find("mei", 10)[0][0].name == "梅村街道"
    assert index.find("梅村", 2) == (index.find("梅村", 10)[0][:2], 5)


def test_a_full_reading_comes_before_one_cut_short():
    index = NameIndex([place("山边"), place("沙边村")])
    assert [found.name for found in index.find("sha", 5)[0]] == ["沙边村", "山边"]


def test_places_are_told_with_those_above(city):
    (grid,), _ = city.find("梅庭社区第4网格", 1)
    assert (grid.code, grid.above, grid.street) == (CHAIN["grid"], ("梅庭社区", "梅岭街道"), CHAIN["street"])
    compound = next(place for place in city.places if place.level == "compound" and place.grid == grid.code)
    assert compound.above == grid.above
    assert city.place("compound", compound.code) == compound
    assert city.place("grid", ["not", "text"]) is None


def test_only_allowed_street_offices_are_searched(city):
    allowed = frozenset({CHAIN["street"]})
    found, count = city.find("社区", 10_000, allowed)
    assert 0 < count < city.find("社区", 1)[1]
    assert {place.street for place in found} == allowed
    assert city.find("社区", 10, frozenset()) == ([], 0)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "%",
        "_",
        "\x00",
        "<script>alert(1)</script>",
        "'; DROP TABLE cases",
        "a" * 10**6,
        "啊" * 10**5,
        "\u202e\ud800",
    ],
)
def test_hostile_words_find_nothing(city, words):
    assert city.find(words, 5) == ([], 0)


def test_a_city_of_thousands_answers_at_once(city):
    assert len(city.places) > 7_000
    took = []
    for words in ("m", "mt", "meiting", "shequ", "yangguang", "第1网格", "jjs", "zhongxin", "x", "lv"):
        start = time.perf_counter()
        city.find(words, 8)
        took.append(time.perf_counter() - start)
    assert sorted(took)[len(took) // 2] < 0.1


def test_the_index_comes_from_both_databases_alike(demo_engine, city):
    names, compounds = read(demo_engine, areas.names()), read(demo_engine, areas.compound_names())
    assert set(places_of(names, compounds)) == set(city.places)
