"""Workbooks (XLSX, XLS) as tables: the sheets that hold the table, merged cells filled, dates and numbers as texts."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.moments import WRITTEN
from data_access.loading.sources.layout import Table, header_hits, table_of
from data_access.loading.sources.source import Fact
from data_access.loading.sources.workbook import check_workbook

EXACT = 10**15
"""Excel keeps 15 digits of a number."""


def sheet_tables(raw: bytes, name: str, mapping: TableMapping) -> list[tuple[str, Table]]:
    """Return the tables of the sheets that have the mapping's columns, by file and sheet.

    Without a mapping it is the largest sheet, and those with the same columns. Raises LoadRefused where the
    workbook is broken, or no sheet holds a table.
    """
    workbook_facts = check_workbook(raw, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grids, facts = _grids(workbook)
    except (CalamineError, ValueError, OSError) as error:
        raise LoadRefused("damaged", file=name) from error
    chosen = _chosen(grids, mapping, name)
    left = [sheet for sheet in workbook.sheet_names if sheet not in chosen]
    tables = []
    for sheet in chosen:
        title = f"{name} · {sheet}" if len(workbook.sheet_names) > 1 else name
        found = table_of(grids[sheet], mapping, title)
        told = [*facts[sheet], *workbook_facts.get(sheet, ())]
        if left:
            told.append(("sheets_left", {"sheets": ", ".join(left)}))
        tables.append((title, Table(found.rows, found.rejected, told + found.facts)))
    return tables


def _grids(workbook: CalamineWorkbook) -> tuple[dict[str, pd.DataFrame], dict[str, list[Fact]]]:
    """Return each sheet as texts, the index its row numbers, and what was done to it."""
    grids: dict[str, pd.DataFrame] = {}
    facts: dict[str, list[Fact]] = {}
    for meta in workbook.sheets_metadata:
        sheet = workbook.get_sheet_by_name(meta.name)
        cells = sheet.to_python(skip_empty_area=False)
        filled = _fill_merged(sheet, cells)
        grids[meta.name] = pd.DataFrame([[_text(cell) for cell in row] for row in cells], dtype=object)
        grids[meta.name].index = pd.RangeIndex(1, len(cells) + 1)
        facts[meta.name] = [("merged", {"count": filled})] if filled else []
        if meta.visible != SheetVisibleEnum.Visible:
            facts[meta.name].append(("hidden_sheet", {"sheet": meta.name}))
    return grids, facts


def _fill_merged(sheet: CalamineSheet, cells: list[list[Any]]) -> int:
    """Write a merged cell's content into each cell that it covers, and return how many such ranges there are."""
    ranges = sheet.merged_cell_ranges or []
    for (top, left), (bottom, right) in ranges:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [cells[top][left]] * len(row[left : right + 1])
    return len(ranges)


def _chosen(grids: dict[str, pd.DataFrame], mapping: TableMapping, name: str) -> list[str]:
    """Return the sheets to read: the one the mapping names, those with most of its columns, or the largest."""
    if mapping.reading.sheet is not None:
        if mapping.reading.sheet not in grids:
            raise LoadRefused("no_sheet", file=name, sheet=mapping.reading.sheet, found=", ".join(grids))
        return [mapping.reading.sheet]
    hits = {sheet: header_hits(grid, mapping) for sheet, grid in grids.items()}
    most = max(hits.values(), default=0)
    if most:
        return [sheet for sheet, count in hits.items() if count == most]
    sizes = {sheet: int((grid != "").sum().sum()) for sheet, grid in grids.items()}
    if not any(sizes.values()):
        raise LoadRefused("empty_file", file=name)
    largest = max(sizes, key=lambda sheet: sizes[sheet])
    columns = _columns(grids[largest], mapping, name)
    return [
        sheet
        for sheet in grids
        if sheet == largest or (sizes[sheet] and _columns(grids[sheet], mapping, name) == columns)
    ]


def _columns(grid: pd.DataFrame, mapping: TableMapping, name: str) -> list[str] | None:
    """Return the columns of the table on a sheet; None where it holds none."""
    try:
        return list(table_of(grid, mapping, name).rows)
    except LoadRefused:
        return None


def _text(cell: object) -> str:
    """Return a cell as its file shows it: moments whole, whole numbers without a point, rounded ones as Excel does."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT:
            return f"{cell:.14E}"
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.strftime(WRITTEN)
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00"
    return str(cell).strip("\u3000 ")
