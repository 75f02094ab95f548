"""Evaluation (考核): the official rates of places, their scores and their ranks."""

from data_access.evaluation.official import (
    rates,
    rates_by_place,
    repeats,
    repeats_by_place,
)
from data_access.evaluation.ranking import FEWEST_CASES, WEIGHTS, rank_changes, ranked
