"""The places by index and rank: a chart with the range of each rank, and a table with everything known."""

from __future__ import annotations

import pandas as pd

from data_access import familiarity
from data_access.familiarity import WEIGHTS
from data_access.statistics import composite
from pages.familiarity.charts import rank_ranges
from pages.familiarity.index import Found, both_ends, cut_words, method_words
from pages.familiarity.sheet import index_sheet_bytes
from ui.panels.charts import chart_panel
from ui.panels.notes import empty_panel
from ui.panels.openings import portraits_opened
from ui.panels.picks import places_picked
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column, heading
from ui.words.text import t

BAND = ("rank_low", "rank_median", "rank_high")


def ranks(view: View, found: Found) -> None:
    """Draw the index and the rank of the selected places, each with the range of its rank over random weightings."""
    places = int(found.now.standings["rank"].notna().sum())
    title = t(f"familiarity.ranks_{found.level}", count=f"{places:,}")
    place, rank, score = (column(f"familiarity.{name}") for name in ("place", "rank", "score"))
    low, median, high = (column(f"familiarity.{name}") for name in BAND)
    table = _standing_table(found, found.selected()).dropna(subset=[rank])
    if table.empty:
        empty_panel(title, t("familiarity.none_selected"))
        return
    note = _ranks_note((table[high] - table[low]).median())
    note = f"{note} {cut_words(table)} {method_words(found)}"
    chart = rank_ranges(both_ends(table), place, rank, (low, median, high), score, places)
    picks = places_picked(view, found.level, place)
    chart_panel(view, "familiar_ranks", title, chart, table, note=note, categories=False, picks=picks)


def _ranks_note(width: float) -> str:
    """Return what the ranges of ranks are, and how wide half of them are at most."""
    low, high = composite.RANGE
    note = t("familiarity.ranks_note", draws=f"{composite.DRAWS:,}", low=low, high=high)
    return f"{note} {t('familiarity.width', width=f'{width:.0f}')}"


def every_place(view: View, found: Found) -> None:
    """List the selected places with index, rank, its range, parts in their own units, and what is missing."""
    codes = found.selected()
    table = _standing_table(found, codes)
    parts = [indicator.key for indicator, weight in found.weights.items() if weight]
    lacking = found.now.scores.loc[codes, parts].isna()
    table[column("familiarity.missing")] = [
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
    opens = portraits_opened(view, found.level, codes)
    table_panel(view, "familiar_places", title, table, note=note, categories=False, files=live, opens=opens)


def _standing_table(found: Found, codes: pd.Index) -> pd.DataFrame:
    standings, ranges = found.now.standings.loc[codes], found.ranges.loc[codes]
    return pd.DataFrame(
        {
            column("familiarity.rank"): standings["rank"],
            column("familiarity.place"): found.names.loc[codes],
            column("familiarity.score"): standings["score"].round(1),
            column("familiarity.rank_low"): ranges["rank_low"],
            column("familiarity.rank_median"): ranges["rank_median"],
            column("familiarity.rank_high"): ranges["rank_high"],
            column("familiarity.known"): (100 * standings["known"]).round(0),
        }
    )
