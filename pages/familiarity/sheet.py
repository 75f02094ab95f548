"""The familiarity index as a workbook whose index is a formula: change a weight, and every index follows."""

from __future__ import annotations

import io
from collections.abc import Hashable, Mapping, Sequence

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.worksheet import Worksheet

from data_access.exporting import workbook
from data_access.familiarity import Index
from data_access.indicators import Indicator
from data_access.statistics.composite import LEAST_KNOWN
from ui.files.formulas import cell_range, shown
from ui.words.tables import column, heading
from ui.words.text import t

WEIGHT_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2
LEADING = ("place", "code", "selected", "score", "rank", "rank_low", "rank_median", "rank_high", "known")
NAME, CODE, SELECTED, SCORE, RANK, LOW, MEDIAN, HIGH, KNOWN = range(len(LEADING))
FIRST_PART = len(LEADING)


def index_sheet_bytes(
    index: Index, ranges: pd.DataFrame, names: pd.Series, weights: Mapping[Indicator, int], provenance: str
) -> bytes:
    """Return a workbook of three sheets: index and rank by formula over the parts on one scale, the parts in their
    own units, and notes.

    All places that the user may see are in it, as ranks need them; a column says which are selected. `ranges`
    (`composite.rank_ranges`) and `names` are by code. Each formula carries its value.
    """
    out = io.BytesIO()
    with workbook(out) as writer:
        sheets = [
            writer.book.add_worksheet(t(f"familiarity.{name}"))
            for name in ("sheet", "sheet_parts", "sheet_notes")
        ]
        order = index.standings.rename_axis("place").sort_values(["rank", "place"]).index
        _indices(sheets[0], index, ranges, names, order, weights)
        _parts(sheets[1], index, names, order, list(weights))
        _notes(sheets[2], list(weights), provenance)
    return out.getvalue()


def _indices(
    sheet: Worksheet,
    index: Index,
    ranges: pd.DataFrame,
    names: pd.Series,
    order: pd.Index,
    weights: Mapping[Indicator, int],
) -> None:
    last_column = FIRST_PART + len(weights) - 1
    parts = [t(f"familiarity.part.{indicator.key}") for indicator in weights]
    sheet.write_string(WEIGHT_ROW, NAME, t("evaluation.sheet_weights"))
    sheet.write_row(WEIGHT_ROW, FIRST_PART, list(weights.values()))
    sheet.write_row(HEAD_ROW, 0, [*(column(f"familiarity.{name}") for name in LEADING), *parts])
    sheet.write_column(FIRST_ROW, NAME, names[order].astype(str))
    sheet.write_column(FIRST_ROW, CODE, order.astype(str))
    sheet.write_column(FIRST_ROW, SELECTED, ["✓" if own else "" for own in index.places["selected"][order]])
    for row, standing in enumerate(index.standings.loc[order].to_dict("records"), start=FIRST_ROW):
        _formulas(sheet, row, last_column, len(order), standing)
    for place, name in ((LOW, "rank_low"), (MEDIAN, "rank_median"), (HIGH, "rank_high")):
        _write_numbers(sheet, FIRST_ROW, place, ranges[name][order])
    for place, indicator in enumerate(weights, start=FIRST_PART):
        _write_numbers(sheet, FIRST_ROW, place, index.scores[indicator.key][order])
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_column(NAME, NAME, 26)
    sheet.set_column(CODE, last_column, 14)


def _formulas(
    sheet: Worksheet, row: int, last_column: int, places: int, standing: Mapping[Hashable, float]
) -> None:
    """Write a place's known share, index and rank as formulas over its parts and the weights, each with its value."""
    weights = cell_range(WEIGHT_ROW, FIRST_PART, WEIGHT_ROW, last_column)
    own = cell_range(row, FIRST_PART, row, last_column)
    every_score = cell_range(FIRST_ROW, SCORE, FIRST_ROW + places - 1, SCORE)
    known = f"SUMPRODUCT({weights}*ISNUMBER({own}))"
    share, score = cell(row, KNOWN), cell(row, SCORE)
    formula = f"=ROUND(100*{known}/SUM({weights}),6)"
    sheet.write_formula(row, KNOWN, formula, None, 100 * standing["known"])
    total = f"SUMPRODUCT({weights},{own})/{known}"
    formula = f'=IF({share}>={100 * LEAST_KNOWN:g},ROUND({total},6),"")'
    sheet.write_formula(row, SCORE, formula, None, shown(standing["score"]))
    formula = f'=IF(ISNUMBER({score}),COUNTIF({every_score},">"&{score})+1,"")'
    sheet.write_formula(row, RANK, formula, None, shown(standing["rank"]))


def _parts(
    sheet: Worksheet, index: Index, names: pd.Series, order: pd.Index, indicators: Sequence[Indicator]
) -> None:
    sheet.write_row(0, 0, [column("familiarity.place"), *map(heading, indicators)])
    sheet.write_column(1, 0, names[order].astype(str))
    for place, indicator in enumerate(indicators, start=1):
        _write_numbers(sheet, 1, place, index.values[indicator.key][order])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(indicators), 20)


def _notes(sheet: Worksheet, indicators: Sequence[Indicator], provenance: str) -> None:
    sheet.write_string(0, 0, provenance)
    for row, indicator in enumerate(indicators, start=2):
        texts = [t(f"indicator.{indicator.key}.{part}") for part in ("name", "formula", "source")]
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 70)


def _write_numbers(sheet: Worksheet, first_row: int, place: int, values: pd.Series) -> None:
    """Write numbers below each other; a missing one leaves its cell empty."""
    for row, value in enumerate(values.astype(float), start=first_row):
        if pd.notna(value):
            sheet.write_number(row, place, value)
