"""What matters, in one sentence: the community's cases beside those of the others."""

from __future__ import annotations

from data_access import cases
from data_access.indicators import ON_TIME, REPORTED, REPORTED_PER_1000
from pages.community.portrait import Portrait
from ui.panels.answer import answer, figures_told
from ui.words import numbers
from ui.words.text import t


def beside_the_others(portrait: Portrait) -> None:
    """Draw the sentence, nothing where the data set has no cases."""
    city = portrait.city
    if not city.has("cases"):
        return
    places = city.fetch(cases.by_place, city.selection, "community")
    own = places[places["code"] == portrait.code]
    median = numbers.figure(REPORTED_PER_1000, REPORTED_PER_1000.of(places).median())
    answer(
        t("community.in_words", median=median, **figures_told((REPORTED, REPORTED_PER_1000, ON_TIME), own))
    )
