"""The parts of the page on familiar communities: the index, its parts, its uncertainty and its movement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data_access import familiarity
from data_access.familiarity import WEIGHTS, Index
from data_access.indicators import FAMILIARITY, GROUPED_HOUSEHOLDS, Indicator
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from data_access.statistics import composite
from pages.familiarity import charts as drawn
from pages.familiarity.sheet import index_sheet_bytes
from ui.filters.comparison import against
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import heading
from ui.words.text import t, word

LEVELS = ("community", "grid")
SHORT_DAYS = 85  # a shorter period than a quarter has few activities and meetings in one place
MOST_ROWS = 40  # more places than this are cut to the first and the last
AT_EACH_END = 15
MOST_LINES = 500
MOVED_MOST = 5  # named in the slope chart for each direction
CARDS_IN_A_ROW = 4


@dataclass(frozen=True)
class Found:
    """The index of a level now and, where another time is compared, then; both on one scale."""

    level: str
    weights: Mapping[Indicator, int]
    method: str
    other: Comparison
    tables: tuple[pd.DataFrame, ...]
    now: Index
    before: Index | None
    ranges: pd.DataFrame
    names: pd.Series

    def selected(self) -> pd.Index:
        """Return the codes of the selected places, by rank, those without one last."""
        rows = self.now.standings[self.now.places["selected"].astype(bool)]
        return rows.rename_axis("place").sort_values(["rank", "place"]).index


def column(name: str) -> str:
    """Return a heading of this page's tables."""
    return t(f"familiarity.column.{name}")


def level_chooser(view: View) -> str:
    """Draw the choice of the level whose places are compared, of those that the data have."""
    offered = [level for level in LEVELS if view.has_level(level)] or ["street_office"]
    words = {level: word("place_level", level) for level in offered}
    finest = bool(view.selection.communities)  # one community is compared by its grids
    return st.segmented_control(
        t("familiarity.level"),
        offered,
        default=offered[-1 if finest else 0],
        format_func=words.__getitem__,
        key="familiarity_level",
        required=True,
    )


def method_chooser() -> str:
    """Draw the choice of how parts are brought to one scale."""
    words = {method: t(f"familiarity.method_{method}") for method in composite.METHODS}
    return st.segmented_control(
        t("familiarity.method"),
        list(words),
        default=composite.METHODS[0],
        format_func=words.__getitem__,
        key="familiarity_method",
        required=True,
        help=t("familiarity.method_help"),
    )


def measured(
    view: View, level: str, other: Comparison, weights: Mapping[Indicator, int], method: str
) -> Found:
    """Return the index of every place of a level, measured against the whole city in both periods."""
    periods = [view.selection, *([other.selection] if other.in_time else [])]
    as_of = view.dataset.as_of
    tables = tuple(view.fetch(familiarity.parts, period, level, as_of) for period in periods)
    frame = pd.concat([familiarity.values(table) for table in tables])
    now, *before = (familiarity.index(table, frame, weights, method) for table in tables)
    ranges = _ranges(now.scores, familiarity.by_key(weights))
    names = _names(view, now.places)
    return Found(level, weights, method, other, tables, now, next(iter(before), None), ranges, names)


