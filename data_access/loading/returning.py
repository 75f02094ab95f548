"""The report on a load as a workbook: what was refused or odd, the cells marked, to send back to who typed them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from sqlalchemy import URL
from xlsxwriter.exceptions import FileCreateError

from data_access.clock import city_now
from data_access.database.opening import UNDER_WAY
from data_access.database.url import PROJECT_FOLDER, is_embedded
from data_access.exporting import WORKBOOK_ROWS, cut_cells, workbook
from data_access.loading.messages import LoadRefused, message, table_words, texts
from data_access.loading.personal import masked_texts
from data_access.loading.reports import OutlinesReport, Report, TableReport

FOLDER = "import-report"
ABOUT = ["row_number", "reason", "remedy"]
LISTED = ["source", "row_number", "column_name", "value", "reason", "remedy"]
SHEET_NAME = 31
"""The characters that a sheet's name may have."""
MARK = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
WIDTH = 22


def report_folder(named: Path | None, url: URL) -> Path:
    """Return where reports are written: the folder named, else one beside the data folder, or beside the checkout.

    Raises LoadRefused where the folder named lies in the checkout, whose files may be published.
    """
    if named is not None:
        if _in_checkout(named):
            raise LoadRefused("report_in_checkout", folder=named)
        return named
    data = Path(url.database or "").resolve() if is_embedded(url) else Path.cwd() / FOLDER
    beside = data.parent / FOLDER
    return PROJECT_FOLDER.parent / FOLDER if _in_checkout(beside) else beside


def _in_checkout(folder: Path) -> bool:
    return folder.resolve().is_relative_to(PROJECT_FOLDER)


def write_report(report: Report, folder: Path, language: str) -> Path | None:
    """Write the report as XLSX and return its file; None where no row was refused or odd.

    It has a sheet of counts, one of refused and one of odd rows, and for each source its refused rows with the wrong
    cells marked. Personal numbers are masked. Raises LoadRefused where the folder cannot be written.
    """
    if not any(len(item.rejects) or len(item.remarked) for item in report.sources):
        return None
    title = message("report.title", language)
    file = folder / f"{title}-{city_now():%Y%m%d-%H%M%S}.xlsx"
    incoming = file.with_suffix(UNDER_WAY)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{title}-*{UNDER_WAY}"):
            left.unlink()  # a load that died
        with incoming.open("wb") as out:
            _write(report, out, language)
        return incoming.replace(file)
    except (OSError, FileCreateError) as error:
        with contextlib.suppress(OSError):
            incoming.unlink(missing_ok=True)
        detail = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise LoadRefused("report", folder=folder, detail=detail) from error


def _write(report: Report, out: BinaryIO, language: str) -> None:
    with workbook(out) as writer:
        _write_table(writer, _summary(report, language), message("report.summary", language))
        for key in ("rejected", "remarked"):
            _write_table(writer, _listed(report, key, language), message(f"report.{key}", language))
        for name, table in _by_sheet(report):
            _write_marked(writer, table, name, language)


def _summary(report: Report, language: str) -> pd.DataFrame:
    """Return the counts of each source."""
    rows = [
        {
            "source": item.source,
            "target": table_words(item.target, language),
            "rows_read": item.rows_read,
            "rows_accepted": item.rows_accepted,
            "rows_rejected": item.rows_rejected,
            "rows_remarked": len(item.remarked),
        }
        for item in report.sources
    ]
    return _in_words(pd.DataFrame(rows), language)


def _listed(report: Report, key: str, language: str) -> pd.DataFrame:
    """Return the refused or the odd rows of all sources."""
    frames = [
        _with_remedy(_rows_of(item, key), language).assign(source=item.source) for item in report.sources
    ]
    return _in_words(pd.concat(frames)[LISTED], language)


def _with_remedy(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return refused or odd rows with what can be done about each; nothing for what the load has mended itself."""
    return rows.assign(remedy=rows["cause"].map(texts(language)["remedy"]).fillna(""))


def _rows_of(item: TableReport | OutlinesReport, key: str) -> pd.DataFrame:
    return item.rejects if key == "rejected" else item.remarked


def _in_words(table: pd.DataFrame, language: str) -> pd.DataFrame:
    return table.rename(columns={name: message(f"report.{name}", language) for name in table})


def _by_sheet(report: Report) -> Iterator[tuple[str, TableReport]]:
    """Yield each source that has refused rows, under a name that a sheet may have and no other has."""
    for number, item in enumerate(report.tables, start=1):
        if len(item.returned.rows):
            name = re.sub(r"[\[\]:*?/\\']", " ", item.source.partition("?")[0])
            yield f"{number} {name}"[:SHEET_NAME], item


def _write_table(writer: pd.ExcelWriter, table: pd.DataFrame, name: str) -> None:
    """Write a table as a sheet with a fixed heading, its columns wide enough to read."""
    kept, _ = cut_cells(table.head(WORKBOOK_ROWS))
    kept.head(0).to_excel(writer, sheet_name=name, index=False)
    sheet = writer.sheets[name]
    for place in range(len(kept.columns)):  # pandas itself takes three times as long
        values = kept.iloc[:, place].astype(object)
        sheet.write_column(1, place, values.where(values.notna(), "").tolist())
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(kept.columns) - 1, 0), WIDTH)


def _write_marked(writer: pd.ExcelWriter, item: TableReport, name: str, language: str) -> None:
    """Write the refused rows of a source as it has them, why before them, the wrong cells marked."""
    about = _with_remedy(item.rejects, language).set_index("row_number", drop=False)
    rows = item.returned.rows
    cells = rows.assign(**{name: masked_texts(rows[name], name) for name in rows})
    table = pd.concat([_in_words(about.loc[cells.index, ABOUT], language), cells], axis=1)
    _write_table(writer, table, name)
    mark = writer.book.add_format(MARK)
    columns = {column: place for place, column in enumerate(cells.columns, start=len(ABOUT))}
    for line, number in enumerate(cells.index[: WORKBOOK_ROWS - 1], start=1):
        for column, place in columns.items():
            if (number, column) in item.returned.cells:
                writer.sheets[name].write(line, place, cells.at[number, column], mark)
