"""The page of what needs attention against the oracle: what each alert counts, by kind, and how sure it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from data_access.attention.alerts import KINDS
from tests.walk.asking import DAY, TODAY, Asked
from tests.walk.comparing import Tally
from tests.walk.counting import AS_OF, TABLES, City
from tests.walk.reading import Page
from tests.walk.telling import WORDS, column

NAME = "attention"
COMMUNITY = ["street_office_code", "community_code"]
COMPOUND = [*COMMUNITY, "grid_code", "compound_code"]
LEVEL = 0.01
TARGETS = {"overdue": (1, 2), "due_soon": (1, 2), "silent": (0, 1), "repeat": (1, 2), "reopened": (0.5, 1)}
TABLES_DOWN = {**TABLES, "compound": "compounds"}
TOMORROW = TODAY + DAY


def of(name: str) -> str:
    return column(f"attention.{name}")


def late(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The communities with open cases that are overdue, or soon due."""
    left = rows[rows["closed_at"].isna()]
    in_days = (left["due_at"] - AS_OF) / DAY
    delay, limit = AS_OF - left["due_at"], left["due_at"] - left["reported_at"]
    left = left.assign(far=delay / (delay + limit))
    chosen = {"overdue": in_days < 0, "due_soon": in_days.between(0, 3)}
    told = {"observed": ("due_at", "size"), "since": ("due_at", "min"), "overrun": ("far", "sum")}
    return {kind: left[which].groupby(COMMUNITY).agg(**told).reset_index() for kind, which in chosen.items()}


def repeated(rows: pd.DataFrame) -> pd.DataFrame:
    """The compounds with three cases or more of one category in 90 days."""
    recent = rows[rows["reported_at"].between(TOMORROW - 90 * DAY, AS_OF)]
    counts = recent.groupby([*COMPOUND, "category_code"])["reported_at"].agg(observed="size", since="min")
    return counts[counts["observed"] >= 3].reset_index()


