"""The page of hot spots against the oracle: Gi* of each month, what is hot or cold, its pattern, map and files."""

from __future__ import annotations

from html import unescape

import numpy as np
import pandas as pd
import shapely
from scipy import stats

from tests.walk.asking import DAY, Asked
from tests.walk.comparing import Tally
from tests.walk.counting import TABLES, City
from tests.walk.reading import Page
from tests.walk.telling import WORDS, column, headed, word

NAME = "hotspots"
LEVEL, FEWEST, MOST_MONTHS, SHOWN = 0.05, 3, 7, 25
FEWEST_AREAS, FEWEST_MONTHS = 30, 10
NEAR_DEGREES = 0.0005
PATTERNS = ("new", "growing", "persistent", "fading", "sporadic")
KINDS = {1: "hot", 0: "neither", -1: "cold"}


def of(name: str) -> str:
    return column(f"hotspots.{name}")


def judged(city: City, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The places that are judged, all of them, with the cases of each of twelve whole months, and months with any."""
    level = asked.extra.get("areas", "grid")
    end = (asked.span[1] + DAY).to_period("M")
    months = pd.period_range(end=end - 1, periods=12, freq="M")
    rows = city.frames["cases"]
    month = rows["reported_at"].dt.to_period("M")
    counts = pd.crosstab(rows[f"{level}_code"], month).reindex(columns=months, fill_value=0)
    places = city.frames[TABLES[level]].set_index("code").sort_index()
    places = places[places["outline"].notna() & (places["residents"].fillna(0) > 0)]
    counts = counts.reindex(places.index, fill_value=0).set_axis([str(one) for one in months], axis=1)
    return places, counts, counts.loc[:, counts.any()]


def rates(cases: pd.Series, residents: pd.Series) -> pd.Series:
    """Rates standardized for that those of few residents vary more (Assunção and Reis 1999)."""
    rate, mean = cases / residents, cases.sum() / residents.sum()
    spread = (residents * (rate - mean) ** 2).sum() / residents.sum() - mean / residents.mean()
    variance = spread + mean / residents
    return (rate - mean) / np.sqrt(variance.where(variance >= 0, mean / residents))


def stars(places: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Gi* of each place and month (Ord and Getis 1995): the place with its neighbours against all."""
    shapes = shapely.from_geojson(places["outline"].to_numpy())
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=NEAR_DEGREES)
    size, near = len(places), np.bincount(one, minlength=len(places))
    out = {}
    for month in counts:
        if not counts[month].any():
            out[month] = np.full(size, np.nan)
            continue
        values = rates(counts[month].astype(float), places["residents"].astype(float)).to_numpy()
        around = np.bincount(one, weights=values[other], minlength=size)
        width = np.sqrt((size * near - near**2) / (size - 1))
        out[month] = (around - near * values.mean()) / (values.std() * width)
    return pd.DataFrame(out, index=places.index)


