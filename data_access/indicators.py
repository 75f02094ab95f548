"""Each figure that pages show, defined once: what divides what, its unit, and which direction is good.

Names, formulas and sources in words are in the locale catalogues under `indicator.<key>`. `standing` says
how sure the formula is: `seen` in a public source, `usual` practice not checked against the standard's
text (GB/T 30428, GB/T 34300 and the 12345 rates could not be read in full), or `ours`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Unit = Literal["count", "percent", "days", "hours", "per_1000", "ratio", "yuan", "points"]
Standing = Literal["seen", "usual", "ours"]
Accrual = Literal["evenly", "unevenly"]

FEW = 10
"""A share or median over fewer is told with how many it is taken over."""


@dataclass(frozen=True)
class Indicator:
    """A figure: `numerator` ÷ `denominator` × `factor`, over columns of a query's result.

    `better` says whether more is good (up), bad (down) or neither (None). Without a denominator the
    figure is the numerator itself; `base` counts what such a figure, a median say, is taken over.
    `accrues` says that the figure grows with the length of its period: evenly, as a count does, so that two
    periods compare by the day, or unevenly, as the share of grids visited at least once, so that they do not.
    `flagged` counts how many of the denominator only a flag of the source tells of, not its times.
    """

    key: str
    numerator: str
    unit: Unit
    better: Literal["up", "down"] | None = None
    denominator: str | None = None
    factor: float = 1.0
    standing: Standing = "ours"
    base: str | None = None
    accrues: Accrual | None = None
    flagged: str | None = None

    def of(self, frame: pd.DataFrame) -> pd.Series:
        """Return the figure of each row; missing where the denominator is zero or anything is unknown."""
        top = pd.to_numeric(frame[self.numerator]).astype("Float64") * self.factor
        if self.denominator is None:
            return top
        bottom = pd.to_numeric(frame[self.denominator]).astype("Float64")
        return top / bottom.mask(bottom == 0)

    def few(self, frame: pd.DataFrame) -> int | None:
        """Return over how many a share or median of a one-row result is taken, None where they are not few."""
        over = self.denominator if self.unit == "percent" else self.base
        if over is None or over not in frame:
            return None
        count = _number(frame[over])
        return int(count) if count is not None and 0 < count < FEW else None

    def value(self, frame: pd.DataFrame) -> float | None:
        """Return the figure of a one-row result, None where it is not known."""
        top = _number(frame[self.numerator])
        bottom = 1.0 if self.denominator is None else _number(frame[self.denominator])
        return None if top is None or not bottom else top * self.factor / bottom


def _number(column: pd.Series) -> float | None:
    """Return the number of a one-row result, None where it is not known; a page asks for dozens."""
    first = column.iloc[0]
    return None if pd.isna(first) else float(first)


REPORTED = Indicator("reported", "reported", "count", standing="usual", accrues="evenly")
CLOSED = Indicator("closed", "closed", "count", standing="usual", accrues="evenly")
ON_TIME = Indicator(
    "on_time",
    "closed_in_time",
    "percent",
    "up",
    "closed_with_deadline",
    100,
    standing="usual",
    flagged="judged_by_flag",
)
MEDIAN_DAYS = Indicator("median_days", "median_hours", "days", "down", factor=1 / 24, base="closed")
KEPT_IN_GRID = Indicator("kept_in_grid", "closed_in_grid", "percent", "up", "closed_with_level", 100)
KEPT_IN_COMMUNITY = Indicator(
    "kept_in_community", "closed_in_community", "percent", "up", "closed_with_level", 100
)
AGREEMENTS = Indicator("agreements", "agreements", "count", "up", standing="usual", accrues="evenly")
SATISFACTION = Indicator("satisfaction", "satisfied", "percent", "up", "rated", 100, standing="usual")
REPORTED_PER_1000 = Indicator(
    "reported_per_1000", "reported", "per_1000", None, "residents", 1000, accrues="evenly"
)
OPEN = Indicator("open", "open", "count")
OVERDUE = Indicator("overdue", "overdue", "count", "down", standing="usual")
DUE_SOON = Indicator("due_soon", "due_soon", "count", "down")
VISITS = Indicator("visits", "visits", "count", "up", accrues="evenly")
ACTIVITIES = Indicator("activities", "activities", "count", "up", accrues="evenly")
PARTICIPANTS = Indicator("participants", "participants", "count", "up", accrues="evenly")
VOLUNTEERS = Indicator("volunteers", "volunteers", "count", "up", accrues="evenly")
LEAFLETS = Indicator("leaflets", "leaflets", "count", "up", accrues="evenly")
PARTICIPANTS_PER_1000 = Indicator(
    "participants_per_1000", "participants", "per_1000", "up", "residents", 1000, accrues="evenly"
)
PER_ACTIVITY = Indicator("per_activity", "participants", "count", "up", "counted")
TURNOUT = Indicator("turnout", "seated", "percent", "up", "seats", 100, "usual")
FIRST_TIME = Indicator("first_time", "first_timers", "percent", None, "asked", 100)
COST_PER_PARTICIPANT = Indicator("cost_per_participant", "cost_yuan", "yuan", "down", "paid_for")

HOUSEHOLDS_SURVEYED = Indicator("households_surveyed", "households_surveyed", "count", standing="usual")
ELDERS_60 = Indicator("elders_60", "elders_60", "count", standing="usual")
ELDERS_80 = Indicator("elders_80", "elders_80", "count", standing="usual")
LIVING_ALONE = Indicator("living_alone", "living_alone", "count", standing="usual")
LIMITED_MOBILITY = Indicator("limited_mobility", "limited_mobility", "count", standing="usual")
BEYOND_REACH = Indicator("beyond_reach", "beyond_reach", "count", "down")
NEEDS_MET = Indicator("needs_met", "met", "percent", "up", "needed", 100)
STEP_FREE_SHARE = Indicator("step_free_share", "step_free", "percent", "up", "access_known", 100)

ACCEPTANCE = Indicator("acceptance", "accepted", "percent", None, "reported", 100, "usual")
DUE = Indicator("due", "due", "count", standing="usual", accrues="evenly")
HANDLING = Indicator("handling", "due_handled", "percent", "up", "due", 100, "usual")
ON_TIME_HANDLING = Indicator(
    "on_time_handling", "due_handled_in_time", "percent", "up", "due_with_deadline", 100, "usual"
)
CLOSING = Indicator("closing", "due_closed", "percent", "up", "due", 100, "seen")
ON_TIME_CLOSING = Indicator(
    "on_time_closing",
    "due_closed_in_time",
    "percent",
    "up",
    "due_dated",
    100,
    "seen",
    flagged="due_by_flag",
)
DUE_OPEN = Indicator("due_open", "due_open", "count", "down", standing="usual", accrues="evenly")
REWORK = Indicator("rework", "reopened", "percent", "down", "closed_tracked", 100, "usual")
REPEAT = Indicator("repeat", "repeated", "percent", "down", "locatable", 100, "ours")
RESPONSE = Indicator("response", "answered_in_time", "percent", "up", "answerable", 100, "usual")
FIRST_RESPONSE = Indicator("first_response", "response_hours", "hours", "down")
SOLVED = Indicator("solved", "solved", "percent", "up", "callbacks", 100, "usual")
PASSED_UP = Indicator("passed_up", "passed_up", "percent", "down", "closed_with_level", 100)
AGREEMENTS_KEPT = Indicator(
    "agreements_kept", "agreements_kept", "percent", "up", "agreements_seen", 100, "usual"
)

VISITS_PER_GRID = Indicator("visits_per_grid", "visits", "ratio", "up", "grids", accrues="evenly")
VISITS_PER_100_HOUSEHOLDS = Indicator(
    "visits_per_100_households", "visits", "ratio", "up", "households", 100, accrues="evenly"
)
GRIDS_VISITED = Indicator("grids_visited", "grids_visited", "percent", "up", "grids", 100, accrues="unevenly")
HOUSEHOLDS_REACHED = Indicator(
    "households_reached", "reached", "percent", "up", "known_households", 100, accrues="unevenly"
)
PROBLEMS_FOUND = Indicator("problems_found", "problems_found", "count", accrues="evenly")
PROBLEMS_TO_CASES = Indicator("problems_to_cases", "followed_to_cases", "percent", None, "followed", 100)
POSTS_FILLED = Indicator("posts_filled", "filled", "percent", "up", "posts", 100)
POSTS_VACANT = Indicator("posts_vacant", "vacant", "count", "down")
HOUSEHOLDS_PER_MEMBER = Indicator("households_per_member", "staffed_households", "ratio", None, "members")
HOUSEHOLDS_PER_GRID = Indicator("households_per_grid", "sized_households", "ratio", None, "grids")
GRIDS_OVER = Indicator("grids_over", "over", "percent", "down", "grids", 100)
GRIDS_UNDER = Indicator("grids_under", "under", "percent", None, "grids", 100)

RESIDENT_GROUPS = Indicator("resident_groups", "groups", "count", "up")
GROUP_MEMBERS = Indicator("group_members", "members", "count", "up")
COMPOUNDS_GROUPED = Indicator("compounds_grouped", "grouped", "percent", "up", "compounds", 100)
GROUP_COVERAGE = Indicator("group_coverage", "households_covered", "percent", "up", "households", 100)
VOLUNTEER_TURNS = Indicator("volunteer_turns", "headcount", "count", "up", accrues="evenly")
VOLUNTEER_HOURS = Indicator("volunteer_hours", "hours", "hours", "up", accrues="evenly")
HOURS_PER_TURN = Indicator("hours_per_turn", "hours", "hours", None, "timed")
TURNS_PER_1000 = Indicator(
    "turns_per_1000", "headcount", "per_1000", "up", "residents", 1000, accrues="evenly"
)
HOURS_PER_1000 = Indicator("hours_per_1000", "hours", "per_1000", "up", "residents", 1000, accrues="evenly")

OFFICIAL_INDICATORS = (
    ACCEPTANCE,
    RESPONSE,
    FIRST_RESPONSE,
    DUE,
    HANDLING,
    ON_TIME_HANDLING,
    CLOSING,
    ON_TIME_CLOSING,
    DUE_OPEN,
    REWORK,
    REPEAT,
    KEPT_IN_GRID,
    KEPT_IN_COMMUNITY,
    PASSED_UP,
    AGREEMENTS,
    AGREEMENTS_KEPT,
    SOLVED,
    SATISFACTION,
)
"""Figures of the evaluation (考核), all from `evaluation.rates` and `evaluation.repeats`."""

CASE_INDICATORS = (
    REPORTED,
    CLOSED,
    ON_TIME,
    MEDIAN_DAYS,
    KEPT_IN_GRID,
    KEPT_IN_COMMUNITY,
    AGREEMENTS,
    SATISFACTION,
)
"""Figures that come from `cases.figures`, `cases.flow` and `cases.by_place`."""

MAP_INDICATORS = (
    REPORTED,
    REPORTED_PER_1000,
    ON_TIME,
    MEDIAN_DAYS,
    KEPT_IN_GRID,
    KEPT_IN_COMMUNITY,
    SATISFACTION,
    CLOSED,
    AGREEMENTS,
)
"""Figures by which a map can be coloured, all from `cases.by_place`."""

MEETINGS = Indicator("meetings", "meetings", "count", "up", accrues="evenly")
IN_RHYTHM = Indicator("in_rhythm", "in_rhythm", "percent", "up", "judged", 100)
ATTENDEES = Indicator("attendees", "attendees", "count", "up", accrues="evenly")
RESOLUTIONS = Indicator("resolutions", "resolutions", "count", accrues="evenly")
CARRIED_OUT = Indicator("carried_out", "resolutions_done", "percent", "up", "resolutions_tracked", 100)
CARRIED_OUT_IN_30 = Indicator("carried_out_in_30", "done_in_30", "percent", "up", "judged_30", 100)
CARRIED_OUT_IN_60 = Indicator("carried_out_in_60", "done_in_60", "percent", "up", "judged_60", 100)

MEETING_INDICATORS = (
    MEETINGS,
    ATTENDEES,
    RESOLUTIONS,
    CARRIED_OUT,
    CARRIED_OUT_IN_30,
    CARRIED_OUT_IN_60,
)
"""Figures of the deliberation meetings, all from `figures`, `over_time` and `by_topic` of `deliberation.meetings`."""

WITH_COMPANY = Indicator("with_company", "with_company", "count")
SIGNED_COMPOUNDS = Indicator("signed_compounds", "signed", "count", "up")
SIGNED_SHARE = Indicator("signed_share", "signed", "percent", "up", "known", 100)
CROSS_POSTS = Indicator("cross_posts", "posts", "count", "up")
POSTS_PER_SIGNED = Indicator("posts_per_signed", "posts", "count", "up", "signed_with_posts")
"""Written with two digits in tables; as a whole number it would say little."""

ELDERLY_INDICATORS = (ELDERS_60, ELDERS_80, LIVING_ALONE, LIMITED_MOBILITY, HOUSEHOLDS_SURVEYED)
"""Figures of the surveys of elders, from `figures` and `by_place` of `elderly.surveys`.

