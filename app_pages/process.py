"""Where time goes (办理过程): flow between levels and steps, time to close as curves, age of the open cases."""

import pandas as pd
import streamlit as st

from data_access import courses
from data_access.schema import LEVELS
from ui import process_charts
from ui.flow_panels import column, flow_of_levels, steps, transitions
from ui.panels import chart_panel, empty, page_heading, table_panel
from ui.survival_panels import time_to_close
from ui.text import t, word
from ui.view import View, current_view

STANDINGS = ("in_time", "overdue", "no_deadline")
LEVELS_SHOWN = (*LEVELS, courses.UNKNOWN)


def ageing(view: View) -> None:
    """Draw how long the open cases have been open, by deadline or by level."""
    by = st.segmented_control(
        t("process.ageing_by"),
        ("standing", "level"),
        format_func=column,
        key="process_ageing_by",
        default="standing",
        required=True,
    )
    rows = view.fetch(courses.ageing, view.selection, view.dataset.as_of)
    table = ageing_table(rows)
    age, series, cases = column("age"), column(by), column("cases")
    summed = table.groupby([age, series], sort=False, as_index=False)[cases].sum()
    first = -1 if (rows["class_index"] < 0).any() else 0
    classes = [age_words(index) for index in range(first, len(courses.AGE_DAYS) + 1)]
    words = {
        "standing": [t(f"process.{standing}") for standing in STANDINGS],
        "level": [word("level", level) for level in LEVELS_SHOWN],
    }
    chart = process_charts.stacked_bars(summed, age, cases, series, labels=classes, parts=words[by])
    chart_panel(view, "ageing", t("process.ageing"), chart, table, note=t("process.ageing_note"))


def ageing_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the open cases in words: age, level, standing against the deadline, cases."""
    in_time = rows["open"] - rows["overdue"] - rows["no_deadline"]
    long = rows.assign(in_time=in_time, level=rows["level"].fillna(courses.UNKNOWN))
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
        return t("process.within_days", high=courses.AGE_DAYS[0])
    if index == len(courses.AGE_DAYS):
        return t("process.days_over", low=courses.AGE_DAYS[-1])
    return t("process.days_between", low=courses.AGE_DAYS[index - 1], high=courses.AGE_DAYS[index])


def problems(view: View) -> None:
    """List what does not add up in the cases reported in the period, and how the charts treat it."""
    found = view.fetch(courses.problems, view.selection, view.dataset.as_of).iloc[0].to_dict()
    gaps = view.fetch(courses.step_gaps, view.selection)
    found["steps_out_of_order"] = gaps.loc[gaps["kind"] == courses.ALL, "out_of_order"].sum()
    reported = int(found.pop("reported"))
    if reported and not any(found.values()):
        with st.container(border=True):
            st.subheader(t("process.problems"), anchor=False)
            st.caption(t("process.no_problems", reported=f"{reported:,}"))
        return
    rows = [(name, int(count)) for name, count in found.items() if count]
    table = pd.DataFrame(
        {
            column("problem"): [t(f"process.problem.{name}") for name, _ in rows],
            column("cases"): [count for _, count in rows],
            column("share"): [round(100 * count / reported, 2) for _, count in rows],
            column("treatment"): [t(f"process.treatment.{name}") for name, _ in rows],
        }
    )
    note = t("process.problems_note", reported=f"{reported:,}")
    table_panel(view, "problems", t("process.problems"), table, note=note)


view = current_view()
page_heading(view, t("process.title"))
if view.has("cases"):
    left, right = st.columns(2)
    with left:
        flow_of_levels(view)
    with right:
        ageing(view)
    if view.has("case_events"):
        left, right = st.columns([3, 2])
        with left:
            steps(view)
        with right:
            transitions(view)
    else:
        empty(t("process.no_steps"))
    time_to_close(view)
    problems(view)
else:
    empty(t("empty.table", table=t("table.cases")))
