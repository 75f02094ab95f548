"""What each mode of the map page draws: places now, their change, two figures at once, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from data_access.indicators import Indicator
from data_access.selection.comparison import Comparison
from data_access.statistics.rates import RELATIVE, change, unsteady, unsteady_change
from pages.map.choosers import Reading
from ui import theme
from ui.filters.comparison import uneven_words
from ui.maps import classes
from ui.maps.classes import Grading
from ui.maps.legends import Legend, SquareLegend
from ui.panels.areas import (
    basis,
    class_entries,
    coloured_areas,
    measured_areas,
    name_of,
    reading_entries,
    tips,
    unsteady_note,
    unsteady_rules,
    unsteady_words,
)
from ui.session.view import View
from ui.words.numbers import MISSING, wording
from ui.words.tables import heading
from ui.words.text import sentences, t, template

TERCILES = Grading("quantile", 3)
USUAL = ("code", "name", "residents", "reported", "closed")
FILE_NAMES = {"hatched": "unsteady"}


@dataclass(frozen=True)
class PlaceMap:
    """One map of the page: its places with figure and colour, its legend, and the words around it.

    `view` is of the period drawn, `key` names the map in the page, `heading` stands above one of two maps.
    `fields` are the columns that its files carry beside the usual ones, with what they mean; `said` are those that
    a sentence tells, each with its name and what puts a figure in words.
    """

    view: View
    level: str
    name: str
    table: pd.DataFrame
    legend: Legend | SquareLegend
    note: str
    fields: Mapping[str, str]
    said: Mapping[str, tuple[str, Callable[[float], str]]]
    key: str = "map"
    heading: str = ""

    @property
    def title(self) -> str:
        """The title of the printed sheet."""
        return t(f"overview.compared_{self.level}", figure=self.name)

    @property
    def field_words(self) -> dict[str, str]:
        """What the fields of this map's files mean, by their names there."""
        return {FILE_NAMES.get(name, name): meaning for name, meaning in self.fields.items()}

    @property
    def rows_to_keep(self) -> pd.DataFrame:
        """The table as files carry it."""
        return self.table[[*USUAL, *self.fields, "outline"]].rename(columns=FILE_NAMES)


def place_maps(view: View, level: str, reading: Reading) -> tuple[PlaceMap, ...]:
    """Return the maps that are asked for: one, or the earlier and the present one side by side."""
    if reading.second:
        return (_paired(view, level, reading.indicator, reading.second),)
    if reading.other is None:
        return (_present(view, level, reading),)
    if reading.mode == "beside":
        return _before_and_after(view, level, reading, reading.other)
    return (_changed(view, level, reading, reading.other),)


def _present(view: View, level: str, reading: Reading) -> PlaceMap:
    indicator = reading.indicator
    table, legend = coloured_areas(view, level, indicator, reading.grading, smooth=reading.smooth)
    fields = {"value": _meaning(indicator)}
    if reading.smooth:
        fields = {"value": t("map.smoothed_field", meaning=_meaning(indicator)), "raw": _meaning(indicator)}
    note = sentences(_formula(indicator), t("map.smooth_help") if reading.smooth else "")
    name = name_of(indicator, smooth=reading.smooth)
    said = {"value": (name, wording(indicator))}
    return PlaceMap(view, level, name, table, legend, note, fields | _unsteady_field(indicator), said)


def _changed(view: View, level: str, reading: Reading, other: Comparison) -> PlaceMap:
    """Return how much the figure changed since the earlier period, in classes that are alike on both sides."""
    indicator = reading.indicator
    table = measured_areas(view, level)
    before = measured_areas(_at(view, other), level)
    table["value"] = change(indicator, table, before, other.pace)
    table["now"], table["before"] = indicator.of(table), indicator.of(before)
    table["hatched"] = unsteady_change(indicator, table, before) & table["value"].notna()
    found = classes.about_zero(table["value"], reading.grading, indicator.better)
    table["colour"] = found.colours(table["value"], theme.NO_DATA_DARK)
    table["figure"] = _change_tips(indicator, table)
    entries = found.entries(table["value"], _signed) + reading_entries(table, theme.NO_DATA_DARK)
    name = t("map.change_of", figure=name_of(indicator))
    unit = t(f"map.change_unit.{_change_unit(indicator)}")
    direction = t(f"map.more_is.{indicator.better or 'neither'}")
    against = sentences(t("map.since", period=_at(view, other).period_words()), uneven_words(other))
    said = sentences(against, direction, unsteady_words(table, indicator, change=True))
    legend = Legend(t("words.with_unit", name=name, unit=unit), entries, said)
    fields = _change_fields(indicator, legend.heading, against)
    note = sentences(_formula(indicator), against, direction)
    told = {"value": (name, partial(_change_words, indicator))}
    return PlaceMap(view.against(other), level, name, table, legend, note, fields, told)


def _change_fields(indicator: Indicator, heading: str, against: str) -> dict[str, str]:
    """Return what the fields of the files of a change mean."""
    return {
        "value": t("map.change_field", heading=heading, period=against),
        "now": _meaning(indicator),
        "before": t("map.before_field", meaning=_meaning(indicator), period=against),
    } | _unsteady_field(indicator, change=True)


