"""How the index of places moved since the period compared with."""

from __future__ import annotations

import pandas as pd

from data_access import familiarity
from data_access.selection import Selection
from pages.familiarity.charts import LINE_BREAK, slope
from pages.familiarity.index import Found, method_words
from ui.panels.charts import chart_panel
from ui.panels.notes import empty_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t

MOST_LINES = 500
MOVED_MOST = 5  # named in the slope chart for each direction


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
    ends = period_words(found.other.selection), period_words(view.selection)
    place, change = column("familiarity.place"), column("familiarity.change")
    table = _table(found, moved.sort_values(["change", "code"], ascending=[False, True]), ends)
    lines = table.loc[table[change].abs().sort_values(ascending=False, kind="stable").index]
    lines = lines.head(MOST_LINES)
    chart = slope(lines, place, ends, change, _named(lines, ends[1]))
    note = f"{_note(moved, shown=len(lines))} {method_words(found)}"
    chart_panel(view, "familiar_movement", title, chart, table, note=note, categories=False)


def _table(found: Found, moved: pd.DataFrame, ends: tuple[str, str]) -> pd.DataFrame:
    """Return each place with its index at both ends and its change."""
    return pd.DataFrame(
        {
            column("familiarity.place"): found.names.loc[moved.index],
            ends[0]: moved["before"].round(1),
            ends[1]: moved["now"].round(1),
            column("familiarity.change"): moved["change"].round(1),
        }
    )


def _note(moved: pd.DataFrame, shown: int) -> str:
    """Return how many places rose and fell, and how many of them are drawn where not all are."""
    rose, fell = int((moved["change"] > 0).sum()), int((moved["change"] < 0).sum())
    note = t("familiarity.movement_note", rose=rose, fell=fell)
    if shown == len(moved):
        return note
    return f"{note} {t('familiarity.most_lines', shown=shown, count=f'{len(moved):,}')}"


def _named(lines: pd.DataFrame, last: str) -> list[str]:
    """Return the places named in the slope chart: those that rose and fell most, and the first and the last now."""
    place, change = column("familiarity.place"), column("familiarity.change")
    rows = lines.sort_values(change)
    picked = [
        *rows[rows[change] < 0].head(MOVED_MOST)[place],
        *rows[rows[change] > 0].tail(MOVED_MOST)[place],
        lines.loc[lines[last].idxmax(), place],
        lines.loc[lines[last].idxmin(), place],
    ]
    return list(dict.fromkeys(picked))


def period_words(selection: Selection) -> str:
    """Return a period as the end of a slope is written."""
    return f"{selection.start:%Y-%m-%d}{LINE_BREAK}{selection.last_day:%Y-%m-%d}"
