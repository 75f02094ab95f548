"""Evaluation (考核): the official rates of places and units, their scores and their ranks."""

from data_access.evaluation.official import (
    rates,
    rates_by_place,
    rates_by_unit,
    repeats,
    repeats_by_place,
    repeats_by_unit,
)
from data_access.evaluation.ranking import FEWEST_CASES, WEIGHTS, rank_changes, ranked
