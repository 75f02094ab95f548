"""What a click on a chart's mark selects: the place, category or span that the mark stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from data_access.selection import Selection
from data_access.selection.buckets import bucket_end
from ui.charts.picked import PICKED
from ui.filters.moves import select_next
from ui.session.view import View, categories_above
from ui.words.tables import column

Mark = Mapping[str, Any]
"""What a chart tells of a clicked mark, by the headings of its table."""


def _select(selection: Selection, _: Mark) -> None:
    select_next(selection)


class Picks(NamedTuple):
    """The columns that tell a chart's marks apart, and what each mark narrows a selection to, None for nothing.

    `follow` does with both what a click is for: it filters the page, unless given. `words` says so below the chart.
    """

    columns: tuple[str, ...]
    narrowed: Callable[[Selection, Mark], Selection | None]
    follow: Callable[[Selection, Mark], None] = _select
    words: str = "chart.picked"


def places_picked(view: View, level: str, heading: str | None = None) -> Picks:
    """Return that each mark, named by its label in a column (that of names, unless told), is a place of a level."""
    name, code_of = heading or column("name"), {label: code for code, label in view.labels_of(level).items()}

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        code = code_of.get(mark.get(name, ""))
        return None if code is None else selection.at_place(level, code)

    return Picks((name,), narrowed)


def categories_picked(view: View, heading: str, labels: Iterable[str], codes: Iterable[str]) -> Picks:
    """Return that each mark stands for a main category; of those selected below it, it stands for these alone."""
    parents = categories_above(view.source)
    code_of = {label: code for label, code in zip(labels, codes, strict=True) if pd.notna(code)}

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        main = code_of.get(mark.get(heading, ""))
        below = tuple(code for code in selection.categories if main in (code, parents.get(code)))
        return None if main is None else replace(selection, categories=below or (main,))

    return Picks((heading,), narrowed)


def spans_picked(starts: pd.Series, unit: str) -> Picks:
    """Return that each mark stands for the day, week or month that begins at its moment, as far as it is selected."""
    at, known = column("at"), pd.DatetimeIndex(pd.to_datetime(starts.drop_duplicates())).sort_values()

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        if at not in mark or known.empty:
            return None
        told = pd.Timestamp(mark[at], unit="ms")  # in the browser's zone, hours from the start that is meant
        start = known[known.get_indexer([told], method="nearest")[0]].date()
        end = min(bucket_end(start, unit), selection.end)
        return replace(selection, start=max(start, selection.start), end=end)

    return Picks((at,), narrowed)


def days_picked(columns: tuple[str, ...], days: Mapping[tuple[Any, ...], tuple[date, date]]) -> Picks:
    """Return that each mark, told by its values in these columns, stands for a span of days, as far as selected."""

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        start, end = days.get(tuple(mark.get(name) for name in columns), (None, None))
        if start is None or end is None:
            return None
        start, end = max(start, selection.start), min(end, selection.end)
        return replace(selection, start=start, end=end) if start < end else None

    return Picks(columns, narrowed)


def both(first: Picks, second: Picks) -> Picks:
    """Return that each mark stands for what two say of it; one that only one of them knows stands for nothing."""

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        once = first.narrowed(selection, mark)
        return None if once is None else second.narrowed(once, mark)

    return Picks((*first.columns, *second.columns), narrowed)


def on_select(view: View, key: str, picks: Picks) -> dict[str, Any]:
    """Return the options by which `st.altair_chart` puts what a clicked mark stands for into the filter bar."""
    return {"on_select": partial(_pick, view.selection, key, picks), "selection_mode": PICKED}


def _pick(selection: Selection, key: str, picks: Picks) -> None:
    marks = st.session_state[key]["selection"][PICKED]
    narrowed = picks.narrowed(selection, marks[0]) if marks else None
    if narrowed is not None:
        picks.follow(narrowed, marks[0])
