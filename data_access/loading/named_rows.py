"""The places that a source's rows name: read by level, collected over all tables, and found for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data_access.loading.distinct import distinct_rows
from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.naming import LEVELS, Found, Register
from data_access.loading.reasons import RowReasons
from data_access.loading.spelling import spelled
from data_access.places.areas import DOWN_TO_COMPOUND

LEVEL_OF = {table.name: level for level, table in DOWN_TO_COMPOUND.items()}
"""The level of each table that lists places."""

NO_NAME = ""


@dataclass(frozen=True)
class NamesOfLevel:
    """How many places a source's names of a level mean, known and created, and the names that mean none or several."""

    level: str
    matched: int
    created: int
    unmatched: Dictionary[str, int]  # rows by name, the most first
    met: Dictionary[
        tuple[str, str, bool], int
    ]  # rows by name, code of the place meant, whether it was created

    def notes(self) -> dict[str, int]:
        """Return the counts that are kept beside the data."""
        return {"matched": self.matched, "created": self.created, "unmatched": len(self.unmatched)}


@dataclass(frozen=True)
class Meant:
    """What the names of each row mean: its distinct paths, and which of them each row has."""

    names: pd.DataFrame
    found: list[Found]
    path: pd.Series

    def codes(self, level: str) -> pd.Series:
        """Return the code of each row's place of a level, None for none."""
        codes = np.array([item.line.get(level) for item in self.found], dtype=object)
        return pd.Series(codes[self.path], index=self.path.index, dtype=object)

    @property
    def unclear(self) -> pd.Series:
        """Of the rows whose names could mean several places, the path."""
        several = [number for number, item in enumerate(self.found) if item.candidates]
        return self.path[self.path.isin(several)]

    def by_level(self, register: Register) -> tuple[NamesOfLevel, ...]:
        """Return what became of the names of each level that the source has."""
        rows = self.path.value_counts()
        told = []
        for level in LEVELS:
            lost: Counter[str] = Counter()
            met: Counter[tuple[str, str, bool]] = Counter()
            for number, item in enumerate(self.found):
                name, count = self.names[level].iloc[number], int(rows.get(number, 0))
                if name and level in item.line:
                    code = item.line[level]
                    met[name, code, register.places[code].made] += count
                elif name:
                    lost[name] += count
            if met or lost:
                told.append(_names_of_level(level, met, lost))
        return tuple(told)


def _names_of_level(level: str, met: Counter[tuple[str, str, bool]], lost: Counter[str]) -> NamesOfLevel:
    known = {code: made for _, code, made in met}
    made = sum(known.values())
    ordered = dict(sorted(lost.items(), key=lambda pair: (-pair[1], pair[0])))
    return NamesOfLevel(level, len(known) - made, made, ordered, met)


def names_together(parts: Sequence[tuple[NamesOfLevel, ...]]) -> tuple[NamesOfLevel, ...]:
    """Return what became of the names of each level in all blocks of a source."""
    told = []
    for level in LEVELS:
        met: Counter[tuple[str, str, bool]] = Counter()
        lost: Counter[str] = Counter()
        for item in (item for part in parts for item in part if item.level == level):
            met.update(item.met)
            lost.update(item.unmatched)
        if met or lost:
            told.append(_names_of_level(level, met, lost))
    return tuple(told)


def names_by_level(source: pd.DataFrame, mapping: TableMapping, register: Register) -> pd.DataFrame:
    """Return the name of each row's place at each level, in the mapping's spelling; empty where it names none.

    The one column of `place` names street offices and communities alike: what no street office is called is a
    community. A table of places has its own level in its column `name`.
    """
    columns = dict(mapping.places)
    if mapping.target in LEVEL_OF and "name" in mapping.columns:
        columns[LEVEL_OF[mapping.target]] = mapping.columns["name"]
    names = pd.DataFrame(NO_NAME, index=source.index, columns=list(LEVELS), dtype=object)
    for level, column in columns.items():
        names[level] = _clean(source[column], mapping)
    if mapping.place:
        name = _clean(source[mapping.place], mapping)
        streets = [one for one in name.unique() if one and register.find("street_office", one, "")]
        of_street = name.isin(streets)
        names["street_office"] = names["street_office"].where(~of_street, name)
        names["community"] = names["community"].where(of_street | (names["community"] != ""), name)
    return names


def _clean(texts: pd.Series, mapping: TableMapping) -> pd.Series:
    """Return names without blanks around them and words for nothing, as the mapping's `names` spell them."""
    words, others = {}, {spelled(name): other for name, other in mapping.place_names.items()}
    for text in texts.unique():
        name = text.strip()
        words[text] = NO_NAME if name in mapping.empty else others.get(spelled(name), name)
    return texts.map(words).astype(object)


def meant(source: pd.DataFrame, mapping: TableMapping, register: Register) -> Meant:
    """Return the places that the rows of a source name; each distinct path of names is looked up once."""
    given, row = distinct_rows(source, _columns_of_names(mapping))
    names = names_by_level(given, mapping, register)
    paths, path = distinct_rows(names, LEVELS)
    found = [register.read(one) for one in paths.to_dict("records")]
    return Meant(paths.reset_index(drop=True), found, pd.Series(path[row], index=source.index))


def naming_rows(blocks: Iterable[pd.DataFrame], mapping: TableMapping) -> pd.DataFrame:
    """Return what of a source tells of places: all rows of a table of places, of others the distinct names."""
    if mapping.target in LEVEL_OF:
        return pd.concat(list(blocks))
    columns = _columns_of_names(mapping)
    named = pd.concat([distinct_rows(block, columns)[0] for block in blocks])
    return distinct_rows(named, columns)[0]