def reopened(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """The compounds with cases reopened in 30 days."""
    events = city.frames["case_events"]
    again = events[(events["step"] == "reopened") & events["at"].between(TOMORROW - 30 * DAY, AS_OF)]
    joined = again.merge(rows[rows["reopened"] > 0][["case_id", *COMPOUND]], on="case_id")
    counts = joined.groupby(COMPOUND).agg(observed=("case_id", "nunique"), since=("at", "min"))
    return counts.reset_index()


def satisfaction(city: City) -> pd.DataFrame:
    """The communities whose share of satisfied ratings fell in 30 days, by Fisher's exact test."""
    rows = city.frames["cases"].dropna(subset=["satisfaction"])
    start = TOMORROW - 30 * DAY
    rows = rows[rows["closed_at"].between(start - 365 * DAY, TOMORROW, inclusive="left")]
    told = []
    for codes, own in rows.groupby(COMMUNITY):
        recent, good = own["closed_at"] >= start, own["satisfaction"] >= 4
        rated, past = int(recent.sum()), int((~recent).sum())
        if rated < 5 or past < 20:
            continue
        hits, past_hits = int((recent & good).sum()), int((~recent & good).sum())
        table = [[hits, rated - hits], [past_hits, past - past_hits]]
        p = stats.fisher_exact(table, alternative="less").pvalue
        told.append([*codes, hits, rated * past_hits / past, p, start])
    found = pd.DataFrame(told, columns=[*COMMUNITY, "observed", "expected", "p", "since"])
    return found.assign(q=stats.false_discovery_control(found["p"])) if len(found) else found.assign(q=[])


def silent(city: City) -> pd.DataFrame:
    """The grids whose silence is improbable by their own past, time being counted in signs of life of all grids."""
    signs = []
    for table, at in (("visits", "visited_at"), ("cases", "reported_at")):
        rows = city.frames[table].dropna(subset=["grid_code"])
        rows = rows[rows[at].between(TOMORROW - 53 * 7 * DAY, TOMORROW, inclusive="left")]
        signs.append(rows[[*COMMUNITY, "grid_code"]].assign(at=rows[at], day=rows[at].dt.normalize()))
    every = pd.concat(signs)
    days = every.drop_duplicates(["grid_code", "day"])
    life = days.groupby([*COMMUNITY, "grid_code"]).size().rename("active").reset_index()
    last = every.groupby("grid_code")["at"].max()
    life = life.assign(since=life["grid_code"].map(last))
    ordered = np.sort(days["day"].to_numpy())
    after = 1 - np.searchsorted(ordered, life["since"].dt.normalize().to_numpy(), side="right") / len(ordered)
    life["p"] = (1 - after) ** life["active"]
    life["q"] = stats.false_discovery_control(life["p"])
    life["expected"] = life["active"] * after / (1 - after)
    quiet = (TODAY - life["since"].dt.normalize()) / DAY
    return life[(life["active"] >= 8) & (quiet >= 14)].assign(observed=0)


def surges(city: City) -> pd.DataFrame:
    """The communities and categories with more cases in seven days than their own weeks and the season foretell."""
    rows = city.frames["cases"].dropna(subset=["category_code"])
    rows = rows[rows["reported_at"].between(TOMORROW - 53 * 7 * DAY, TOMORROW, inclusive="left")]
    week = (rows["reported_at"] - (TOMORROW - 53 * 7 * DAY)) // (7 * DAY)
    pair = [*COMMUNITY, "category_code"]
    counts = pd.crosstab([rows[name] for name in pair], week).reindex(columns=range(53), fill_value=0)
    begun = int(week.min())
    weeks, recent, past = 52 - begun, counts[52], counts[range(begun, 52)]
    kind, sums = counts.index.get_level_values(2), past.sum(axis=1)
    overall = (recent.sum() + 0.5) / (sums.sum() / weeks + 0.5)
    elsewhere = recent.groupby(kind).transform("sum") - recent + 10 * overall
    season = elsewhere / ((sums.groupby(kind).transform("sum") - sums) / weeks + 10)
    spread = past.var(axis=1).groupby(kind).transform("sum") / past.mean(axis=1).groupby(kind).transform(
        "sum"
    )
    mean = season * (sums + 0.5) / weeks
    variance = mean * spread.fillna(1).clip(lower=1) + mean**2 * (1 / (sums + 0.5) + 1 / elsewhere)
    p = stats.nbinom.sf(recent - 1, mean**2 / (variance - mean), mean / variance)
    compared = len(city.frames["communities"]) * kind.nunique()
    q = stats.false_discovery_control(np.append(p, np.ones(compared - len(p))))[: len(p)]
    since = rows[week == 52].groupby(pair)["reported_at"].min()
    found = pd.DataFrame({"observed": recent, "expected": mean, "q": q, "since": since.reindex(counts.index)})
    return found[found["observed"] >= 3].reset_index()


def where(city: City, rows: pd.DataFrame) -> list[str]:
    """Where alerts are, with the places above."""
    parts = [
        rows[f"{level}_code"].map(city.names(table))
        for level, table in TABLES_DOWN.items()
        if f"{level}_code" in rows
    ]
    return [" · ".join(names) for names in zip(*parts, strict=True)]


def inside(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The rows in the selected places; what has no grid stays where a grid of its community is selected."""
    for level, code in asked.places.items():
        if f"{level}_code" in rows:
            rows = rows[rows[f"{level}_code"] == code]
    return rows


def weight(city: City, kind: str, rows: pd.DataFrame) -> pd.Series:
    """How heavily alerts of a kind weigh: by what is too much, by the residents of the place, by how sure it is."""
    if kind in ("surge", "silent", "satisfaction"):
        too_much, sure = (rows["observed"] - rows["expected"]).abs(), 1 - rows["q"]
    else:
        sure = 1.0
        too_much = {
            "overdue": lambda: rows["overrun"],
            "repeat": lambda: rows["observed"] - 2,
            "reopened": lambda: rows["observed"],
            "due_soon": lambda: rows["observed"] * 0,
        }[kind]()
    level, table = next((one, TABLES_DOWN[one]) for one in reversed(TABLES_DOWN) if f"{one}_code" in rows)
    people = rows[f"{level}_code"].map(city.frames[table].set_index("code")["residents"]).astype(float)
    too_much = too_much.astype(float)
    parts = too_much / (too_much + 5) + people / (people + 1_250)
    return (100 * sure * parts / 2).round(6).round().astype(float)


def told(city: City, kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Alerts of a kind as the table tells them."""
    columns = {
        of("kind"): WORDS[f"attention.kind.{kind}"],
        of("where"): where(city, rows),
        of("since"): rows["since"],
        of("observed"): rows["observed"].astype(float),
        of("weight"): weight(city, kind, rows),
    }
    judged = {of(name): rows[name].astype(float) for name in ("expected", "q") if name in rows}
    return pd.DataFrame({**columns, **judged}, index=rows.index)


def found_in(city: City, asked: Asked) -> dict[str, pd.DataFrame]:
    """The alerts of each kind in the selected places."""
    rows = city.rows("cases", asked.places)
    judged = {"surge": surges(city), "silent": silent(city), "satisfaction": satisfaction(city)}
    judged = {kind: inside(found[found["q"] <= LEVEL], asked) for kind, found in judged.items()}
    facts = {**late(rows), "repeat": repeated(rows), "reopened": reopened(city, rows)}
    return {**judged, **facts}


def lights(city: City, asked: Asked, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The street offices with their figures and lights, by the targets that hold where a site sets none."""
    offices = city.frames["street_offices"].set_index("code")
    if "street_office" in asked.places:
        offices = offices.loc[[asked.places["street_office"]]]
    people = offices["residents"] / 10_000
    blocks = city.frames["grids"].groupby("street_office_code").size().reindex(offices.index) / 100
    told = {of("name"): offices["name"]}
    for kind, (met, missed) in TARGETS.items():
        rows, base = found[kind], blocks if kind == "silent" else people
        counts = (
            rows.assign(one=1)[[COMMUNITY[0], "observed", "one"]]
            .astype({"observed": float})
            .groupby(COMMUNITY[0])
        )
        figure = counts["one" if kind in ("silent", "repeat") else "observed"].sum()
        figure = figure.reindex(offices.index).fillna(0.0)
        rate = figure / base
        told[WORDS[f"attention.targets.measure.{kind}"]] = figure
        light = WORDS["attention.targets.light"].format(name=WORDS[f"attention.kind.{kind}"])
        words = [WORDS[f"attention.targets.{one}"] for one in ("met", "near", "missed")]
        told[light] = rate.map(lambda one, met=met, missed=missed, w=words: w[(one > met) + (one > missed)])
        if kind == "overdue":
            told[of("to_close")] = (figure - np.floor(met * people + 1e-9)).clip(lower=0)
    return pd.DataFrame(told).reset_index(drop=True)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of what needs attention against the oracle, whatever span is asked for."""
    found = found_in(city, asked)
    expected = {kind: told(city, kind, rows) for kind, rows in found.items()}
    if "targets" in page.files:
        tally.panel(NAME, page, "targets", lights(city, asked, found))
    if "attention" not in page.files:
        tally.figure(NAME, "alerts", 0, sum(len(rows) for rows in expected.values()))
        return
    tables = {f"attention.{kind}": page.table("attention", kind) for kind in ("csv", "xlsx")}
    tally.whole(NAME, page, "attention")
    shown = page.shown(list(tables["attention.csv"]))
    for what, table in (tables | {"attention on the page": shown}).items():
        assert table is not None
        for kind, rows in expected.items():
            own = table[table[of("kind")] == WORDS[f"attention.kind.{kind}"]]
            tally.table(NAME, f"{what}, {kind}", own, rows, 6)
    counts = [
        WORDS[f"attention.counted.{kind}"].format(
            count=f"{len(expected[kind]):,}", cases=f"{expected[kind][of('observed')].sum():,.0f}"
        )
        for kind in KINDS
        if len(expected[kind])
    ]
    tally.said(NAME, page, " · ".join(counts))
