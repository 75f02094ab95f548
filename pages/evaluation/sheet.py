"""The evaluation as a workbook whose formulas live: change a weight or a count, and scores and ranks follow."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.worksheet import Worksheet

from data_access.evaluation import FEWEST_CASES
from data_access.exporting import workbook
from data_access.indicators import Indicator
from ui.files.formulas import cell_range, shown
from ui.words.tables import column, heading
from ui.words.text import t

WEIGHT_ROW, DIRECTION_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3
RANK, PLACE, DUE, FIRST_RATE = 0, 1, 2, 3


def score_sheet_bytes(
    ranks: pd.DataFrame, measured: pd.DataFrame, weights: Mapping[Indicator, int], provenance: str
) -> bytes:
    """Return a workbook of three sheets: rates, scores and ranks by formula, the counts below them, and notes.

    `ranks` comes from `evaluation.ranked`, `measured` (columns code and every numerator and denominator) from
    the evaluation's queries. Each formula carries its value, for readers that do not calculate.
    """
    out = io.BytesIO()
    with workbook(out) as writer:
        sheets = [
            writer.book.add_worksheet(t(f"evaluation.{name}"))
            for name in ("sheet", "sheet_data", "sheet_notes")
        ]
        counts = measured.set_index("code").loc[ranks["code"]].reset_index()
        _ranks(sheets[0], ranks, counts, weights)
        _counts(sheets[1], counts, list(weights))
        _notes(sheets[2], list(weights), provenance)
    return out.getvalue()


def _ranks(
    sheet: Worksheet, ranks: pd.DataFrame, counts: pd.DataFrame, weights: Mapping[Indicator, int]
) -> None:
    composite = FIRST_RATE + len(weights)
    last_row = FIRST_ROW + len(ranks) - 1
    _heads(sheet, weights)
    rates = [indicator.of(counts) for indicator in weights]
    few = t("evaluation.few")
    for row, place in enumerate(ranks.to_dict("records"), start=FIRST_ROW):
        sheet.write_string(row, PLACE, str(place["name"]))
        sheet.write_formula(row, DUE, f"={_data(row, 1)}", None, shown(place["due"]))
        for index, rate in enumerate(rates):
            formula, value = _rate_formula(row, index), rate.iloc[row - FIRST_ROW]
            sheet.write_formula(row, FIRST_RATE + index, formula, None, shown(value))
        sheet.write_formula(
            row, composite, _composite_formula(row, composite), None, shown(place["composite"])
        )
        formula = _rank_formula(row, composite, last_row, few)
        sheet.write_formula(row, RANK, formula, None, shown(place["rank"], few))
    sheet.freeze_panes(FIRST_ROW, FIRST_RATE)
    sheet.set_column(PLACE, PLACE, 22)
    sheet.set_column(DUE, composite, 14)


def _heads(sheet: Worksheet, weights: Mapping[Indicator, int]) -> None:
    """Write the weights, for each rate whether more is good, and the names of the columns."""
    sheet.write(WEIGHT_ROW, PLACE, t("evaluation.sheet_weights"))
    sheet.write(DIRECTION_ROW, PLACE, t("evaluation.sheet_direction"))
    counted = [column(name) for name in ("rank", "name", "cases_due")]
    sheet.write_row(HEAD_ROW, 0, [*counted, *map(heading, weights), column("composite")])
    sheet.write_row(WEIGHT_ROW, FIRST_RATE, weights.values())
    directions = [1 if indicator.better == "up" else -1 for indicator in weights]
    sheet.write_row(DIRECTION_ROW, FIRST_RATE, directions)


def _composite_formula(row: int, composite: int) -> str:
    """Return the formula of the mean of a row's known scores by their weights, empty without any.

    A score is the rate, or 100 less it where less is better.
    """
    weights, directions, rates = (
        cell_range(at, FIRST_RATE, at, composite - 1) for at in (WEIGHT_ROW, DIRECTION_ROW, row)
    )
    known = f"ISNUMBER({rates})"
    points = f"SUMPRODUCT({weights},{directions},{rates})+100*SUMPRODUCT({weights}*({directions}<0)*{known})"
    return f'=IFERROR(ROUND(({points})/SUMPRODUCT({weights}*{known}),6),"")'


def _rank_formula(row: int, composite: int, last_row: int, few: str) -> str:
    """Return the formula of a row's rank among the places that have cases enough; for others the word `few`."""
    own, due = cell(row, composite), cell(row, DUE)
    all_due = cell_range(FIRST_ROW, DUE, last_row, DUE)
    all_scores = cell_range(FIRST_ROW, composite, last_row, composite)
    return (
        f"=IF(AND(ISNUMBER({own}),{due}>={FEWEST_CASES}),"
        f'COUNTIFS({all_due},">={FEWEST_CASES}",{all_scores},">"&{own})+1,"{few}")'
    )


def _rate_formula(row: int, index: int) -> str:
    """Return the formula of one rate, empty where its denominator is 0 or not known."""
    top, bottom = _data(row, 2 + 2 * index), _data(row, 3 + 2 * index)
    return f'=IF(AND(ISNUMBER({top}),{bottom}>0),100*{top}/{bottom},"")'


def _counts(sheet: Worksheet, counts: pd.DataFrame, indicators: Sequence[Indicator]) -> None:
    names = [
        f"{t(f'indicator.{indicator.key}.name')} {column(part)}"
        for indicator in indicators
        for part in ("numerator", "denominator")
    ]
    sheet.write_row(HEAD_ROW, 0, [column("name"), column("cases_due"), *names])
    parts = [name for item in indicators for name in (item.numerator, item.denominator or "")]
    for row, place in enumerate(counts.to_dict("records"), start=FIRST_ROW):
        sheet.write_string(row, 0, str(place["name"]))
        for index, name in enumerate(["due", *parts], start=1):
            if pd.notna(place[name]):
                sheet.write_number(row, index, float(place[name]))
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_column(0, 2 * len(indicators) + 1, 18)


def _notes(sheet: Worksheet, indicators: Sequence[Indicator], provenance: str) -> None:
    sheet.write_string(0, 0, provenance)
    sheet.write_string(1, 0, t("evaluation.table_note_place", fewest=FEWEST_CASES))
    for row, indicator in enumerate(indicators, start=3):
        for index, part in enumerate(("name", "formula", "source")):
            sheet.write_string(row, index, t(f"indicator.{indicator.key}.{part}"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 70)


def _data(row: int, index: int) -> str:
    """Return the address of a cell of the sheet of counts."""
    return f"'{t('evaluation.sheet_data')}'!{cell(row, index)}"
