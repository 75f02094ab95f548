"""Find the table in a grid of texts: its header row or rows, its records, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd

from data_access.loading.distinct import bytes_of
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.source import REJECT_COLUMNS, Fact, no_rejects

LOOKED_AT = 40
TOP = 5 * LOOKED_AT
"""Rows that tell how wide a table is."""

DEEPEST = 3
FILLED = 0.6
JOINED = "-"
NUMBER = re.compile(r"[\d.,:/年月日\s-]+")
SUBTOTAL = r".{0,12}(?:合计|小计|总计|共计|累计)[：:]?"
NOTE = (
    r"(?:备注|注|说明|填表说明|填表人|填报人|制表人?|审核人?|负责人|联系人|联系电话|填报单位|填表日期|填报日期)"
    r"\d*[：:].*"
)
BESIDE = ("subtotals", "notes", "repeated_headers")
"""What stands among the records and is none."""

GUARDED = re.compile(r'="(.*)"|\'(?=\d{6})(.*)', re.DOTALL)
LOST_DIGITS = r"\d\.\d+E\+1[1-9]"
"""How Excel writes a long number of which it kept 15 digits at most."""


@dataclass(frozen=True)
class Table:
    """The records under their header, the rows refused, and what was left out or found."""

    rows: pd.DataFrame
    rejected: pd.DataFrame
    facts: list[Fact]


def named_columns(mapping: TableMapping) -> set[str]:
    """Return the columns of the source that a mapping names."""
    made = set(mapping.join)
    parts: set[str] = {part for parts in mapping.join.values() for part in parts}
    return (set(mapping.columns.values()) | parts | set(mapping.key) | set(mapping.category or ())) - made


@dataclass(frozen=True)
class Head:
    """The header of a table: the numbers of its rows, the cells of the last, the columns' names, the rows above it."""

    rows: tuple[int, ...]
    cells: pd.Series
    names: list[str]
    above: int

    @property
    def facts(self) -> list[Fact]:
        """Where it stands, unless it is the first row alone."""
        if not self.above and len(self.rows) == 1:
            return []
        return [("header", {"row": ", ".join(map(str, self.rows)), "above": self.above})]

    @property
    def width(self) -> int:
        """How many columns there are, up to the last that has a name."""
        return max((number for number, name in enumerate(self.names, start=1) if name), default=0)

    @property
    def columns(self) -> list[str]:
        """The names of these columns; those that have none are numbered."""
        return [name or f"Unnamed: {number}" for number, name in enumerate(self.names[: self.width])]

    @property
    def unnamed(self) -> list[str]:
        """Those of the columns that have no name."""
        return [column for column, name in zip(self.columns, self.names, strict=False) if not name]


def table_of(grid: pd.DataFrame, mapping: TableMapping, name: str) -> Table:
    """Return the table that a grid holds; raises LoadRefused where it has a header only, or nothing."""
    head = head_of(grid, mapping, name)
    table = records_of(grid, head)
    if table.rows.empty and table.rejected.empty:
        raise LoadRefused("only_header", file=name)
    empty = [column for column in head.unnamed if (table.rows[column] == "").all()]
    return Table(table.rows.drop(columns=empty), table.rejected, head.facts + table.facts)


def head_of(grid: pd.DataFrame, mapping: TableMapping, name: str) -> Head:
    """Return the header of a grid, whose first `TOP` rows tell it; raises LoadRefused where no cell is filled."""
    filled = not_blank(grid)
    if filled.empty:
        raise LoadRefused("empty_file", file=name)
    rows = _header_rows(filled, mapping)
    names = distinct(_joined(filled.loc[list(rows)]))
    return Head(rows, filled.loc[rows[-1]], names, int((filled.index < rows[0]).sum()))


def records_of(grid: pd.DataFrame, head: Head) -> Table:
    """Return the records of a grid, or of a block of its rows, and what was left out of it."""
    body = grid.iloc[grid.index.searchsorted(head.rows[-1], "right") :]
    cells = _filled(body)
    if not cells.all():
        body, cells = body[cells > 0], cells[cells > 0]
    body, facts = _beside_records(body, cells, head.cells)
    body, ragged = _ragged(body, head)
    body = body.apply(_unguarded)
    lost = _lost_digits(body)
    rejected = pd.concat([ragged, lost]) if len(ragged) or len(lost) else no_rejects()
    body = body.drop(index=lost["row_number"]) if len(lost) else body
    return Table(body, rejected, facts)


def header_hits(grid: pd.DataFrame, mapping: TableMapping) -> int:
    """Return how many of the columns that a mapping names a grid's header has."""
    filled = not_blank(grid)
    if filled.empty:
        return 0
    return len(named_columns(mapping) & set(_joined(filled.loc[list(_header_rows(filled, mapping))])))


def _header_rows(filled: pd.DataFrame, mapping: TableMapping) -> tuple[int, ...]:
    """Return the numbers of the header's rows: the mapping's, those with most of its columns, or those that look so."""
    if mapping.reading.header:
        told = tuple(row for row in mapping.reading.header if row in filled.index)
        return told or (filled.index[0],)
    wanted = named_columns(mapping)
    top = filled.head(LOOKED_AT).astype(object)  # in one block: its rows are taken a hundred times
    candidates = [
        tuple(top.index[start : start + depth])
        for start in range(len(top))
        for depth in range(1, min(DEEPEST, len(top) - start) + 1)
    ]
    texts = dict(zip(top.index, top.to_numpy(dtype=object).tolist(), strict=True))
    hits = (
        {rows: len(wanted & set(_names([texts[row] for row in rows]))) for rows in candidates}
        if wanted
        else {}
    )
    best = max(hits, key=lambda rows: (hits[rows], -len(rows), -rows[0]), default=None)
    if best is not None and hits[best] > len(wanted) / 2:
        return best
    width = int((filled.head(TOP) != "").sum(axis=1).mode().max())
    looks = (rows for rows in candidates if _looks_like_header(top.loc[list(rows)], width))
    return next(looks, (filled.index[0],))


