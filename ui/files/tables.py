"""The bytes of every file that people take away, each with its provenance line; no Streamlit here."""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Sequence
from datetime import date

import pandas as pd

from data_access.exporting import CELL_LENGTH, csv_text, cut_cells, workbook
from ui.words.text import t, text_width

NAME_LENGTH = 120
NAME_BYTES = 240  # of the 255 that file systems take; a Chinese character is three
PART_LENGTH = 8  # to which a part may be cut


def file_name(what: str, where: str, start: date, last: date, marks: Sequence[str], extension: str) -> str:
    """Return a name that says what, where, when and further marks, free of what file systems refuse.

    Too long a name is cut in its places first, then in what it is of, and ends in signs of the whole, so that two
    names that differ stay two.
    """
    parts = [what, where, f"{start:%Y%m%d}-{last:%Y%m%d}", *marks]
    parts = [part for part in (safe_part(part) for part in parts) if part]
    whole = "_".join(parts)
    if not _fits(whole):
        parts = [*(part[:NAME_LENGTH] for part in parts), signs(whole)]
        for at in (1, 0, *range(3, len(parts) - 1)):
            while not _fits("_".join(parts)) and len(parts[at]) > PART_LENGTH:
                parts[at] = parts[at][:-1]
    return f"{'_'.join(parts)}.{extension}"


def signs(text: str) -> str:
    """Return eight signs by which a text is told from others."""
    return f"{zlib.crc32(text.encode()):08x}"


def safe_part(part: str) -> str:
    """Return a part of a file's name free of what file systems refuse."""
    apart = re.sub("[\u2066-\u2069]", "", part)  # what keeps directions of writing apart is not seen
    return re.sub(r"[^\w.\-（）·]+", "-", apart).strip("-")


def _fits(name: str) -> bool:
    return len(name) <= NAME_LENGTH and len(name.encode()) <= NAME_BYTES


def csv_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as CSV that Excel in Chinese Windows opens right, the provenance below it.

    UTF-8 with a byte order mark. A text that a spreadsheet would run as a formula gets an apostrophe in
    front (OWASP, CSV injection).
    """
    out = io.StringIO(newline="")
    out.write(csv_text(table))
    csv.writer(out).writerows([[], [provenance]])
    return out.getvalue().encode("utf-8-sig")


def copied_text(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as text with tabs, which spreadsheets take for cells, the provenance below it."""
    return (csv_text(table, "\t") + "\r\n" + provenance + "\r\n").encode()


def xlsx_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as a workbook: headings frozen, texts kept as texts, the provenance below the rows.

    Texts longer than a cell are cut, which is said below the provenance.
    """
    out = io.BytesIO()
    table, cut = cut_cells(table)
    with workbook(out) as writer:
        table.to_excel(writer, index=False, sheet_name="data", freeze_panes=(1, 0))
        sheet = writer.sheets["data"]
        for index, name in enumerate(table.columns):
            width = max([text_width(str(name)), *(text_width(str(value)) for value in table[name].head(200))])
            sheet.set_column(index, index, min(width + 2, 60))
        sheet.write_string(len(table) + 2, 0, provenance)
        if cut:
            sheet.write_string(
                len(table) + 3, 0, t("download.cut", count=f"{cut:,}", length=f"{CELL_LENGTH:,}")
            )
    return out.getvalue()
