"""Names that tell things apart: of places and whatever else may share a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ui.words.text import side_by_side, t


def told_apart(names: Mapping[str, str], above: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a label for each code, no two alike: its name; where that repeats, with as much above it as is needed.

    `above` holds the names of what each lies in, from the next on; where even these are alike, the code stands.
    """
    labels = dict(names)
    for depth in range(1, 1 + max((len(chain) for chain in above.values()), default=0)):
        for code in _repeated(labels):
            chain = [name for name in above.get(code, ())[:depth] if name]
            if chain:
                labels[code] = t("words.lies_in", name=names[code], above=side_by_side(chain, "·"))
    while repeated := _repeated(labels):  # a label so made may be another's own name
        for code in repeated:
            labels[code] = t("words.lies_in", name=labels[code], above=code)
    return labels


def _repeated(labels: Mapping[str, str]) -> list[str]:
    met = Counter(labels.values())
    return [code for code, label in labels.items() if met[label] > 1]
