"""What every page starts from: the open database, the Selection, and how both are said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.clock import city_now
from data_access.database import holdings
from data_access.database.identity import Dataset
from data_access.places import areas
from data_access.places.outlines import united
from data_access.places.shapes import Circle
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from data_access.selection.query_string import Ignored, from_query
from ui.maps.ground import Land
from ui.session import state
from ui.session.source import Query, Source, known_codes, place_labels, place_names
from ui.words.names import told_apart
from ui.words.periods import level_below
from ui.words.shapes import shape_words
from ui.words.text import NAMED, language, listed, localized, side_by_side, t, word


@dataclass(frozen=True)
class View:
    """A page's view: where its figures come from and what they are narrowed to."""

    source: Source
    selection: Selection
    compared: Comparison | None = None  # what a chart of the page holds its figures against

    @property
    def dataset(self) -> Dataset:
        """The data set's own row."""
        return self.source.dataset

    @property
    def outline_note(self) -> str:
        """What must be known of the borders drawn: the data set's note, the demo city's in the reader's language."""
        return t("page.demo_outlines") if self.dataset.synthetic else self.dataset.outline_note or ""

    def land(self, level: str) -> Land:
        """Return what lies around the places of a level on a map; street offices only where those are smaller.

        Without an outline of the city, that around its street offices stands in.
        """
        streets = self.fetch(areas.outlines, self.selection.everywhere(), "street_office")
        outline = self.dataset.outline or united(streets["outline"])
        return Land(outline, streets if level != "street_office" else streets.head(0))

    def fetch(self, query: Query, *given: object, **options: object) -> pd.DataFrame:
        """Return the rows of a query function's statement; see `Source.fetch`.

        A place is its code: where rows are places (code, name) and two of one level share a name, each carries what
        lies above it, so that no chart, table, map or file takes one for the other.
        """
        rows = self.source.fetch(query, *given, **options)
        if not {"code", "name"} <= set(rows) or not self._told_apart:
            return rows
        return rows.assign(name=rows["code"].map(self._told_apart).fillna(rows["name"]))

    def has(self, table: str) -> bool:
        """Tell whether the data set has any row in a table; a source that lacks it leaves it empty."""
        return bool(self.fetch(holdings.filled_tables)[table].iloc[0])

    def first_day(self, table: str) -> date | None:
        """Return the day of the first record of a dated table (`holdings.DATED`), None where it is empty."""
        first = self.fetch(holdings.first_days)[table].iloc[0]
        return None if pd.isna(first) else pd.Timestamp(first).date()

    def has_level(self, level: str) -> bool:
        """Tell whether the data set has places of a level; a city need not have grids."""
        return bool((place_names(self.source)["level"] == level).any())

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every place by its code; looked up once for a run of a page."""
        places = place_names(self.source)
        return dict(zip(places["code"], places["name"], strict=True))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of every place by its code: its name, with what lies above it where that repeats in its level."""
        return place_labels(self.source, language())

    def labels_of(self, level: str) -> dict[str, str]:
        """Return the labels of a level's places by their codes; no two are alike."""
        places = place_names(self.source)
        return {code: self.labels[code] for code in places.loc[places["level"] == level, "code"]}

    @cached_property
    def _told_apart(self) -> dict[str, str]:
        return {code: label for code, label in self.labels.items() if label != self.names[code]}

    @property
    def places(self) -> str:
        """The selected places in words: the finest level chosen, or all that the reader may see."""
        if codes := self._finest:
            return listed(self.labels.get(code, code) for code in codes)
        return self.source.city_name if self.source.limit is None else offices_seen(self.source)

    @property
    def told_by_name(self) -> bool:
        """Tell whether places, period and shape in words are this selection's alone."""
        shape = self.selection.within
        apart = shape is None or (isinstance(shape, Circle) and not shape.around)
        narrowed = self.selection.categories or self.selection.levels or self.selection.units
        return apart and not narrowed and len(self._finest) <= NAMED

    @property
    def _finest(self) -> tuple[str, ...]:
        return self.selection.grids or self.selection.communities or self.selection.streets

    def place_words(self) -> str:
        """Return the selected places in words: the finest level chosen, or the whole city; and the shape within."""
        return self._within(self.places)

    def full_place_words(self) -> str:
        """Return the places with the levels above them, where one place is selected."""
        chain = (self.selection.streets, self.selection.communities, self.selection.grids)
        if any(len(codes) > 1 for codes in chain) or not self.selection.streets:
            return self.place_words()
        return self._within(side_by_side((self._own_name(codes[0]) for codes in chain if codes), " · "))

    def _own_name(self, code: str) -> str:
        """Return a place's name to stand behind what it lies in; its label where others there are called alike."""
        return (self.labels if code in self._alike else self.names).get(code, code)

    @cached_property
    def _alike(self) -> frozenset[str]:
        """The places that others beneath the same place are called like; looked up once for a run of a page."""
        places = place_names(self.source)
        return frozenset(places.loc[places.duplicated(["level", "parent_code", "name"], keep=False), "code"])

    def _within(self, places: str) -> str:
        shape = self.selection.within
        return places if shape is None else t("words.within", places=places, shape=shape_words(shape))

    def period_words(self) -> str:
        """Return the period in words, both days inclusive."""
        return span_words(self.selection)

    def against(self, other: Comparison) -> View:
        """Return the view for a chart that holds its figures against a comparison, so that its files say so."""
        return replace(self, compared=other)

    def compared_words(self) -> str:
        """Return in words what is compared with: another time with its days, or a place; empty without a comparison."""
        if self.compared is None:
            return ""
        if self.compared.in_time:
            return t(f"compare.span_{self.compared.name}", period=span_words(self.compared.selection))
        return self.place_compared(self.compared)

    def place_compared(self, other: Comparison) -> str:
        """Return the name of the place that is compared with."""
        return self.source.city_name if other.name == "city" else self.labels[other.name]

    def category_words(self) -> str:
        """Return the selected categories and levels in words."""
        names = category_names(self.source)
        parts = [names.get(code, code) for code in self.selection.categories]
        parts += [word("level", level) for level in self.selection.levels]
        return listed(parts) if parts else t("words.all_categories")

    def unit_words(self) -> str:
        """Return the selected units in words, empty where none is selected."""
        names = unit_names(self.source)
        return listed(names.get(code, code) for code in self.selection.units)

    def words(self) -> str:
        """Return place and period in words, and what they are compared with."""
        compared = t("title.against", compared=self.compared_words()) if self.compared else None
        return " · ".join(part for part in (self.full_place_words(), self.period_words(), compared) if part)

    def provenance(self, formula: str | None = None, categories: bool = True, selection: bool = True) -> str:
        """Return the line that every downloaded file carries; without the selection for what ignores the filters."""
        parts = [
            t("provenance.data", city=self.source.city_name),
            t("provenance.demo") if self.dataset.synthetic else None,
            t("provenance.as_of", at=f"{self.dataset.as_of:%Y-%m-%d %H:%M}"),
            t("provenance.selection", words=self.words()) if selection else None,
            t("provenance.categories", words=self.category_words()) if categories and selection else None,
            t("provenance.units", words=self.unit_words()) if categories and self.selection.units else None,
            t("provenance.formula", formula=formula) if formula else None,
            t("provenance.made", at=f"{city_now():%Y-%m-%d %H:%M}"),
        ]
        return t("provenance.separator").join(part for part in parts if part)


