"""The bytes of every file that people take away, each with its provenance line; no Streamlit here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

import pandas as pd

from data_access.exporting import csv_text, workbook
from ui.words.text import text_width


def file_name(what: str, where: str, start: date, last: date, marks: Sequence[str], extension: str) -> str:
    """Return a name that says what, where, when and further marks, free of what file systems refuse."""
    parts = [what, where, f"{start:%Y%m%d}-{last:%Y%m%d}", *marks]
    name = "_".join(part for part in parts if part)
    safe = re.sub(r"[^\w.\-（）·]+", "-", name).strip("-")[:120]
    return f"{safe}.{extension}"


def csv_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as CSV that Excel in Chinese Windows opens right, the provenance below it.

    UTF-8 with a byte order mark. A text that a spreadsheet would run as a formula gets an apostrophe in
    front (OWASP, CSV injection).
    """
    out = io.StringIO(newline="")
    out.write(csv_text(table))
    csv.writer(out).writerows([[], [provenance]])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as a workbook: headings frozen, texts kept as texts, the provenance below the rows."""
    out = io.BytesIO()
    with workbook(out) as writer:
        table.to_excel(writer, index=False, sheet_name="data", freeze_panes=(1, 0))
        sheet = writer.sheets["data"]
        for index, name in enumerate(table.columns):
            width = max([text_width(str(name)), *(text_width(str(value)) for value in table[name].head(200))])
            sheet.set_column(index, index, min(width + 2, 60))
        sheet.write_string(len(table) + 2, 0, provenance)
    return out.getvalue()
