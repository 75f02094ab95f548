"""What matters, in one sentence: the community's cases beside those of the others."""

from __future__ import annotations

from data_access import cases
from data_access.indicators import ON_TIME, REPORTED, REPORTED_PER_1000
from pages.community.portrait import Portrait
from ui.panels.answer import answer, figures_told
from ui.words import numbers
from ui.words.numbers import MISSING
from ui.words.text import t


def beside_the_others(portrait: Portrait) -> None:
    """Draw the sentence, nothing where the data set has no cases."""
    city = portrait.city
    if not city.has("cases"):
        return
    places = city.fetch(cases.by_place, city.selection, "community")
    own = places[places["code"] == portrait.code]
    told = figures_told((REPORTED, REPORTED_PER_1000, ON_TIME), own)
    told["median"] = numbers.figure(REPORTED_PER_1000, REPORTED_PER_1000.of(places).median())
    known = told[REPORTED_PER_1000.key] != MISSING
    answer(t("community.in_words", **told), t("community.per_1000", **told) if known else "")
