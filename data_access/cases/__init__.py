"""Cases (案件): how many and how fast, lists of them, and the way of a single one."""

from data_access.cases.alerted import Alerted, due_soon, overdue, rated, reopening
from data_access.cases.course import anywhere, one, steps
from data_access.cases.listing import (
    DETAILS,
    SORTABLE,
    STANDINGS,
    case_points,
    counted,
    listed,
)
from data_access.cases.totals import (
    DAYS_TO_CLOSE,
    SATISFIED_FROM,
    SOON_HOURS,
    by_category,
    by_days_to_close,
    by_hour_of_week,
    by_level,
    by_place,
    categories,
    figures,
    flow,
    levels_known,
    positions,
    stock,
    trend_by_category,
)
