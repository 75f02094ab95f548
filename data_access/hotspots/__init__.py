"""Hot and cold spots (冷热点): where cases are denser, or sparser, than chance allows, and how that went on.

Cases of the twelve whole months that end with the period are counted by area and month in the database
(`monthly`); the statistics are pure functions on those small tables (`spots`, `judgement`).
"""

from data_access.hotspots.judgement import (
    FEWEST_AREAS,
    FEWEST_MONTHS,
    Judgement,
    judge_hexagons,
    judge_places,
)
from data_access.hotspots.monthly import (
    MONTHS,
    SQUARE_DEGREES,
    by_place,
    by_square,
    judged_in,
    month_name,
    months_of,
)
from data_access.hotspots.spots import (
    FALSE_DISCOVERY_RATE,
    FEWEST_CASES,
    KINDS,
    MOST_MONTHS,
    PATTERNS,
    TREND_LEVEL,
    false_discovery_rates,
    gi_star,
    marks,
    monthly_z,
    patterns,
    trend_of,
)
