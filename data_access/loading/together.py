"""The rows of all sources put together, table by table: several files may fill one, each record once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data_access import schema
from data_access.loading.messages import LoadRefused
from data_access.loading.preparing import Prepared
from data_access.loading.units import only_named, unit_codes


def rows_by_table(prepared: Sequence[Prepared], known: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Return the rows of each table that sources fill; raises LoadRefused where two sources hold one record.

    `known` are the units that the database holds, by whose names those of the sources are found too.
    """
    sources: dict[str, list[Prepared]] = {}
    for item in prepared:
        sources.setdefault(item.target, []).append(item)
    tables = {target: _joined(target, items) for target, items in sources.items()}
    if (told := _told_units(prepared)) is not None:
        cases = schema.cases.name
        tables[cases] = tables[cases].assign(unit_code=unit_codes(told, _listed_units(tables, known)))
    return tables


def categories(prepared: Sequence[Prepared]) -> pd.DataFrame | None:
    """Return the categories that any source names, each once; None where none names any."""
    named = [item.categories for item in prepared if item.categories is not None]
    if not named:
        return None
    return pd.concat(named, ignore_index=True).drop_duplicates("code", ignore_index=True)


def units(
    prepared: Sequence[Prepared], tables: Mapping[str, pd.DataFrame], known: pd.DataFrame | None = None
) -> pd.DataFrame | None:
    """Return the units that cases name and nobody lists, code and name; None where no source tells of units."""
    told = _told_units(prepared)
    return None if told is None else only_named(told, _listed_units(tables, known))


def _told_units(prepared: Sequence[Prepared]) -> pd.DataFrame | None:
    """Return what all sources of cases tell of each case's unit, in the order of their rows."""
    told = [item.units for item in prepared if item.units is not None]
    return pd.concat(told, ignore_index=True) if told else None


def _listed_units(tables: Mapping[str, pd.DataFrame], known: pd.DataFrame | None) -> pd.DataFrame:
    """Return code and name of the units of the sources' lists, and of those that are known besides."""
    lists = [pd.DataFrame(columns=["code", "name"], dtype="string"), tables.get(schema.units.name), known]
    every = pd.concat([units[["code", "name"]] for units in lists if units is not None], ignore_index=True)
    return every.drop_duplicates("code", ignore_index=True)


def _joined(target: str, items: Sequence[Prepared]) -> pd.DataFrame:
    if len(items) == 1:
        return items[0].rows
    keys = [column.name for column in schema.metadata.tables[target].primary_key]
    earlier: list[pd.Index] = []
    for item in items:
        if not set(keys) <= set(item.rows):
            break  # the key is made later, of places' names
        own = pd.MultiIndex.from_frame(item.rows[keys]) if len(keys) > 1 else pd.Index(item.rows[keys[0]])
        again = own[sum((own.isin(other) for other in earlier), np.zeros(len(own), dtype=bool))]
        if len(again):
            raise LoadRefused("twice", file=item.report.source, count=len(again), value=again[0])
        earlier.append(own)
    return pd.concat([item.rows for item in items], ignore_index=True)
