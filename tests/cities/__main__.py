"""Open all pages on made cities and print what they raise and which sums differ from pandas'.

python -m tests.cities [FIRST LAST] [--pages NAME…]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import streamlit as st

from tests.cities.opening import faults_of
from tests.opening import PAGES

CITIES = 200


def main() -> int:
    """Return how a process ends: 1 where anything is wrong."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("first", type=int, nargs="?", default=0)
    asking.add_argument("last", type=int, nargs="?", default=CITIES)
    asking.add_argument("--pages", nargs="+", default=PAGES, choices=PAGES)
    asked = asking.parse_args()
    wrong = 0
    for seed in range(asked.first, asked.last):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            for fault in faults_of(seed, Path(folder) / "data", patch, asked.pages):
                sys.stdout.write(f"{fault}\n")
                sys.stdout.flush()
                wrong += 1
        st.cache_data.clear()
        st.cache_resource.clear()
    sys.stdout.write(f"{asked.last - asked.first} cities, {wrong} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