def _paired(view: View, level: str, first: Indicator, second: Indicator) -> PlaceMap:
    """Return two figures at once, each in thirds of the places."""
    table = measured_areas(view, level)
    table["value"], table["second"] = first.of(table), second.of(table)
    across, upwards = (classes.graded(table[name], TERCILES) for name in ("value", "second"))
    table["colour"] = classes.crossed(across, table["value"], upwards, table["second"])
    unsure = unsteady(first, table) | unsteady(second, table)
    table["hatched"] = unsure & table["value"].notna() & table["second"].notna()
    table["figure"] = _pair_tips(first, second, table)
    name = t("map.pair_of", first=name_of(first), second=name_of(second))
    missing = table["value"].where(table["second"].notna())
    legend = SquareLegend(
        name,
        _axis(first, across, table["value"]),
        _axis(second, upwards, table["second"]),
        theme.BIVARIATE,
        reading_entries(table.assign(value=missing), theme.NO_DATA_DARK),
        sentences(t("map.thirds"), unsteady_words(table, first, second)),
    )
    fields = {"value": _meaning(first), "second": _meaning(second)}
    note = sentences(_formula(first), _formula(second), t("map.thirds"))
    said = {"value": (name_of(first), wording(first)), "second": (name_of(second), wording(second))}
    return PlaceMap(view, level, name, table, legend, note, fields | _unsteady_field(first, second), said)


def _before_and_after(view: View, level: str, reading: Reading, other: Comparison) -> tuple[PlaceMap, ...]:
    """Return the earlier and the present map, with one set of classes for both."""
    indicator = reading.indicator
    periods = {"map_before": _at(view, other), "map": view}
    tables = {key: measured_areas(at, level) for key, at in periods.items()}
    values = {key: indicator.of(table) for key, table in tables.items()}
    found = classes.graded(pd.concat(list(values.values()), ignore_index=True), reading.grading)
    words = {"map_before": t(f"compare.{other.name}"), "map": t("map.this_period")}
    return tuple(
        _one_of_two(periods[key], level, indicator, table.assign(value=values[key]), found, key, words[key])
        for key, table in tables.items()
    )


def _one_of_two(
    view: View,
    level: str,
    indicator: Indicator,
    table: pd.DataFrame,
    found: classes.Classes,
    key: str,
    which: str,
) -> PlaceMap:
    table["hatched"] = unsteady(indicator, table) & table["value"].notna()
    table["colour"] = found.colours(table["value"])
    table["figure"] = tips(indicator, table)
    entries = class_entries(found, table["value"], indicator) + reading_entries(table)
    legend = Legend(
        heading(indicator), entries, sentences(t("map.same_classes"), unsteady_words(table, indicator))
    )
    return PlaceMap(
        view,
        level,
        name_of(indicator),
        table,
        legend,
        sentences(_formula(indicator), t("map.same_classes")),
        {"value": _meaning(indicator)} | _unsteady_field(indicator),
        {"value": (name_of(indicator), wording(indicator))},
        key,
        t("map.period_of", which=which, period=view.period_words()),
    )


def _change_tips(indicator: Indicator, table: pd.DataFrame) -> list[str]:
    name = t("map.change_of", figure=name_of(indicator))
    tip, both = template("map.tip"), template("map.then_and_now")
    words, made_of, note = wording(indicator), basis(indicator), unsteady_note()
    from_nothing = [t("map.from_nothing")] if indicator.unit in RELATIVE else []

    def lines(row: Mapping[str, Any]) -> list[str]:
        value = MISSING if pd.isna(row["value"]) else _change_words(indicator, row["value"])
        before, now = row["before"], row["now"]
        nothing = from_nothing if pd.notna(before) and before == 0 else []
        told = [tip(figure=name, value=value), both(before=words(before), now=words(now))]
        return [*told, *made_of(row), *nothing, *note(row)]

    return ["\n".join(lines(row)) for row in table.to_dict("records")]


def _change_words(indicator: Indicator, value: float) -> str:
    return t(f"change.{_change_unit(indicator)}", value=f"{value:+,.1f}")


def _pair_tips(first: Indicator, second: Indicator, table: pd.DataFrame) -> list[str]:
    tip, note = template("map.tip"), unsteady_note()
    figures = [
        (name_of(indicator), column, wording(indicator), basis(indicator))
        for indicator, column in ((first, "value"), (second, "second"))
    ]

    def lines(row: Mapping[str, Any]) -> list[str]:
        told = [
            line
            for name, column, words, made_of in figures
            for line in (tip(figure=name, value=words(row[column])), *made_of(row))
        ]
        return [*dict.fromkeys(told), *note(row)]  # two counts have their residents in common

    return ["\n".join(lines(row)) for row in table.to_dict("records")]


def _change_unit(indicator: Indicator) -> str:
    return "relative" if indicator.unit in RELATIVE else indicator.unit


def _signed(value: float) -> str:
    return f"{value:+,.1f}" if round(value, 1) else "0"


def _axis(indicator: Indicator, found: classes.Classes, values: pd.Series) -> str:
    limits = t("map.axis_separator").join(words for _, words in class_entries(found, values, indicator))
    return t("map.axis", heading=heading(indicator), limits=limits or t("map.no_data"))


def _formula(indicator: Indicator) -> str:
    return t(f"indicator.{indicator.key}.formula")


def _meaning(indicator: Indicator) -> str:
    return t("map.meaning", heading=heading(indicator), formula=_formula(indicator))


def _unsteady_field(*indicators: Indicator, change: bool = False) -> dict[str, str]:
    """Return the field that tells which places are hatched, none where the figures are never."""
    rules = unsteady_rules(*indicators, change=change)
    return {"hatched": t("map.unsteady_field", rule=rules)} if rules else {}


def _at(view: View, other: Comparison) -> View:
    """Return the view of the same places in the earlier period."""
    return replace(view, selection=other.selection)
