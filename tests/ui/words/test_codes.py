"""Codes that a column may lack: each has words of its own, never the code "unknown"."""

from __future__ import annotations

import pytest

from data_access.schema import metadata
from ui.words.text import catalogue

CODED = ("kind", "organiser_kind", "topic_kind", "purpose", "level", "channel", "funding")

SECTIONS = {
    "activities.kind": "activity_kind",
    "activities.organiser_kind": "organiser_kind",
    "case_events.level": "level",
    "cases.channel": "case_channel",
    "cases.level": "level",
    "communities.kind": "community_kind",
    "compounds.kind": "compound_kind",
    "grids.kind": "grid_size",  # a grid is told by its size, whatever its kind
    "meetings.topic_kind": "topic_kind",
    "resident_groups.kind": "group_kind",
    "spaces.funding": "funding",
    "spaces.kind": "space_kind",
    "units.kind": "unit_kind",
    "visits.purpose": "visit_purpose",
}


def test_every_code_that_may_lack_is_named_here():
    columns = (column for table in metadata.sorted_tables for column in table.columns)
    lacking = {str(column) for column in columns if column.name in CODED and column.nullable}
    assert lacking == set(SECTIONS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", sorted(set(SECTIONS.values())))
def test_what_may_lack_has_words(section, language):
    assert catalogue(language)[f"value.{section}.unknown"].lower() != "unknown"
