"""What matters, in one sentence: who has no step-free space near, and which need is least met."""

from __future__ import annotations

from data_access.elderly.surveys import REACH_M
from data_access.indicators import BEYOND_REACH, LIMITED_MOBILITY
from pages.elderly.surveys import count_told
from ui.panels.answer import answer
from ui.panels.elders import Elders, count_words
from ui.words.numbers import MISSING
from ui.words.text import t, word


def who_is_left_out(elders: Elders) -> None:
    """Draw the sentence of what may be shown; each part of it stands again below."""
    answer(_reach(elders), _least_met(elders))


def _reach(elders: Elders) -> str:
    limited, beyond = (_told(elders, item.key) for item in (LIMITED_MOBILITY, BEYOND_REACH))
    if MISSING in (limited, beyond):
        return ""
    return t("elderly.reach_in_words", limited=limited, beyond=beyond, metres=REACH_M)


def _told(elders: Elders, count: str) -> str:
    """Return a count as its card shows it."""
    if count not in elders.figures:
        return MISSING
    return count_told(count_words(elders.figures, count)[0])


def _least_met(elders: Elders) -> str:
    unmet = elders.needs.dropna(subset=["unmet"])
    if not unmet["unmet"].sum():
        return ""
    first = unmet.loc[unmet["unmet"].astype(float).idxmax()]
    return t("elderly.least_met", need=word("need_kind", first["kind"]), count=f"{first['unmet']:,.0f}")
