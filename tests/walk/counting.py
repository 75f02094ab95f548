"""The oracle: figures counted in pandas, from the meaning of their words and not from the SQL of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.walk.asking import Asked, Span, buckets, whole

AS_OF = pd.Timestamp("2026-06-30 18:00")
DAY = pd.Timedelta(days=1)
HOUR = pd.Timedelta(hours=1)
ATTENDANCE = ("residents", "party_members", "property_staff", "officials")
TABLES = {"street_office": "street_offices", "community": "communities", "grid": "grids"}

Figures = Mapping[str, float]
Measure = Callable[[pd.DataFrame, Span], Figures]


@dataclass(frozen=True)
class City:
    """The demo city's tables, narrowed by places one table at a time."""

    frames: Mapping[str, pd.DataFrame]
    kept: dict[tuple, pd.DataFrame] = field(default_factory=dict, repr=False)

    def rows(self, table: str, places: Mapping[str, str]) -> pd.DataFrame:
        """The rows of a table in some places."""
        key = (table, *places.items())
        if key not in self.kept:
            self.kept[key] = self._narrowed(table, places)
        return self.kept[key]

    def _narrowed(self, table: str, places: Mapping[str, str]) -> pd.DataFrame:
        frame = self.frames[table]
        own = next((level for level, name in TABLES.items() if name == table), None)
        for level, code in places.items():
            column = "code" if level == own else f"{level}_code"
            if column in frame:
                frame = frame[frame[column] == code]
        return frame

    def residents(self, places: Mapping[str, str], column: str = "residents") -> float:
        """How many people (or households) live in some places: told by the finest place selected."""
        level = next(
            (name for name in ("grid", "community", "street_office") if name in places), "street_office"
        )
        known = self.rows(TABLES[level], places)[column]
        return float(known.sum()) if known.notna().any() else np.nan

    def below(self, asked: Asked) -> pd.DataFrame:
        """The places of the level below, those that share a name with what lies above them."""
        return self.named(TABLES[asked.below]).loc[self.rows(TABLES[asked.below], asked.places).index]

    def named(self, table: str) -> pd.DataFrame:
        """The places of a level; a name that is met more than once in it carries the names above, until it is alone."""
        if (table, "named") not in self.kept:
            self.kept[table, "named"] = self._told_apart(table)
        return self.kept[table, "named"]

    def _told_apart(self, table: str) -> pd.DataFrame:
        places = self.frames[table]
        called = {
            code: name
            for name in TABLES.values()
            for code, name in self.frames[name][["code", "name"]].values
        }
        above = [column for column in ("community_code", "street_office_code") if column in places]
        names = places["name"]
        for depth in range(1, len(above) + 1):
            chain = places[above[0]].map(called)
            for column in above[1:depth]:
                chain = chain + "·" + places[column].map(called)
            names = names.mask(names.duplicated(keep=False), places["name"] + "（" + chain + "）")
        return places.assign(
            name=names.mask(names.duplicated(keep=False), places["name"] + "（" + places["code"] + "）")
        )

    def names(self, table: str) -> pd.Series:
        """The bare names of places by their codes."""
        return self.frames[table].set_index("code")["name"]

    def places_factor(self, asked: Asked) -> float:
        """By what counts of the comparison's places are multiplied."""
        return 1.0 if asked.in_time else self.residents(asked.places) / self.residents(asked.other_places)


def within(moments: pd.Series, span: Span) -> pd.Series:
    """Which moments lie on the days of a span."""
    return moments.dt.floor("D").between(*span)


def started(moments: pd.Series, unit: str) -> pd.Series:
    """The first day of the day, week or month that each moment lies in."""
    day = moments.dt.floor("D")
    if unit == "week":
        return day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return day - pd.to_timedelta(day.dt.day - 1, unit="D") if unit == "month" else day


def share(part: pd.Series, of: pd.Series) -> float:
    """Per cent of the true ones of which something is true, unknown of none."""
    return 100 * float((part & of).sum()) / int(of.sum()) if of.any() else np.nan


def summed(values: pd.Series) -> float:
    """The sum of what is known: 0 of no rows, unknown where none of them tells."""
    known = values.dropna().astype(float)
    return float(known.sum()) if len(known) or values.empty else np.nan


def of_cases(rows: pd.DataFrame, span: Span) -> Figures:
    """The figures of cases in a span."""
    closed = rows[within(rows["closed_at"], span)]
    taken = (closed["closed_at"] - closed["reported_at"]) / pd.Timedelta(days=1)
    level = closed["resolved_level"]
    rating = closed["satisfaction"].astype("Float64")
    return {
        "reported": int(within(rows["reported_at"], span).sum()),
        "closed": len(closed),
        "on_time": share(closed["due_at"] >= closed["closed_at"], closed["due_at"].notna()),
        "median_days": float(taken.quantile(0.5)) if len(closed) else np.nan,
        "kept_in_grid": share(level == "grid", level.notna()),
        "kept_in_community": share((level == "grid") | (level == "community"), level.notna()),
        "agreements": float(closed["agreement_signed"].eq(True).sum()),
        "satisfaction": share(rating.gt(3).fillna(False).astype(bool), rating.notna()),
    }


