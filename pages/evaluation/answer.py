"""Who stands first and last, in words above everything."""

from __future__ import annotations

import pandas as pd

from data_access.evaluation import FEWEST_CASES
from ui.panels.answer import answer
from ui.words.text import side_by_side, t

NAMED = 3
"""More than these who share a rank are counted only."""


def in_words(standings: pd.DataFrame) -> None:
    """Say how many are ranked, and who is first and last with which score; `standings` are those of `ranked`."""
    ranks = standings.dropna(subset=["rank"])
    if ranks.empty:
        answer(t("evaluation.none_ranked", fewest=FEWEST_CASES))
        return
    told = {"count": f"{len(ranks):,}", "left": f"{len(standings) - len(ranks):,}"}
    for which, rank in (("first", ranks["rank"].min()), ("last", ranks["rank"].max())):
        alike = ranks[ranks["rank"] == rank]
        told |= {which: _names(alike["name"]), f"{which}_score": f"{alike['composite'].iloc[0]:.2f}"}
    answer(t("evaluation.one_score" if told["first"] == told["last"] else "evaluation.in_words", **told))


def _names(names: pd.Series) -> str:
    shown = side_by_side(names.head(NAMED), t("words.comma"))
    return shown if len(names) <= NAMED else t("words.and_more", names=shown, count=len(names))
