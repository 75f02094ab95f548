"""The case database as pages see it: one engine, cached results, and its last good state when it fails.

The only module where Streamlit's caches meet the data layer. Engines are kept by the identity of what
they read; results by that, the load's own identity, the query function and its arguments,
so a new load is never answered from an old result.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import signature

import pandas as pd
import streamlit as st
from sqlalchemy import Engine, Select, make_url

from data_access import cases, demo
from data_access.database import holdings
from data_access.database.faults import DatabaseFault
from data_access.database.identity import Dataset, read_dataset
from data_access.database.opening import identity, reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.places import areas
from data_access.places.outlines import drawable
from data_access.places.romanising import romanised
from data_access.selection import Selection
from data_access.selection.query_string import KnownCodes
from ui.session.language import session_language
from ui.words.names import told_apart
from ui.words.text import DEFAULT_LANGUAGE, NAME_SHOWN

CACHED_RESULTS = 2_000
SERVER_CHECK_SECONDS = 5
PLACE_COLUMNS = ("name", *areas.DOWN_TO_COMPOUND, "place")
"""Columns that hold names of places, in the rows of whatever query."""

Query = Callable[..., Select]
"""What builds a statement of `data_access` from a Selection and more."""

Loaded = tuple[str, str | None, str, tuple[str, ...] | None]
"""What answers are kept by: where they come from, the identity of what was loaded there, their language, and the
street offices of which they may tell, None for all."""


@dataclass(frozen=True)
class Source:
    """An open case database: its engine, its data set, and the fault that hides a newer one, if any.

    In another language than Chinese it writes the names of places in Latin letters. To a reader with a `limit`
    (the codes of street offices, None for the whole city) it tells of nothing outside: every query is narrowed here.
    """

    key: str
    engine: Engine
    dataset: Dataset
    fault: DatabaseFault | None = None
    language: str = DEFAULT_LANGUAGE
    limit: frozenset[str] | None = None

    def fetch(self, query: Query, *given: object, **options: object) -> pd.DataFrame:
        """Return the rows of the statement that a query function of `data_access` builds from its arguments.

        They come from the cache where this data set has answered the same call before; the statement is
        then not even built. Arguments are told apart by their `repr`: values and frozen dataclasses of them.
        An `outline` is missing where it is none that a map can draw.
        """
        given, options = self._limited(query, given, options)
        call = (query.__module__, query.__qualname__, repr(given), repr(sorted(options.items())))
        return _rows(self.loaded, call, self, lambda: query(*given, **options))

    def fetch_once(self, query: Query, *given: object, **options: object) -> pd.DataFrame:
        """Return the rows as `fetch` does, but keep none: for answers that are large and seldom asked for again."""
        given, options = self._limited(query, given, options)
        return self._named(read(self.engine, query(*given, **options), self.dataset.load_id))

    @property
    def loaded(self) -> Loaded:
        """What this database's answers are kept by."""
        limit = None if self.limit is None else tuple(sorted(self.limit))
        return self.key, self.dataset.load_id, self.language, limit

    @property
    def city_name(self) -> str:
        """The city's name as the language writes it."""
        return self.written(self.dataset.city_name)

    def speaking(self, language: str) -> Source:
        """Return the database with the names of places as readers of a language write them."""
        return replace(self, language=language)

    def within(self, limit: frozenset[str] | None) -> Source:
        """Return the database as a reader sees it who may see these street offices, None for the whole city."""
        return replace(self, limit=limit)

    def written(self, name: str) -> str:
        """Return the name of a place as it was loaded in the letters of this database's language."""
        return name if self.language == DEFAULT_LANGUAGE else romanised(name)

    def _limited(
        self, query: Query, given: tuple[object, ...], options: dict[str, object]
    ) -> tuple[tuple[object, ...], dict[str, object]]:
        """Return the arguments of a query narrowed to the limit: each Selection, and `allowed` where it takes that."""
        if self.limit is None:
            return given, options
        narrowed = {name: _narrowed(value, self.limit) for name, value in options.items()}
        if "allowed" in signature(query).parameters:
            narrowed["allowed"] = tuple(sorted(self.limit))
        return tuple(_narrowed(value, self.limit) for value in given), narrowed

    def _named(self, rows: pd.DataFrame) -> pd.DataFrame:
        if self.language == DEFAULT_LANGUAGE or not (held := set(PLACE_COLUMNS) & set(rows)):
            return rows
        names = _written_names(self.loaded, self)
        return rows.assign(**{name: rows[name].map(lambda cell: names.get(cell, cell)) for name in held})


def open_source(limit: frozenset[str] | None) -> Source:
    """Return the case database in the session's language; where it cannot be read, its last good state with the fault.

    `limit` is the reader's (`ui.access.limit`), None for the whole city.

    Raises
    ------
    DatabaseFault
        Where it cannot be read and never could in this process.
    """
    url = database_url()
    kept = _last_good()
    name = url.render_as_string(hide_password=False)
    try:
        key = identity(url)
        engine = _engine(name, key)
        source = Source(key, engine, _dataset(key, engine))
    except DatabaseFault as fault:
        if name not in kept:
            raise
        good = kept[name]
        return replace(good, fault=fault).speaking(session_language()).within(limit)
    kept[name] = source
    return source.speaking(session_language()).within(limit)


