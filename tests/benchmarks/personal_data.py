"""Print how much of what tells of a person is found in texts, and how often what tells of nobody is taken for it.

    python -m tests.benchmarks.personal_data [--texts 3000] [--seed 16] [--misses 5]

The sentences are made with known answers (`tests.benchmarks.people`). Recall: of the sentences with something of a
kind, those of which it is gone. False alarms: of the sentences that tell of nobody, those in which the kind is seen.
Returns 1 where a kind is worse than asked for. Last, the processor's seconds for a column of a million texts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data_access.loading.mapping import TableMapping
from data_access.loading.personal import hidden
from data_access.loading.reasons import RowReasons
from tests.benchmarks.people import KINDS, Made, made

RECALL = dict.fromkeys(KINDS, 0.99) | {"name": 0.9}
FALSE_ALARMS = dict.fromkeys(KINDS, 0.005) | {"name": 0.02}

MILLION = 1_000_000
SHARE = 0.1
"""Of the rows of the million that tell of a person: as many as a department's ledger that is masked already by half."""


@dataclass(frozen=True)
class Judged:
    """What was found in made sentences: the share by kind, and those that were missed or taken wrongly."""

    recall: dict[str, float]
    false_alarms: dict[str, float]
    missed: dict[str, list[str]]
    alarmed: dict[str, list[str]]

    @property
    def good(self) -> bool:
        """Whether every kind is as it must be."""
        return all(self.recall[kind] >= RECALL[kind] for kind in KINDS) and all(
            self.false_alarms[kind] <= FALSE_ALARMS[kind] for kind in KINDS
        )


def looked_through(texts: list[str]) -> tuple[list[str], list[dict[str, int]]]:
    """Return texts as a load leaves them, and the kinds that it counts in each."""
    mapping = TableMapping("cases", "a.csv", {"summary": "内容"})
    rows = pd.DataFrame({"summary": pd.Series(texts, dtype="string")})
    whole = hidden(rows, mapping, RowReasons("zh"))[0]["summary"].tolist()
    changed = (old != new for old, new in zip(texts, whole, strict=True))
    counts = [
        hidden(rows.iloc[[number]], mapping, RowReasons("zh"))[1] if odd else {}
        for number, odd in enumerate(changed)
    ]
    return whole, counts


def judged(sentences: list[Made]) -> Judged:
    """Return how the made sentences fare."""
    texts, counts = looked_through([sentence.text for sentence in sentences])
    missed: dict[str, list[str]] = {kind: [] for kind in KINDS}
    alarmed: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for sentence, text, found in zip(sentences, texts, counts, strict=True):
        if sentence.kind and set(text[sentence.start : sentence.end]) != {"*"}:
            missed[sentence.kind].append(sentence.text)
        for kind in () if sentence.kind else found:
            alarmed[kind].append(sentence.text)
    each = Counter(sentence.kind for sentence in sentences)
    return Judged(
        {kind: 1 - len(missed[kind]) / each[kind] for kind in KINDS},
        {kind: len(alarmed[kind]) / each[""] for kind in KINDS},
        missed,
        alarmed,
    )


def seconds_of_a_million(seed: int) -> Iterator[tuple[float, float]]:
    """Yield shares of rows that tell of a person, and the seconds of processor that a million texts then take."""
    sentences = list(made(2000, seed))
    draw = random.Random(seed)  # noqa: S311
    for share in (0, SHARE):
        pools = [[item.text for item in sentences if bool(item.kind) is wanted] for wanted in (False, True)]
        texts = [f"{draw.choice(pools[draw.random() < share])}（{number}）" for number in range(MILLION)]
        rows = pd.DataFrame({"summary": pd.Series(texts, dtype="string")})
        started = time.process_time()
        hidden(rows, TableMapping("cases", "a.csv", {"summary": "内容"}), RowReasons("zh"))
        yield share, time.process_time() - started


def main() -> int:
    """Print the shares by kind, then the seconds; return whether all is as it must be, as an exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=3000, help="sentences of each kind")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument(
        "--misses", type=int, default=5, help="sentences to show of each kind that fared wrongly"
    )
    options = parser.parse_args()
    found = judged(list(made(options.texts, options.seed)))
    for kind in KINDS:
        recall, alarms = found.recall[kind], found.false_alarms[kind]
        print(
            f"{kind:<10}recall {recall:.4f} (≥ {RECALL[kind]})  false alarms {alarms:.4f} (≤ {FALSE_ALARMS[kind]})"
        )
        for word, texts in (("missed", found.missed[kind]), ("taken", found.alarmed[kind])):
            for text in texts[: options.misses]:
                print(f"    {word}: {text}")
    for share, seconds in seconds_of_a_million(options.seed):
        print(f"a million texts, {share:.0%} of them telling of a person: {seconds:.1f} s of processor")
    return 0 if found.good else 1


if __name__ == "__main__":
    raise SystemExit(main())