def trend(values: np.ndarray) -> int:
    """The trend of a series by Mann and Kendall: 1, 0 or -1."""
    known = values[~np.isnan(values)]
    count = len(known)
    score = sum(np.sign(known[at + 1 :] - known[at]).sum() for at in range(count))
    ties = np.unique(known, return_counts=True)[1]
    spread = (count * (count - 1) * (2 * count + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    p = 2 * stats.norm.sf(abs(score - np.sign(score)) / np.sqrt(spread)) if spread else 1.0
    return int(np.sign(score)) if p < LEVEL else 0


def pattern(so: np.ndarray, stronger: int) -> str:
    """What became of a place by the months in which it was hot, or cold."""
    months, now = int(so.sum()), bool(so[-1])
    if months == 1 and now:
        return "new"
    if now and stronger > 0:
        return "growing"
    if (months >= 2 and stronger < 0) or (not now and months >= MOST_MONTHS):
        return "fading"
    return "persistent" if now and months >= MOST_MONTHS else "sporadic"


def spots(places: pd.DataFrame, counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The places that were hot or cold in any month; and of these each month with z, q and what it was."""
    z = stars(places, counts)
    p = pd.Series(2 * stats.norm.sf(z.abs().to_numpy().ravel()))
    known = p.dropna()
    q = p.copy()
    q[known.index] = stats.false_discovery_control(known)
    rates_of_error = pd.DataFrame(q.to_numpy().reshape(z.shape), index=z.index, columns=z.columns)
    sure = rates_of_error <= LEVEL
    marks = (sure & (z > 0) & (counts >= FEWEST)).astype(int) - (sure & (z < 0)).astype(int)
    told, monthly = [], []
    for code in marks.index[(marks != 0).any(axis=1)]:
        own = marks.loc[code]
        sign = int(own[own != 0].iloc[-1])
        so = (own == sign).to_numpy()
        last = marks.columns[np.flatnonzero(so)[-1]]
        moved = trend(z.loc[code].to_numpy(dtype=float))
        run = len(so) if so.all() else int(np.argmin(so[::-1]))
        told.append([code, KINDS[sign], pattern(so, moved * sign), int(so.sum()), run, moved, last])
        told[-1] += [z.at[code, last], rates_of_error.at[code, last], counts.at[code, last]]
        monthly += [
            [
                code,
                month,
                own[month],
                counts.at[code, month],
                z.at[code, month],
                rates_of_error.at[code, month],
            ]
            for month in marks
        ]
    heads = ["code", "kind", "pattern", "months", "run", "moved", "last_at", "z", "q", "reported"]
    return pd.DataFrame(told, columns=heads), pd.DataFrame(
        monthly, columns=["code", "at", "mark", "reported", "z", "q"]
    )


def chains(city: City, places: pd.DataFrame) -> pd.Series:
    """The name of each place after those above it."""
    names = places["name"]
    for level in ("community", "street_office"):
        if f"{level}_code" in places:
            names = places[f"{level}_code"].map(city.names(TABLES[level])) + " · " + names
    return names


def to_be_read(city: City, asked: Asked, places: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The places found in those selected, in the order to be read."""
    level = asked.extra.get("areas", "grid")
    inside = city.rows(TABLES[level], asked.places)["code"]
    rows = found[found["code"].isin(inside)]
    rows = rows.assign(
        name=rows["code"].map(chains(city, places)),
        residents=rows["code"].map(places["residents"]).astype(float),
        order=rows["pattern"].map(PATTERNS.index),
        trend=rows["moved"].map({1: "rising", -1: "falling", 0: "none"}),
    )
    keys = ["kind", "order", "run", "months", "q"]
    rows = rows.assign(kind=pd.Categorical(rows["kind"], ["hot", "cold"], ordered=True))
    rows = rows.sort_values(keys, ascending=[True, True, False, False, True])
    return rows.assign(kind=rows["kind"].astype(str))


def listed(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of the places found."""
    kinds = zip(rows["kind"], rows["pattern"], strict=True)
    return pd.DataFrame(
        {
            of("area"): rows["name"],
            of("pattern"): [WORDS[f"hotspots.{kind}.{name}"] for kind, name in kinds],
            of("months"): rows["months"],
            of("run"): rows["run"],
            of("trend"): [word("trend", name) for name in rows["trend"]],
            of("last_at"): rows["last_at"],
            of("reported"): rows["reported"],
            headed("reported_per_1000"): 1000 * rows["reported"] / rows["residents"],
            of("z"): rows["z"],
            of("q"): rows["q"],
        }
    )


def by_month(rows: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """The months of the places to be read first."""
    names = rows.head(SHOWN).set_index("code")["name"]
    months = monthly[monthly["code"].isin(names.index)]
    return pd.DataFrame(
        {
            of("area"): months["code"].map(names),
            of("month"): months["at"],
            of("standing"): [WORDS[f"hotspots.kind.{KINDS[mark]}"] for mark in months["mark"]],
            of("reported"): months["reported"],
            of("z"): months["z"],
            of("q"): months["q"],
        }
    )


def tips(tally: Tally, page: Page, rows: pd.DataFrame) -> None:
    """Hold what is told of each place on the map against the oracle, on the page and in the file that is a page."""
    told = {"on the page": page.drawn_areas("", layer=1), "html": page.drawn_areas("hotspots_map", "html", 1)}
    for what, drawn in told.items():
        tally.figure(NAME, f"areas {what}", len(drawn["rows"]), len(rows))
        for (tip, _), row in zip(drawn["rows"], rows.to_dict("records"), strict=False):
            name, kind, _, last = unescape(tip).removeprefix("<b>").replace("</b>", "").split("<br>")
            rate = WORDS["hotspots.per_1000"].format(rate=f"{1000 * row['reported'] / row['residents']:,.1f}")
            q = "<0.01%" if row["q"] < 0.0001 else f"={row['q']:.2%}"
            count = f"{row['reported']:,}"
            words = WORDS["hotspots.last"].format(month=row["last_at"], count=count, per=rate, q=q)
            tally.words(NAME, f"tip {what}", name, row["name"])
            tally.words(NAME, f"tip {what}", kind, WORDS[f"hotspots.{row['kind']}.{row['pattern']}"])
            tally.words(NAME, f"tip {what}", last, words)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of hot spots against the oracle."""
    places, counts, any_case = judged(city, asked)
    if len(places) < FEWEST_AREAS or any_case.shape[1] < FEWEST_MONTHS:
        tally.figure(NAME, "panels without a judgement", len(page.files), 0)
        return
    found, monthly = spots(places, counts)
    rows = to_be_read(city, asked, places, found)
    if rows.empty:
        tally.figure(NAME, "panels without a spot", len(page.files), 0)
        return
    tally.panel(NAME, page, "hotspots", listed(rows))
    tally.panel(NAME, page, "hotspot_months", by_month(rows, monthly))
    fields = ["code", "name", "kind", "pattern", "months", "run", "trend", "last_at", "z", "q", "reported"]
    tally.map_files(NAME, page, "hotspots_map", rows[[*fields, "residents"]], 4)
    tips(tally, page, rows)
