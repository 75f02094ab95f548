"""One case as a story: its steps in order with the time between them, its facts, and its place on a small map."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.schema import CASE_STEPS
from pages.cases.case_map import case_map
from ui.filters.moves import open_case
from ui.panels.notes import empty
from ui.panels.rows import beside
from ui.session.view import View
from ui.words.numbers import MISSING, duration
from ui.words.text import in_html, localized, side_by_side, t, word

PLACE_LEVELS = ("street_office", "community", "grid", "compound")


def case_view(view: View, number: str) -> None:
    """Draw the case of that number, and the way back to the list."""
    st.title(t("cases.one.title"), anchor=False)
    st.caption(t("cases.one.unfiltered"))
    if st.button(t("cases.one.back"), icon=":material/arrow_back:", key="case_back"):
        open_case(None)
    found = view.fetch(cases.one, view.selection, number)
    if found.empty:
        empty(t("cases.one.not_found"))
        return
    case = found.astype(object).where(found.notna(), None).to_dict("records")[0]
    steps = view.fetch(cases.steps, view.selection, number)
    _heading(case)
    beside([3, 2], partial(_timeline, view, case, steps), partial(_facts_and_map, view, case))


def _facts_and_map(view: View, case: dict[str, Any]) -> None:
    _facts(case)
    case_map(view, case, _where(case))


def _heading(case: dict[str, Any]) -> None:
    """Write number, category, standing and summary as inert text."""
    marks = [word("case_status", case["status"]), _level(case["level"])]
    badges = "".join(f"<span>{escape(mark)}</span>" for mark in marks)
    lines = [
        f"<h2>{escape(case['case_id'])}{badges}</h2>",
        f"<p>{in_html(_category(case))}　{in_html(_where(case))}</p>",
        f"<blockquote>{escape(case['summary'])}</blockquote>" if case["summary"] else "",
    ]
    st.html(f'<div class="case">{"".join(lines)}</div>')


def _timeline(view: View, case: dict[str, Any], steps: pd.DataFrame) -> None:
    with st.container(border=True):
        st.subheader(t("cases.one.timeline"), anchor=False)
        if steps.empty:
            empty(t("cases.one.no_steps"))
        else:
            st.html(f'<ol class="timeline">{"".join(_items(view, case, steps))}</ol>')
        st.html(f'<div class="case"><p><b>{in_html(_conclusion(view, case))}</b></p></div>')


def _items(view: View, case: dict[str, Any], steps: pd.DataFrame) -> Iterable[str]:
    """Give each step as a list item: moment, what was done, level, time since the step before."""
    times = steps.groupby("step").cumcount() + 1
    for row, count in zip(steps.to_dict("records"), times, strict=True):
        since = row["hours_since"]
        wrong = pd.notna(since) and since < 0
        note = "" if pd.isna(since) else _waited(since)
        yield _item(row["at"], _told(case, row, count), row["level"], note, wrong)
    if case["closed_at"] is None and case["status"] != "closed":
        waited = (view.dataset.as_of - steps["at"].iloc[-1]).total_seconds() / 3600
        yield _item(view.dataset.as_of, t("cases.one.waiting"), case["level"], _waited(waited), waited < 0)


def _waited(hours: float) -> str:
    return t("cases.one.too_early" if hours < 0 else "cases.one.since", time=duration(hours))


def _item(at: pd.Timestamp, told: str, level: str | None, note: str, wrong: bool) -> str:
    moment = f"<time>{at:%Y-%m-%d %H:%M}</time>"
    mark = ' class="wrong"' if wrong else ""
    below = " · ".join(part for part in (_level(level), note) if part)
    return f"<li>{moment}<b>{in_html(told)}</b><small{mark}>{in_html(below)}</small></li>"


def _told(case: dict[str, Any], step: dict[str, Any], count: int) -> str:
    """Return what happened at a step in words; a step that the schema does not name keeps its code."""
    if step["step"] not in CASE_STEPS:
        return str(step["step"])
    details = {
        "channel": word("case_channel", case["channel"] or "unknown"),
        "level": _level(step["level"]),
        "count": count,
    }
    return t(f"cases.one.story.{step['step']}", **details)


def _conclusion(view: View, case: dict[str, Any]) -> str:
    """Return how long the case took, or has been open, and how that stands against its deadline."""
    closed = case["closed_at"] is not None
    if not closed and case["status"] == "closed":
        return t("cases.one.end_unknown")
    end = case["closed_at"] if closed else view.dataset.as_of
    hours = _hours(case["reported_at"], end)
    if hours < 0:
        return t("cases.one.closed_before_reported" if closed else "cases.one.reported_after_as_of")
    took = t("cases.one.took" if closed else "cases.one.open_for", time=duration(hours))
    if case["due_at"] is None:
        return took + t("cases.one.no_deadline")
    spare = _hours(end, case["due_at"])
    when = ("early" if spare >= 0 else "late") if closed else ("left" if spare >= 0 else "overdue")
    return took + t(f"cases.one.{when}", time=duration(spare))


def _facts(case: dict[str, Any]) -> None:
    """Write what is known of the case, one fact a line."""
    known = (
        ("channel", word("case_channel", case["channel"] or "unknown")),
        ("reported_at", _moment(case["reported_at"])),
        ("unit", MISSING if case["unit"] is None else localized(case, "unit")),
        ("assigned_at", _moment(case["assigned_at"])),
        ("due_at", _moment(case["due_at"])),
        ("closed_at", _moment(case["closed_at"])),
        *([] if case["on_time"] is None else [("on_time", _yes_or_no(case["on_time"]))]),
        ("resolved_level", MISSING if case["resolved_level"] is None else _level(case["resolved_level"])),
        ("method", MISSING if case["method"] is None else word("case_method", case["method"])),
        ("visits", _count("visits", case["visits"])),
        ("agreement_signed", _yes_or_no(case["agreement_signed"])),
        ("agreement_kept", _yes_or_no(case["agreement_kept"])),
        ("solved", _yes_or_no(case["solved"])),
        ("satisfaction", _count("points", case["satisfaction"])),
        ("reopened", _count("times", case["reopened"])),
    )
    rows = "".join(
        f"<dt>{escape(t(f'cases.one.fact.{name}'))}</dt><dd>{in_html(fact)}</dd>" for name, fact in known
    )
    with st.container(border=True):
        st.subheader(t("cases.one.facts"), anchor=False)
        st.html(f'<dl class="facts">{rows}</dl>')


def _category(case: dict[str, Any]) -> str:
    if case["category"] is None:
        return t("cases.one.no_category")
    names = (localized(case, "main_category"), localized(case, "category"))
    return side_by_side(dict.fromkeys(names), " / ")


def _where(case: dict[str, Any]) -> str:
    return side_by_side((case[level] for level in PLACE_LEVELS if case[level]), " · ")


def _level(level: str | None) -> str:
    return word("level", "unknown" if level is None or pd.isna(level) else level)


def _moment(at: pd.Timestamp | None) -> str:
    return MISSING if at is None else f"{at:%Y-%m-%d %H:%M}"


def _count(unit: str, number: float | None) -> str:
    return MISSING if number is None else t(f"cases.one.count.{unit}", count=f"{number:.0f}")


def _yes_or_no(answer: bool | None) -> str:
    return MISSING if answer is None else t("cases.one.yes" if answer else "cases.one.no")


def _hours(start: pd.Timestamp, end: pd.Timestamp) -> float:
    return (end - start).total_seconds() / 3600
