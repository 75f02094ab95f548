"""The page of evaluation against the oracle: scores and ranks, the funnel, every official rate, the workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import openpyxl
import pandas as pd
from scipy.stats import binom

from data_access.evaluation import WEIGHTS
from data_access.indicators import OFFICIAL_INDICATORS, Indicator
from tests.walk.asking import Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import AS_OF, DAY, HOUR, City, within
from tests.walk.reading import Page, number
from tests.walk.telling import WORDS, column, headed, name_of, word

NAME = "evaluation"
FEWEST = 20
REPEAT = pd.Timedelta(days=90)

Parts = Mapping[str, tuple[float, float]]
"""Of each rate what is divided by what; of a count or a median the figure itself and NaN."""


def with_earlier(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, whether the place of each is known, and the time since the one before of its category there."""
    where = rows["compound_code"].fillna(rows["grid_code"])
    located = rows[where.notna()].sort_values(["reported_at", "case_id"])
    since = located["reported_at"].groupby([where[located.index], located["category_code"]]).diff()
    return rows.assign(located=where.notna(), since=since)


def of_reported(rows: pd.DataFrame, span: Span) -> Parts:
    """What is told of the cases reported in a span, and of those before them at the same place."""
    reported = rows[within(rows["reported_at"], span)]
    waited = reported["first_response_at"] - reported["reported_at"]
    answerable = waited.notna() | (reported["reported_at"] + DAY <= AS_OF)
    inside = within(rows["reported_at"], span) & rows["located"]
    return {
        "acceptance": (reported["accepted_at"].notna().sum(), len(reported)),
        "response": ((waited <= DAY).sum(), answerable.sum()),
        "first_response": ((waited / HOUR).median(), np.nan),
        "repeat": ((inside & (rows["since"] <= REPEAT)).sum(), inside.sum()),
    }


def of_due(rows: pd.DataFrame, span: Span) -> Parts:
    """What is told of the cases whose deadline fell in a span and has passed."""
    due = rows[within(rows["due_at"], span) & (rows["due_at"] <= AS_OF)]
    return {
        "due": (len(due), np.nan),
        "handling": (due["handled_at"].notna().sum(), len(due)),
        "on_time_handling": ((due["handled_at"] <= due["due_at"]).sum(), len(due)),
        "closing": (due["closed_at"].notna().sum(), len(due)),
        "on_time_closing": ((due["closed_at"] <= due["due_at"]).sum(), len(due)),
        "due_open": (due["closed_at"].isna().sum(), np.nan),
    }


def of_closed(rows: pd.DataFrame, span: Span) -> Parts:
    """What is told of the cases closed in a span."""
    closed = rows[within(rows["closed_at"], span)]
    level = closed["resolved_level"]
    levels = level.notna().sum()

    def share(name: str, hits: pd.Series) -> tuple[float, float]:
        return hits.fillna(False).astype(bool).sum(), closed[name].notna().sum()

    return {
        "rework": share("reopened", closed["reopened"] > 0),
        "kept_in_grid": ((level == "grid").sum(), levels),
        "kept_in_community": (level.isin(["grid", "community"]).sum(), levels),
        "passed_up": (level.isin(["street_office", "city"]).sum(), levels),
        "agreements": (closed["agreement_signed"].eq(True).sum(), np.nan),
        "agreements_kept": share("agreement_kept", closed["agreement_kept"].eq(True)),
        "solved": share("solved", closed["solved"].eq(True)),
        "satisfaction": share("satisfaction", closed["satisfaction"] >= 4),
    }


def of_all(rows: pd.DataFrame, span: Span) -> dict[str, tuple[float, float]]:
    """The parts of every official figure in a span; `rows` are those of `with_earlier`."""
    return {**of_reported(rows, span), **of_due(rows, span), **of_closed(rows, span)}


def value(item: Indicator, parts: Parts) -> float:
    """The figure of an indicator: a share in per cent, unknown of nothing."""
    top, bottom = parts[item.key]
    if item.denominator is None:
        return float(top)
    return 100 * top / bottom if bottom else np.nan


