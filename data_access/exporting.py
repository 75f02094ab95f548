"""Write a table to a file in which texts stay texts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import pandas as pd

FORMULA_STARTS = (*"=+-@\t\r\n", *"＝＋－＠")  # some spreadsheets read full-width signs as the others
DIGITS = 12  # more are rounding
FORMATS = (".csv", ".xlsx", ".parquet")
CELL_LENGTH = 32_767
"""The characters that a cell of a workbook holds."""
WORKBOOK_ROWS = 1_048_576 - 5
"""The rows of a table that a sheet holds, beside its heading and what stands below it."""
CUT = "…"
XLSX_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def inert(value: object) -> object:
    """Return a text that a spreadsheet would run as a formula with an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_text(table: pd.DataFrame, separator: str = ",") -> str:
    """Return a table as CSV text with inert cells and Windows line ends, or with another separator than a comma.

    A whole number is written without a decimal (21203, not 21203.0), whichever type a database tells it in.
    """
    out = io.StringIO()
    safe = table.map(_cell).rename(columns=inert)
    safe.to_csv(out, sep=separator, index=False, lineterminator="\r\n")
    return out.getvalue()


def _cell(value: object) -> object:
    """Return what is written of a value: a number without the last digits, which are rounding in binary."""
    if isinstance(value, float) and value == value:  # noqa: PLR0124 - nothing but NaN differs from itself
        return f"{value:.{DIGITS}g}"
    return inert(value)


def fits_workbook(table: pd.DataFrame) -> bool:
    """Tell whether a sheet of a workbook has rows enough for a table."""
    return len(table) <= WORKBOOK_ROWS


def cut_cells(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the table with texts cut, and marked as cut, to what a cell of a workbook holds; and how many were."""
    texts = table.select_dtypes(["object", "string", "category"])
    long = texts.map(lambda value: isinstance(value, str) and len(value) > CELL_LENGTH)
    if not long.any(axis=None):
        return table, 0
    cut = texts.map(lambda value: value[: CELL_LENGTH - len(CUT)] + CUT if isinstance(value, str) else value)
    return table.assign(**texts.astype(object).mask(long, cut)), int(long.sum().sum())


def workbook(out: Path | BinaryIO) -> pd.ExcelWriter:
    """Return a writer of workbooks whose strings stay strings."""
    return pd.ExcelWriter(out, engine="xlsxwriter", engine_kwargs={"options": XLSX_OPTIONS})


def write_table(table: pd.DataFrame, path: Path) -> int:
    """Write a table by the file's ending: CSV with byte order mark, XLSX or Parquet; return how many cells were cut.

    Raises ValueError for another ending, and for a workbook of more rows than a sheet holds.
    """
    cut = 0
    if path.suffix == ".csv":
        path.write_text(csv_text(table), encoding="utf-8-sig", newline="")
    elif path.suffix == ".xlsx":
        if not fits_workbook(table):
            raise ValueError(f"a sheet holds {WORKBOOK_ROWS:,} rows, not {len(table):,}")
        kept, cut = cut_cells(table)
        with workbook(path) as writer:
            kept.to_excel(writer, index=False)
    elif path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    else:
        raise ValueError(f"unknown format {path.suffix!r}; use one of {FORMATS}")
    return cut
