"""The page of cases against the oracle: the open stock, the list and its file, and the charts of the period."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd

from data_access.indicators import DUE_SOON, OPEN, OVERDUE
from tests.walk.asking import Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import AS_OF, HOUR, City, of_cases, of_stock, started, within
from tests.walk.overview import beside_each_other
from tests.walk.reading import Page, number
from tests.walk.telling import WORDS, cards, column, headed

NAME = "cases"
BOUNDS = (0, 1, 3, 7, 15, 30)
ROWS_SHOWN = 15


def listed(rows: pd.DataFrame) -> pd.DataFrame:
    """What the list tells of cases."""
    late = ((rows["closed_at"].fillna(AS_OF) - rows["due_at"]) / HOUR / 24).round(1)
    return pd.DataFrame(
        {
            column("case_id"): rows["case_id"],
            column("reported_at"): rows["reported_at"],
            column("due_at"): rows["due_at"],
            column("overdue_days"): late,
        }
    )


def flow(city: City, asked: Asked) -> pd.DataFrame:
    """Cases reported and closed of each moment, and those reported of the comparison."""
    rows = city.rows("cases", asked.places)
    at, kind, count = column("at"), column("flow"), column("cases")
    parts = []
    moments = sorted(
        {
            moment
            for name in ("reported_at", "closed_at")
            for moment in started(rows.loc[within(rows[name], asked.span), name], asked.unit)
        }
    )
    for name, key in (("reported_at", "reported"), ("closed_at", "closed")):
        inside = started(rows.loc[within(rows[name], asked.span), name], asked.unit).value_counts()
        counts = [float(inside.get(moment, 0)) for moment in moments]
        parts.append(pd.DataFrame({at: moments, kind: column(key), count: counts}))
    line = pd.DataFrame(list(beside_each_other(city, asked)), columns=[at, count])
    if moments and len(line):
        parts.append(line.assign(**{kind: WORDS["compare.reported"]}))
    return pd.concat(parts)[[at, kind, count]] if moments else pd.DataFrame()


def counted(city: City, asked: Asked, what: str) -> tuple[pd.Series, pd.Series]:
    """Cases closed in the span by what they are sorted into, here and (brought beside it) there."""

    def classes(rows: pd.DataFrame, span: Span) -> pd.Series:
        closed = rows[within(rows["closed_at"], span)]
        if what == "levels":
            return closed["resolved_level"].map(lambda code: WORDS[f"value.level.{code}"]).value_counts()
        taken = (closed["closed_at"] - closed["reported_at"]) / pd.Timedelta(days=1)
        cut = pd.cut(taken, [*BOUNDS, np.inf], include_lowest=True, labels=range(len(BOUNDS)))
        names = {
            index: WORDS["cases.days_between"].format(low=low, high=high)
            for index, (low, high) in enumerate(pairwise(BOUNDS))
        } | {len(BOUNDS) - 1: WORDS["cases.days_over"].format(low=BOUNDS[-1])}
        counts = cut.map(names).astype(str).value_counts()
        return counts[counts > 0]

    here = classes(city.rows("cases", asked.places), asked.span)
    there = classes(city.rows("cases", asked.other_places), asked.other_span)
    return here, (there * city.places_factor(asked) * asked.pace).round(1)


def sorted_into(city: City, asked: Asked, what: str, head: str) -> pd.DataFrame:
    """The table of a chart of cases closed."""
    here, there = counted(city, asked, what)
    table = {head: here.index, column("closed"): here.astype(float).to_numpy()}
    table[column("compared")] = there.reindex(here.index).fillna(0).astype(float).to_numpy()
    return pd.DataFrame(table)


def categories(city: City, asked: Asked) -> pd.DataFrame:
    """Every category of the span's cases, with its figures."""
    rows, others = city.rows("cases", asked.places), city.rows("cases", asked.other_places)
    names = city.frames["case_categories"].set_index("code")["name"]
    factor = city.places_factor(asked) * asked.pace
    touched = rows[within(rows["reported_at"], asked.span) | within(rows["closed_at"], asked.span)]
    before = others.loc[within(others["reported_at"], asked.other_span), "category_code"].value_counts()
    told = []
    for code, group in touched.groupby("category_code"):
        figures = of_cases(group, asked.span)
        told.append(
            {
                column("main_name"): names[str(code).partition(".")[0]],
                column("name"): names[code],
                headed("reported"): float(figures["reported"]),
                headed("on_time"): figures["on_time"],
                headed("median_days"): figures["median_days"],
                column("compared"): round(float(before.get(code, 0)) * factor, 1),
            }
        )
    return pd.DataFrame(told)


def main_ones(every: pd.DataFrame) -> pd.DataFrame:
    """The cases of each main category, as its chart draws them."""
    heads = [column("main_name"), headed("reported"), column("compared")]
    return every[heads].groupby(heads[0], as_index=False).sum() if len(every) else every


def first_page(tally: Tally, page: Page, rows: pd.DataFrame) -> None:
    """Hold the first page of the list as it stands against some cases, those due first before all."""
    expected = listed(rows.sort_values(["due_at", "case_id"]).head(ROWS_SHOWN))
    heads = next(list(table) for table in page.tables() if column("case_id") in table)
    shown = page.shown(heads)
    tally.table(NAME, "the list", pd.DataFrame() if shown is None else shown, expected, 1)


def case_list(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the list of open cases against the oracle, then the file of all that were reported in the span."""
    rows = city.rows("cases", asked.places)
    left = rows[rows["closed_at"].isna()]
    if len(left):
        first_page(tally, page, left)
        said = re.search(WORDS["cases.list.note_stock"].split("{total}")[0] + r"([\d,]+)", page.captions())
        tally.figure(NAME, "how many are listed", number(said and said.group(1)), len(left))
    reported = rows[within(rows["reported_at"], asked.span)]
    page.app.button_group(key="case_list_standing").set_value("reported").run()
    page.read.subtract(
        [name for name in page.read if name.startswith("table of") and column("case_id") in name]
    )
    if len(reported):
        first_page(tally, page, reported)
        page.app.toggle(key="case_list_file").set_value(True).run()
        for kind in ("csv", "xlsx"):
            tally.table(NAME, f"the list.{kind}", page.table("cases", kind), listed(reported), 1)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of cases against the oracle."""
    stock = of_stock(city.rows("cases", asked.places))
    cards(tally, NAME, page, dict.fromkeys((OPEN, OVERDUE, DUE_SOON), (stock, None)), 1.0)
    tally.panel(NAME, page, "flow", flow(city, asked))
    tally.panel(NAME, page, "levels", sorted_into(city, asked, "levels", column("level")))
    tally.panel(NAME, page, "days", sorted_into(city, asked, "days", column("days_to_close")))
    every = categories(city, asked)
    tally.panel(NAME, page, "categories", every, drawn=main_ones(every))
    case_list(tally, city, asked, page)
