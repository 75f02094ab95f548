"""The page of familiarity against the oracle: parts, index, ranks and their ranges, movement, and the workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import openpyxl
import pandas as pd
from scipy import stats

from data_access.familiarity import WEIGHTS
from data_access.indicators import FAMILIARITY, GROUPED_HOUSEHOLDS
from tests.walk.asking import TODAY, Asked, Span, days
from tests.walk.comparing import Tally
from tests.walk.counting import TABLES, City, within
from tests.walk.reading import Page
from tests.walk.telling import WORDS, cards, column, headed

NAME = "familiarity"
KEYS = [item.key for item in WEIGHTS]
WEIGHT = pd.Series({item.key: float(weight) for item, weight in WEIGHTS.items()})
SHARES = ("kept_in_grid", "satisfaction")
DRAWS, SEED, LEAST_KNOWN = 1000, 20_080_904, 0.6
MOST_ROWS, AT_EACH_END, MOST_LINES = 40, 15, 500


def of(name: str) -> str:
    return column(f"familiarity.{name}")


@dataclass(frozen=True)
class Found:
    """The places of a level with their parts on one scale, now and, where another time is compared, then."""

    places: pd.DataFrame
    parts: list[dict[str, tuple[pd.Series, pd.Series]]]
    values: pd.DataFrame
    scores: list[pd.DataFrame]

    @property
    def chosen(self) -> pd.Index:
        """The codes of the selected places."""
        return self.places.index[self.places["selected"]]


def summed_by(rows: pd.DataFrame, by: str, name: str, places: pd.Index) -> pd.Series:
    """The sum of a column at each place: 0 without a row, unknown where none tells, everywhere if nothing is told."""
    known = rows.dropna(subset=[by])
    if known[name].isna().all():
        return pd.Series(np.nan, index=places)
    sums = known[name].astype(float).groupby(known[by]).sum(min_count=1)
    return sums.reindex(places).mask(~places.isin(known[by]), 0.0)


def covered(city: City) -> pd.DataFrame:
    """The compounds with the households that building and owners' groups cover, those that tell."""
    groups = city.frames["resident_groups"]
    counted = groups[groups["kind"].isin(["building", "owners"])]
    sums = counted.groupby(["compound_code", "kind"])["households_covered"].sum(min_count=1).unstack()
    most = sums.astype(float).max(axis=1)
    compounds = city.frames["compounds"]
    compounds = compounds[compounds["households"] > 0]
    told = compounds["code"].map(most)
    silent = compounds["code"].isin(most.index) & told.isna()
    households = compounds["households"].astype(float)
    table = compounds.assign(covered=np.minimum(told.fillna(0), households), households=households)
    return table[~silent]


def parts(city: City, level: str, span: Span) -> dict[str, tuple[pd.Series, pd.Series]]:
    """What each part of every place of a level is divided by what, already times 1,000 or 100."""
    places, by = city.frames[TABLES[level]].set_index("code"), f"{level}_code"
    years = max(days((span[0], min(span[1], TODAY))), 1) / 365
    people, homes = (places[name].astype(float) * years for name in ("residents", "households"))
    tables = {"activities": "starts_at", "visits": "visited_at", "meetings": "held_at", "cases": "closed_at"}
    rows = {name: city.frames[name][within(city.frames[name][at], span)] for name, at in tables.items()}
    one = {name: table.assign(one=1.0) for name, table in rows.items()}
    closed, codes = rows["cases"], places.index
    level_told, rated = closed["resolved_level"].notna(), closed["satisfaction"].notna()
    flags = closed.assign(
        level_told=level_told,
        grid=closed["resolved_level"] == "grid",
        rated=rated,
        good=closed["satisfaction"] >= 4,
    )
    flags["good"] = flags["good"].fillna(False)
    compounds = covered(city)

    def at(table: pd.DataFrame, name: str) -> pd.Series:
        return summed_by(table, by, name, codes)

    return {
        "participation_a_year": (1000 * at(rows["activities"], "participants"), people),
        "volunteering_a_year": (1000 * at(rows["activities"], "volunteers"), people),
        "grouped_households": (100 * at(compounds, "covered"), at(compounds, "households")),
        "visits_a_year": (100 * at(one["visits"], "one"), homes),
        "kept_in_grid": (100 * at(flags, "grid"), at(flags, "level_told")),
        "meetings_a_year": (1000 * at(one["meetings"], "one"), people),
        "satisfaction": (100 * at(flags, "good"), at(flags, "rated")),
    }


