"""Names of places in Latin letters (汉语拼音), for readers of English.

After 《中国地名汉语拼音字母拼写规则（汉语地名部分）》 (1984): syllables of a name are written together without
tones, what kind of place it is stands apart, each begins with a capital, an apostrophe parts a syllable that begins
with a, e or o from the one before; numbers stay numbers.
"""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

KINDS = ("街道", "社区", "开发区", "保税区", "小区", "新村", "旧村", "镇", "乡", "村", "市", "县", "区")
"""What a name may end in that says which kind of place it is; longer ones first."""

HAN = re.compile(r"[\u3400-\u9fff]+")
GRID = re.compile(r"(第)?(\d+)(网格)$")
VOWELS = "aeo"


def romanised(name: str) -> str:
    """Return a name in Latin letters; one without Chinese characters as it is."""
    if not HAN.search(name):
        return name
    grid = GRID.search(name)
    own, tail = (name[: grid.start()], f"{'Di ' if grid[1] else ''}{grid[2]} Wangge") if grid else (name, "")
    kind = next((kind for kind in KINDS if own.endswith(kind) and len(own) > len(kind)), "")
    parts = (own.removesuffix(kind) if kind else own, kind)
    return " ".join(part for part in (*map(_read, parts), tail) if part)


def _read(part: str) -> str:
    """Return a part of a name with each run of Chinese characters as one word, and the rest as it is."""
    words = HAN.sub(lambda run: f" {_word(run[0])} ", part)
    return " ".join(words.split())


def _word(signs: str) -> str:
    """Return characters as one word."""
    word = ""
    for syllable in lazy_pinyin(signs, style=Style.NORMAL, v_to_u=True):
        word += f"'{syllable}" if word and syllable[0] in VOWELS else syllable
    return word[:1].upper() + word[1:]
