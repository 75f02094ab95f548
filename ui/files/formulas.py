"""What workbooks with formulas that live are written with."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell


def cell_range(row: int, column: int, last_row: int, last_column: int) -> str:
    """Return a range with its rows and columns fixed, so that formulas can be copied."""
    first, last = (cell(*at, row_abs=True, col_abs=True) for at in ((row, column), (last_row, last_column)))
    return f"{first}:{last}"


def shown(value: object, missing: str = "") -> object:
    """Return the value that a formula's cell shows to readers that do not calculate."""
    return missing if pd.isna(value) else float(value)  # type: ignore[arg-type]