def places(city: City, asked: Asked) -> pd.DataFrame:
    """The street offices that are evaluated, or the units of the kind asked for."""
    if asked.extra.get("evaluated") == "unit":
        return city.frames["units"].query("kind == @asked.extra['kind']")
    return city.named("street_offices").loc[city.rows("street_offices", asked.places).index]


def by_place(city: City, asked: Asked, where: Mapping[str, str], span: Span) -> dict[str, dict]:
    """The parts of every figure of each street office or unit that is evaluated."""
    rows = with_earlier(city.rows("cases", where))
    key = "unit_code" if asked.extra.get("evaluated") == "unit" else "street_office_code"
    return {code: of_all(rows[rows[key] == code], span) for code in places(city, asked)["code"]}


def scored(measured: Mapping[str, Parts]) -> pd.DataFrame:
    """Composite and rank of each place by its code; the rank is missing of places with few cases due."""
    composites = {}
    for code, parts in measured.items():
        values = {item: value(item, parts) for item in WEIGHTS}
        points = {item: got if item.better == "up" else 100 - got for item, got in values.items()}
        known = [item for item in WEIGHTS if not np.isnan(points[item])]
        weight = sum(WEIGHTS[item] for item in known)
        composites[code] = sum(WEIGHTS[item] * points[item] for item in known) / weight if weight else np.nan
    out = pd.DataFrame({"composite": composites})
    out["due"] = [parts["due"][0] for parts in measured.values()]
    ranked = out["composite"].where(out["due"] >= FEWEST).round(6)
    out["rank"] = [np.nan if np.isnan(own) else 1 + (ranked > own).sum() for own in ranked]
    return out


def ranks(city: City, asked: Asked, measured: Mapping[str, Parts]) -> pd.DataFrame:
    """The table of scores and ranks."""
    now = scored(measured)
    names = places(city, asked).set_index("code")["name"]
    table = {
        column("rank"): now["rank"],
        column("name"): names[now.index],
        column("composite"): now["composite"],
    }
    if asked.in_time:
        before = scored(by_place(city, asked, asked.places, asked.other_span))
        table[column("rank_change")] = before["rank"] - now["rank"]
    table[column("cases_due")] = now["due"]
    rates = {headed(item.key): [value(item, measured[code]) for code in now.index] for item in WEIGHTS}
    return pd.DataFrame(table).assign(**rates)


def limit(of: float, target: float, probability: float) -> float:
    """The quantile of a binomial share in per cent, interpolated between two counts (Spiegelhalter 2005, A.1.1)."""
    count = int(of)
    reached = np.cumsum(binom.pmf(np.arange(count + 1), count, target))
    least = int(np.argmax(reached >= probability - 1e-12))
    step = reached[least] - (reached[least - 1] if least else 0.0)
    return 100 * float(np.clip((least - (reached[least] - probability) / step) / count, 0, 1))


def funnel(city: City, asked: Asked, measured: Mapping[str, Parts]) -> pd.DataFrame:
    """The table of the funnel of the first rate."""
    item = next(iter(WEIGHTS))
    held = {code: parts[item.key] for code, parts in measured.items() if parts[item.key][1] > 0}
    target = sum(top for top, _ in held.values()) / max(1, sum(cases for _, cases in held.values()))
    if asked.in_time:
        earlier = by_place(city, asked, asked.places, asked.other_span)
        beside = {code: value(item, parts) for code, parts in earlier.items()}
    else:
        whole = value(item, of_all(with_earlier(city.rows("cases", asked.other_places)), asked.other_span))
        beside = dict.fromkeys(held, whole)
    names = places(city, asked).set_index("code")["name"]
    told = []
    for code, (top, cases) in held.items():
        low_95, high_95, low_998, high_998 = (
            limit(cases, target, probability) for probability in (0.025, 0.975, 0.001, 0.999)
        )
        rate = 100 * top / cases
        outside = "alert" if not low_95 <= rate <= high_95 else "inside"
        verdict = "alarm" if not low_998 <= rate <= high_998 else outside
        told.append([names[code], cases, rate, beside[code], low_95, high_95, low_998, high_998, verdict])
    heads = ("name", "cases", "value", "compared", "low_95", "high_95", "low_998", "high_998", "verdict")
    return pd.DataFrame(told, columns=list(heads))


