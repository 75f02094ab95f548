"""Names of places in Latin letters."""

from __future__ import annotations

import pytest

from data_access.places.romanising import romanised


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("晋江市", "Jinjiang Shi"),
        ("青阳街道", "Qingyang Jiedao"),
        ("安海镇", "Anhai Zhen"),
        ("梅庭社区", "Meiting Shequ"),
        ("梅庭社区第4网格", "Meiting Shequ Di 4 Wangge"),
        ("西安村", "Xi'an Cun"),
        ("吕厝村", "Lücuo Cun"),
        ("重庆街道", "Chongqing Jiedao"),
        ("村", "Cun"),
        ("江南2期", "Jiangnan 2 Qi"),
        ("Back Bay", "Back Bay"),
        ("3号", "3 Hao"),
        ("", ""),
    ],
)
def test_a_name_is_written_after_the_rules(name, read):
    assert romanised(name) == read