def valued(made: dict[str, tuple[pd.Series, pd.Series]]) -> pd.DataFrame:
    """Each part in its own unit; a share of fewer than ten cases is unknown."""
    values = {}
    for key, (top, bottom) in made.items():
        enough = bottom >= 10 if key in SHARES else bottom > 0
        values[key] = (top / bottom.where(bottom > 0)).where(enough)
    return pd.DataFrame(values)[KEYS]


def found(city: City, asked: Asked) -> Found:
    """The parts of all places of the level that the page compares, on one scale."""
    level = "grid" if "community" in asked.places else "community"
    spans = [asked.span, asked.other_span] if asked.in_time else [asked.span]
    made = [parts(city, level, span) for span in spans]
    values = [valued(one) for one in made]
    frame = pd.concat(values)
    low, high = frame.quantile(0.025), frame.quantile(0.975)
    scores = [100 * (one.clip(low, high, axis=1) - low) / (high - low).where(high > low) for one in values]
    places = city.named(TABLES[level]).set_index("code")
    chosen = city.rows(TABLES[level], asked.places)["code"]
    return Found(places.assign(selected=places.index.isin(chosen)), made, values[0], scores)


def indexed(scores: pd.DataFrame, weight: pd.Series = WEIGHT) -> pd.DataFrame:
    """The share of the weight that is known, the index, and the rank of each place."""
    known = scores.notna().mul(weight).sum(axis=1)
    enough = known / weight.sum() >= LEAST_KNOWN - 1e-9
    index = (scores.fillna(0).mul(weight).sum(axis=1) / known).where(enough)
    rank = index.round(9).rank(ascending=False, method="min")
    return pd.DataFrame({"known": 100 * known / weight.sum(), "score": index, "rank": rank})


def ranges(scores: pd.DataFrame, ranked: pd.Series) -> pd.DataFrame:
    """The 5th, 50th and 95th percentile of each rank over random weightings around the given ones."""
    drawn = np.random.default_rng(SEED).dirichlet(len(WEIGHT) * WEIGHT.to_numpy() / WEIGHT.sum(), DRAWS)
    rows = scores[ranked].to_numpy()
    every = [
        stats.rankdata(
            -(np.nansum(rows * weights, axis=1) / (~np.isnan(rows) * weights).sum(axis=1)).round(9), "min"
        )
        for weights in drawn
    ]
    found = np.percentile(every, [5, 50, 95], axis=0, method="inverted_cdf")
    names = ["rank_low", "rank_median", "rank_high"]
    return pd.DataFrame(found.T, index=scores.index[ranked], columns=names).reindex(scores.index)


