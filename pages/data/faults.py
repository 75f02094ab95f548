"""The cases that do not add up: how many, in which places and months, by which rule."""

from __future__ import annotations

import pandas as pd

from data_access.data import faults
from data_access.indicators import MISSING_CELLS, Indicator
from data_access.selection.periods import add_months
from pages.data import charts
from pages.data.found import KINDS, Found
from ui.panels.answer import answer
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.panels.notes import empty_panel
from ui.panels.picks import Picks, days_picked, places_picked
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column, heading
from ui.words.text import t, word

FAULTS = KINDS[1:]


def figures(view: View, found: Found) -> None:
    """Say in a sentence what was found, or that nothing was, and draw the cards."""
    whole = found.whole
    unknown = whole[[item.numerator for item in KINDS]].isna().iloc[0]
    cases = f"{int(whole['cases'].iloc[0]):,}"
    counts = [(item, whole[item.numerator].iloc[0]) for item in FAULTS]
    wrong = [
        t("data.count_of", kind=t(f"indicator.{item.key}.name"), count=f"{int(count):,}")
        for item, count in counts
        if count > 0
    ]
    listed = t("words.comma").join(wrong)
    answer(t("data.found", cases=cases, found=listed) if wrong else t("data.nothing_found", cases=cases))
    indicator_cards(view, [(item, None if unknown[item.numerator] else whole) for item in KINDS], 6)


def by_place(view: View, found: Found) -> None:
    """Draw the shares by place: street offices, or the places below those selected."""
    rows = found.places.assign(label=found.places["name"].fillna(t("data.no_place")))
    title = t("data.by_place", level=word("place_level", found.level).lower())
    label = column("name")
    _shares_panel(view, "faults_by_place", title, rows, label, places_picked(view, found.level, label))


def by_month(view: View, found: Found) -> None:
    """Draw the shares by month of report."""
    rows = found.months.assign(label=pd.to_datetime(found.months["month"]).dt.strftime("%Y-%m"))
    starts = pd.to_datetime(found.months["month"]).dt.date
    months = {(name,): (day, add_months(day, 1)) for name, day in zip(rows["label"], starts, strict=True)}
    label = column("data.month")
    picks = days_picked((label,), months)
    _shares_panel(view, "faults_by_month", t("data.by_month"), rows, label, picks)


def _shares_panel(view: View, key: str, title: str, rows: pd.DataFrame, label: str, picks: Picks) -> None:
    """Draw the share of each kind in each row as coloured cells; its table has the counts too."""
    table = pd.DataFrame({label: rows["label"], column("data.cases"): rows["cases"]})
    for item in KINDS:
        if item is not MISSING_CELLS:
            table[heading(item)] = rows[item.numerator]
        table[_share_of(item)] = _share(item, rows).round(2)
    long = pd.concat([_cells_of(table, item, label) for item in KINDS], ignore_index=True)
    hover = [label, column("data.kind"), column("data.share"), column("data.count")]
    chart = charts.cells(long, label, column("data.kind"), column("data.share"), hover=hover)
    chart_panel(view, key, title, chart, table, note=t("data.shares_note"), picks=picks)


def _share(item: Indicator, rows: pd.DataFrame) -> pd.Series:
    """Return the share of a kind in per cent: of the values expected, or of the cases."""
    if item is MISSING_CELLS:
        return item.of(rows).astype(float)
    cases = rows["cases"].astype(float)
    return 100 * rows[item.numerator].astype(float) / cases.where(cases > 0)


def _share_of(item: Indicator) -> str:
    if item is MISSING_CELLS:
        return heading(item)
    return t("data.share_of", kind=t(f"indicator.{item.key}.name"))


def _cells_of(table: pd.DataFrame, item: Indicator, label: str) -> pd.DataFrame:
    """Return a kind's cells: label, kind, share and count."""
    counts = None if item is MISSING_CELLS else table[heading(item)]
    return pd.DataFrame(
        {
            label: table[label],
            column("data.kind"): t(f"indicator.{item.key}.name"),
            column("data.share"): table[_share_of(item)],
            column("data.count"): pd.Series(counts, table.index, dtype=float),
        }
    )


def rules(view: View, found: Found) -> None:
    """List every rule that cases were held against, how many break it, and how the figures treat them."""
    whole = found.whole.iloc[0]
    if not whole["cases"]:
        empty_panel(t("data.rules"), t("empty.selection"))
        return
    every = [(kind, rule) for kind, own in faults.RULES.items() for rule in own]
    every += [(kind, kind) for kind in faults.REMARKS]
    table = pd.DataFrame(
        {
            column("data.kind"): [t(f"indicator.{kind}.name") for kind, _ in every],
            column("data.rule"): [t(f"data.rule.{rule}") for _, rule in every],
            column("data.cases"): [whole[rule] for _, rule in every],
            column("data.share"): [100 * whole[rule] / whole["cases"] for _, rule in every],
            column("data.treatment"): [t(f"data.treatment.{rule}") for _, rule in every],
        }
    )
    table[column("data.cases")] = table[column("data.cases")].astype("Int64")
    table[column("data.share")] = table[column("data.share")].astype(float).round(2)
    table_panel(view, "rules", t("data.rules"), table, note=t("data.rules_note"), whole=True)