def of_stock(rows: pd.DataFrame) -> Figures:
    """What is open when the data end."""
    left = rows[rows["closed_at"].isna()]
    late_by = (AS_OF - left["due_at"]) / HOUR
    return {
        "open": len(left),
        "overdue": int((late_by > 0).sum()),
        "due_soon": int(late_by.between(-72, 0).sum()),
    }


def of_visits(rows: pd.DataFrame, span: Span) -> Figures:
    """The figures of visits in a span."""
    made = rows[within(rows["visited_at"], span)]
    return {"visits": len(made), "problems_found": summed(made["problems_found"])}


def of_grids(city: City, places: Mapping[str, str], span: Span) -> Figures:
    """The figures of visits beside the grids and households of some places."""
    made = city.rows("visits", places)
    made = made[within(made["visited_at"], span)]
    grids = city.rows("grids", places).set_index("code")["households"].astype(float)
    called = made.groupby("grid_code")["households"].sum(min_count=1).astype(float)
    unseen = ~grids.index.isin(made["grid_code"])
    calls = called.reindex(grids.index).where(~unseen, 0.0)
    counted = calls.notna() & grids.notna()
    reached = np.minimum(calls[counted], grids[counted]).sum()
    return dict(of_visits(made, span)) | {
        "visits_per_grid": len(made) / len(grids) if len(grids) else np.nan,
        "visits_per_100_households": 100 * len(made) / city.residents(places, "households"),
        "grids_visited": 100 * float((~unseen).mean()) if len(grids) else np.nan,
        "households_reached": 100 * reached / grids[counted].sum() if counted.any() else np.nan,
    }


def of_activities(rows: pd.DataFrame, span: Span) -> Figures:
    """The figures of activities in a span."""
    held = rows[within(rows["starts_at"], span)]
    people = held["participants"].astype(float)

    def ratio(top: str, bottom: str) -> float:
        both = held.dropna(subset=[top, bottom])
        return both[top].astype(float).sum() / both[bottom].astype(float).sum() if len(both) else np.nan

    return {
        "activities": len(held),
        "participants": summed(held["participants"]),
        "per_activity": people.mean(),
        "volunteers": summed(held["volunteers"]),
        "leaflets": summed(held["leaflets"]),
        "turnout": 100 * ratio("participants", "capacity"),
        "first_time": 100 * ratio("first_timers", "participants"),
        "cost_per_participant": ratio("cost_yuan", "participants"),
    }


def carried_out(rows: pd.DataFrame) -> pd.Series:
    """Which meetings have all their resolutions carried out, at a time that can be."""
    return (rows["resolutions"] > 0) & (rows["done_at"] >= rows["held_at"])


def unfinished(rows: pd.DataFrame) -> pd.Series:
    """Which meetings are known to have resolutions still to be carried out."""
    return rows["done_at"].isna() & (rows["resolutions_done"] < rows["resolutions"])


def of_meetings(rows: pd.DataFrame, span: Span) -> Figures:
    """The figures of deliberation meetings in a span."""
    held = rows[within(rows["held_at"], span)]
    came = held[list(ATTENDANCE)].astype(float)
    known = held.dropna(subset=["resolutions_done", "resolutions"])
    resolved = known["resolutions"].sum()
    out = {
        "meetings": len(held),
        "attendees": summed(came.sum(axis=1, min_count=1)),
        "resolutions": summed(held["resolutions"]),
        "carried_out": 100 * known["resolutions_done"].sum() / resolved if resolved else np.nan,
    }
    for days in (30, 60):
        judged = (carried_out(held) | unfinished(held)) & (held["held_at"] + days * DAY <= AS_OF)
        in_time = carried_out(held) & (held["done_at"] - held["held_at"] <= days * DAY)
        out[f"carried_out_in_{days}"] = share(in_time, judged)
    return out


def history(
    rows: pd.DataFrame, asked: Asked, moments: tuple[str, ...], measure: Measure, keys: Iterable[str]
) -> dict[str, list[float]]:
    """Figures of each whole day, week or month in which anything happened; nothing of a single one."""
    whole_ones = [bucket for bucket in buckets(asked.span, asked.unit) if whole(bucket, asked.span)]
    any_at = pd.concat([rows[name].dropna() for name in moments])
    known = [measure(rows, bucket) for bucket in whole_ones if within(any_at, bucket).any()]
    lines = {key: [figures[key] for figures in known if not pd.isna(figures[key])] for key in keys}
    return lines if len(known) > 1 else {key: [] for key in keys}


RELATIVE = {"count", "per_1000", "ratio"}


def change(now: float, then: float, unit: str, pace: float, *, accrues: bool) -> float:
    """Per cent of a count, points of a share, else the difference; unknown where it cannot be told."""
    base = then * pace if accrues else then
    if unit in RELATIVE:
        return np.nan if pd.isna(now) or pd.isna(base) or base == 0 else 100 * (now / base - 1)
    return now - base
