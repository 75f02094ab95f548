"""The page of a community's portrait against the oracle: its facts, its map, its cases, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from tests.walk.asking import Asked, Span, buckets
from tests.walk.comparing import Tally
from tests.walk.counting import City, of_activities, of_meetings, of_stock, summed, within
from tests.walk.elders import COUNTS, latest, open_spaces, people
from tests.walk.of_communities import COMPARED, compared
from tests.walk.reading import Page
from tests.walk.telling import WORDS, column, headed, name_of, word

NAME = "community"
LEVELS = ("grid", "community", "street_office", "city")
POSTS = ("community_party_committee", "compound_party_branch", "grid_chief", "full_time", "part_time")
LIFE = (
    "meetings",
    "attendees",
    "resolutions",
    "resolutions_done",
    "activities",
    "participants",
    "volunteers",
    "leaflets",
)
SHARES = ("reported_per_1000", "on_time", "satisfaction")
NEAR_DEGREES = 0.0005


def of(name: str) -> str:
    return column(f"community.{name}")


def counted(number: float) -> str:
    """A count as a fact is written."""
    return "—" if pd.isna(number) else f"{number:,.0f}"


def facts(tally: Tally, page: Page, key: str, rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Hold a table of facts against the oracle: as it is written on the page, and in its files."""
    expected = pd.DataFrame(rows, columns=[of(head) for head in heads], dtype=object)
    tables = {f"{key}.{kind}": page.table(key, kind) for kind in ("csv", "xlsx")}
    shown = page.shown([of(head) for head in heads])
    for what, table in (tables | {f"{key} on the page": shown}).items():
        tally.table(NAME, what, pd.DataFrame() if table is None else table, expected)


def who(city: City, code: str) -> list[tuple[str, str]]:
    """What the community is."""
    one = city.frames["communities"].set_index("code").loc[code]
    grids, compounds = city.rows("grids", {"community": code}), city.rows("compounds", {"community": code})
    kinds = compounds["kind"].value_counts()
    sizes = {
        "compounds": len(compounds),
        "new_compounds": kinds.get("new_compound", 0),
        "old_compounds": kinds.get("old_compound", 0),
        "old_villages": kinds.get("old_village", 0),
    }
    told = {
        "street_office": city.names("street_offices")[one["street_office_code"]],
        "kind": word("community_kind", one["kind"]) if pd.notna(one["kind"]) else "—",
        "founded_on": f"{one['founded_on']:%Y-%m-%d}" if pd.notna(one["founded_on"]) else "—",
        "residents": counted(one["residents"]),
        "households": counted(one["households"]),
        "area": f"{one['area_km2']:,.2f}" if one["area_km2"] else "—",
        "density": counted(one["residents"] / one["area_km2"]),
        "grids": counted(len(grids)),
        "branches": counted(grids["party_branch"].notna().sum()),
        "stations": counted(grids["station_name"].notna().sum()),
        "compounds": WORDS["community.compounds_of"].format(**sizes),
    }
    return [(WORDS[f"community.fact.{name}"], value) for name, value in told.items()]


def elements(city: City, code: str, span: Span) -> list[tuple[str, str, str]]:
    """Who governs it together, each with its figure."""
    place = {"community": code}
    compounds, grids = city.rows("compounds", place), city.rows("grids", place)
    held = city.rows("activities", place)
    held = held[within(held["starts_at"], span)]
    helped = city.frames["activity_volunteers"]
    partners = held["partners"].dropna().str.split("；").explode().str.strip()
    figures = {
        "party_branches": grids["party_branch"].notna().sum(),
        "owners_committees": compounds["has_owners_committee"].eq(True).sum(),
        "property_companies": compounds["property_company"].nunique(),
        "community_activities": (held["organiser_kind"] == "community").sum(),
        "social_activities": (held["organiser_kind"] == "social_organisation").sum(),
        "volunteer_turns": helped.loc[helped["activity_id"].isin(held["activity_id"]), "headcount"].sum(),
        "partners": partners[partners != ""].nunique(),
    }
    rows = city.frames["governance_elements"].sort_values("position").to_dict("records")
    number = WORDS["community.element"].format
    return [
        (
            number(number=row["position"]) if row["position"] else WORDS["community.core"],
            row["name"],
            WORDS[f"community.measure.{row['measure']}"].format(count=counted(figures[row["measure"]])),
        )
        for row in rows
    ]


