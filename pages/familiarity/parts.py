"""The parts of the index: which are missing, all places together, and each place on one scale."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import familiarity
from data_access.familiarity import WEIGHTS
from data_access.indicators import FAMILIARITY, GROUPED_HOUSEHOLDS, Indicator
from pages.familiarity.charts import part_cells
from pages.familiarity.index import Found, both_ends, cut_words, method_words
from ui.panels.charts import chart_panel
from ui.panels.figures import Card, indicator_cards
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import inert, sentences, t

SHORT_DAYS = 85  # a shorter period than a quarter has few activities and meetings in one place


def missing_parts(found: Found) -> None:
    """Say which parts no place has a score in, each with its reason."""
    known = found.now.scores.notna().any()
    names: dict[str, list[str]] = {}
    for indicator, weight in found.weights.items():
        if weight and not known[indicator.key]:
            names.setdefault(_reason(found, indicator), []).append(t(f"indicator.{indicator.key}.name"))
    if names:
        said = [t(f"familiarity.{key}", names=t("words.comma").join(each)) for key, each in names.items()]
        st.info(inert(sentences(*said, t("familiarity.not_zero"))), icon=":material/inbox:")


def _reason(found: Found, indicator: Indicator) -> str:
    """Return why no place has a score in a part: all are alike, cases are too few, or nothing is recorded."""
    if found.now.values[indicator.key].notna().any():
        return "all_alike"
    cases = pd.to_numeric(found.tables[0][indicator.denominator])
    return "too_few" if indicator in familiarity.SHARES_OF_CASES and (cases > 0).any() else "lacking"


def parts_together(view: View, found: Found) -> None:
    """Draw the median index of the selected places and each part of them together; a short period makes them jump."""
    if view.selection.days < SHORT_DAYS:
        st.caption(t("familiarity.short"))
    chosen = found.now.standings.loc[found.selected()]
    cards: list[Card] = [(FAMILIARITY, pd.DataFrame({"score": [chosen["score"].median()]}))]
    for indicator in WEIGHTS:
        now, *before = (familiarity.together(table, indicator) for table in found.tables)
        moves = indicator is not GROUPED_HOUSEHOLDS  # today's state in both periods
        cards.append((indicator, now, before[0] if before and moves else None))
    indicator_cards(view, cards)


def parts_of_places(view: View, found: Found) -> None:
    """Draw the parts of the selected places on one scale."""
    codes = found.selected()
    codes = codes[found.now.standings.loc[codes, "rank"].notna().to_numpy()]
    if codes.empty:
        return  # said above
    scores = found.now.scores.loc[codes].round(0)
    wide = pd.DataFrame({column("familiarity.place"): found.names.loc[codes]})
    for indicator in WEIGHTS:
        wide[t(f"familiarity.part.{indicator.key}")] = scores[indicator.key]
    names = [column(f"familiarity.{name}") for name in ("place", "part", "part_score", "cell")]
    cells = both_ends(wide).melt(names[0], var_name=names[1], value_name=names[2])
    cells[names[3]] = [MISSING if pd.isna(score) else f"{score:.0f}" for score in cells[names[2]]]
    note = f"{t('familiarity.cells_note')} {cut_words(wide)} {method_words(found)}"
    title = t(f"familiarity.cells_{found.level}")
    chart_panel(view, "familiar_parts", title, part_cells(cells, *names), wide, note=note, categories=False)
