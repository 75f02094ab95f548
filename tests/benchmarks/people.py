"""Sentences like those of a hotline's ledger, with and without what tells of a person; the answer is known.

People, identity numbers, mobiles, plates and cards are made by Faker, from lists of its own; nothing here reads those
of `data_access.loading.personal`.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faker import Faker
from faker.providers.person.zh_CN import Provider as People

KINDS = ("identity", "card", "mobile", "landline", "plate", "address", "name")

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Made:
    """A sentence; what tells of a person in it (its kind, and the place of what must not be left), or nothing."""

    text: str
    kind: str = ""
    start: int = 0
    end: int = 0


class Maker:
    """Makes sentences from a seed, always the same."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311
        self._faker: Any = Faker("zh_CN")
        self._faker.seed_instance(seed)

    def with_person(self, kind: str) -> Made:
        """Return a sentence in which one thing of a kind tells of a person."""
        make = {
            "identity": self._identity,
            "card": self._card,
            "mobile": self._mobile,
            "landline": self._landline,
            "plate": self._plate,
            "address": self._address,
            "name": self._name,
        }[kind]
        value, secret = make()
        before, _, after = self._draw.choice(WORDS["frames"][kind]).partition("{}")
        lead = f"{self._plain()}，" if self._draw.random() < 0.5 else ""
        start = len(lead + before) + value.index(secret)
        return Made(lead + before + value + after, kind, start, start + len(secret))

    def without(self) -> Made:
        """Return a sentence that tells of nobody, half of them made to look as if they did."""
        if self._draw.random() < 0.5:
            return Made(self._plain() + "。")
        return Made(self._filled(self._draw.choice(WORDS["traps"])))

    def _plain(self) -> str:
        pick = self._draw.choice
        opening = pick(("市民反映", "来电人反映", "居民反映", "网友投诉", "群众举报", "业主反映", ""))
        return f"{opening}{pick(WORDS['where'])}{pick(WORDS['what'])}，{pick(WORDS['asks'])}".rstrip("，")

    def _digits(self, count: int, first: str = "123456789") -> str:
        return self._draw.choice(first) + "".join(self._draw.choices("0123456789", k=count - 1))

    def _identity(self) -> tuple[str, str]:
        number = self._faker.ssn(min_age=18, max_age=90)
        if self._draw.random() < 0.15:
            old = number[:6] + f"{self._draw.randint(35, 85)}" + number[10:17]
            return old, old[-6:]
        ways: tuple[Callable[[str], str], ...] = (
            str,
            str.lower,
            lambda text: f"{text[:6]} {text[6:14]} {text[14:]}",
            lambda text: f"{text[:6]}-{text[6:14]}-{text[14:]}",
            lambda text: " ".join(text[place : place + 4] for place in range(0, 18, 4)),
            wide,
        )
        number = self._draw.choices(ways, (8, 1, 1, 1, 1, 1))[0](number)
        return number, number[-6:]

    def _card(self) -> tuple[str, str]:
        number = "62" + self._digits(self._draw.choice((13, 16, 16)))
        number += check_digit(number)
        if self._draw.random() < 0.3:
            number = " ".join(number[place : place + 4] for place in range(0, len(number), 4))
        return number, number[-6:]

    def _mobile(self) -> tuple[str, str]:
        number = self._faker.phone_number()
        ways: tuple[Callable[[str], str], ...] = (
            str,
            lambda text: f"{text[:3]} {text[3:7]} {text[7:]}",
            lambda text: f"{text[:3]}-{text[3:7]}-{text[7:]}",
            lambda text: f"+86{text}",
            lambda text: f"+86 {text[:3]} {text[3:7]} {text[7:]}",
            lambda text: f"86-{text}",
            lambda text: f"{text[:4]} {text[4:7]} {text[7:]}",
            wide,
        )
        number = self._draw.choices(ways, (10, 2, 2, 1, 1, 1, 1, 1))[0](number)
        return number, number[-4:]

    def _landline(self) -> tuple[str, str]:
        area = self._draw.choice(("0595", "0595", "0591", "0592", "010", "021", "0755", "0898"))
        number = (
            self._digits(8, "2345678")
            if area in ("0595", "0591", "010", "021", "0755")
            else self._digits(7, "2345678")
        )
        between = self._draw.choice(("-", "-", "-", " ", "—", ""))
        whole = f"({area}){number}" if self._draw.random() < 0.1 else f"{area}{between}{number}"
        ending = self._draw.choice(("", "", "", "", "转801", "-8012", "转 8005"))
        return whole + ending, number[-4:]

    def _plate(self) -> tuple[str, str]:
        place = self._draw.choice(
            ("闽C", "闽C", "闽D", "闽A", "粤B", "浙A", "赣E", "京N", "沪A", "豫S", "川A", "鄂A")
        )
        ordinary = self._faker.license_plate().partition("-")[2]
        electric = self._draw.choice("DF") + self._digits(5, "0123456789")
        number = self._draw.choices((ordinary, electric), (4, 1))[0]
        return place + self._draw.choice(("", "", "", "·", " ", "-")) + number, number[-4:]

    def _address(self) -> tuple[str, str]:
        draw = self._draw
        room = f"{draw.randint(1, 33)}0{draw.randint(1, 8)}"
        house = str(draw.randint(1, 30))
        unit = str(draw.randint(1, 4))
        spoken = "".join("零一二三四五六七八九"[int(digit)] for digit in room)
        forms = (
            f"{house}号楼{unit}单元{room}室",
            f"{house}号楼{room}室",
            f"{house}幢{room}",
            f"{house}栋{unit}-{room}",
            f"{house}栋{unit}单元{room}",
            f"{house}幢{unit}梯{room}室",
            f"{draw.choice('ABC')}座{room}",
            f"{house}#{room}室",
            f"{unit}单元{room}室",
            f"{house}号楼{spoken}室",
            f"{house}栋{room}房",
            f"{house}号楼 {room}",
        )
        whole = draw.choice(forms)
        return whole, spoken if spoken in whole else room

    def _name(self) -> tuple[str, str]:
        surname = self._draw.choices(list(People.last_names), list(People.last_names.values()))[0]
        given = self._faker.first_name() if self._draw.random() < 0.7 else self._draw.choice(WORDS["given"])
        kind = self._draw.random()
        if kind < 0.04:
            surname = self._draw.choice(("欧阳", "司徒", "上官", "诸葛", "皇甫", "慕容"))
        if kind > 0.98:
            return (name := self._draw.choice(("阿卜杜拉·买买提", "古丽·艾山", "卓玛·才让"))), name
        return surname + given, surname + given

    def _filled(self, trap: str) -> str:
        day = f"20{self._draw.randint(15, 26)}{self._draw.randint(1, 12):02d}{self._draw.randint(1, 28):02d}"
        return trap.format(
            where=self._draw.choice(WORDS["where"]),
            mobile=self._faker.phone_number(),
            day=day,
            dashed=f"{day[:4]}-{day[4:6]}-{day[6:]}",
            turn=self._digits(4, "0123456789"),
            d3=self._digits(3),
            d5=self._digits(5),
            d8=self._digits(8),
            d10=self._digits(10),
            d13=self._digits(13),
            d15=self._digits(15),
            d19=self._digits(19),
            small=self._draw.randint(2, 30),
        )


def wide(text: str) -> str:
    """Return a text in full-width signs."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def check_digit(number: str) -> str:
    """Return the last digit of a card by Luhn's rule."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number))]
    return str(-sum(digit // 10 + digit % 10 for digit in doubled) % 10)


def made(count: int, seed: int) -> Iterator[Made]:
    """Yield as many sentences of each kind, and as many of none as of all kinds together."""
    maker = Maker(seed)
    for kind in KINDS:
        for _ in range(count):
            yield maker.with_person(kind)
            yield maker.without()
