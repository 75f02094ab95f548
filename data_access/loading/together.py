"""The rows of all sources put together, table by table: several files may fill one, each record once."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data_access import schema
from data_access.loading.messages import LoadRefused
from data_access.loading.preparing import Prepared


def rows_by_table(prepared: Sequence[Prepared]) -> dict[str, pd.DataFrame]:
    """Return the rows of each table that sources fill; raises LoadRefused where two sources hold one record."""
    sources: dict[str, list[Prepared]] = {}
    for item in prepared:
        sources.setdefault(item.target, []).append(item)
    return {target: _joined(target, items) for target, items in sources.items()}


def categories(prepared: Sequence[Prepared]) -> pd.DataFrame | None:
    """Return the categories that any source names, each once; None where none names any."""
    named = [item.categories for item in prepared if item.categories is not None]
    if not named:
        return None
    return pd.concat(named, ignore_index=True).drop_duplicates("code", ignore_index=True)


def _joined(target: str, items: Sequence[Prepared]) -> pd.DataFrame:
    keys = [column.name for column in schema.metadata.tables[target].primary_key]
    seen: set[object] = set()
    for item in items:
        if not set(keys) <= set(item.rows):
            break  # the key is made later, of places' names
        own = pd.MultiIndex.from_frame(item.rows[keys]) if len(keys) > 1 else pd.Index(item.rows[keys[0]])
        again = own[own.isin(list(seen))]
        if len(again):
            raise LoadRefused("twice", file=item.report.source, count=len(again), value=again[0])
        seen |= set(own)
    return items[0].rows if len(items) == 1 else pd.concat([item.rows for item in items], ignore_index=True)
