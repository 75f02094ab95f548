"""`import`: load a city's own files, and say what became of every row."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data_access.commands.progress import bar, target
from data_access.loading import Report, load
from data_access.loading.load import MOST_REJECTS
from data_access.loading.messages import message
from data_access.loading.reports import OutlinesReport, TableReport


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command's parser its arguments."""
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="数据与边界文件，或数据库URL files, or a database's URL"
    )
    parser.add_argument("--mapping", required=True, type=Path, metavar="FILE", help="映射文件 mapping (TOML)")
    parser.add_argument("--dry-run", action="store_true", help="只出报告，不写入 report only, change nothing")
    parser.add_argument(
        "--max-rejects",
        type=_share,
        default=MOST_REJECTS,
        metavar="SHARE",
        help="退回行数的上限，如 5%%，超过则不装载 refuse a load of which more rows are rejected",
    )
    parser.add_argument(
        "--report-dir", type=Path, default=Path("import-report"), help="退回明细目录 where rejects are listed"
    )


def run(options: argparse.Namespace) -> int:
    """Load, print the report, and return the exit code."""
    with bar() as progress:
        report = load(
            options.sources,
            options.mapping,
            target(options),
            language=options.lang,
            progress=progress,
            max_rejects=options.max_rejects,
            dry_run=options.dry_run,
        )
    print(message("report.as_of", options.lang, at=report.as_of))
    for table in report.sources:
        print(f"{table.source} → {table.target}", *table.lines(options.lang), sep="\n  ")
        _list_rows(table, options.report_dir, options.lang)
    return _outcome(report, options.lang)


def _list_rows(table: TableReport | OutlinesReport, folder: Path, language: str) -> None:
    """Write the refused and the odd rows of a source each to a file, and say where."""
    for kind, rows in (("rejects", table.rejects), ("remarks", table.remarked)):
        if len(rows):
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{Path(table.source.partition('?')[0]).name}.{kind}.csv"
            rows.to_csv(file, index=False, encoding="utf-8-sig")
            print("  " + message(f"report.{kind}_file", language, file=file))


def _outcome(report: Report, language: str) -> int:
    """Say whether anything was written, and return the exit code."""
    if report.generation is not None:
        print(message("report.done", language, generation=report.generation))
        return 0
    for table in report.too_many_rejects:
        counts = {
            "rejected": table.rows_rejected,
            "rows": table.rows_read,
            "limit": f"{report.max_rejects:.0%}",
        }
        print(message("report.too_many", language, source=table.source, **counts), file=sys.stderr)
    if report.too_many_rejects:
        return 1
    print(message("report.dry_run", language))
    return 0


def _share(text: str) -> float:
    """Return a share given in per cent (5%) or as a number (0.05)."""
    number = text.removesuffix("%")
    try:
        share = float(number) / (100 if number != text else 1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: 5% / 0.05") from error
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text}: 0% … 100%")
    return share
