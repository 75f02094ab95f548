"""Ledgers of what is done in communities: activities, visits, meetings, surveys of elders."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.data_access.loading.ledgers import city, files
from tests.data_access.loading.ledgers.ledger import Ledger
from tests.data_access.loading.ledgers.spelling import count, day, office, word

KINDS = ("文体活动", "志愿服务", "普法宣传", "健康义诊")


def activities(folder: Path) -> Ledger:
    """A list of activities: numbers with 人 and 元, 约 and full width."""
    chance, rows = city.rows(4, 50)
    number = len(rows)
    rows["kind"] = city.draw(chance, number, KINDS)
    rows["name"] = [f"{kind}第{turn}期" for turn, kind in enumerate(rows["kind"], start=1)]
    rows["organiser"] = rows["community"] + "居委会"
    rows["participants"] = city.counts(chance, number, 1_500)
    rows["volunteers"] = city.counts(chance, number, 40)
    rows["cost_yuan"] = [float(cost) for cost in city.counts(chance, number, 9_000)]
    written = pd.DataFrame(
        {
            "序号": range(1, number + 1),
            "活动时间": [day(chance, at) for at in rows["day"]],
            "活动主题": rows["name"],
            "活动类型": rows["kind"],
            "所属街道": [office(chance, name) for name in rows["street_office"]],
            "社区": rows["community"],
            "主办单位": rows["organiser"],
            "参与人数（人）": [count(chance, one, "人次") for one in rows["participants"]],
            "志愿者人数（人）": [count(chance, one, "人") for one in rows["volunteers"]],
            "活动经费（元）": [count(chance, int(one), "元") for one in rows["cost_yuan"]],
            "备注": "",
        }
    )
    path = files.workbook(folder / "社区活动清单.xlsx", written, title="2024年第二季度社区活动开展情况一览表")
    truth = rows.rename(columns={"day": "starts_at"}).drop(columns=["grid", "at"])
    return Ledger("activities", (path,), truth)


ROLES = {"grid_chief": ("网格长",), "full_time": ("专职网格员", "专职"), "part_time": ("兼职网格员", "兼职")}
PURPOSES = {
    "home_visit": ("入户走访", "日常走访"),
    "problem_check": ("隐患排查", "问题排查"),
    "safety": ("安全检查", "消防检查"),
    "care": ("关爱慰问", "慰问"),
}


def visits(folder: Path) -> Ledger:
    """A visit log as text in GB 18030, typed in full-width digits, households with 户."""
    chance, rows = city.rows(5, 70)
    number = len(rows)
    rows["role"] = city.draw(chance, number, ROLES)
    rows["purpose"] = city.draw(chance, number, PURPOSES)
    rows["households"] = city.counts(chance, number, 60)
    rows["problems_found"] = city.counts(chance, number, 5)
    rows["problems_to_cases"] = [chance.randint(0, found) for found in rows["problems_found"]]
    written = pd.DataFrame(
        {
            "走访日期": [day(chance, at) for at in rows["day"]],
            "街道": [office(chance, name) for name in rows["street_office"]],
            "社区": rows["community"],
            "网格": rows["grid"],
            "走访人身份": [word(chance, ROLES, one) for one in rows["role"]],
            "走访事由": [word(chance, PURPOSES, one) for one in rows["purpose"]],
            "走访户数": [count(chance, one, "户") for one in rows["households"]],
            "发现问题数": [count(chance, one, "个") for one in rows["problems_found"]],
            "上报案件数": [count(chance, one, "件") for one in rows["problems_to_cases"]],
        }
    )
    path = files.text(folder / "网格走访记录.csv", written)
    return Ledger("visits", (path,), rows.rename(columns={"day": "visited_at"}).drop(columns=["at"]))


def meetings(folder: Path) -> Ledger:
    """A register of deliberation meetings: who came by kind, resolutions and those carried out."""
    chance, rows = city.rows(6, 40)
    number = len(rows)
    rows["topic"] = [f"{chance.choice(('停车', '电梯', '漏水'))}问题议事" for _ in rows.index]
    for name, most in (("residents", 30), ("party_members", 12), ("property_staff", 4), ("officials", 5)):
        rows[name] = city.counts(chance, number, most)
    rows["resolutions"] = city.counts(chance, number, 4)
    rows["resolutions_done"] = [chance.randint(0, made) for made in rows["resolutions"]]
    written = pd.DataFrame(
        {
            "序号": range(1, number + 1),
            "镇街": [office(chance, name) for name in rows["street_office"]],
            "村（社区）": rows["community"],
            "议事时间": [day(chance, at) for at in rows["day"]],
            "议事地点": "居民议事厅",
            "议题名称": rows["topic"],
            "居民代表人数": [count(chance, one, "人") for one in rows["residents"]],
            "党员人数": [count(chance, one, "名") for one in rows["party_members"]],
            "物业人数": rows["property_staff"],
            "街道社区干部人数": rows["officials"],
            "形成决议数": [count(chance, one, "项") for one in rows["resolutions"]],
            "已落实数": [count(chance, one, "项") for one in rows["resolutions_done"]],
        }
    )
    path = files.workbook(folder / "民主协商议事会登记表.xlsx", written, title="民主协商议事会登记表")
    return Ledger("meetings", (path,), rows.rename(columns={"day": "held_at"}).drop(columns=["grid", "at"]))


def elders(folder: Path) -> Ledger:
    """A survey of elders under two rows of heads, street offices merged."""
    chance, rows = city.rows(7, 30)
    rows = rows.sort_values(["street_office", "community"], ignore_index=True)
    for name, most in (
        ("households_surveyed", 300),
        ("elders_60", 400),
        ("elders_80", 80),
        ("living_alone", 40),
        ("limited_mobility", 30),
    ):
        rows[name] = city.counts(chance, len(rows), most)
    written = pd.DataFrame(
        {
            "街道": rows["street_office"],
            "社区": rows["community"],
            "所属网格": rows["grid"],
            "摸排时间": [day(chance, at) for at in rows["day"]],
            "入户数": [count(chance, one, "户") for one in rows["households_surveyed"]],
            "60岁以上": [count(chance, one, "人") for one in rows["elders_60"]],
            "80岁以上": [count(chance, one, "人") for one in rows["elders_80"]],
            "独居": rows["living_alone"],
            "失能半失能": rows["limited_mobility"],
        }
    )
    above = ["街道", "社区", "所属网格", "摸排时间", "入户数", *["老年人情况（人）"] * 4]
    path = folder / "老年人摸排.xlsx"
    files.workbook(path, written, title="老年人入户摸排汇总表", merged="街道", above=above)
    return Ledger(
        "elderly_surveys", (path,), rows.rename(columns={"day": "surveyed_on"}).drop(columns=["at"])
    )
