"""The list for those who must act as a workbook, ready to be printed on A4."""

from __future__ import annotations

import io

import pandas as pd

from data_access.exporting import cut_cells, workbook
from ui.words.text import t

WIDTHS = (5, 9, 24, 30, 15, 22, 20, 26, 14, 12, 14)
TITLE_ROW, LINE_ROW, HEAD_ROW = 0, 1, 3
A4 = 9  # by the number that Excel knows it by


def form_bytes(title: str, table: pd.DataFrame, provenance: str) -> bytes:
    """Return the list as a workbook: title and provenance above it, headings on every sheet of paper."""
    out = io.BytesIO()
    table, _ = cut_cells(table)
    with workbook(out) as writer:
        bold = writer.book.add_format({"bold": True, "font_size": 14})
        head = writer.book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
        cell = writer.book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet = writer.book.add_worksheet(t("attention.form_sheet"))
        sheet.write_string(TITLE_ROW, 0, title, bold)
        sheet.write_string(LINE_ROW, 0, provenance)
        sheet.write_row(HEAD_ROW, 0, list(table), head)
        for row, told in enumerate(table.itertuples(index=False, name=None), start=HEAD_ROW + 1):
            sheet.write_row(row, 0, told, cell)
        for index, width in enumerate(WIDTHS):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer("&C&P / &N")
    return out.getvalue()