def selected(source: Source, query: Mapping[str, list[str]]) -> tuple[Selection, list[Ignored]]:
    """Return what a query string selects of what the reader may see, and its values that were ignored."""
    return from_query(query, known_codes(source), source.dataset.as_of.date(), source.limit)


def offices_seen(source: Source) -> str:
    """Return in words the street offices that a limited reader may see."""
    labels, places = place_labels(source, language()), place_names(source)
    codes = places.loc[places["level"] == "street_office", "code"]
    return listed(labels[code] for code in codes) or t("words.no_places")


def span_words(selection: Selection) -> str:
    """Return the period of a selection in words, both days inclusive."""
    return t("words.period", start=selection.start.isoformat(), last=selection.last_day.isoformat())


def current_view() -> View:
    """Return the view that the frame made for this run of the page."""
    return st.session_state[state.VIEW]


def categories_above(source: Source) -> dict[str, str | None]:
    """Return the code of the category above each by its code; missing of main categories."""
    return source.fetch(cases.categories).set_index("code")["parent_code"].to_dict()


def main_categories(source: Source) -> list[str]:
    """Return the names of the main categories in the order of their codes."""
    rows = source.fetch(cases.categories)
    return [localized(row) for row in rows[rows["parent_code"].isna()].to_dict("records")]


def category_names(source: Source) -> dict[str, str]:
    """Return the name of every category by its code, a subcategory after the category above it."""
    rows = source.fetch(cases.categories).to_dict("records")
    own = {row["code"]: localized(row) for row in rows}
    above = {row["code"]: row["parent_code"] for row in rows}
    main = {code: (own[above[code]],) if above[code] in own else () for code in own}
    named = {code: side_by_side((*main[code], name), " / ") for code, name in own.items()}
    return told_apart(named, {})


def unit_names(source: Source) -> dict[str, str]:
    """Return the name of every unit by its code; one that repeats carries the unit above it."""
    rows = source.fetch(cases.handling_units).to_dict("records")
    own = {row["code"]: localized(row) for row in rows}
    return told_apart(own, {row["code"]: [own.get(row["parent_code"], "")] for row in rows})


def level_of_places(view: View) -> str:
    """Return the level below the selected places, or the finest above it that the data set has."""
    return known_level(view, level_below(view.selection))


def known_level(view: View, level: str) -> str:
    """Return the level, or the next above it of which the data set has places."""
    levels = ("grid", "community", "street_office")
    wanted = levels[levels.index(level) :]
    return next((name for name in wanted if view.has_level(name)), levels[-1])
