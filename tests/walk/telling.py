"""The words of pages, as the catalogue has them, and the cards that tell figures in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data_access.indicators import Indicator
from tests.walk.comparing import ALMOST, Tally
from tests.walk.counting import Figures, change
from tests.walk.reading import Page
from ui.words.text import catalogue

WORDS = catalogue("zh")


def name_of(key: str) -> str:
    return WORDS[f"indicator.{key}.name"]


def column(name: str) -> str:
    """The heading of a column: of a subject's own as `process.cases`."""
    subject, _, own = name.rpartition(".")
    return WORDS[f"{subject}.column.{own}" if subject else f"column.{own}"]


def word(name: str, code: object) -> str:
    """The word for a code in a column; the code itself where it has none."""
    return WORDS.get(f"value.{name}.{'unknown' if pd.isna(code) else code}", str(code))


def headed(key: str) -> str:
    """The heading of a figure's column."""
    return WORDS["words.with_unit"].format(name=name_of(key), unit=WORDS[f"indicator.{key}.unit"])


def cards(
    tally: Tally,
    name: str,
    page: Page,
    indicators: Mapping[Indicator, tuple[Figures, Figures | None]],
    pace: float,
) -> None:
    """Hold each card against the figures now and then; then is None where no change may be shown."""
    for indicator, (now, then) in indicators.items():
        key = indicator.key
        item = page.card(name_of(key))
        in_hours = indicator.unit == "days" and 0 < now[key] < 1  # less than a day is told in hours
        tally.told(name, key, item.value, 24 * now[key] if in_hours else now[key])
        if then is None:
            tally.figure(name, f"change of {key}", np.nan if not item.delta else 1, np.nan)
            continue
        if pace != 1 and indicator.accrues == "unevenly":
            expected = np.nan
        else:
            expected = change(
                now[key], then[key], indicator.unit, pace, accrues=indicator.accrues is not None
            )
        told = "0" if item.delta == WORDS["change.none"] else item.delta
        if told == "0":
            tally.figure(name, f"change of {key}", 0, expected, 0.05)
        else:
            tally.told(name, f"change of {key}", told, expected)


def sparks(tally: Tally, name: str, page: Page, histories: Mapping[str, Sequence[float]]) -> None:
    """Hold the lines in cards against the histories of their figures, by key."""
    for key, expected in histories.items():
        line = page.spark(name_of(key))
        tally.figure(name, f"length of the line of {key}", len(line), len(expected))
        for at, (told, wanted) in enumerate(zip(line, expected, strict=False)):
            tally.figure(name, f"line of {key}, point {at}", told, wanted, 0.005 + ALMOST)
