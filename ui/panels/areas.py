"""What maps say of places: a figure and colour for each area drawn, and the selected place's own figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from data_access import cases
from data_access.indicators import Indicator
from data_access.places import areas
from data_access.statistics.rates import smoothed, unsteady
from ui import theme
from ui.maps import area_layers, classes
from ui.maps.classes import Grading
from ui.maps.legends import Legend, Swatch, hatched_swatch
from ui.session.source import Query
from ui.session.view import View
from ui.words.numbers import MISSING, wording, wording_apart
from ui.words.tables import heading
from ui.words.text import sentences, t, template


def measured_areas(view: View, level: str, measured_by: Query = cases.by_place) -> pd.DataFrame:
    """Return the places of a level that have an outline, with the measures of a query by place."""
    outlines = view.fetch(areas.outlines, view.selection, level).dropna(subset=["outline"])
    measured = view.fetch(measured_by, view.selection, level).drop(columns=["name", "residents"])
    return outlines.merge(measured, on="code").reset_index(drop=True)


def coloured_areas(
    view: View,
    level: str,
    indicator: Indicator,
    grading: Grading = classes.DEFAULT,
    *,
    smooth: bool = False,
    measured: Query = cases.by_place,
    whole: bool = False,
) -> tuple[pd.DataFrame, Legend]:
    """Return the places that have an outline, with value, colour, figure and hatched, and the legend.

    Smoothed, `value` is the smoothed rate, and `raw` the rate itself. A figure that is `whole` is no sample of what
    might have been: none is hatched.
    """
    table = measured_areas(view, level, measured)
    table["raw"] = indicator.of(table)
    table["value"] = smoothed(indicator, table) if smooth else table["raw"]
    found = classes.graded(table["value"], grading)
    table["colour"] = found.colours(table["value"])
    table["hatched"] = unsteady(indicator, table) & table["value"].notna() & (not whole)
    table["figure"] = tips(indicator, table, smooth)
    entries = class_entries(found, table["value"], indicator) + reading_entries(table)
    words = t("map.smoothed", figure=heading(indicator)) if smooth else heading(indicator)
    levelled = smooth and table["value"].nunique() == 1 < table["raw"].nunique()
    note = t("map.levelled") if levelled else ""
    return table, Legend(words, entries, sentences(note, unsteady_words(table, indicator)))


def tips(indicator: Indicator, table: pd.DataFrame, smooth: bool = False) -> list[str]:
    """Return the lines of each place's tip: its figure, what that is made of, and how far it may be trusted.

    Columns read: value, hatched and the measures; of a smoothed map also raw.
    """
    tip, words, made_of, note = template("map.tip"), wording(indicator), basis(indicator), unsteady_note()
    name, smoothed_name = name_of(indicator), name_of(indicator, smooth=True)

    def lines(row: Mapping[str, Any]) -> list[str]:
        value = tip(figure=name, value=words(row["raw" if smooth else "value"]))
        above = [tip(figure=smoothed_name, value=words(row["value"]))] if smooth else []
        return [*above, value, *made_of(row), *note(row)]

    return ["\n".join(lines(row)) for row in table.to_dict("records")]


def basis(indicator: Indicator) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return the function that tells what a row's figure is made of: the parts of a rate, the rate beside a count.

    It gives no line where that is not known.
    """
    if indicator.denominator:
        words = template(f"map.basis.{indicator.key}")
        return partial(_parts, words, indicator.numerator, indicator.denominator)
    if indicator.base:
        return partial(_number, template(f"map.basis.{indicator.key}"), indicator.base)
    return partial(_rate, template("map.basis.count"), indicator.numerator)


def _parts(words: Callable[..., str], numerator: str, denominator: str, row: Mapping[str, Any]) -> list[str]:
    top, bottom = row[numerator], row[denominator]
    return (
        [] if pd.isna(top) or pd.isna(bottom) else [words(top=count_words(top), bottom=count_words(bottom))]
    )


def _number(words: Callable[..., str], base: str, row: Mapping[str, Any]) -> list[str]:
    return [words(base=count_words(row[base]))]


def _rate(words: Callable[..., str], numerator: str, row: Mapping[str, Any]) -> list[str]:
    count, residents = row[numerator], row["residents"]
    if pd.isna(count) or pd.isna(residents) or not residents:
        return []
    return [words(rate=f"{1000 * count / residents:,.1f}", residents=count_words(residents))]


def unsteady_note() -> Callable[[Mapping[str, Any]], list[str]]:
    """Return the function that gives a row the line that warns of a figure resting on too few."""
    warning = [t("map.unsteady")]
    return lambda row: warning if row["hatched"] else []


def unsteady_words(table: pd.DataFrame, *indicators: Indicator, change: bool = False) -> str:
    """Return by which rule places are hatched, nothing where none rests on too few; that none is where most do."""
    if not (count := int(table["hatched"].sum())):
        return ""
    rules = unsteady_rules(*indicators, change=change)
    if area_layers.to_hatch(table).any():
        return t("map.hatched", rules=rules)
    return t("map.most_unsteady", rules=rules, count=count_words(count), total=count_words(len(table)))


def unsteady_rules(*indicators: Indicator, change: bool = False) -> str:
    """Return in words when these figures, or the changes of them, rest on too few; a count itself never does."""
    rules = dict.fromkeys(_rule(indicator) for indicator in indicators)
    return sentences(*(t(f"map.unsteady_rule.{rule}") for rule in rules if rule != "count" or change))


def _rule(indicator: Indicator) -> str:
    if indicator.base:
        return "median"
    if indicator.denominator is None:
        return "count"
    return "share" if indicator.unit == "percent" else "rate"


def class_entries(
    found: classes.Classes, values: pd.Series, indicator: Indicator
) -> tuple[tuple[str, str], ...]:
    """Return colour and words of each class, its limits with as many decimals as keep them apart."""
    return found.entries(values, wording_apart(indicator, found.told_limits))


def reading_entries(
    table: pd.DataFrame, missing: str = theme.NO_DATA
) -> tuple[tuple[str | Swatch, str], ...]:
    """Return the legend's entries for places without data and for those hatched, with their numbers."""
    entries: tuple[tuple[str | Swatch, str], ...] = classes.unknown(table["value"], t("map.no_data"), missing)
    if count := int(area_layers.to_hatch(table).sum()):
        entries += ((hatched_swatch(), classes.counted(t("map.unsteady"), count)),)
    return entries


def name_of(indicator: Indicator, smooth: bool = False) -> str:
    """Return the indicator's name, and that it is smoothed."""
    name = t(f"indicator.{indicator.key}.name")
    return t("map.smoothed", figure=name) if smooth else name


def count_words(number: float | None) -> str:
    return MISSING if pd.isna(number) else f"{number:,.0f}"
