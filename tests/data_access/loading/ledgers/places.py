"""Ledgers of places and posts: compounds under heads of two rows, property companies, members of grids."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.data_access.loading.ledgers import city, files
from tests.data_access.loading.ledgers.ledger import Ledger
from tests.data_access.loading.ledgers.spelling import count, day, office, word

COMPOUND_KINDS = {
    "new_compound": ("新建小区", "商品房小区"),
    "old_compound": ("老旧小区",),
    "old_village": ("旧村",),
}
ANSWERS = {True: ("是", "有", "已成立"), False: ("否", "无", "未成立")}
SIGNED = {True: ("是", "已签订"), False: ("否", "未签订")}


def _compounds(seed: int) -> tuple:
    """Compounds, one a row, each at its own place."""
    chance, rows = city.rows(seed, 40)
    rows = rows.drop_duplicates(["street_office", "community", "grid"]).reset_index(drop=True)
    rows["name"] = [f"{chance.choice(city.COMPOUNDS)}{turn}期" for turn in range(len(rows))]
    rows["households"] = city.counts(chance, len(rows), 3_000)
    rows["property_company"] = city.draw(chance, len(rows), ("佳家物业服务有限公司", "万和物业", None))
    return chance, rows.sort_values(["street_office", "community"], ignore_index=True)


def compounds(folder: Path) -> Ledger:
    """A list of compounds under heads of two rows, street offices merged, households with 户 and 万."""
    chance, rows = _compounds(8)
    rows["kind"] = city.draw(chance, len(rows), COMPOUND_KINDS)
    rows["residents"] = rows["households"] * 3
    rows["has_owners_committee"] = city.draw(chance, len(rows), (True, False))
    written = pd.DataFrame(
        {
            "街道": rows["street_office"],
            "社区": rows["community"],
            "网格": rows["grid"],
            "小区名称": rows["name"],
            "小区类型": [word(chance, COMPOUND_KINDS, one) for one in rows["kind"]],
            "总户数": [count(chance, one, "户") for one in rows["households"]],
            "常住人口": [count(chance, one, "人") for one in rows["residents"]],
            "物业公司": rows["property_company"].fillna("无"),
            "是否成立业委会": [word(chance, ANSWERS, one) for one in rows["has_owners_committee"]],
        }
    )
    above = [*["所在地"] * 3, *["基本情况"] * 4, *["物业管理"] * 2]
    path = folder / "小区基本情况.xlsx"
    files.workbook(path, written, title="住宅小区基本情况统计表", merged="街道", above=above)
    return Ledger("compounds", (path,), rows.drop(columns=["at", "day"]))


def property_companies(folder: Path) -> Ledger:
    """A register of property companies by project, as text: whether each signed, posts held on both sides."""
    chance, rows = _compounds(9)
    rows["joint_party_building"] = city.draw(chance, len(rows), (True, False))
    rows["cross_appointed_posts"] = city.counts(chance, len(rows), 3)
    written = pd.DataFrame(
        {
            "序号": range(1, len(rows) + 1),
            "镇街": [office(chance, name) for name in rows["street_office"]],
            "社区": rows["community"],
            "物业项目名称": rows["name"],
            "物业服务企业": rows["property_company"].fillna("-"),
            "服务户数": [count(chance, one, "户") for one in rows["households"]],
            "是否签订联建协议": [word(chance, SIGNED, one) for one in rows["joint_party_building"]],
            "交叉任职人数": [count(chance, one, "人") for one in rows["cross_appointed_posts"]],
            "联系电话": "0595-85660000",
        }
    )
    path = files.text(folder / "物业企业信息.csv", written)
    return Ledger("compounds", (path,), rows.drop(columns=["at", "day", "grid"]))


POSTS = {"grid_chief": ("网格长",), "full_time": ("专职网格员",), "part_time": ("兼职网格员", "兼职")}
FILLED = {True: ("在岗", "在职"), False: ("空缺", "空岗")}


def members(folder: Path) -> Ledger:
    """A list of the members of grids: names and telephones stand in it and are not loaded."""
    chance, rows = city.rows(10, 50)
    rows["role"] = city.draw(chance, len(rows), POSTS)
    rows["filled"] = city.draw(chance, len(rows), (True, True, True, False))
    written = pd.DataFrame(
        {
            "序号": range(1, len(rows) + 1),
            "所属镇街": [office(chance, name) for name in rows["street_office"]],
            "村（社区）": rows["community"],
            "网格名称": rows["grid"],
            "姓名": "张三",
            "性别": city.draw(chance, len(rows), "男女"),
            "联系电话": [f"1385950{turn:04}" for turn in rows.index],
            "岗位类别": [word(chance, POSTS, one) for one in rows["role"]],
            "到岗时间": [day(chance, at) for at in rows["day"]],
            "在岗情况": [word(chance, FILLED, one) for one in rows["filled"]],
        }
    )
    path = files.workbook(folder / "网格员花名册.xlsx", written, title="网格员队伍花名册")
    return Ledger("grid_posts", (path,), rows.rename(columns={"day": "since"}).drop(columns=["at"]))
