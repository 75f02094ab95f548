"""A small city of given traits as the tables of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data_access.schema import CASE_STEPS, LEVELS, POST_ROLES, SCHEMA_VERSION, VISIT_ROLES, metadata
from data_access.schema.elements import default_elements
from tests.cities.traits import NAMES, Traits

Frames = dict[str, pd.DataFrame]

STEP = 0.01
"""Degrees between the south-western corners of two street offices."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "channel": ("patrol", "resident", "hotline", "另一渠道"),
    "level": LEVELS,
    "resolved_level": LEVELS,
    "method": ("mediation", "repair", "cleaning"),
    "purpose": ("home_visit", "problem_check", "safety", "care"),
    "topic_kind": ("parking", "lift", "leak"),
    "organiser_kind": ("community", "property", "owners_committee", "social_organisation"),
    "funding": ("public_income", "government", "donation"),
    "property_company": ("甲物业", "乙物业"),
    "partners": ("甲；乙", "", "丙"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "communities": ("new_type", "urban", "rural"),
    "grids": ("residential", "village", "special"),
    "compounds": ("new_compound", "old_compound", "old_village"),
    "activities": ("culture", "health", "自办"),
    "activity_volunteers": ("party_member", "safety", "resident"),
    "elderly_needs": ("meals", "medical", "cleaning"),
    "spaces": ("health_hut", "cinema", "calligraphy"),
    "landmarks": ("school", "hospital", "park"),
    "resident_groups": ("building", "owners", "settlers"),
}
ROLES = {"grid_posts": POST_ROLES, "visits": VISIT_ROLES}
"""The words that columns hold; those that no catalogue knows stand for a site's own."""


