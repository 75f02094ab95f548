"""`rollback`: make an earlier generation of the data the current one again."""

from __future__ import annotations

import argparse

from data_access.commands.progress import target
from data_access.database.writing import roll_back
from data_access.loading.messages import message


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command's parser its arguments."""
    parser.add_argument(
        "generation",
        nargs="?",
        type=int,
        metavar="GENERATION",
        help="退回到的代次（默认上一代） generation to go back to (default: the one before)",
    )


def run(options: argparse.Namespace) -> int:
    """Go back, say to what, and return the exit code."""
    generation = roll_back(target(options), options.generation)
    print(message("status.rolled_back", options.lang, generation=generation))
    return 0
