"""The page of neighbours against the oracle: residents' groups, volunteers, the circle around a community."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.indicators import (
    COMPOUNDS_GROUPED,
    GROUP_MEMBERS,
    HOURS_PER_TURN,
    RESIDENT_GROUPS,
    VOLUNTEER_HOURS,
    VOLUNTEER_TURNS,
)
from tests.walk.asking import Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import City, Figures, started, summed, within
from tests.walk.reading import Page
from tests.walk.telling import WORDS, cards, column, headed, word

NAME = "neighbours"
WITHOUT, DRAWN, REACHED = 500, 16, 1000
YES_NO = {True: WORDS["cases.one.yes"], False: WORDS["cases.one.no"]}


def of(name: str) -> str:
    return column(f"neighbours.{name}")


def covered(city: City, asked: Asked) -> pd.DataFrame:
    """The groups of each compound and kind, and the households that they cover: no more than it has."""
    rows = city.rows("resident_groups", asked.places)
    rows = rows.assign(kind=rows["kind"].fillna("unknown"))
    places = ["street_office_code", "community_code", "grid_code", "compound_code"]
    sums = rows.groupby([*places, "kind"], dropna=False).agg(
        groups=("group_id", "size"),
        members=("members", summed),
        covered=("households_covered", summed),
    )
    table = sums.reset_index()
    most = table["compound_code"].map(city.frames["compounds"].set_index("code")["households"]).astype(float)
    return table.assign(covered=np.fmin(table["covered"].astype(float), most.fillna(np.inf)))


def coverage(city: City, asked: Asked) -> pd.DataFrame:
    """The share of households that each kind of group covers."""
    households = city.residents(asked.places, "households")
    told = []
    for kind, rows in covered(city, asked).groupby("kind"):
        reached = summed(rows["covered"])
        sums = [rows["groups"].sum(), summed(rows["members"]), reached, households]
        told.append([word("group_kind", kind), round(100 * reached / households, 1), *sums])
    heads = [of("group_kind"), headed("group_coverage")]
    heads += [of(name) for name in ("groups", "members", "households_covered", "households")]
    return pd.DataFrame(told, columns=heads)


def coverage_places(city: City, asked: Asked) -> pd.DataFrame:
    """The places of the level below, each with the share that each kind of group covers."""
    rows, places = covered(city, asked), city.below(asked)
    kinds = rows.groupby("kind")["covered"].sum().sort_values(ascending=False).index
    told = []
    for place in places.to_dict("records"):
        own = rows[rows[f"{asked.below}_code"] == place["code"]]
        households = float(place["households"])
        sums = {of("groups"): own["groups"].sum(), of("members"): summed(own["members"])}
        shares = {
            WORDS["neighbours.share_of"].format(kind=word("group_kind", kind)): round(
                100 * summed(own.loc[own["kind"] == kind, "covered"]) / households, 1
            )
            for kind in kinds
        }
        told.append({of("name"): place["name"], of("households"): households, **sums, **shares})
    return pd.DataFrame(told) if len(kinds) else pd.DataFrame()


def without(city: City, asked: Asked) -> pd.DataFrame:
    """The compounds without any group, those with most households first."""
    rows = city.rows("compounds", asked.places)
    rows = rows[~rows["code"].isin(city.frames["resident_groups"]["compound_code"])]
    order = rows.assign(size=-rows["households"].astype(float)).sort_values(["size", "code"])
    rows = order.head(WITHOUT)
    return pd.DataFrame(
        {
            of("compound"): rows["name"],
            of("community"): rows["community_code"].map(city.names("communities")),
            of("street_office"): rows["street_office_code"].map(city.names("street_offices")),
            of("households"): rows["households"].astype(float),
            of("compound_kind"): [word("compound_kind", kind) for kind in rows["kind"]],
            of("property_company"): rows["property_company"],
            of("has_owners_committee"): rows["has_owners_committee"].map(YES_NO),
            of("grid"): rows["grid_code"].map(city.names("grids")),
        }
    )


def helped(city: City, asked: Asked, span: Span) -> pd.DataFrame:
    """The volunteers at the activities of a span, with place and moment."""
    rows = city.rows("activities", asked.places)
    rows = rows[within(rows["starts_at"], span)]
    kept = rows[["activity_id", "starts_at", "street_office_code", "community_code", "grid_code"]]
    return city.frames["activity_volunteers"].merge(kept, on="activity_id")


def of_volunteers(rows: pd.DataFrame) -> dict[str, float]:
    """The figures of some volunteers."""
    hours, timed = summed(rows["hours"]), rows.loc[rows["hours"].notna(), "headcount"].sum()
    return {
        "volunteer_turns": float(rows["headcount"].sum()),
        "volunteer_hours": hours,
        "hours_per_turn": hours / timed if timed else np.nan,
        "untimed": float(rows["headcount"].sum() - timed),
    }


def measured(rows: pd.DataFrame) -> dict[str, float]:
    """Turns, hours, and turns without hours, by their headings."""
    figures = of_volunteers(rows)
    heads = {headed("volunteer_turns"): "volunteer_turns", headed("volunteer_hours"): "volunteer_hours"}
    heads[of("untimed")] = "untimed"
    return {head: round(figures[key], 1) for head, key in heads.items()}


def volunteer_tables(city: City, asked: Asked) -> dict[str, pd.DataFrame]:
    """Volunteers by kind, by moment and kind, and by place of the level below."""
    rows = helped(city, asked, asked.span)
    kind = column("volunteer_kind")
    kinds = [
        {kind: word("volunteer_kind", code)}
        | measured(own)
        | {headed("hours_per_turn"): round(of_volunteers(own)["hours_per_turn"], 2)}
        for code, own in rows.groupby("kind")
    ]
    moments = [
        {column("at"): at, kind: word("volunteer_kind", code), **measured(own)}
        for (at, code), own in rows.groupby([started(rows["starts_at"], asked.unit), "kind"])
    ]
    places = []
    for place in city.below(asked).to_dict("records"):
        own = rows[rows[f"{asked.below}_code"] == place["code"]]
        residents, figures = float(place["residents"]), of_volunteers(own)
        per = {headed("turns_per_1000"): "volunteer_turns", headed("hours_per_1000"): "volunteer_hours"}
        rates = {head: round(1000 * figures[key] / residents, 1) for head, key in per.items()}
        names = {column("name"): place["name"], column("residents"): residents}
        places.append(names | measured(own) | rates)
    tables = {"volunteer_kinds": kinds, "volunteer_time": moments, "volunteer_places": places}
    return {key: pd.DataFrame(told) for key, told in tables.items()}


def joined(city: City, asked: Asked) -> pd.DataFrame:
    """Each organisation beside each activity of twelve months at least that it organised or partnered in."""
    places = {level: code for level, code in asked.places.items() if level != "grid"}
    year = asked.span[1].replace(day=1) - pd.DateOffset(months=11)
    rows = city.rows("activities", places)
    rows = rows[within(rows["starts_at"], (min(asked.span[0].replace(day=1), year), asked.span[1]))]
    kept = ["activity_id", "community_code", "kind", "participants", "organisation"]
    hosts = rows[rows["organiser"].notna() & (rows["organiser_kind"] != "community")]
    hosts = hosts.assign(organisation=hosts["organiser"].str.strip(), role="organised")
    helpers = rows.assign(organisation=rows["partners"].str.split("；"), role="partnered").explode(
        "organisation"
    )
    helpers = helpers.dropna(subset=["organisation"])
    helpers = helpers.assign(organisation=helpers["organisation"].str.strip())
    both = pd.concat([hosts, helpers])[[*kept, "role"]]
    both = both[both["organisation"] != ""].drop_duplicates(["activity_id", "organisation", "role"])
    flags = pd.get_dummies(both["role"]).reindex(columns=["organised", "partnered"], fill_value=False)
    each = pd.concat([both[kept], flags], axis=1)
    return each.groupby(["activity_id", "organisation"], as_index=False).agg(
        {
            "community_code": "first",
            "kind": "first",
            "participants": "first",
            "organised": "max",
            "partnered": "max",
        }
    )


def counted(rows: pd.DataFrame) -> dict[str, object]:
    """The role of an organisation and what it took part in, by their headings."""
    organised, partnered = int(rows["organised"].sum()), int(rows["partnered"].sum())
    role = "both" if organised and partnered else "organised" if organised else "partnered"
    return {
        of("role"): WORDS[f"neighbours.role.{role}"],
        column("activities"): len(rows),
        of("organised"): organised,
        of("partnered"): partnered,
        column("participants"): summed(rows["participants"]),
    }


def circle(rows: pd.DataFrame) -> pd.DataFrame:
    """The circle of the community with most organisations: these, the most active first."""
    sizes = rows.groupby("community_code").agg(
        organisations=("organisation", "nunique"), held=("activity_id", "nunique")
    )
    order = sizes.reset_index().sort_values(
        ["organisations", "held", "community_code"], ascending=[False, False, True]
    )
    own = rows[rows["community_code"] == order["community_code"].iloc[0]]
    told = []
    for name, some in own.groupby("organisation"):
        kinds = some["kind"].map(lambda code: word("activity_kind", code)).value_counts().reset_index()
        kinds = kinds.set_axis(["kind", "count"], axis=1).sort_values(
            ["count", "kind"], ascending=[False, True]
        )
        words = [f"{kind} {count}" for kind, count in kinds.to_numpy()]
        told.append(
            {of("organisation"): name, **counted(some), of("kinds"): WORDS["words.comma"].join(words)}
        )
    table = pd.DataFrame(told)
    return table.sort_values([column("activities"), column("participants")], ascending=False, kind="stable")


def reach(rows: pd.DataFrame) -> pd.DataFrame:
    """The organisations of several communities."""
    if rows["community_code"].nunique() < 2:
        return pd.DataFrame()
    table = pd.DataFrame(
        [
            {of("organisation"): name, of("communities"): some["community_code"].nunique(), **counted(some)}
            for name, some in rows.groupby("organisation")
        ]
    )
    keys = [of("communities"), column("activities"), of("organisation")]
    return table.sort_values(keys, ascending=[False, False, True]).head(REACHED)


def of_groups(city: City, asked: Asked) -> Figures:
    """The figures of residents' groups."""
    rows, compounds = city.rows("resident_groups", asked.places), city.rows("compounds", asked.places)
    grouped = compounds["code"].isin(city.frames["resident_groups"]["compound_code"])
    return {
        "resident_groups": len(rows),
        "group_members": summed(rows["members"]),
        "compounds_grouped": 100 * grouped.mean() if len(compounds) else np.nan,
    }


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of neighbours against the oracle."""
    groups = (RESIDENT_GROUPS, GROUP_MEMBERS, COMPOUNDS_GROUPED)
    cards(tally, NAME, page, dict.fromkeys(groups, (of_groups(city, asked), None)), 1.0)
    tally.panel(NAME, page, "coverage", coverage(city, asked), places=1)
    tally.panel(NAME, page, "coverage_places", coverage_places(city, asked), places=1)
    tally.panel(NAME, page, "without", without(city, asked))
    now, before = (
        of_volunteers(helped(city, asked, span)) for span in (asked.span, asked.earlier.other_span)
    )
    if now["volunteer_turns"]:
        apart = now["untimed"] > 0 or before["untimed"] > 0
        shown: dict = dict.fromkeys((VOLUNTEER_TURNS, HOURS_PER_TURN), (now, before))
        hours = {VOLUNTEER_HOURS: (now, None if apart else before)}
        cards(tally, NAME, page, shown | hours, asked.earlier.pace)
        for key, table in volunteer_tables(city, asked).items():
            tally.panel(NAME, page, key, table)
    else:
        tally.said(NAME, page, WORDS["neighbours.no_volunteers"])
    rows = joined(city, asked)
    if len(rows):
        friends = circle(rows)
        tally.panel(NAME, page, "circle", friends, drawn=friends.head(DRAWN))
    tally.panel(NAME, page, "reach", reach(rows))