They are shown through `statistics.disclosure`.
"""

MISSING_CELLS = Indicator("missing_cells", "empty", "percent", "down", "cells", 100)
AHEAD = Indicator("ahead", "ahead", "count", "down")
IMPOSSIBLE = Indicator("impossible", "impossible", "count", "down")
REPEATED = Indicator("repeated", "repeated", "count", "down")
OUTSIDE = Indicator("outside", "outside", "count", "down")
UNPLACED = Indicator("unplaced", "unplaced", "count", "down")
"""What does not add up in cases: the share of missing values from `data.cells`, the others from `data.faults`."""

PARTICIPATION_A_YEAR = Indicator(
    "participation_a_year", "participants", "per_1000", "up", "resident_years", 1000
)
VOLUNTEERING_A_YEAR = Indicator("volunteering_a_year", "volunteers", "per_1000", "up", "resident_years", 1000)
GROUPED_HOUSEHOLDS = Indicator(
    "grouped_households", "households_covered", "percent", "up", "households_in_compounds", 100
)
VISITS_A_YEAR = Indicator("visits_a_year", "visits", "ratio", "up", "household_years", 100)
MEETINGS_A_YEAR = Indicator("meetings_a_year", "meetings", "per_1000", "up", "resident_years", 1000)
FAMILIARITY = Indicator("familiarity", "score", "points", "up")
"""The familiarity index; its parts and their weights are in `data_access.familiarity`."""


def every_indicator() -> tuple[Indicator, ...]:
    """Return all indicators."""
    return tuple(found for found in globals().values() if isinstance(found, Indicator))
