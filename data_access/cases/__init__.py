"""Cases (案件): how many and how fast, lists of them, and the way of a single one."""

from data_access.cases.alerted import Alerted, counted_cases, rated
from data_access.cases.course import anywhere, one, steps
from data_access.cases.finding import FOUND_DAYS, numbered, told_in_words
from data_access.cases.hours import HOURS, WEEKDAYS
from data_access.cases.listing import (
    DETAILS,
    SORTABLE,
    STANDINGS,
    case_points,
    counted,
    listed,
)
from data_access.cases.states import (
    CONTRADICTIONS,
    SOON_HOURS,
    closed_before_reported,
    closed_during,
    closed_without_time,
    deadlines_known,
    due_during,
    due_shortly,
    due_soon,
    dues_known,
    ended,
    flags_known,
    held_at,
    in_time,
    is_closed,
    is_open,
    is_reopened,
    judged_by_flag,
    out_of_order,
    overdue,
    reopening,
    was_open,
    was_overdue,
)
from data_access.cases.totals import (
    DAYS_TO_CLOSE,
    SATISFIED_FROM,
    by_category,
    by_days_to_close,
    by_hour_of_week,
    by_level,
    by_place,
    categories,
    figures,
    flow,
    levels_known,
    overdue_then,
    positions,
    stock,
    trend_by_category,
)
from data_access.cases.units import handling_units
