"""What commands that write share: where they write, and how they show how far they are."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import URL
from tqdm import tqdm

from data_access.database.url import database_url


def target(options: argparse.Namespace) -> URL:
    """Return the database that a command speaks of: the one it names, else the configured one."""
    return options.database_url or database_url()


class bar(tqdm):  # noqa: N801 - used as a function
    """A progress bar in per cent that is told a share and a stage."""

    def __init__(self) -> None:
        super().__init__(total=100, bar_format="{l_bar}{bar}| {elapsed}", file=sys.stderr)

    def __call__(self, share: float, stage: str) -> None:
        self.set_description(stage)
        self.update(round(share * 100) - self.n)