def workbook(tally: Tally, page: Page, expected: pd.DataFrame, measured: Mapping[str, Parts]) -> None:
    """Hold the workbook of scores against the oracle: its rates and scores, and the counts below them."""
    book = openpyxl.load_workbook(io.BytesIO(page.content("ranks", "xlsx")), data_only=True)
    (_, *weights), _, heads, *rows = book[WORDS["evaluation.sheet"]].iter_rows(values_only=True)
    for given, told in zip(WEIGHTS.values(), weights[2:], strict=False):
        tally.figure(NAME, "weight in ranks.xlsx", told, given)
    got = pd.DataFrame(rows, columns=heads).replace({"": None, WORDS["evaluation.few"]: None})
    tally.table(NAME, "ranks.xlsx", got, expected.drop(columns=column("rank_change"), errors="ignore"))
    _, _, heads, *rows = book[WORDS["evaluation.sheet_data"]].iter_rows(values_only=True)
    counts = pd.DataFrame({column("name"): expected[column("name")].to_numpy()})
    counts[column("cases_due")] = expected[column("cases_due")].to_numpy()
    for item in WEIGHTS:
        for at, part in enumerate(("numerator", "denominator")):
            head = f"{name_of(item.key)} {column(part)}"
            counts[head] = [float(parts[item.key][at]) for parts in measured.values()]
    tally.table(NAME, "ranks.xlsx, the counts", pd.DataFrame(rows, columns=heads), counts)


def official(tally: Tally, page: Page, now: Parts, before: Parts, asked: Asked) -> None:
    """Hold the table of all indicators against the oracle, on the page and in its files."""
    tables = {f"official.{kind}": page.table("official", kind) for kind in ("csv", "xlsx")}
    shown = page.shown(list(tables["official.csv"]))
    for what, table in (tables | {"official on the page": shown}).items():
        if table is None:
            tally.wrong.append(f"{NAME}: {what}: not shown")
            continue
        told = table.astype(object).where(table.notna(), "").astype(str)
        rows = told.set_index(column("indicator"))
        for item in OFFICIAL_INDICATORS:
            row, where = rows.loc[name_of(item.key)], f"{what}, {item.key}"
            comparable = asked.in_time or item.unit != "count"
            earlier = value(item, before) if comparable else np.nan
            tally.told(NAME, where, row[column("value")], value(item, now))
            tally.told(NAME, f"{where}, compared", row[column("compared")], earlier)
            for part, expected in zip(("numerator", "denominator"), now[item.key], strict=True):
                wanted = expected if item.denominator else np.nan
                tally.figure(NAME, f"{where}, {part}", number(row[column(part)]), wanted)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of evaluation against the oracle."""
    measured = by_place(city, asked, asked.places, asked.span)
    expected = ranks(city, asked, measured)
    tally.table(NAME, "ranks.csv", page.table("ranks", "csv"), expected)
    tally.whole(NAME, page, "ranks")
    tally.shown(NAME, page, "ranks", expected)
    workbook(tally, page, expected, measured)
    plot = funnel(city, asked, measured)
    words = plot.assign(verdict=[word("verdict", verdict) for verdict in plot["verdict"]])
    words.columns = [column(name) for name in words]
    tally.panel(NAME, page, "funnel", words, drawn=plot[["name", "cases", "value", "compared", "verdict"]])
    official(
        tally,
        page,
        of_all(with_earlier(city.rows("cases", asked.places)), asked.span),
        of_all(with_earlier(city.rows("cases", asked.other_places)), asked.other_span),
        asked,
    )
