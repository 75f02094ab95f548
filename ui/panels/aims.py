"""The site's target of an indicator as a line through a chart's bars."""

from __future__ import annotations

from data_access.indicators import Indicator
from ui.charts import Aim
from ui.session.standards import standard_of
from ui.words.numbers import figure
from ui.words.text import t


def aim_of(indicator: Indicator) -> Aim | None:
    """Return the site's target of an indicator in its unit, None where it has set none."""
    target = standard_of(indicator).target
    return None if target is None else Aim(target, t("standing.target", value=figure(indicator, target)))
