"""Activities (活动): how many, who took part, how full, with whom, where not; and volunteers."""

from data_access.activities.participation import (
    FAR_BELOW,
    RECORDED,
    SERIES_FROM,
    TURNOUT_PERCENT,
    best_attended,
    by_kind,
    by_organiser_kind,
    by_partner,
    by_place,
    by_turnout,
    figures,
    lacking,
    leaflets_over_time,
    over_time,
    partly_counted,
    partnerships,
    points,
    rates,
    rates_by_kind,
    rates_over_time,
    recorded,
    series_over_time,
)
from data_access.activities.volunteers import (
    volunteer_figures,
    volunteers_by_kind,
    volunteers_by_place,
    volunteers_over_time,
)