def chain(city: City, code: str) -> list[tuple[str, str, str]]:
    """The posts of the community."""
    posts = city.rows("grid_posts", {"community": code})
    told = []
    for role in POSTS:
        held = posts.loc[posts["role"] == role, "filled"].astype(bool)
        if len(held):
            told.append((word("post_role", role), counted(held.sum()), counted((~held).sum())))
    return told


def spaces_there(city: City, code: str, asked: Asked) -> list[tuple[str, ...]]:
    """The activity spaces of the community."""
    names = city.names("compounds")
    return [
        (
            names.get(row["compound_code"], "—"),
            row["name"],
            "—" if pd.isna(row["floor"]) else WORDS["community.floor"].format(floor=int(row["floor"])),
            word("access", row["access"]),
            row["location_note"] if pd.notna(row["location_note"]) else "—",
            word("funding", row["funding"]),
        )
        for row in open_spaces(city, {"community": code}, asked).to_dict("records")
    ]


def life(tally: Tally, city: City, code: str, asked: Asked, page: Page) -> None:
    """Hold the life of the community against the oracle; of elders only what may be shown."""
    place, span = {"community": code}, asked.span
    meetings = city.rows("meetings", place)
    held = meetings[within(meetings["held_at"], span)]
    figures = {**of_meetings(meetings, span), **of_activities(city.rows("activities", place), span)}
    figures["resolutions_done"] = summed(held.loc[held["resolutions"].notna(), "resolutions_done"])
    groups, spaces = city.rows("resident_groups", place), open_spaces(city, place, asked)
    compounds = city.rows("compounds", place)
    figures["groups"], figures["members"] = len(groups), summed(groups["members"])
    figures["grouped"] = compounds["code"].isin(city.frames["resident_groups"]["compound_code"]).sum()
    figures["spaces"], figures["step_free"] = len(spaces), (spaces["access"] == "step_free").sum()
    alone = Asked("", place, span)
    surveys = latest(city, alone)
    exact = {name: summed(surveys[name]) if len(surveys) else np.nan for name in COUNTS[1:]}
    key = f"life_{code}"
    tables = {f"{key}.{kind}": page.table(key, kind) for kind in ("csv", "xlsx")}
    for what, table in (tables | {f"{key} on the page": page.shown([of("fact"), of("value")])}).items():
        assert table is not None
        told = dict(zip(table[of("fact")], table[of("value")], strict=True))
        tally.figure(NAME, f"{what}, how many", len(told), len(LIFE) + 5 + len(exact))
        for name in (*LIFE, "groups", "members", "grouped", "spaces", "step_free"):
            tally.words(
                NAME, f"{what}, {name}", told.get(WORDS[f"community.life_of.{name}"]), counted(figures[name])
            )
        for name, number in exact.items():
            people(tally, NAME, f"{what}, {name}", told.get(name_of(name)), number)


def points(city: City, code: str) -> pd.DataFrame:
    """What lies on the map of the community."""
    place = {"community": code}
    compounds, grids = city.rows("compounds", place), city.rows("grids", place)
    spaces = city.rows("spaces", place)
    free = spaces["step_free"].eq(True)
    parts = {
        "compound": compounds.loc[compounds["longitude"].notna(), "name"],
        "station": grids.loc[grids["station_longitude"].notna(), "station_name"],
        "step_free": spaces.loc[free & spaces["longitude"].notna(), "name"],
        "other_space": spaces.loc[~free & spaces["longitude"].notna(), "name"],
    }
    return pd.concat(
        [
            pd.DataFrame({column("name"): names, of("kind"): WORDS[f"community.point.{kind}"]})
            for kind, names in parts.items()
        ]
    )


def trend(city: City, code: str, span: Span) -> pd.DataFrame:
    """The cases reported and closed in each month of the year that ends with the span."""
    rows = city.rows("cases", {"community": code})
    first = (span[1] - pd.Timedelta(days=364)).replace(day=1)
    told = []
    for month in buckets((first, span[1]), "month"):
        inside = month[0], min(month[1], span[1])
        counts = {name: int(within(rows[f"{name}_at"], inside).sum()) for name in ("reported", "closed")}
        if any(counts.values()):
            told += [[month[0], name_of(name), float(count)] for name, count in counts.items()]
    return pd.DataFrame(told, columns=[column("at"), of("course"), of("cases")])


