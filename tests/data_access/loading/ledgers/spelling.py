"""How clerks write days, numbers, places and words: each row otherwise, the meaning the same."""

from __future__ import annotations

import random

import pandas as pd

FULL_WIDTH = str.maketrans("0123456789.-/:", "０１２３４５６７８９．－／：")
EXCEL_DAY = pd.Timestamp(1899, 12, 30)

STATES = {
    "closed": ("已办结", "办结", "已辦結", "已 办结", "已归档", "结案"),
    "open": ("办理中", "处理中", "正在办理", "未办结"),
}
RATINGS = {
    5: ("非常满意",),
    4: ("满意", "比较满意"),
    3: ("一般", "基本满意"),
    2: ("不满意",),
    1: ("非常不满意",),
}


def day(chance: random.Random, at: pd.Timestamp) -> str:
    """A day in one of the forms that people type."""
    return chance.choice(
        (
            f"{at.year}年{at.month}月{at.day}日",
            f"{at.year % 100}.{at.month}.{at.day}",
            str((at - EXCEL_DAY).days),
            f"{at:%Y-%m-%d}",
            f"{at.year}/{at.month}/{at.day}",
            f"{at:%Y%m%d}",
            f"{at.year}-{at.month}-{at.day}".translate(FULL_WIDTH),
        )
    )


def moment(chance: random.Random, at: pd.Timestamp) -> str:
    """A moment to the minute in one of the forms that systems export."""
    if pd.isna(at):
        return chance.choice(("", "-", "无", "0000-00-00 00:00:00"))
    return chance.choice(
        (
            f"{at:%Y-%m-%d %H:%M:%S}",
            f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}",
            f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分",
        )
    )


def count(chance: random.Random, number: int, unit: str) -> str:
    """A number with or without its unit."""
    return chance.choice(
        (
            str(number),
            f"{number}{unit}",
            f"{number:,}",
            str(number).translate(FULL_WIDTH),
            f"约{number}{unit}",
        )
    )


def word(chance: random.Random, words: dict, meaning: object) -> str:
    """One of the words for a meaning."""
    return chance.choice(words[meaning])


def office(chance: random.Random, name: str) -> str:
    """A street office as it is written: whole, without its ending, as an office, with a blank."""
    stem = name.removesuffix("街道")
    return chance.choice((name, name, stem, f"{name}办事处", f"{stem} 街道") if stem != name else (name,))
