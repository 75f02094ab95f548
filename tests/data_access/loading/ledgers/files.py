"""Files as offices pass them on: workbooks with titles, merged cells and totals, text files in GB 18030."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd

WIDEST = 26


def workbook(
    path: Path, written: pd.DataFrame, *, title: str, merged: str = "", above: list[str] | None = None
) -> Path:
    """A sheet with a title over all columns, blank lines, merged equal neighbours, a total and a note at its end.

    `above` names a further row of heads, of which equal neighbours are merged too.
    """
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["本表由各社区填写，于每月5日前报送"])
    sheet = book.create_sheet("台账")
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(written.columns))
    sheet.append([])
    if above is not None:
        sheet.append(above)
        _merge(sheet, sheet.max_row, above)
    sheet.append(list(written.columns))
    first = sheet.max_row + 1
    for row in written.itertuples(index=False):
        sheet.append(list(row))
        if sheet.max_row == first + len(written) // 2:
            sheet.append([])
    if merged:
        _merge_column(sheet, first, list(written.columns).index(merged) + 1)
    sheet.append(["合计", *[None] * (len(written.columns) - 2), len(written)])
    sheet.append(["填表人：            审核人：            填报日期："])
    book.save(path)
    return path


def _merge(sheet, row: int, texts: list[str]) -> None:
    start = 1
    for end in range(2, len(texts) + 2):
        if end > len(texts) or texts[end - 1] != texts[start - 1]:
            if end - 1 > start:
                sheet.merge_cells(start_row=row, start_column=start, end_row=row, end_column=end - 1)
            start = end


def _merge_column(sheet, first: int, column: int) -> None:
    """Merge the equal neighbours of a column, as ledgers show a street office once."""
    start = first
    for row in range(first + 1, sheet.max_row + 2):
        if sheet.cell(row, column).value != sheet.cell(start, column).value:
            if row - 1 > start and sheet.cell(start, column).value is not None:
                sheet.merge_cells(start_row=start, start_column=column, end_row=row - 1, end_column=column)
            start = row


def text(path: Path, written: pd.DataFrame, encoding: str = "gb18030") -> Path:
    """A CSV file with a blank line after its heads and one at its end."""
    lines = written.to_csv(index=False).splitlines()
    lines.insert(len(lines) // 2, "," * (len(written.columns) - 1))
    path.write_bytes(("\r\n".join([*lines, "", ""])).encode(encoding))
    return path
