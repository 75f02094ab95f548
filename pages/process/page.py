"""Where time goes (办理过程): flow between levels and steps, time to close as curves, age of the open cases."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from data_access import process
from data_access.places import areas
from data_access.schema import LEVELS
from data_access.selection.comparison import Comparison
from pages.process.flow import column, flow_of_levels, steps, transitions
from pages.process.survival import time_to_close
from ui import charts
from ui.filters.comparison import beside, comparison_switch, count_note, scale
from ui.panels.charts import chart_panel
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View, current_view
from ui.words.text import t, word

STANDINGS = ("in_time", "overdue", "no_deadline")
LEVELS_SHOWN = (*LEVELS, process.UNKNOWN)


def ageing(view: View, other: Comparison) -> None:
    """Draw how long the open cases have been open, by deadline or by level."""
    by = st.segmented_control(
        t("process.ageing_by"),
        ("standing", "level"),
        format_func=column,
        key="process_ageing_by",
        default="standing",
        required=True,
    )
    rows = view.fetch(process.ageing, view.selection, view.dataset.as_of)
    table = ageing_table(rows)
    age, series, cases = column("age"), column(by), column("cases")
    summed = table.groupby([age, series], sort=False, as_index=False)[cases].sum()
    first = -1 if (rows["class_index"] < 0).any() else 0
    classes = [age_words(index) for index in range(first, len(process.AGE_DAYS) + 1)]
    words = {
        "standing": [t(f"process.{standing}") for standing in STANDINGS],
        "level": [word("level", level) for level in LEVELS_SHOWN],
    }
    before = ageing_before(view, other)
    beside = before[[age, cases]]
    chart = charts.stacked_bars(summed, age, cases, series, labels=classes, parts=words[by], beside=beside)
    note = f"{t('process.ageing_note')} {t('process.ageing_compared')} {count_note(other)}"
    chart_panel(view, "ageing", t("process.ageing"), chart, pd.concat([table, before]), note=note)


def ageing_before(view: View, other: Comparison) -> pd.DataFrame:
    """Return the comparison's open cases by age, as rows of `ageing_table`; none where they cannot be compared."""
    earlier = view.selection.start - other.selection.start if other.in_time else timedelta(0)
    rows = view.fetch(process.open_at, other.selection, view.dataset.as_of - earlier)
    factor = scale(view, other)
    if factor is None:
        rows = rows.iloc[:0]
    words = t("compare.line")
    return pd.DataFrame(
        {
            column("age"): rows["class_index"].map(age_words),
            column("level"): words,
            column("standing"): words,
            column("cases"): (rows["open"] * (factor or 0)).round(1),
        }
    )


def ageing_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the open cases in words: age, level, standing against the deadline, cases."""
    in_time = rows["open"] - rows["overdue"] - rows["no_deadline"]
    long = rows.assign(in_time=in_time, level=rows["level"].fillna(process.UNKNOWN))
    long = long.melt(["level", "class_index"], STANDINGS, "standing", "cases").query("cases > 0")
    order = {name: index for index, name in enumerate((*LEVELS_SHOWN, *STANDINGS))}
    places = {f"{name}_order": long[name].map(order) for name in ("level", "standing")}
    long = long.assign(**places).sort_values(["class_index", *places])
    return pd.DataFrame(
        {
            column("age"): long["class_index"].map(age_words),
            column("level"): [word("level", level) for level in long["level"]],
            column("standing"): [t(f"process.{standing}") for standing in long["standing"]],
            column("cases"): long["cases"],
        }
    )


def age_words(index: int) -> str:
    """Return a class of age in words."""
    if index < 0:
        return t("process.after_as_of")
    if index == 0:
        return t("process.within_days", high=process.AGE_DAYS[0])
    if index == len(process.AGE_DAYS):
        return t("process.days_over", low=process.AGE_DAYS[-1])
    return t("process.days_between", low=process.AGE_DAYS[index - 1], high=process.AGE_DAYS[index])


def problems(view: View) -> None:
    """List what does not add up in the places and the cases reported in the period, and how it is treated."""
    found = view.fetch(process.problems, view.selection, view.dataset.as_of).iloc[0].to_dict()
    gaps = view.fetch(process.step_gaps, view.selection)
    found["steps_out_of_order"] = gaps.loc[gaps["kind"] == process.ALL, "out_of_order"].sum()
    reported = int(found.pop("reported"))
    places = view.fetch(areas.without_residents, view.selection).iloc[0].to_dict()
    if reported and not any([*found.values(), *places.values()]):
        with st.container(border=True):
            st.subheader(t("process.problems"), anchor=False)
            st.caption(t("process.no_problems", reported=f"{reported:,}"))
        return
    rows = [
        [t(f"process.problem.{name}"), int(count), 100 * count / reported, t(f"process.treatment.{name}")]
        for name, count in found.items()
        if count
    ]
    rows += [
        [t("process.no_residents", level=word("place_level", level)), int(count), None, t("process.no_rates")]
        for level, count in places.items()
        if count
    ]
    headings = [column(name) for name in ("problem", "count", "share", "treatment")]
    table = pd.DataFrame(rows, columns=headings).round({column("share"): 2})
    note = t("process.problems_note", reported=f"{reported:,}")
    table_panel(view, "problems", t("process.problems"), table, note=note)


view = current_view()
page_heading(view, t("process.title"))
if view.has("cases"):
    other = comparison_switch(view)
    st.caption(beside(view, other))
    left, right = st.columns(2)
    with left:
        flow_of_levels(view, other)
    with right:
        ageing(view, other)
    if view.has("case_events"):
        left, right = st.columns([3, 2])
        with left:
            steps(view, other)
        with right:
            transitions(view, other)
    else:
        empty(t("process.no_steps"))
    time_to_close(view, other)
    problems(view)
else:
    empty(t("empty.table", table=t("table.cases")))