@st.cache_data(max_entries=8, show_spinner=False)
def _ranges(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    return composite.rank_ranges(scores, weights)


def _names(view: View, places: pd.DataFrame) -> pd.Series:
    """Return each place's name by its code, told apart from places of the same name by the one above or the code."""
    names = places["name"].astype(str)
    above = next((name for name in ("community_code", "street_office_code") if name in places), None)
    if above:
        parents = places[above].map(view.names).fillna("")
        names = names.mask(names.duplicated(keep=False), parents + " · " + names)
    return names.mask(names.duplicated(keep=False), names + " " + places["code"])


def missing_parts(found: Found) -> None:
    """Say which parts the data lack for all places, and that a short period makes the index jump."""
    known = found.now.scores.notna().any()
    lacking = [
        indicator for indicator, weight in found.weights.items() if weight and not known[indicator.key]
    ]
    if lacking:
        names = t("words.comma").join(t(f"indicator.{indicator.key}.name") for indicator in lacking)
        st.info(t("familiarity.lacking", names=names), icon=":material/inbox:")


def parts_together(view: View, found: Found) -> None:
    """Draw the median index of the selected places and each part of them together."""
    if view.selection.days < SHORT_DAYS:
        st.caption(t("familiarity.short"))
    chosen = found.now.standings.loc[found.selected()]
    cards = [(FAMILIARITY, pd.DataFrame({"score": [chosen["score"].median()]}), None)]
    for indicator in WEIGHTS:
        now, *before = (familiarity.together(table, indicator) for table in found.tables)
        moves = indicator is not GROUPED_HOUSEHOLDS  # today's state in both periods
        cards.append((indicator, now, before[0] if before and moves else None))
    for start in range(0, len(cards), CARDS_IN_A_ROW):
        row = cards[start : start + CARDS_IN_A_ROW]
        for place, card in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with place:
                indicator_card(*card)
    if found.other.in_time:
        st.caption(against(view, found.other))


def ranks(view: View, found: Found) -> None:
    """Draw the index and the rank of the selected places, each with the range of its rank over random weightings."""
    table = _standing_table(found, found.selected())
    table = table.dropna(subset=[column("rank")])
    band = (column("rank_low"), column("rank_median"), column("rank_high"))
    places = int(found.now.standings["rank"].notna().sum())
    title = t(f"familiarity.ranks_{found.level}", count=f"{places:,}")
    note = t(
        "familiarity.ranks_note",
        draws=f"{composite.DRAWS:,}",
        low=composite.RANGE[0],
        high=composite.RANGE[1],
    )
    if table.empty:
        empty_panel(title, t("familiarity.none_selected"))
        return
    width = (table[band[2]] - table[band[0]]).median()
    note = f"{note} {t('familiarity.width', width=f'{width:.0f}')} {cut_words(table)} {method_words(found)}"
    chart = drawn.rank_ranges(_ends(table), column("place"), column("rank"), band, column("score"), places)
    chart_panel(view, "familiar_ranks", title, chart, table, note=note, categories=False)


def empty_panel(title: str, words: str) -> None:
    """Draw a panel that has nothing to show, and say why."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        empty(words)


def parts_of_places(view: View, found: Found) -> None:
    """Draw the parts of the selected places on one scale."""
    codes = found.selected()
    codes = codes[found.now.standings.loc[codes, "rank"].notna().to_numpy()]
    if codes.empty:
        return  # said above
    scores = found.now.scores.loc[codes].round(0)
    wide = pd.DataFrame({column("place"): found.names.loc[codes]})
    for indicator in WEIGHTS:
        wide[t(f"familiarity.part.{indicator.key}")] = scores[indicator.key]
    names = (column("place"), column("part"), column("part_score"), column("cell"))
    cells = _ends(wide).melt(names[0], var_name=names[1], value_name=names[2])
    cells[names[3]] = [MISSING if pd.isna(score) else f"{score:.0f}" for score in cells[names[2]]]
    note = f"{t('familiarity.cells_note')} {cut_words(wide)} {method_words(found)}"
    title = t(f"familiarity.cells_{found.level}")
    chart_panel(
        view, "familiar_parts", title, drawn.part_cells(cells, *names), wide, note=note, categories=False
    )


def movement(view: View, found: Found) -> None:
    """Draw how the index of the selected places moved since the period compared with."""
    title = t(f"familiarity.movement_{found.level}")
    if found.before is None:
        empty_panel(title, t("familiarity.not_in_time"))
        return
    moved = familiarity.movement(found.now, found.before, found.weights)
    if moved.empty:
        empty_panel(title, t("familiarity.none_in_both"))
        return
    moved = moved.sort_values(["change", "code"], ascending=[False, True])
    ends = period_words(found.other.selection), period_words(view.selection)
    table = pd.DataFrame(
        {
            column("place"): found.names.loc[moved.index],
            ends[0]: moved["before"].round(1),
            ends[1]: moved["now"].round(1),
            column("change"): moved["change"].round(1),
        }
    )
    lines = table.loc[table[column("change")].abs().sort_values(ascending=False, kind="stable").index]
    lines = lines.head(MOST_LINES)
    named = _named(lines, ends[1], column("change"))
    note = t(
        "familiarity.movement_note",
        rose=int((moved["change"] > 0).sum()),
        fell=int((moved["change"] < 0).sum()),
    )
    if len(lines) < len(table):
        note = f"{note} {t('familiarity.most_lines', shown=len(lines), count=f'{len(table):,}')}"
    chart = drawn.slope(lines, column("place"), ends, column("change"), named)
    note = f"{note} {method_words(found)}"
    chart_panel(view, "familiar_movement", title, chart, table, note=note, categories=False)


def _named(lines: pd.DataFrame, last: str, change: str) -> list[str]:
    """Return the places named in the slope chart: those that rose and fell most, and the first and the last now."""
    rows = lines.sort_values(change)
    picked = [
        *rows[rows[change] < 0].head(MOVED_MOST)[column("place")],
        *rows[rows[change] > 0].tail(MOVED_MOST)[column("place")],
        lines.loc[lines[last].idxmax(), column("place")],
        lines.loc[lines[last].idxmin(), column("place")],
    ]
    return list(dict.fromkeys(picked))


def period_words(selection: Selection) -> str:
    """Return a period as the end of a slope is written."""
    return f"{selection.start:%Y-%m-%d}{drawn.LINE_BREAK}{selection.last_day:%Y-%m-%d}"


def every_place(view: View, found: Found) -> None:
    """List the selected places with index, rank, its range, parts in their own units, and what is missing."""
    codes = found.selected()
    table = _standing_table(found, codes)
    parts = [indicator.key for indicator, weight in found.weights.items() if weight]
    lacking = found.now.scores.loc[codes, parts].isna()
    table[column("missing")] = [
        t("words.comma").join(t(f"familiarity.part.{key}") for key in parts if row[key])
        for _, row in lacking.iterrows()
    ]
    for indicator in WEIGHTS:
        table[heading(indicator)] = found.now.values.loc[codes, indicator.key].round(2)
    note = t(
        "familiarity.table_note", least=f"{100 * composite.LEAST_KNOWN:.0f}", fewest=familiarity.FEWEST_CASES
    )
    note = f"{note} {method_words(found)}"
    line = view.provenance(note, categories=False)
    live = {"xlsx": lambda: index_sheet_bytes(found.now, found.ranges, found.names, found.weights, line)}
    title = t(f"familiarity.table_{found.level}")
    table_panel(view, "familiar_places", title, table, note=note, categories=False, files=live)


def _standing_table(found: Found, codes: pd.Index) -> pd.DataFrame:
    standings, ranges = found.now.standings.loc[codes], found.ranges.loc[codes]
    return pd.DataFrame(
        {
            column("rank"): standings["rank"],
            column("place"): found.names.loc[codes],
            column("score"): standings["score"].round(1),
            column("rank_low"): ranges["rank_low"],
            column("rank_median"): ranges["rank_median"],
            column("rank_high"): ranges["rank_high"],
            column("known"): (100 * standings["known"]).round(0),
        }
    )


def _ends(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that is short enough to draw: all rows, or the first and the last."""
    if len(table) <= MOST_ROWS:
        return table
    return pd.concat([table.head(AT_EACH_END), table.tail(AT_EACH_END)])


def cut_words(table: pd.DataFrame) -> str:
    """Say so where a chart shows only the first and the last places."""
    if len(table) <= MOST_ROWS:
        return ""
    return t("familiarity.cut", ends=AT_EACH_END, count=f"{len(table):,}")


def method_words(found: Found) -> str:
    """Return how the parts were brought to one scale, with the source."""
    return t(f"familiarity.scale_{found.method}")
