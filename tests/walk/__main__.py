"""Walk every Selection on a small demo city of its own and print how many figures were compared.

python -m tests.walk
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import URL

from data_access import demo
from tests.conftest import DEMO_CASES, write
from tests.walk.asking import FURTHER, WALKED
from tests.walk.counting import City
from tests.walk.walking import walked


def main() -> int:
    """Return how a process ends: 1 where a figure differs."""
    frames = {table.name: frame for table, frame in demo.tables(cases=DEMO_CASES)}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        url = URL.create("duckdb", database=str(Path(folder) / "data"))
        write(url, frames)
        tally = walked((*WALKED, *FURTHER), City(frames), url, patch)
    sys.stdout.write("\n".join([*tally.wrong, *tally.lines(), ""]))
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