@dataclass(frozen=True)
class Maker:
    """Draws the rows of a city's tables."""

    traits: Traits
    chance: np.random.Generator

    @property
    def first(self) -> pd.Timestamp:
        """The first day of the data."""
        return self.traits.last - pd.Timedelta(days=self.traits.days - 1)

    @property
    def as_of(self) -> pd.Timestamp:
        """The moment that the data end."""
        return self.traits.last + pd.Timedelta(hours=18)

    def picked(self, values: Any, count: int) -> pd.Series:
        """So many of the values, each as likely."""
        return pd.Series(values, dtype=object).sample(
            count, replace=True, random_state=self.chance, ignore_index=True
        )

    def moments(self, count: int) -> pd.Series:
        """So many moments of the days of the data."""
        seconds = self.chance.integers(0, int((self.as_of - self.first).total_seconds()), count)
        return self.first + pd.Series(pd.to_timedelta(seconds, unit="s"))

    def names(self, what: str, count: int) -> list[str]:
        """So many names of what is named; of plain ones no two are alike."""
        kind = self.traits.names
        pool = [name for names in NAMES.values() for name in names] if kind == "mixed" else NAMES[kind]
        number = iter(range(count))
        return [
            f"{name}{what}{next(number)}" if kind == "plain" else name for name in self.picked(pool, count)
        ]

    def filled(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with every column of the table that they lack, without those that the city lacks."""
        for column in metadata.tables[table].c:
            if column.name not in rows and column.name not in ("longitude", "latitude", "outline"):
                rows[column.name] = self.values(table, column, len(rows))
        unknown = [name for name in rows if (table, name) in self.traits.lacking]
        return rows.assign(**dict.fromkeys(unknown))

    def values(self, table: str, column: Any, count: int) -> Any:
        """Values of a column; where it may be empty, of a few rows none."""
        name, kind = column.name, column.type.__class__.__name__
        if name in (
            "name",
            "name_en",
            "station_name",
            "party_branch",
            "series",
            "organiser",
            "topic",
            "summary",
        ):
            drawn = pd.Series(self.names("", count), dtype=object)
        elif kind in ("String", "Text"):
            words = {"kind": KINDS.get(table), "role": ROLES.get(table)}.get(name) or WORDS.get(
                name, ("一", "二")
            )
            drawn = self.picked(words, count)
        elif kind == "Boolean":
            drawn = self.picked((True, False), count)
        elif kind in ("Date", "DateTime"):
            drawn = self.moments(count).astype(object)
        elif name == "satisfaction":
            drawn = self.picked(range(1, 6), count)
        else:
            drawn = self.picked(range(60), count)
        return drawn.where(self.chance.random(count) < 0.9, None) if column.nullable else drawn

    def located(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with a point in the city, as many as the traits say."""
        (east, north), count = self.traits.centre, len(rows)
        width = 10 * STEP
        points = pd.DataFrame(
            {
                "longitude": east + self.chance.uniform(0, width, count),
                "latitude": north + self.chance.uniform(0, width, count),
            }
        )
        if self.traits.points == "same":
            points = points.assign(longitude=east + STEP / 2, latitude=north + STEP / 2)
        known = {
            "none": np.zeros(count, bool),
            "one": np.arange(count) == 0,
            "some": self.chance.random(count) < 0.5,
        }.get(self.traits.points, np.ones(count, bool))
        return rows.assign(**points.where(pd.Series(known)))


def square(east: float, north: float, width: float) -> str:
    """An outline: a square from its south-western corner."""
    ring = [
        [east, north],
        [east + width, north],
        [east + width, north + width],
        [east, north + width],
        [east, north],
    ]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def below(above: pd.DataFrame, own: str, each: int, digits: int) -> pd.DataFrame:
    """So many places in each of those above: codes, the codes above them, and where they lie."""
    rows = above.loc[above.index.repeat(each)].reset_index(drop=True)
    number = pd.Series(np.arange(len(rows)) % max(each, 1))
    side = int(np.ceil(np.sqrt(max(each, 1))))
    rows[f"{own}_code"] = rows["code"]
    rows["code"] += (number + 1).astype(str).str.zfill(digits)
    rows["width"] /= side
    return rows.assign(
        longitude=rows["longitude"] + number % side * rows["width"],
        latitude=rows["latitude"] + number // side * rows["width"],
    )


def places(maker: Maker) -> Frames:
    """Street offices and what lies in them."""
    traits, (east, north) = maker.traits, maker.traits.centre
    number = np.arange(traits.street_offices)
    side = int(np.ceil(np.sqrt(traits.street_offices)))
    streets = pd.DataFrame({"code": pd.Series(number + 1).astype(str).str.zfill(3).radd("350999")})
    streets = streets.assign(
        longitude=east + number % side * STEP, latitude=north + number // side * STEP, width=STEP
    )
    found = {"street_offices": streets}
    levels = (
        ("street_offices", "street_office", "communities", traits.communities, 3),
        ("communities", "community", "grids", traits.grids, 3),
        ("grids", "grid", "compounds", traits.compounds, 2),
    )
    for upper, own, name, each, digits in levels:
        found[name] = below(found[upper], own, each, digits)
    return {name: described(maker, name, rows) for name, rows in found.items()}


def described(maker: Maker, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Places with names and, where the city has them, outlines."""
    rows = rows.assign(name=maker.names(table, len(rows)))
    corners = rows[["longitude", "latitude", "width"]].itertuples(index=False)
    outlines = [square(*corner) for corner in corners]
    if table != "compounds":
        rows["outline"] = outlines if table in maker.traits.outlines else None
    rows["residents"] = maker.picked(range(100, 5000), len(rows))
    middle = rows[["longitude", "latitude"]].add(rows["width"] / 2, axis=0)
    labelled = middle if maker.traits.points != "none" else middle * np.nan
    rows = rows.assign(**labelled).drop(columns="width")
    return maker.filled(table, rows)


def codes(maker: Maker, table: str, frames: Frames, count: int) -> pd.DataFrame:
    """The codes of the places that so many rows lie in, as deep as the table and the traits allow."""
    chain = [name for name in PLACE_CODES if name in metadata.tables[table].c]
    levels = ("none", *(name.removesuffix("_code") for name in PLACE_CODES))
    deepest = max((name for name in PLACES if len(frames[name])), key=PLACES.index)
    at = PLACE_CODES[PLACES.index(deepest)]
    rows = frames[deepest].sample(count, replace=True, random_state=maker.chance, ignore_index=True)
    rows = rows.rename(columns={"code": at}).reindex(columns=chain)
    depth = pd.Series(
        maker.chance.integers(0, len(levels), count)
        if maker.traits.placed == "mixed"
        else np.full(count, levels.index(maker.traits.placed))
    )
    return pd.DataFrame({name: rows[name].where(depth > index, None) for index, name in enumerate(chain)})


PLACES = ("street_offices", "communities", "grids", "compounds")
PLACE_CODES = ("street_office_code", "community_code", "grid_code", "compound_code")


def categories(maker: Maker) -> pd.DataFrame:
    """The categories of cases, below main ones or none."""
    count = maker.traits.categories
    code = pd.Series([f"k{number}" for number in range(count)], dtype=object)
    parent = pd.Series([None] * count, dtype=object)
    if maker.traits.parents and count > 2:
        main = pd.Series([f"k{number % 3}" for number in range(count)], dtype=object)
        lower = pd.Series(np.arange(count) > 2)
        code, parent = code.mask(lower, main + "." + code), main.where(lower, None)
    rows = pd.DataFrame({"code": code, "parent_code": parent, "name": maker.names("类", count)})
    return maker.filled("case_categories", rows)


def cases(maker: Maker, frames: Frames) -> pd.DataFrame:
    """Cases, open and closed."""
    traits, count = maker.traits, maker.traits.cases
    share = {"none": 0.0, "some": 0.6, "all": 1.0}
    reported = maker.moments(count)
    rows = codes(maker, "cases", frames, count).assign(
        case_id=[f"C{number:05d}" for number in range(count)], reported_at=reported
    )
    closed = pd.Series(maker.chance.random(count) < share[traits.closed])
    closing = reported + (maker.as_of - reported) * pd.Series(maker.chance.random(count))
    rows["status"] = closed.map({True: "closed", False: "open"}).astype(object)
    rows["closed_at"] = closing.dt.floor("s").where(closed)
    due = reported + pd.Series(pd.to_timedelta(maker.chance.integers(1, 400, count), unit="h"))
    rows["due_at"] = due.where(pd.Series(maker.chance.random(count) < share[traits.deadlines]))
    known = frames["case_categories"]["code"]
    rows["category_code"] = maker.picked(known, count) if len(known) else None
    rows = maker.filled("cases", maker.located(rows))
    known = ("cases", "resolved_level") not in traits.lacking
    return rows.assign(resolved_level=rows["level"].where(closed & known, None))


def life(maker: Maker, table: str, frames: Frames) -> pd.DataFrame:
    """Rows of one of the further tables; those that hang on another table's only where it has any."""
    count, held = maker.traits.life[table], metadata.tables[table]
    own = {key.name: pd.Series([f"{key.name}{at}" for at in range(count)]) for key in held.primary_key}
    if table in HANGING:
        upper, key = HANGING[table]
        ids = frames[upper][key]
        count = min(count, len(ids))
        own = {key: ids.head(count).reset_index(drop=True)}
    rows = codes(maker, table, frames, count).assign(**own)
    if table == "case_events":
        steps = [
            pd.DataFrame({"case_id": ids, "seq": at + 1, "step": step}) for at, step in enumerate(CASE_STEPS)
        ]
        rows = pd.concat(steps, ignore_index=True)
    if "longitude" in held.c:
        rows = maker.located(rows)
    return maker.filled(table, rows)


HANGING = {
    "case_events": ("cases", "case_id"),
    "activity_volunteers": ("activities", "activity_id"),
    "elderly_needs": ("elderly_surveys", "survey_id"),
}
"""Tables whose rows belong to another table's, and by which key."""


def made(traits: Traits) -> Frames:
    """Every table of the city of these traits."""
    maker = Maker(traits, np.random.default_rng((traits.seed, 16)))
    frames = places(maker)
    frames["case_categories"] = categories(maker)
    frames["cases"] = cases(maker, frames)
    for table in sorted(traits.life, key=lambda name: name in HANGING):
        if table == "governance_elements":
            frames[table] = default_elements().head(traits.life[table])
        else:
            frames[table] = life(maker, table, frames)
    side = STEP * int(np.ceil(np.sqrt(traits.street_offices)))
    row = {
        "city_code": "350999",
        "city_name": maker.names("市", 1)[0],
        "as_of": maker.as_of,
        "synthetic": False,
        "generation": 1,
        "schema_version": SCHEMA_VERSION,
        "loaded_at": maker.as_of,
        "outline": square(*traits.centre, side) if "dataset" in traits.outlines else None,
        "source": None,
        "calendar_until": None,
        "outline_note": None,
    }
    return {"dataset": pd.DataFrame([row])} | frames
