"""The command line: `python -m data_access demo|draft|import|rollback|check|status|export|dictionary`.

Exit codes: 0 done, 1 refused with a report, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, Engine, select
from xlsxwriter.exceptions import FileCreateError

from data_access import demo
from data_access.commands import drafting, going_back, importing
from data_access.commands.check import findings
from data_access.commands.dictionary import data_dictionary
from data_access.commands.progress import bar, target
from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.database.writing import kept_generations
from data_access.exporting import CELL_LENGTH, FORMATS, WORKBOOK_ROWS, fits_workbook, write_table
from data_access.loading.held import loads_of
from data_access.loading.messages import LoadRefused, default_language, message
from data_access.schema import metadata


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    language = default_language()
    try:
        options = _parser().parse_args(arguments)
        language = options.lang
        return options.run(options)
    except LoadRefused as refusal:
        print(refusal.words(language), file=sys.stderr)
    except DatabaseFault as fault:
        print(_words(fault, language), file=sys.stderr)
    except (KeyboardInterrupt, RuntimeError, ImportError) as error:
        if not _interrupted(error):
            raise
        print(message("report.interrupted", language), file=sys.stderr)
    return 1


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether somebody pressed Ctrl-C: DuckDB makes errors of its own of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data_access", description="案件数据库 Case database")
    commands = parser.add_subparsers(
        required=True, metavar="demo|draft|import|rollback|check|status|export|dictionary"
    )
    shared = _shared_options()

    def command(name: str, run: Callable, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=words, description=words)
        made.set_defaults(run=run)
        return made

    made = command("demo", _demo, "生成演示城市 build the demo city")
    made.add_argument("--seed", type=int, default=demo.SEED, help="随机种子 seed")
    made.add_argument("--cases", type=int, default=demo.CASES, help="案件数 number of cases")
    drafting.add_options(command("draft", drafting.run, "为台账起草映射 draft a mapping for ledgers"))
    importing.add_options(command("import", importing.run, "导入真实城市的文件 load a city's own files"))
    going_back.add_options(command("rollback", going_back.run, "退回到前几次装载 go back to an earlier load"))
    command("check", _check, "检查已装载的数据 check what is loaded")
    command("status", _status, "显示数据集与各表行数 show data set and row counts")
    made = command("export", _export, "导出一张表 write one table to a file")
    made.add_argument("--table", required=True, choices=sorted(metadata.tables), help="表 table")
    made.add_argument("--to", required=True, type=_export_file, metavar="FILE", help=" ".join(FORMATS))
    command("dictionary", _dictionary, "输出数据字典 print the data dictionary")
    return parser


def _shared_options() -> argparse.ArgumentParser:
    """Return the options that every command has."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--database-url",
        type=_url,
        default=None,
        metavar="URL",
        help="SQLAlchemy URL（默认 DATABASE_URL 或 data/）",
    )
    shared.add_argument("--lang", choices=("zh", "en"), default=default_language(), help="语言 language")
    return shared


def _url(text: str) -> URL:
    try:
        return database_url(text)
    except DatabaseFault as fault:
        raise argparse.ArgumentTypeError(_words(fault, default_language())) from fault


def _words(fault: DatabaseFault, language: str) -> str:
    return message(f"fault.{fault.kind}", language, place=fault.place, detail=fault.detail)


def _export_file(text: str) -> Path:
    path = Path(text)
    if path.suffix not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text}: {' '.join(FORMATS)}")
    return path


def _demo(options: argparse.Namespace) -> int:
    with bar() as progress:
        demo.build(target(options), seed=options.seed, cases=options.cases, progress=progress)
    return _status(options)


def _check(options: argparse.Namespace) -> int:
    found = findings(_engine(options))
    print(message("check.title", options.lang))
    for finding in found:
        print(
            ("✗ " if finding.broken else "! ")
            + message(f"check.{finding.key}", options.lang, **finding.details)
        )
    if not found:
        print(message("check.sound", options.lang))
    return int(any(finding.broken for finding in found))


def _status(options: argparse.Namespace) -> int:
    engine = _engine(options)
    held = read_dataset(engine)
    kind = message("status.demo" if held.synthetic else "status.real", options.lang)
    print(
        message(
            "status.dataset",
            options.lang,
            city=held.city_name,
            as_of=held.as_of,
            generation=held.generation,
            kind=kind,
        )
    )
    _list_loads(engine, options.lang)
    if kept := kept_generations(target(options)):
        print(message("status.kept", options.lang, generations=", ".join(map(str, kept))))
    for name, count in row_counts(engine).items():
        print(f"{count:>12,}  {name}")
    return 0


def _list_loads(engine: Engine, language: str) -> None:
    """Say when what was loaded, the earliest first."""
    for row in loads_of(engine).to_dict("records"):
        counts = {name: row[f"rows_{name}"] for name in ("accepted", "rejected")}
        told = {name: row[name] for name in ("generation", "loaded_at", "sources")}
        mode = message(f"status.mode_{row['mode']}", language)
        print(message("status.load", language, mode=mode, **told, **counts))
        if pd.notna(row["rows_new"]):
            names = ("new", "changed", "unchanged", "vanished", "deleted")
            changes = {name: int(row[f"rows_{name}"]) for name in names}
            print("  " + message("status.load_changes", language, **changes))


def _export(options: argparse.Namespace) -> int:
    engine = _engine(options)
    read_dataset(engine)
    table = read(engine, select(metadata.tables[options.table]))
    if options.to.suffix == ".xlsx" and not fits_workbook(table):
        words = {"rows": f"{len(table):,}", "most": f"{WORKBOOK_ROWS:,}"}
        print(message("export.too_long", options.lang, **words), file=sys.stderr)
        return 1
    try:
        cut = write_table(table, options.to)
    except (OSError, FileCreateError) as error:
        with contextlib.suppress(OSError):
            options.to.unlink(missing_ok=True)  # half of a table is none
        print(message("export.unwritable", options.lang, file=options.to, detail=error), file=sys.stderr)
        return 1
    if cut:
        print(
            message("export.cut", options.lang, count=f"{cut:,}", length=f"{CELL_LENGTH:,}"), file=sys.stderr
        )
    return 0


def _dictionary(_: argparse.Namespace) -> int:
    print(data_dictionary(), end="")
    return 0


def _engine(options: argparse.Namespace) -> Engine:
    return reading_engine(target(options))
