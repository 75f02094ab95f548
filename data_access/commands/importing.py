"""`import`: load a city's own files, and say what became of every row."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data_access.commands.drafting import mapping_drafted
from data_access.commands.progress import Progress, target
from data_access.database.faults import DatabaseFault
from data_access.database.opening import reading_engine
from data_access.database.reading import row_counts
from data_access.loading import Report, load
from data_access.loading.held import read_held
from data_access.loading.load import MOST_REJECTS
from data_access.loading.messages import message, table_words
from data_access.loading.returning import report_folder, write_report
from data_access.loading.sources import unused_files

OF_LOADS = ("loads", "import_batches", "import_rejects", "import_remarks", "import_names")
NOT_TOLD = ("dataset", *OF_LOADS, "governance_elements")
"""Tables that tell of loads, and that no source need fill."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command's parser its arguments."""
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="数据与边界文件，或数据库URL files, or a database's URL"
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="映射文件，不写则起草 mapping (TOML)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--append", action="store_true", help="追加新行，原有各行不变 add new rows, change none")
    way.add_argument(
        "--update", action="store_true", help="按编号更新并追加 replace changed rows, add new ones"
    )
    parser.add_argument(
        "--delete-missing",
        action="store_true",
        help="与 --update 合用：删去文件中没有的行 with --update: delete rows that the files lack",
    )
    parser.add_argument("--dry-run", action="store_true", help="只出报告，不写入 report only, change nothing")
    parser.add_argument(
        "--max-rejects",
        type=_share,
        default=MOST_REJECTS,
        metavar="SHARE",
        help="退回行数的上限，如 5%%，超过则不装载 refuse a load of which more rows are rejected",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FOLDER",
        help="装载报告的文件夹，默认在数据文件夹旁 where the report is written (default: beside the data folder)",
    )


def run(options: argparse.Namespace) -> int:
    """Say what will be replaced, load, print the report, and return the exit code."""
    if options.delete_missing and not options.update:
        print(message("report.delete_missing", options.lang), file=sys.stderr)
        return 2
    folder = report_folder(options.report, target(options))
    mapping = options.mapping or mapping_drafted(options.sources, folder, target(options), options.lang)
    mode = "append" if options.append else "update" if options.update else "replace"
    if mode == "replace":
        _say_what_is_replaced(options)
    with Progress(options.lang) as progress:
        report = load(
            options.sources,
            mapping,
            target(options),
            language=options.lang,
            progress=progress,
            mode=mode,
            delete_missing=options.delete_missing,
            max_rejects=options.max_rejects,
            dry_run=options.dry_run,
        )
    _tell(report, options)
    outcome = _outcome(report, options.lang)
    if (file := write_report(report, folder, options.lang)) is not None:
        print(message("report.file", options.lang, file=file))
    return outcome


def _tell(report: Report, options: argparse.Namespace) -> None:
    """Print what became of each source."""
    print(message("report.as_of", options.lang, at=report.as_of))
    for table in report.sources:
        print(f"{table.source} → {table.target}", *table.lines(options.lang), sep="\n  ")
    for name in unused_files(options.sources, [item.source for item in report.sources]):
        print(message("report.unused", options.lang, source=name))
    _list_changes(report, options)


def _say_what_is_replaced(options: argparse.Namespace) -> None:
    """Say what the database holds, which the load will replace; of another version it cannot be told."""
    try:
        held = read_held(target(options))
    except DatabaseFault as fault:
        print(
            message(f"fault.{fault.kind}", options.lang, place=fault.place, detail=fault.detail),
            file=sys.stderr,
        )
        return
    if held is None:
        return
    engine = reading_engine(target(options))
    counts = [
        message("report.rows", options.lang, table=table_words(name, options.lang), count=f"{count:,}")
        for name, count in row_counts(engine).items()
        if count and name not in NOT_TOLD
    ]
    engine.dispose()
    details = {"city": held.dataset.city_name, "as_of": held.dataset.as_of}
    separator = message("report.separator", options.lang)
    print(message("report.replaces", options.lang, **details, tables=separator.join(counts)))


def _list_changes(report: Report, options: argparse.Namespace) -> None:
    """Say what a load that was merged adds and changes, and what of the database its sources lack."""
    for item in report.changes:
        counts = {name: getattr(item, name) for name in ("new", "changed", "unchanged")}
        table = table_words(item.target, options.lang)
        print(message("report.changes", options.lang, table=table, **counts))
        if item.target in {source.target for source in report.tables} and item.vanished:
            key = "vanished_deleted" if options.delete_missing else "vanished"
            print("  " + message(f"report.{key}", options.lang, count=item.vanished))


def _outcome(report: Report, language: str) -> int:
    """Say whether anything was written, and return the exit code."""
    if report.generation is not None:
        print(message("report.done", language, generation=report.generation))
        return 0
    if report.nothing_new and not report.too_many_rejects:
        print(message("report.nothing_new", language))
        return 0
    for table in report.too_many_rejects:
        counts = {
            "rejected": table.rows_rejected,
            "rows": table.lines_read,
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
