"""What the rows of groups and helpers say, worked out in pandas."""

from __future__ import annotations

import pandas as pd

from tests.oracle import during, placed

CODES = ["street_office_code", "community_code", "grid_code", "compound_code"]


def helpers(frames, selection) -> pd.DataFrame:
    rows = placed(frames["activities"], selection)
    rows = rows[during(rows["starts_at"], selection)]
    joined = frames["activity_volunteers"].merge(rows[["activity_id", "starts_at", *CODES]], on="activity_id")
    return joined.assign(timed=joined["headcount"].where(joined["hours"].notna(), 0))
