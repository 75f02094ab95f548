"""The rows of all sources put together, table by table: several files may fill one, each record once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from data_access import schema
from data_access.loading.messages import LoadRefused
from data_access.loading.preparing import Prepared
from data_access.loading.spool import Spool
from data_access.loading.units import UNIT_NAME, codes_by_name, only_named, unit_codes

NULLABLE = {
    pa.string(): pd.StringDtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""Types of pandas that keep what is missing apart."""


@dataclass(frozen=True)
class Rows:
    """The rows of a table from all its sources, block by block; `units` are the codes of units by name."""

    parts: Sequence[Spool]
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The columns that any source fills."""
        every = dict.fromkeys(name for part in self.parts for name in part.columns)
        return [name for name in every if name != UNIT_NAME]

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield the blocks as they are to be written."""
        for block in (block for part in self.parts for block in part):
            yield self._with_units(block) if UNIT_NAME in block.column_names else block

    def whole(self) -> pd.DataFrame:
        """Return all rows together."""
        blocks = [block.to_pandas(types_mapper=NULLABLE.get) for block in self]
        return pd.concat(blocks, ignore_index=True)

    def _with_units(self, block: pa.Table) -> pa.Table:
        told = block.select(["unit_code", UNIT_NAME]).to_pandas().set_axis(["code", "name"], axis=1)
        codes = pa.array(unit_codes(told.astype("string"), self.units), pa.string(), from_pandas=True)
        place = block.column_names.index("unit_code")
        return block.set_column(place, "unit_code", codes).drop_columns(UNIT_NAME)


def rows_by_table(prepared: Sequence[Prepared], known: pd.DataFrame | None = None) -> dict[str, Rows]:
    """Return the rows of each table that sources fill; raises LoadRefused where two sources hold one record.

    `known` are the units that the database holds, by whose names those of the sources are found too.
    """
    sources: dict[str, list[Prepared]] = {}
    for item in prepared:
        sources.setdefault(item.target, []).append(item)
    for target, items in sources.items():
        _require_once(target, items)
    tables = {target: Rows([item.rows for item in items]) for target, items in sources.items()}
    if (told := _told_units(prepared)) is not None:
        codes = codes_by_name(told, _listed_units(tables, known))
        tables[schema.cases.name] = Rows(tables[schema.cases.name].parts, codes)
    return tables


def categories(prepared: Sequence[Prepared]) -> pd.DataFrame | None:
    """Return the categories that any source names, each once; None where none names any."""
    named = [item.categories for item in prepared if item.categories is not None]
    if not named:
        return None
    return pd.concat(named, ignore_index=True).drop_duplicates("code", ignore_index=True)


def units(
    prepared: Sequence[Prepared], tables: Mapping[str, Rows], known: pd.DataFrame | None = None
) -> pd.DataFrame | None:
    """Return the units that cases name and nobody lists, code and name; None where no source tells of units."""
    told = _told_units(prepared)
    return None if told is None else only_named(told, _listed_units(tables, known))


def _told_units(prepared: Sequence[Prepared]) -> pd.DataFrame | None:
    """Return what all sources of cases tell of units, each once."""
    told = [item.units for item in prepared if item.units is not None]
    return pd.concat(told, ignore_index=True) if told else None


def _listed_units(tables: Mapping[str, Rows], known: pd.DataFrame | None) -> pd.DataFrame:
    """Return code and name of the units of the sources' lists, and of those that are known besides."""
    given = tables.get(schema.units.name)
    none = pd.DataFrame(columns=["code", "name"], dtype="string")
    lists = [none, None if given is None else given.whole(), known]
    every = pd.concat([units[["code", "name"]] for units in lists if units is not None], ignore_index=True)
    return every.drop_duplicates("code", ignore_index=True)


def _require_once(target: str, items: Sequence[Prepared]) -> None:
    """Raise LoadRefused where several sources of a table hold the same record."""
    keys = [column.name for column in schema.metadata.tables[target].primary_key]
    earlier: list[pd.Index] = []
    for item in items if len(items) > 1 else ():
        if not set(keys) <= set(item.rows.columns):
            break  # the key is made later, of places' names
        told = pd.concat([block.select(keys).to_pandas() for block in item.rows])
        own = pd.MultiIndex.from_frame(told) if len(keys) > 1 else pd.Index(told[keys[0]])
        again = own[sum((own.isin(other) for other in earlier), np.zeros(len(own), dtype=bool))]
        if len(again):
            raise LoadRefused("twice", file=item.report.source, count=len(again), value=again[0])
        earlier.append(own)