def standings(places: pd.DataFrame, index: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Places by rank, as the tables tell them."""
    rows = index.join(spread).assign(
        place=places["name"], score=index["score"].round(1), known=index["known"].round()
    )
    rows = rows.rename_axis("code").sort_values(["rank", "code"])
    heads = ("rank", "place", "score", "rank_low", "rank_median", "rank_high", "known")
    return rows[list(heads)].rename(columns={name: of(name) for name in heads})


def ends(table: pd.DataFrame) -> pd.DataFrame:
    """What is drawn of a table: all of it, or the first and the last rows."""
    return table if len(table) <= MOST_ROWS else pd.concat([table.head(AT_EACH_END), table.tail(AT_EACH_END)])


def movement(one: Found, asked: Asked) -> pd.DataFrame:
    """The index of the selected places then and now, of the parts that are known in both."""
    now, before = one.scores
    both = now.notna() & before.notna()
    old, new = (indexed(scores.where(both))["score"].loc[one.chosen] for scores in (before, now))
    spans = [f"{first:%Y-%m-%d}—{last:%Y-%m-%d}" for first, last in (asked.other_span, asked.span)]
    columns = {
        of("place"): one.places["name"].loc[one.chosen],
        spans[0]: old.round(1),
        spans[1]: new.round(1),
    }
    table = pd.DataFrame({**columns, of("change"): (new - old).round(1)})
    return table.dropna()


def together(one: Found, at: int) -> dict[str, float]:
    """Each part of the selected places together."""
    out = {}
    for key, (top, bottom) in one.parts[at].items():
        known = (top.notna() & bottom.notna()).loc[one.chosen]
        sums = [values.loc[one.chosen][known].sum() for values in (top, bottom)]
        out[key] = sums[0] / sums[1] if known.any() and sums[1] else np.nan
    return out


def workbook(tally: Tally, page: Page, one: Found, index: pd.DataFrame, spread: pd.DataFrame) -> None:
    """Hold the workbook of all places against the oracle: index and ranks, scores, and the parts in their units."""
    book = openpyxl.load_workbook(io.BytesIO(page.content("familiar_places", "xlsx")), data_only=True)
    _, heads, *rows = book[WORDS["familiarity.sheet"]].iter_rows(values_only=True)
    every = index.join(spread).join(one.scores[0])
    names = {key: WORDS[f"familiarity.part.{key}"] for key in KEYS}
    names |= {name: of(name) for name in ("score", "rank", "rank_low", "rank_median", "rank_high", "known")}
    expected = every[list(names)].rename(columns=names).assign(**{of("code"): every.index})
    got = pd.DataFrame(rows, columns=heads).replace({"": None})
    tally.table(NAME, "familiar_places.xlsx", got, expected)
    heads, *rows = book[WORDS["familiarity.sheet_parts"]].iter_rows(values_only=True)
    values = one.values.rename(columns={key: headed(key) for key in KEYS})
    values = values.assign(**{of("place"): one.places["name"]})
    tally.table(NAME, "familiar_places.xlsx, the parts", pd.DataFrame(rows, columns=heads), values)


def panels(
    tally: Tally, asked: Asked, page: Page, one: Found, index: pd.DataFrame, spread: pd.DataFrame
) -> None:
    """Hold the charts and the list against the oracle."""
    rows = standings(one.places, index, spread).loc[lambda table: table.index.isin(one.chosen)]
    ranked = rows.dropna(subset=[of("rank")])
    tally.panel(NAME, page, "familiar_ranks", ranked, drawn=ends(ranked))
    points = (
        one.scores[0]
        .loc[ranked.index]
        .round(0)
        .rename(columns={key: WORDS[f"familiarity.part.{key}"] for key in KEYS})
    )
    wide = points.assign(**{of("place"): ranked[of("place")]})
    cells = ends(wide).melt(of("place"), var_name=of("part"), value_name=of("part_score"))
    tally.panel(NAME, page, "familiar_parts", wide, drawn=cells)
    if asked.in_time:
        moved = movement(one, asked)
        lines = moved.loc[moved[of("change")].abs().sort_values(ascending=False).index].head(MOST_LINES)
        drawn = lines[[of("place"), of("change")]] if len(lines) < MOST_LINES else None
        tally.panel(NAME, page, "familiar_movement", moved, 1, drawn=drawn)
    values = one.values.loc[rows.index].rename(columns={key: headed(key) for key in KEYS})
    lacking = one.scores[0].loc[rows.index].isna()
    missing = [
        WORDS["words.comma"].join(WORDS[f"familiarity.part.{key}"] for key in KEYS if own[key])
        for own in lacking.to_dict("records")
    ]
    listed = rows.join(values).assign(**{of("missing"): missing})
    tally.table(NAME, "familiar_places.csv", page.table("familiar_places", "csv"), listed)
    tally.whole(NAME, page, "familiar_places")
    tally.shown(NAME, page, "familiar_places", listed)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of familiarity against the oracle."""
    one = found(city, asked)
    index = indexed(one.scores[0])
    if index["score"].isna().all():
        tally.figure(NAME, "panels without an index", len(page.files), 0)
        return
    spread = ranges(one.scores[0], index["rank"].notna())
    median = {"familiarity": index["score"].loc[one.chosen].median()}
    now, before = together(one, 0), together(one, 1) if asked.in_time else None
    cards(tally, NAME, page, {FAMILIARITY: (median, None)}, 1.0)
    shown = {item: (now, None if item is GROUPED_HOUSEHOLDS else before) for item in WEIGHTS}
    cards(tally, NAME, page, shown, 1.0)
    panels(tally, asked, page, one, index, spread)
    workbook(tally, page, one, index, spread)
