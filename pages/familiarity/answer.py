"""Where the index stands, in words above everything."""

from __future__ import annotations

from data_access.indicators import FAMILIARITY
from pages.familiarity.index import Found
from ui.filters.comparison import against
from ui.panels.answer import answer
from ui.session.view import View
from ui.words import numbers
from ui.words.text import listed, sentences, t, word


def in_words(view: View, found: Found) -> None:
    """Say the median of the selected places, the highest and the lowest; what the index is made of is a tip."""
    tip = sentences(t("familiarity.about"), against(view, found.other) if found.other.in_time else "")
    scores = found.now.standings.loc[found.selected(), "score"].dropna()
    if scores.empty:
        answer(t("familiarity.none_selected"), tip=tip)
        return
    told = {
        name: numbers.figure(FAMILIARITY, value)
        for name, value in (("median", scores.median()), ("most", scores.max()), ("least", scores.min()))
    }
    for which, score in (("first", scores.max()), ("last", scores.min())):
        told[which] = listed(found.names[code] for code in scores.index[scores == score])
    counted = {"count": f"{len(scores):,}", "level": word("place_level", found.level)}
    answer(
        t("familiarity.median", **counted, **told) if len(scores) > 1 else t("familiarity.one", **told),
        tip=tip,
    )
