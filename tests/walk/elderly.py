"""The page of elders against the oracle: surveys as far as they may be shown, needs, spaces, who lives far."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.indicators import BEYOND_REACH, ELDERLY_INDICATORS
from tests.walk.asking import Asked
from tests.walk.comparing import Tally
from tests.walk.counting import City, summed
from tests.walk.elders import (
    COUNTS,
    FEWEST,
    REACH,
    SEARCH,
    beyond,
    homes,
    latest,
    open_spaces,
    people,
    space_kind,
)
from tests.walk.reading import Page, number
from tests.walk.telling import WORDS, column, headed, name_of, word

NAME = "elderly"
MOST_DOTS = 300
"""So many spaces are drawn each."""


def of(name: str) -> str:
    return column(f"elderly.{name}")


def figures(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the cards against the oracle."""
    rows = latest(city, asked)
    for item in ELDERLY_INDICATORS:
        exact = summed(rows[item.key]) if len(rows) else np.nan
        people(tally, NAME, item.key, page.card(name_of(item.key)).value, exact)
    far = float(beyond(city, asked)["limited_mobility"].sum())
    card = page.card(name_of(BEYOND_REACH.key)).value
    if not len(rows):
        tally.words(NAME, "beyond_reach", card, "—")
    elif far:
        people(tally, NAME, "beyond_reach", card, far)
    else:
        tally.words(NAME, "beyond_reach", card, WORDS["elderly.nobody"])


def tables(tally: Tally, page: Page, key: str) -> dict[str, pd.DataFrame]:
    """A panel's table on the page and in its files, nothing where it is not offered."""
    if key not in page.files:
        tally.wrong.append(f"{NAME}: {key}: not offered")
        return {}
    out = {f"{key}.{kind}": page.table(key, kind) for kind in ("csv", "xlsx")}
    tally.whole(NAME, page, key)
    shown = page.shown(list(out[f"{key}.csv"]))
    if shown is None:
        tally.wrong.append(f"{NAME}: {key}: not shown as a table")
        return out
    return out | {f"{key} on the page": shown}


