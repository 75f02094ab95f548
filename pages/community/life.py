"""Life in a community in the period: meetings, activities, elders, groups, and its activity spaces."""

from __future__ import annotations

import pandas as pd

from data_access import activities, neighbours
from data_access.deliberation import meetings
from data_access.elderly import spaces
from pages.community.paper import counted, fact_panel
from pages.community.portrait import Portrait
from ui.panels.elders import count_words, elders_shown
from ui.panels.notes import empty
from ui.panels.spaces import spaces_shown
from ui.words.numbers import MISSING
from ui.words.text import t, word


def community_life(portrait: Portrait) -> None:
    """List meetings, activities, elders, groups and spaces in the period; what the data lack is said to be unknown."""
    view, as_of = portrait.view, portrait.view.dataset.as_of
    facts = []
    if view.has("meetings"):
        held = view.fetch(meetings.figures, view.selection, as_of).iloc[0]
        facts += _lines(held, ("meetings", "attendees", "resolutions", "resolutions_done"))
    if view.has("activities"):
        done = view.fetch(activities.figures, view.selection).iloc[0]
        facts += _lines(done, ("activities", "participants", "volunteers", "leaflets"))
    if view.has("elderly_surveys"):
        elders = elders_shown(view).figures
        facts += [
            (t(f"indicator.{name}.name"), _shown(count_words(elders, name)[0]))
            for name in ("elders_60", "elders_80", "living_alone", "limited_mobility")
        ]
    if view.has("resident_groups"):
        facts += _lines(
            view.fetch(neighbours.figures, view.selection).iloc[0], ("groups", "members", "grouped")
        )
    if view.has("spaces"):
        facts += _lines(view.fetch(spaces.figures, view.selection).iloc[0], ("spaces", "step_free"))
    if not facts:
        empty(t("community.no_life"))
        return
    fact_panel(portrait, "life", facts)


def spaces_there(portrait: Portrait) -> None:
    """List the community's activity spaces: on which floor, how to get in, where, and who pays."""
    rows = spaces_shown(portrait.view)
    told = {
        "compound": rows["compound"].fillna(MISSING),
        "space": rows["name"],
        "floor": [
            MISSING if pd.isna(floor) else t("community.floor", floor=int(floor)) for floor in rows["floor"]
        ],
        "access": [word("access", way) for way in rows["access"]],
        "where": rows["location_note"].fillna(MISSING),
        "funding": [word("funding", payer) for payer in rows["funding"]],
    }
    fact_panel(portrait, "spaces", list(zip(*told.values(), strict=True)), tuple(told))


def _lines(row: pd.Series, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(t(f"community.life_of.{name}"), counted(row[name])) for name in names]


def _shown(count: int | str | None) -> str:
    return MISSING if count is None else f"{count:,}" if isinstance(count, int) else count
