"""One core and six elements (一核六元): who governs a community together.

The names stand in a table, so a city can load its own; these are the usual ones. `measure` names the figure
that tells what an element does in a place.
"""

from __future__ import annotations

import pandas as pd

DEFAULT = (
    ("党组织", "Party organisation", "party_branches"),
    ("居民委员会", "Residents' committee", "community_activities"),
    ("业主委员会", "Owners' committees", "owners_committees"),
    ("物业服务企业", "Property companies", "property_companies"),
    ("社会组织", "Social organisations", "social_activities"),
    ("志愿者", "Volunteers", "volunteer_turns"),
    ("共建单位", "Partner units", "partners"),
)
"""Name, English name, measure; the core first."""


def default_elements() -> pd.DataFrame:
    """Return the usual elements as rows of `governance_elements`: position, name, name_en, measure."""
    rows = pd.DataFrame(DEFAULT, columns=["name", "name_en", "measure"])
    return rows.rename_axis("position").reset_index()
