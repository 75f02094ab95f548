"""Weights of indicators as text, for the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data_access.indicators import (
    Indicator,
)


def weights_from_text(text: str, indicators: Sequence[Indicator]) -> dict[Indicator, int] | None:
    """Return the weights that `key:number,key:number` means, None where it is no such text.

    Indicators that are not named weigh nothing; numbers are 0 to 100 and not all 0.
    """
    by_key = {indicator.key: indicator for indicator in indicators}
    weights = dict.fromkeys(indicators, 0)
    for part in text.split(","):
        key, _, number = part.partition(":")
        if key not in by_key or not number.isdecimal() or int(number) > 100:
            return None
        weights[by_key[key]] = int(number)
    return weights if any(weights.values()) else None


def weights_to_text(weights: Mapping[Indicator, int]) -> str:
    """Return the weights as a URL carries them; `weights_from_text` reads them."""
    return ",".join(f"{indicator.key}:{weight}" for indicator, weight in weights.items() if weight)