def _looks_like_header(rows: pd.DataFrame, width: int) -> bool:
    """Tell whether rows together name most columns, each otherwise, none by a number."""
    if any(
        (cells != "").sum() < FILLED * width or cells[cells != ""].nunique() < 2
        for _, cells in rows.iterrows()
    ):
        return width == 1 and len(rows) == 1
    names = [name for name in _joined(rows) if name]
    return len(set(names)) == len(names) and not any(NUMBER.fullmatch(name) for name in names)


def _joined(rows: pd.DataFrame) -> list[str]:
    """Return the columns' names, those of two or three rows joined, what merged cells repeat once."""
    return _names(rows.to_numpy(dtype=object).tolist())


def _names(rows: Sequence[Sequence[str]]) -> list[str]:
    cleaned = [[re.sub(r"\s*\n\s*", "", text).strip() for text in row] for row in rows]
    return [
        JOINED.join(dict.fromkeys(part for part in parts if part)) for parts in zip(*cleaned, strict=True)
    ]


def distinct(names: Iterable[str]) -> list[str]:
    """Return names with .1, .2 after those that came before; empty ones stay."""
    given = list(names)
    taken, made = set(given), dict.fromkeys(given, 0)
    names = []
    for name in given:
        made[name] += 1
        numbered = (f"{name}.{number}" for number in count(made[name] - 1))
        again = name and made[name] > 1
        names.append(next(other for other in numbered if other not in taken) if again else name)
        taken.add(names[-1])
    return names


def _beside_records(
    body: pd.DataFrame, cells: pd.Series, header: pd.Series
) -> tuple[pd.DataFrame, list[Fact]]:
    """Leave out subtotals, notes, headers repeated on each printed page; tell how many. `cells` counts those filled."""
    width = int((header != "").sum())
    short = body[cells < width]
    first = _first_cells(short)
    first = first[first.str.contains("[计：:]")].str.replace(r"\s", "", regex=True)
    few = cells[first.index] <= max(1, width // 3)
    subtotal = first.index[first.str.fullmatch(SUBTOTAL).astype(bool)]
    note = first.index[first.str.fullmatch(NOTE).astype(bool) & few].difference(subtotal)
    repeated = _equal_to(body, header)
    out = dict(zip(BESIDE, (subtotal, note, repeated), strict=True))
    facts: list[Fact] = [(key, {"count": len(rows)}) for key, rows in out.items() if len(rows)]
    left_out = subtotal.union(note).union(repeated)
    return (body.drop(index=left_out) if len(left_out) else body), facts


def not_blank(grid: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have any cell filled."""
    filled = _filled(grid) > 0
    return grid if filled.all() else grid[filled]


def _filled(rows: pd.DataFrame) -> pd.Series:
    """Return how many cells of each row are not empty."""
    cells = np.zeros(len(rows), dtype=np.int64)
    for column in rows:
        cells += (rows[column] != "").to_numpy()
    return pd.Series(cells, index=rows.index)


def _equal_to(rows: pd.DataFrame, header: pd.Series) -> pd.Index:
    """Return the numbers of the rows that repeat a header."""
    for column in rows:
        rows = rows[rows[column] == header.get(column, "")]
    return rows.index


def _first_cells(body: pd.DataFrame) -> pd.Series:
    """Return the first cell of each row that is not empty."""
    first = pd.Series("", index=body.index, dtype="str")
    left = body.index
    for column in body:
        if left.empty:
            break
        found = body.loc[left, column]
        found = found[found != ""]
        first[found.index] = found
        left = left.difference(found.index, sort=False)
    return first


def _ragged(body: pd.DataFrame, head: Head) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Name the columns; rows with cells beyond the last name are refused, for their cells may have shifted."""
    beyond = body.iloc[:, head.width :]
    over = _filled(beyond) > 0
    values = _first_cells(beyond[over])
    rejected = pd.DataFrame(
        [(number, "", value, "ragged") for number, value in values.items()], columns=REJECT_COLUMNS
    )
    kept = (body.loc[~over] if over.any() else body).reindex(columns=range(head.width), fill_value="")
    return kept.set_axis(head.columns, axis=1), rejected


def _unguarded(values: pd.Series) -> pd.Series:
    """Return texts without what Excel users write to keep long numbers whole: ="350…" and '350…."""
    written = bytes_of(values)
    if b"'" not in written and b'="' not in written:
        return values
    guarded = values.str.startswith(('="', "'"))
    if not guarded.any():
        return values
    return values.where(~guarded, values.str.replace(GUARDED, lambda hit: hit[1] or hit[2] or "", regex=True))


def _lost_digits(body: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a number of which a spreadsheet has thrown digits away."""
    found: dict[int, tuple[int, str, str, str]] = {}
    for column in body:
        if b"E+1" not in bytes_of(body[column]):
            continue
        powers = body[column][body[column].str.contains("E+1", regex=False)]
        hits = powers[powers.str.fullmatch(LOST_DIGITS)]
        for number, value in hits.items():
            found.setdefault(number, (number, str(column), value, "lost_digits"))
    return pd.DataFrame([found[number] for number in sorted(found)], columns=REJECT_COLUMNS)
