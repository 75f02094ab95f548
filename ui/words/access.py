"""Whether a space can be entered without a step, as people tell it."""

from __future__ import annotations

import pandas as pd

ACCESS = ("step_free", "with_steps", "access_unknown")
"""无障碍, 有台阶, 未登记; the words are `value.access.<code>`'s or a map's own."""


def access_of(step_free: pd.Series) -> pd.Series:
    """Return the code of `ACCESS` for each value of the column `step_free` (true, false or missing)."""
    return step_free.map({True: "step_free", False: "with_steps"}).fillna("access_unknown")
