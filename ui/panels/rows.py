"""Parts of a page side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

Part = Callable[[], object]
"""What draws one part of a page."""


def in_rows(
    parts: Sequence[Part], in_a_row: int | None = None, *, filled: bool = False, **options: Any
) -> None:
    """Draw parts beside each other, so many in a row, all in one without a number.

    The parts of a last row that is not full are as wide as the others, or fill the width where rows are `filled`.
    `options` are those of `st.columns`.
    """
    for start in range(0, len(parts), in_a_row or len(parts) or 1):
        row = parts[start : start + (in_a_row or len(parts))]
        columns = st.columns(len(row) if filled else in_a_row or len(row), **options)
        for column, draw in zip(columns, row, strict=False):
            with column:
                draw()


def beside(widths: Sequence[float], *parts: Part, **options: Any) -> None:
    """Draw parts in one row whose columns have these shares of its width; `options` are those of `st.columns`."""
    for column, draw in zip(st.columns(list(widths), **options), parts, strict=True):
        with column:
            draw()


def in_columns(*columns: Sequence[Part]) -> None:
    """Draw parts below each other, in columns of one width."""
    in_rows([partial(_below_each_other, parts) for parts in columns])


def _below_each_other(parts: Sequence[Part]) -> None:
    for draw in parts:
        draw()
