"""Activity spaces as pages show them."""

from __future__ import annotations

import pandas as pd

from data_access.elderly import spaces
from ui.session.view import View
from ui.words.access import access_of


def spaces_shown(view: View) -> pd.DataFrame:
    """Return the spaces of `spaces.listed` with `access` (one of `ACCESS`) and `funding` never missing."""
    rows = view.fetch(spaces.listed, view.selection)
    access = access_of(rows["step_free"])
    return rows.assign(access=access.astype(object), funding=rows["funding"].fillna("unknown"))
