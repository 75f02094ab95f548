"""What can be found without asking the database: pages, indicators with their formulas, help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_access.places.search import NameIndex
from ui.navigation import SUBJECTS

KINDS = ("page", "indicator", "help")

INDICATORS = {
    "overview": ("reported", "closed", "on_time", "median_days", "overdue"),
    "map": ("reported_per_1000",),
    "cases": ("open", "due_soon"),
    "evaluation": (
        *("acceptance", "response", "first_response", "due", "handling", "on_time_handling", "closing"),
        *("on_time_closing", "due_open", "rework", "repeat", "kept_in_grid", "kept_in_community"),
        *("passed_up", "agreements", "agreements_kept", "solved", "satisfaction"),
    ),
    "grid_work": (
        *("visits", "visits_per_grid", "visits_per_100_households", "grids_visited", "households_reached"),
        *("problems_found", "problems_to_cases", "posts_filled", "posts_vacant", "households_per_member"),
        *("households_per_grid", "grids_over", "grids_under"),
    ),
    "deliberation": (
        *("meetings", "in_rhythm", "attendees", "resolutions", "carried_out", "carried_out_in_30"),
        *("carried_out_in_60", "with_company", "signed_compounds", "signed_share", "cross_posts"),
        "posts_per_signed",
    ),
    "activities": (
        *("activities", "participants", "participants_per_1000", "per_activity", "turnout", "first_time"),
        *("volunteers", "leaflets", "cost_per_participant"),
    ),
    "neighbours": (
        *("resident_groups", "group_members", "compounds_grouped", "group_coverage", "volunteer_turns"),
        *("volunteer_hours", "hours_per_turn", "turns_per_1000", "hours_per_1000"),
    ),
    "elderly": (
        *("elders_60", "elders_80", "living_alone", "limited_mobility", "households_surveyed"),
        *("beyond_reach", "needs_met", "step_free_share"),
    ),
    "familiarity": (
        *("familiarity", "participation_a_year", "volunteering_a_year", "grouped_households"),
        *("visits_a_year", "meetings_a_year"),
    ),
    "data": ("missing_cells", "ahead", "impossible", "repeated", "outside", "unplaced"),
}
"""The indicators by the page that shows each most fully, to which finding one leads."""

HELP = {
    "share": "",
    "filter": "",
    "compare": "overview",
    "download": "",
    "formula": "evaluation",
    "draw": "map",
    "portrait": "community",
    "alerts": "attention",
    "wall": "",
    "phone": "",
    "data": "data",
    "load": "data",
    "keys": "",
}
"""Questions that help answers, with the page where it is done, none where it is done on every page."""


@dataclass(frozen=True)
class Entry:
    """What is found: its kind, the page it leads to (none for help that leads nowhere), name and what it is."""

    level: str
    code: str
    name: str
    told: str
    more: str = ""
    street: str = ""


def known_entries(texts: Mapping[str, str]) -> NameIndex[Entry]:
    """Return the index of pages, indicators and help in the words of a language's texts."""
    titles = {subject: texts[f"{subject}.title"] for subject in SUBJECTS}
    pages = [
        Entry("page", subject, title, texts[f"find.page.{subject}"]) for subject, title in titles.items()
    ]
    indicators = [
        Entry(
            "indicator",
            subject,
            texts[f"indicator.{key}.name"],
            titles[subject],
            texts[f"indicator.{key}.formula"],
        )
        for subject, keys in INDICATORS.items()
        for key in keys
    ]
    questions = [
        Entry("help", subject, texts[f"find.help.{name}.question"], "", texts[f"find.help.{name}.answer"])
        for name, subject in HELP.items()
    ]
    return NameIndex([*pages, *indicators, *questions], KINDS)


def found_entries(index: NameIndex[Entry], words: str, limit: int) -> dict[str, list[Entry]]:
    """Return what is found of each kind, at most `limit` each: by its name, then by what is said of it."""
    named, _ = index.find(words, len(index.places))
    sought = words.casefold().split()
    told = [
        entry
        for entry in index.places
        if sought and all(word in f"{entry.told} {entry.more}".casefold() for word in sought)
    ]
    both = list(dict.fromkeys((*named, *told)))
    return {kind: [entry for entry in both if entry.level == kind][:limit] for kind in KINDS}