def _columns_of_names(mapping: TableMapping) -> list[str]:
    """Return the columns of the source in which names of places stand."""
    columns = [*mapping.places.values(), *([mapping.place] if mapping.place else [])]
    if mapping.target in LEVEL_OF and "name" in mapping.columns:
        columns.append(mapping.columns["name"])
    return list(dict.fromkeys(columns))


def collect(register: Register, read: Sequence[tuple[pd.DataFrame, TableMapping]], *, coded: bool) -> None:
    """Add the places that the tables of places list: those with codes of their own, or those without."""
    for level, table in DOWN_TO_COMPOUND.items():
        for source, listed in read:
            if listed.target != table.name or ("code" in listed.columns) is not coded:
                continue
            if coded:
                _with_own_codes(register, source, listed, level)
            else:
                register.learn(_paths(source, listed, register), LEVELS, made=False)


def collect_named(
    register: Register, read: Sequence[tuple[pd.DataFrame, TableMapping]], mapping: Mapping
) -> None:
    """Add the places that only the rows of the other tables name, of the levels that the mapping has created."""
    paths = []
    for source, table in read:
        if table.target not in LEVEL_OF:
            paths += _paths(source, replace(table, place=None), register)
    register.learn(paths, mapping.created)
    for source, table in read:
        if table.place:
            given, _ = distinct_rows(source, _columns_of_names(table))
            names = names_by_level(given, table, register)["community"].unique()
            alone = [name for name in names if name and not register.find("community", name, "")]
            register.learn([{"street_office": name} for name in alone], mapping.created)


def _paths(source: pd.DataFrame, table: TableMapping, register: Register) -> list[dict[str, str]]:
    """Return the distinct names by level of a source's rows."""
    given, _ = distinct_rows(source, _columns_of_names(table))
    names = names_by_level(given, table, register).drop_duplicates()
    return [{str(level): name for level, name in row.items()} for row in names.to_dict("records")]


def _with_own_codes(register: Register, source: pd.DataFrame, table: TableMapping, level: str) -> None:
    """Add the places of a table that has codes; those above are told by their codes, else by their names."""
    names = names_by_level(source, table, register)
    above_names = names.assign(**{level: NO_NAME}).drop_duplicates()
    register.learn(above_names.to_dict("records"), LEVELS, made=False)
    codes = source[table.columns["code"]].str.strip()
    above_columns = {
        upper: table.columns[f"{upper}_code"]
        for upper in LEVELS[: LEVELS.index(level)]
        if f"{upper}_code" in table.columns
    }
    for number, code in codes[(codes != "") & ~codes.duplicated()].items():
        path = names.loc[number].to_dict()
        name = path.pop(level)
        above = register.read(path).line
        above |= {
            upper: given
            for upper, column in above_columns.items()
            if (given := source.loc[number, column].strip())
        }
        if name and (level != "community" or "street_office" in above):  # else its row is refused
            register.add(level, name, {upper: above[upper] for upper in LEVELS if upper in above}, code)


def with_ledger(places: pd.DataFrame, ledger: pd.DataFrame | None, register: Register) -> pd.DataFrame:
    """Return places with what a table that lists them tells of them; those that it does not list stay as they are."""
    if ledger is None:
        return places
    rows = ledger.astype(object).set_index("code").combine_first(places.astype(object).set_index("code"))
    names = pd.Series({code: place.name for code, place in register.places.items()}, dtype=object)
    known = pd.Series(rows.index, rows.index).map(names)
    return rows.assign(name=known.where(known.notna(), rows["name"])).reset_index()


def refuse_unclear(
    found: Meant, told: pd.Series, table: TableMapping, register: Register, reasons: RowReasons
) -> None:
    """Refuse the rows whose name fits several places, unless a point has told them apart (`told`).

    A row that leaves its own column of the parent empty names no place; it is not refused.
    """
    left = found.unclear.drop(told.index)
    for number, rows in left.groupby(left):
        item = found.found[int(number)]
        level = str(item.open_level)
        upper = LEVELS[: LEVELS.index(level)]
        if not any(name in table.places for name in upper):
            name = found.names[level].iloc[int(number)]
            column = table.places.get(level) or table.place or table.columns.get("name", "")
            shown = pd.Series(name, index=rows.index)
            reasons.add(shown, column, "place_unclear", name=name, places=register.told(item))


def refuse_unlisted(found: Meant, table: TableMapping, reasons: RowReasons) -> None:
    """Refuse rows of a table of places that have no place of their own: without a parent, or listed before."""
    level = LEVEL_OF.get(table.target)
    if level is None or "name" not in table.columns:
        return
    codes, column = found.codes(level), table.columns["name"]
    names = found.names[level].reindex(found.path).set_axis(found.path.index)
    if "code" in table.columns:
        if level == "community" and "street_office_code" not in table.columns:
            reasons.add(names[found.codes("street_office").isna()], column, "place_unknown")
        return
    reasons.add(names[codes.isna()], column, "place_unknown")
    first = codes.dropna().drop_duplicates()
    first_row = dict(zip(first, first.index, strict=True))
    again = codes.dropna()[codes.dropna().duplicated()]
    for number, code in again.items():
        reasons.add(names.loc[[number]], column, "place_listed", row=first_row[code])
