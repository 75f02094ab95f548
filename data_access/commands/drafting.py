"""`draft`: print a mapping for files, guessed from columns, words and dates; `import` without a mapping uses it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL

from data_access.clock import city_now
from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.loading.draft_text import City, draft_text
from data_access.loading.drafting import Draft, Guess, drafts, unused
from data_access.loading.messages import LoadRefused, message, table_words
from data_access.loading.sources import read_sources
from data_access.schema import metadata


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command's parser its arguments."""
    parser.add_argument("sources", nargs="+", metavar="FILE", help="台账文件 ledgers")


def run(options: argparse.Namespace) -> int:
    """Print the draft, and return the exit code; raises LoadRefused where no file looks like a table of ours."""
    _, text = _drafted(options.sources, options.lang, None)
    print(text, end="")
    return 0


def mapping_drafted(sources: Sequence[str], folder: Path, url: URL, language: str) -> Path:
    """Draft a mapping for files that are loaded without one, say its guesses, and return its file in a folder.

    It is of the city whose data the database holds. Raises LoadRefused where no file looks like a table of ours, where
    a column that must be there is only guessed, and where the folder cannot be written.
    """
    made, text = _drafted(sources, language, _city_held(url))
    file = folder / f"{message('draft.file', language)}-{city_now():%Y%m%d-%H%M%S}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LoadRefused("report", folder=folder, detail=error.strerror or error) from error
    print(message("report.drafted", language, file=file))
    separator = message("report.separator", language)
    for draft in made:
        told = separator.join(_told(guess, draft, language) for guess in draft.guesses)
        print(f"  {table_words(draft.table, language)}: {told}")
    if unsure := [_told(guess, draft, language) for draft in made for guess in _unsure(draft)]:
        raise LoadRefused("draft_unsure", file=file, columns=separator.join(unsure))
    return file


def _drafted(sources: Sequence[str], language: str, city: City | None) -> tuple[list[Draft], str]:
    read = read_sources(sources)
    made = drafts(read)
    if not made:
        columns = ", ".join(map(str, list(read[0].rows)[:20]))
        raise LoadRefused("no_draft", file=read[0].name, columns=columns)
    return made, draft_text(made, unused(read, made), language, city)


def _city_held(url: URL) -> City | None:
    """Return code and name of the city whose data are held; None for demo data, and where none can be read."""
    try:
        engine = reading_engine(url)
        held = read_dataset(engine)
    except DatabaseFault:
        return None  # the load itself says what is wrong
    engine.dispose()
    return None if held.synthetic else (held.city_code, held.city_name)


def _unsure(draft: Draft) -> Iterator[Guess]:
    """Yield the guesses at columns that must be there which neither name nor content bears out."""
    for guess in draft.guesses:
        words = draft.words.get(guess.target, {})
        all_known = bool(words) and all(meaning is not None for _, meaning in words.values())
        required = not metadata.tables[draft.table].c[guess.target].nullable
        if required and guess.sure != "sure" and not all_known:
            yield guess


def _told(guess: Guess, draft: Draft, language: str) -> str:
    term = metadata.tables[draft.table].c[guess.target].info["term"] if language == "zh" else guess.target
    doubt = "" if guess.sure == "sure" else message("draft.doubt", language)
    return f"{term} ← {guess.column}{doubt}"
