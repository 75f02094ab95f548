"""`draft`: print a mapping for files, guessed from their columns, words and dates."""

from __future__ import annotations

import argparse

from data_access.loading.draft_text import draft_text
from data_access.loading.drafting import drafts, unused
from data_access.loading.messages import LoadRefused
from data_access.loading.sources import read_sources


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command's parser its arguments."""
    parser.add_argument("sources", nargs="+", metavar="FILE", help="台账文件 ledgers")


def run(options: argparse.Namespace) -> int:
    """Print the draft, and return the exit code; raises LoadRefused where no file looks like a table of ours."""
    sources = read_sources(options.sources)
    made = drafts(sources)
    if not made:
        columns = ", ".join(map(str, list(sources[0].rows)[:20]))
        raise LoadRefused("no_draft", file=sources[0].name, columns=columns)
    print(draft_text(made, unused(sources, made), options.lang), end="")
    return 0
