"""Turn text columns into the schema's types, and collect each row that cannot be taken, with its reason."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Column, String, Table

from data_access.loading.columns import filled, joined, typed, worded, words_of
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.personal import hidden, masked
from data_access.loading.reasons import VALUE_SHOWN, RowReasons
from data_access.loading.spelling import translated
from data_access.loading.whole import Whole, whole_of
from data_access.schema import metadata

ID_BYTES = 8  # two of a billion different rows share such a code with a chance of 3 %


def require_columns(frame: pd.DataFrame, mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where the file lacks a column that the mapping names."""
    wanted = {source: target for target, source in mapping.columns.items()}
    wanted |= dict.fromkeys(mapping.no_point_values, "no_position")
    wanted |= dict.fromkeys(mapping.places.values(), "places")
    if mapping.unit:
        wanted[mapping.unit] = "unit_code"
    if mapping.place:
        wanted[mapping.place] = "place"
    for name in mapping.category or ():
        wanted[name] = "category"
    for column, target in wanted.items():
        if column not in frame.columns:
            found = ", ".join(list(frame.columns)[:40])
            raise LoadRefused("missing_column", file=file, column=column, target=target, found=found)


def require_states(blocks: Iterable[pd.DataFrame], mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where a case's status is neither told by the mapping nor one of `CASE_STATES`."""
    told = words_of("status", mapping)
    if (source := mapping.columns.get("status")) is None or "*" in told:
        return
    unknown: Counter[str] = Counter()
    for block in blocks:
        words = block[source].str.strip()
        unknown.update(words[(words != "") & translated(words, told).isna()].tolist())
    if unknown:
        counts = unknown.most_common()
        listed = ", ".join(f"{masked(word)[:VALUE_SHOWN]} ({count})" for word, count in counts)
        raise LoadRefused("unmapped_states", file=file, column=source, values=listed)


def converted(
    frame: pd.DataFrame, mapping: TableMapping, rejects: RowReasons, whole: Whole | None = None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the mapped columns in the schema's types, and how often each kind of personal data was found in them.

    Rows that cannot be taken are added to `rejects` and are still in the result. Where the source has no
    key of its own, `row_codes` makes one. `whole` is what all rows of the source tell, where these are not all.
    """
    table = metadata.tables[mapping.target]
    whole = whole or whole_of([frame], mapping)
    out = {}
    for target, source in mapping.columns.items():
        text, unknown = worded(frame, target, mapping)
        rejects.add(unknown, source, "unknown_value")
        if _is_needed(table.c[target], mapping):
            rejects.add(text[text == ""], source, "missing")
        text = filled(text, target, mapping)
        out[target] = typed(text, table.c[target], mapping, source, rejects, whole.orders.get(target))
    for target in mapping.defaults:
        if target not in out:
            constant = filled(pd.Series("", index=frame.index, dtype="str"), target, mapping)
            out[target] = typed(constant, table.c[target], mapping, target, rejects)
    for key, repeats in whole.keys.items():
        rejects.add_repeated(out[key], mapping.columns[key], "duplicate", repeats.firsts(out[key]))
    if (made := _made_key(table, mapping)) is not None:
        out[made] = row_codes(frame, whole)
    return hidden(pd.DataFrame(out, index=frame.index), mapping, rejects)


def _is_needed(column: Column, mapping: TableMapping) -> bool:
    """Tell whether a row without a value in a column is none: as the mapping says, or as the table asks."""
    return column.name in mapping.required or not (column.nullable or column.name in mapping.defaults)


def row_codes(frame: pd.DataFrame, whole: Whole) -> pd.Series:
    """Return a code for each row that depends on its texts alone, so the same rows keep it in every load.

    A row that repeats earlier ones gets its number among them as an ending (`…-2`).
    """
    texts = joined(frame)
    turn = whole.texts.turns(texts) if whole.texts else pd.Series(1, index=texts.index)
    codes = texts.map(lambda text: hashlib.blake2b(text.encode(), digest_size=ID_BYTES).hexdigest())
    return codes.where(turn == 1, codes + "-" + turn.astype(str))


def _made_key(table: Table, mapping: TableMapping) -> str | None:
    """Return the key that is to be made: the only one of the table, a text, where the source has none."""
    keys = list(table.primary_key)
    if len(keys) != 1 or keys[0].name in mapping.columns or not isinstance(keys[0].type, String):
        return None
    return keys[0].name
