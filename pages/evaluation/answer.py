"""Who stands first and last, in words above everything."""

from __future__ import annotations

import pandas as pd

from data_access.evaluation import FEWEST_CASES
from ui.panels.answer import answer
from ui.words.text import listed, t


def in_words(standings: pd.DataFrame) -> None:
    """Say how many are ranked, and who is first and last with which score; `standings` are those of `ranked`."""
    ranks = standings.dropna(subset=["rank"])
    if ranks.empty:
        answer(t("evaluation.none_ranked", fewest=FEWEST_CASES))
        return
    told = {"count": f"{len(ranks):,}", "left": f"{len(standings) - len(ranks):,}"}
    for which, rank in (("first", ranks["rank"].min()), ("last", ranks["rank"].max())):
        alike = ranks[ranks["rank"] == rank]
        told |= {which: listed(alike["name"]), f"{which}_score": f"{alike['composite'].iloc[0]:.2f}"}
    answer(t("evaluation.one_score" if told["first"] == told["last"] else "evaluation.in_words", **told))