def ends(city: City, code: str, span: Span) -> pd.DataFrame:
    """How the cases of the community end."""
    rows = city.rows("cases", {"community": code})
    levels = rows.loc[within(rows["closed_at"], span), "resolved_level"].value_counts()
    stock = of_stock(rows)
    at = WORDS["community.closed_at"]
    counts = {at.format(level=word("level", level)): levels.get(level, 0) for level in LEVELS}
    counts |= {WORDS["community.still_open"]: stock["open"], WORDS["community.overdue"]: stock["overdue"]}
    return pd.DataFrame({of("end"): list(counts), of("cases"): list(counts.values())})


def bordering(city: City, code: str) -> list[str]:
    """The communities whose outline is near."""
    places = city.frames["communities"].dropna(subset=["outline"])
    shapes = shapely.from_geojson(places["outline"].to_numpy())
    own = shapes[(places["code"] == code).to_numpy()][0]
    near = shapely.distance(own, shapes) <= NEAR_DEGREES
    return [other for other in places.loc[near, "code"] if other != code]


def beside(tally: Tally, city: City, code: str, span: Span, page: Page) -> None:
    """Hold the community's rates beside the medians of its neighbours and of all against the oracle."""
    table, near = compared(city, span), bordering(city, code)
    key = f"compared_{code}"
    heads = ("figure", "own", "neighbours", "all")
    tables = {f"{key}.{kind}": page.table(key, kind) for kind in ("csv", "xlsx")}
    shown = page.shown([of(head) for head in heads])
    for what, told in (tables | {f"{key} on the page": shown}).items():
        assert told is not None
        rows = told.set_index(of("figure"))
        tally.figure(NAME, f"{what}, how many", len(rows), len(COMPARED))
        for name in COMPARED:
            values = table[name]
            numbers = values.get(code, np.nan), values.reindex(near).median(), values.median()
            for head, number in zip(heads[1:], numbers, strict=True):
                cell = rows.loc[name_of(name), of(head)]
                in_hours = name == "median_days" and 0 < number < 1
                tally.told(NAME, f"{what}, {name}, {head}", cell, 24 * number if in_hours else number)


def every(city: City, asked: Asked) -> pd.DataFrame:
    """The communities in the selected places, with their cases in the period."""
    places = city.named("communities").loc[city.rows("communities", asked.places).index]
    rows, rates = city.rows("cases", asked.places), compared(city, asked.span)
    counts = rows.loc[within(rows["reported_at"], asked.span), "community_code"].value_counts()
    codes = places["code"]
    told = {
        column("name"): places["name"].to_numpy(),
        column("street_office"): places["street_office_code"].map(city.names("street_offices")).to_numpy(),
        column("residents"): places["residents"].astype(float).to_numpy(),
        headed("reported"): counts.reindex(codes).fillna(0).to_numpy(),
    }
    shares = {headed(name): rates[name].reindex(codes).to_numpy() for name in SHARES}
    return pd.DataFrame(told | shares)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the portrait of the community that is selected against the oracle; without one the table of all of them."""
    code = asked.places.get("community")
    if code is None:
        tally.panel(NAME, page, "communities", every(city, asked))
        return
    facts(tally, page, f"who_{code}", who(city, code), ("fact", "value"))
    facts(tally, page, f"elements_{code}", elements(city, code, asked.span), ("role", "element", "figure"))
    facts(tally, page, f"chain_{code}", chain(city, code), ("post", "filled", "vacant"))
    tally.panel(NAME, page, f"map_{code}", points(city, code))
    tally.panel(NAME, page, f"trend_{code}", trend(city, code, asked.span))
    tally.panel(NAME, page, f"ends_{code}", ends(city, code, asked.span))
    beside(tally, city, code, asked.span, page)
    life(tally, city, code, asked, page)
    heads = ("compound", "space", "floor", "access", "where", "funding")
    facts(tally, page, f"spaces_{code}", spaces_there(city, code, asked), heads)