def _narrowed(value: object, limit: frozenset[str]) -> object:
    return value.limited_to(limit) if isinstance(value, Selection) else value


def build_demo_if_missing(progress: Callable[[float, str], None]) -> bool:
    """Build the demo city where no database is set and none is there yet; return whether it was built.

    A `DATABASE_URL` that names nothing is a mistake to show, not a place to fill, and so is a folder that holds
    anything. Sessions that come while one builds wait for it and find it done.
    """
    if os.environ.get("DATABASE_URL"):
        return False
    url = database_url()
    with _build_lock():
        try:
            identity(url)
        except DatabaseFault as fault:
            if fault.kind != "missing":
                return False  # the page says so when it opens the database
            demo.build(url, progress=progress, into_empty=True)
            return True
    return False


def place_names(source: Source) -> pd.DataFrame:
    """Return every place: level, code, parent_code, name."""
    return source.fetch(areas.names)


def place_labels(source: Source, spoken: str) -> dict[str, str]:
    """Return every place's name by its code; one that repeats within its level carries what lies above it.

    `spoken` is the language, of whose brackets labels are made.
    """
    return _labels(source.loaded, spoken, source)


def long_names(source: Source) -> frozenset[str]:
    """Return the names of this data set that are cut where they are shown."""
    return _long(source.loaded, source)


def known_codes(source: Source) -> KnownCodes:
    """Return the codes that a URL may name in this data set."""
    return _known(source.loaded, source)


@st.cache_resource(max_entries=20, show_spinner=False)
def _labels(loaded: Loaded, spoken: str, _source: Source) -> dict[str, str]:
    places = place_names(_source)
    above, names = (dict(zip(places["code"], places[name], strict=True)) for name in ("parent_code", "name"))
    chains = {code: [names.get(parent, "") for parent in _above(code, above)] for code in names}
    labels: dict[str, str] = {}
    for _, level in places.groupby("level"):
        labels |= told_apart({code: names[code] for code in level["code"]}, chains)
    return labels


def _above(code: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the codes that a place lies in, the next one first."""
    while isinstance(parent := parents.get(code), str) and parent != code:
        yield parent
        code = parent


@st.cache_resource(max_entries=20, show_spinner=False)
def _long(loaded: Loaded, _source: Source) -> frozenset[str]:
    long = frozenset(_source.fetch(holdings.long_names, NAME_SHOWN)["name"])
    return long | {name for name in place_names(_source)["name"] if len(name) > NAME_SHOWN}


@st.cache_resource(max_entries=20, show_spinner=False)
def _written_names(loaded: Loaded, _source: Source) -> dict[str, str]:
    """Return the names of all places by what they are in the data, as the language writes them."""
    source = _source.speaking(DEFAULT_LANGUAGE)
    names = pd.concat([place_names(source)["name"], source.fetch(areas.compound_names)["name"]]).dropna()
    return {name: _source.written(name) for name in names.unique()}


@st.cache_resource(max_entries=20, show_spinner=False)
def _known(loaded: Loaded, _source: Source) -> KnownCodes:
    names = place_names(_source)
    parents = {
        level: dict(zip(group["code"], group["parent_code"], strict=True))
        for level, group in names.groupby("level")
    }
    return KnownCodes(
        streets=frozenset(parents.get("street_office", {})),
        communities=parents.get("community", {}),
        grids=parents.get("grid", {}),
        categories=frozenset(_source.fetch(cases.categories)["code"]),
        units=frozenset(_source.fetch(cases.handling_units)["code"]),
    )


@st.cache_data(max_entries=CACHED_RESULTS, show_spinner=False)
def _rows(
    loaded: Loaded, call: tuple[str, ...], _source: Source, _build: Callable[[], Select]
) -> pd.DataFrame:
    rows = _source.fetch_once(_build)
    return rows.assign(outline=drawable(rows["outline"])) if "outline" in rows else rows


def _engine(name: str, key: str) -> Engine:
    """Return the engine of a URL, a new one where another file has become its own.

    What the old one keeps open is closed: as long as a process has a DuckDB file open, it is given that file
    again for its name, though another has taken its place.
    """
    with _engines_lock():
        held = _engines().get(name)
        if held and held[0] == key:
            return held[1]
        if held:
            held[1].dispose()
        engine = reading_engine(make_url(name))
        _engines()[name] = key, engine
        return engine


@st.cache_resource(show_spinner=False)
def _engines_lock() -> threading.Lock:
    return threading.Lock()


@st.cache_resource(show_spinner=False)
def _engines() -> dict[str, tuple[str, Engine]]:
    return {}


def newer_is_readable() -> bool:
    """Look again at what is loaded, since another load came between two queries, and tell whether it can be read.

    Where it cannot, as after a load by a newer version, the last good state would only meet it again.
    """
    _dataset.clear()
    return open_source(None).fault is None


@st.cache_data(ttl=SERVER_CHECK_SECONDS, max_entries=20, show_spinner=False)
def _dataset(key: str, _engine: Engine) -> Dataset:
    found = read_dataset(_engine)
    return replace(found, outline=drawable(pd.Series([found.outline], dtype=object))[0])


@st.cache_resource(show_spinner=False)
def _last_good() -> dict[str, Source]:
    return {}


@st.cache_resource(show_spinner=False)
def _build_lock() -> threading.Lock:
    return threading.Lock()
