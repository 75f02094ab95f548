"""What pages read of a database: rows as they are kept, names of places in the letters of the reader."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data_access import cases
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.deliberation import meetings
from data_access.demo import known
from data_access.places import areas
from data_access.selection import Selection
from ui.session.source import Source, place_labels, place_names

YEAR = Selection(date(2025, 7, 1), date(2026, 7, 1))


@pytest.fixture(scope="module")
def source(demo_folder) -> Source:
    engine = reading_engine(demo_folder)
    return Source("reading", engine, read_dataset(engine))


def test_english_has_names_of_places_in_latin_letters_and_all_else_as_it_is(source):
    """Codes, numbers and categories are those of the Chinese rows; no name of a place has a Chinese character left."""
    english = source.speaking("en")
    assert (source.city_name, english.city_name) == ("晋江市", "Jinjiang Shi")
    here, there = place_names(source), place_names(english)
    pd.testing.assert_frame_equal(here.drop(columns="name"), there.drop(columns="name"))
    assert dict(zip(there["code"], there["name"], strict=True))[known.MEITING] == "Meiting Shequ"
    assert not there["name"].str.contains(r"[\u3400-\u9fff]").any()
    ours, theirs = (each.fetch(meetings.recurring, YEAR, "compound") for each in (source, english))
    read = ["street_office", "community", "compound"]
    pd.testing.assert_frame_equal(ours.drop(columns=read), theirs.drop(columns=read))
    assert len(theirs) and not theirs[read].stack().str.contains(r"[\u3400-\u9fff]").any()
    pd.testing.assert_frame_equal(source.fetch(cases.categories), english.fetch(cases.categories))
    compounds = english.fetch_once(areas.compound_names)["name"]
    assert not compounds.str.contains(r"[\u3400-\u9fff]").any()


def test_rows_of_one_language_do_not_answer_another(source):
    assert place_names(source.speaking("en")).equals(place_names(source.speaking("en").speaking("en")))
    assert place_names(source)["name"].str.contains("社区").any()
    assert place_names(source.speaking("en").speaking("zh")).equals(place_names(source))


def test_names_that_are_written_alike_are_told_apart(source):
    """What differs in Chinese characters only carries in English what lies above it."""
    labels = place_labels(source.speaking("en"), "en")
    levels = dict(zip(place_names(source)["code"], place_names(source)["level"], strict=True))
    for level in ("street_office", "community", "grid"):
        own = [label for code, label in labels.items() if levels[code] == level]
        assert len(own) == len(set(own))