def counts(tally: Tally, page: Page, key: str, expected: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Hold a panel of counts of people against the exact ones, row by row; return the numbers that are shown."""
    shown = pd.DataFrame(np.nan, index=expected.index, columns=list(expected))
    others = [name for name in expected if name not in keys]
    for what, table in tables(tally, page, key).items():
        if len(table) != len(expected):
            tally.wrong.append(f"{NAME}: {what}: {len(table)} rows, not {len(expected)}")
            continue
        rows = table.set_index(keys)
        for row, exact in zip(expected.index, expected.to_dict("records"), strict=True):
            own = rows.loc[tuple(exact[name] for name in keys) if len(keys) > 1 else exact[keys[0]]]
            for name in others:
                if people(tally, NAME, f"{what}, {name}, {exact[keys[0]]}", own[name], exact[name]):
                    shown.loc[row, name] = exact[name]
    for name in others:
        held = expected[name].notna() & shown[name].isna()
        if (
            held.any()
            and not (expected[name] < FEWEST).any()
            and name not in (of("limited_mobility"), *NEEDS)
        ):
            tally.wrong.append(f"{NAME}: {key}: {name} is withheld though no count is small")
    return shown


NEEDS = (of("needed"), of("met"), of("unmet"))


def needs(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the needs against the oracle, and the bars that are drawn of those that are shown."""
    rows = city.frames["elderly_needs"]
    rows = rows[rows["survey_id"].isin(latest(city, asked)["survey_id"])]
    met = rows[["met", "needed"]].min(axis=1)
    sums = rows.assign(met=met, unmet=rows["needed"] - met).groupby("kind")[["needed", "met", "unmet"]].sum()
    if sums.empty:
        return
    names = [word("need_kind", code) for code in sums.index]
    exact = pd.DataFrame(
        {of("need_kind"): names, **{of(name): sums[name].to_numpy(dtype=float) for name in sums}}
    )
    shown = counts(tally, page, "needs", exact, [of("need_kind")])
    share = (100 * shown[of("met")] / shown[of("needed")]).round(1)
    rates = pd.DataFrame({of("need_kind"): names, headed("needs_met"): share})
    for kind in ("csv", "xlsx"):
        tally.table(NAME, f"needs.{kind}", page.table("needs", kind), rates, 1)
    undivided = shown[of("needed")].where(shown[of("met")].isna() | shown[of("unmet")].isna())
    parts = {of(name): shown[of(name)].where(undivided.isna()) for name in ("met", "unmet")}
    parts[WORDS["elderly.undivided"]] = undivided
    bars = pd.DataFrame({of("need_kind"): names, **parts}).melt(
        of("need_kind"), var_name="part", value_name="people"
    )
    tally.drawn(NAME, page, "needs", bars.dropna(subset=["people"]))


def by_place(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the counts of the places below against the oracle."""
    rows = latest(city, asked)
    sums = rows.groupby(f"{asked.below}_code")[list(COUNTS)].agg(summed)
    surveyed = rows.groupby(f"{asked.below}_code")["compound_code"].count()
    places = city.below(asked).set_index("code")["name"]
    known = [code for code in places.index if surveyed.get(code, 0) > 0]
    if not known:
        return
    exact = pd.DataFrame({of("place"): places[known], **{of(name): sums.loc[known, name] for name in COUNTS}})
    shown = counts(tally, page, "elders", exact.reset_index(drop=True), [of("place")])
    told = pd.DataFrame({of("place"): places[known].to_numpy(), of("surveyed"): surveyed[known].to_numpy()})
    for kind in ("csv", "xlsx"):
        tally.table(NAME, f"elders.{kind}", page.table("elders", kind), told)
    first = shown[of(ELDERLY_INDICATORS[0].key)].to_numpy()
    tally.drawn(
        NAME, page, "elders", pd.DataFrame({of("place"): places[known].to_numpy(), of("people"): first})
    )


def out_of_reach(tally: Tally, city: City, asked: Asked, page: Page) -> pd.DataFrame:
    """Hold the list of compounds without a step-free space near against the oracle, and return it."""
    all_homes, rows = homes(city, asked), beyond(city, asked)
    if rows.empty:
        if "beyond" in page.files:
            tally.wrong.append(f"{NAME}: beyond: offered though there is nothing")
        return rows
    placed = all_homes["longitude"].notna()
    sizes = {"limited": len(all_homes), "beyond": len(rows), "unplaced": int((~placed).sum())}
    sizes["near"] = sizes["limited"] - sizes["beyond"] - sizes["unplaced"]
    tally.said(
        NAME,
        page,
        WORDS["elderly.reach"].format(metres=REACH, **{key: f"{size:,}" for key, size in sizes.items()}),
    )
    expected = pd.DataFrame(
        {
            of("street_office"): rows["street_office_code"].map(city.names("street_offices")),
            of("community"): rows["community_code"].map(city.names("communities")),
            of("grid"): rows["grid_code"].map(city.names("grids")),
            of("compound"): rows["name"],
            of("nearest"): rows["nearest"].fillna(WORDS["elderly.none_near"].format(metres=f"{SEARCH:,}")),
            of("surveyed_on"): pd.to_datetime(rows["surveyed_on"]).dt.strftime("%Y-%m-%d"),
        }
    )
    exact = dict(
        zip(zip(*(expected[name] for name in expected), strict=True), rows.to_dict("records"), strict=True)
    )
    for what, table in tables(tally, page, "beyond").items():
        tally.table(NAME, what, table, expected)
        for row in table.to_dict("records"):
            own = exact.get(tuple(row[name] for name in expected))
            if own is not None:
                people(tally, NAME, f"{what}, people", row[of("limited_mobility")], own["limited_mobility"])
                told = number(str(row[of("metres")]))
                tally.figure(NAME, f"{what}, metres", told, own["metres"], 1.5)
    return rows


def funding(spaces: pd.DataFrame) -> pd.DataFrame:
    """The spaces by who pays for them and how one gets in."""
    sizes = spaces.groupby(["funding", "access"]).size().rename("n").reset_index()
    sizes["funding"] = [word("funding", code) for code in sizes["funding"]]
    sizes["access"] = [word("access", code) for code in sizes["access"]]
    return sizes.set_axis([of("funding"), of("access"), of("spaces")], axis=1)


def space_list(city: City, spaces: pd.DataFrame) -> pd.DataFrame:
    """The list of spaces."""
    return pd.DataFrame(
        {
            of("street_office"): spaces["street_office_code"].map(city.names("street_offices")),
            of("community"): spaces["community_code"].map(city.names("communities")),
            of("compound"): spaces["compound_code"].map(city.names("compounds")),
            of("name"): spaces["name"],
            of("kind"): space_kind(spaces["kind"]),
            of("floor"): spaces["floor"].astype(float),
            of("access"): [word("access", code) for code in spaces["access"]],
            of("funding"): [word("funding", code) for code in spaces["funding"]],
            of("area_m2"): spaces["area_m2"].astype(float),
            of("opened_on"): pd.to_datetime(spaces["opened_on"]).dt.strftime("%Y-%m-%d"),
            of("location_note"): spaces["location_note"],
        }
    )


def coloured_places(city: City, asked: Asked, spaces: pd.DataFrame) -> pd.DataFrame:
    """The places that a map of too many spaces colours, with the share of their spaces that are step-free."""
    names = city.below(asked).set_index("code")["name"]
    by_place = spaces.groupby(f"{asked.below}_code")["access"]
    counts = by_place.value_counts().unstack(fill_value=0).reindex(names.index, fill_value=0)
    free, steps, unknown = (
        counts.get(name, pd.Series(0, index=counts.index))
        for name in ("step_free", "with_steps", "access_unknown")
    )
    known = free + steps
    rows = {"spaces": known + unknown, "step_free": free, "access_known": known, "value": 100 * free / known}
    told = pd.DataFrame(rows).astype(float).assign(code=names.index, name=names, layer="place")
    return told.reset_index(drop=True)


def space_map(
    tally: Tally, city: City, asked: Asked, page: Page, spaces: pd.DataFrame, far: pd.DataFrame
) -> None:
    """Hold the map's files and its note against the oracle."""
    placed = spaces.dropna(subset=["longitude", "latitude"])
    parts = [
        pd.DataFrame(
            {
                "name": placed["name"],
                "kind": placed["kind"],
                "floor": placed["floor"].astype(float),
                "access": placed["access"],
                "funding": placed["funding"],
                "location_note": placed["location_note"],
                "layer": "space",
            }
        )
    ]
    if "street_office" in asked.places:
        homes_there = pd.DataFrame({"name": far["name"], "layer": "compound_out_of_reach"})
        parts.append(homes_there)
    if len(placed) > MOST_DOTS and len(city.below(asked)) > 1:
        parts.append(coloured_places(city, asked, spaces))
    expected = pd.concat(parts, ignore_index=True)
    tally.map_files(NAME, page, "elderly_map", expected.dropna(axis="columns", how="all"))
    said = {
        "spaces": len(spaces),
        "step_free": int((spaces["access"] == "step_free").sum()),
        "access_unknown": int((spaces["access"] == "access_unknown").sum()),
        "unplaced": len(spaces) - len(placed),
    }
    known = said["spaces"] - said["access_unknown"]
    counted = {name: f"{count:,}" for name, count in said.items()}
    counted["share"] = f"{100 * said['step_free'] / known:.1f}%" if known else "—"
    tally.said(NAME, page, WORDS["elderly.map_note"].format(last=f"{asked.span[1]:%Y-%m-%d}", **counted))


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of elders against the oracle."""
    figures(tally, city, asked, page)
    needs(tally, city, asked, page)
    by_place(tally, city, asked, page)
    far = out_of_reach(tally, city, asked, page)
    spaces = open_spaces(city, asked.places, asked)
    tally.panel(NAME, page, "funding", funding(spaces))
    tally.panel(NAME, page, "spaces", space_list(city, spaces))
    if len(spaces) or (asked.places and len(far)):
        space_map(tally, city, asked, page, spaces, far)
