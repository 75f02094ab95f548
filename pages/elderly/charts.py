"""Charts of counts of people of which some are not shown: such a bar is absent, and words stand in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, in_their_order, rows_height

WORD_SPACE = 0.28  # share of the longest bar that is kept for the words behind it
WORDS, END, PART, PEOPLE = "words", "end", "part", "people"


def worded_counts(table: pd.DataFrame, label: str, value: str, words: Sequence[str]) -> Drawing:
    """Return horizontal bars in the table's order, `words` behind each; a missing value has words and no bar."""
    rows = pd.DataFrame({label: table[label], value: table[value].astype(float), WORDS: list(words)})
    bars = (
        alt.Chart(rows.dropna(subset=[value]))
        .mark_bar()
        .encode(x=_across(value, rows[value]), y=_down(rows, label), tooltip=_tips(label, value))
    )
    return _with_words(bars, rows.assign(**{END: rows[value].fillna(0)}), label, value)


def stacked_counts(
    table: pd.DataFrame, label: str, parts: Mapping[str, str], titles: tuple[str, str], words: Sequence[str]
) -> Drawing:
    """Return horizontal bars in the table's order, stacked by the columns that `parts` names with their colours.

    A missing part has no bar; `words` stand behind each bar. `titles` head the parts and their numbers.
    """
    series, title = titles
    numbers = table[list(parts)].astype(float)
    rows = pd.DataFrame({label: table[label], WORDS: list(words), END: numbers.fillna(0).sum(axis=1)})
    long = rows.join(numbers).melt([label, WORDS], list(parts), PART, PEOPLE).dropna(subset=[PEOPLE])
    colours = alt.Scale(domain=list(parts), range=list(parts.values()))
    bars = in_their_order(long, PART, list(parts), "place").encode(
        x=_across(PEOPLE, rows[END], title),
        y=_down(rows, label),
        color=alt.Color(field=PART, type="nominal", scale=colours),
        tooltip=[
            *_tips(label, series, PART),
            alt.Tooltip(field=PEOPLE, type="quantitative", title=title, format=",.0f"),
        ],
    )
    return _with_words(bars, rows, label, title)


def _tips(label: str, title: str, name: str = WORDS) -> list[alt.Tooltip]:
    """Return what is told on hovering: whose mark it is, and its words or its part under a title."""
    words = alt.Tooltip(field=name, type="nominal", title=title)
    return [alt.Tooltip(field=field(label), type="nominal", title=label), words]


def _with_words(bars: alt.Chart, rows: pd.DataFrame, label: str, title: str) -> Drawing:
    """Return the bars with each row's words behind its end."""
    behind = alt.Chart(rows[[label, WORDS, END]]).mark_text(align="left", dx=5, color=theme.INK)
    words = behind.encode(
        x=alt.X(field=END, type="quantitative"),
        y=_down(rows, label),
        text=alt.Text(field=WORDS, type="nominal"),
        tooltip=_tips(label, title),
    )
    height = rows_height(len(rows))
    return alt.layer(bars, words, height=height)


def _across(name: str, ends: pd.Series, title: str | None = None) -> alt.X:
    longest = float(ends.max()) if ends.notna().any() else 0.0
    scale = alt.Scale(domain=[0, (longest or 1.0) * (1 + WORD_SPACE)], nice=False)
    axis = alt.Axis(labelOverlap="greedy", labelSeparation=6)
    return alt.X(field=field(name), type="quantitative", title=title or name, scale=scale, axis=axis)


def _down(rows: pd.DataFrame, label: str) -> alt.Y:
    return alt.Y(field=field(label), type="nominal", sort=list(rows[label]), title=None)
