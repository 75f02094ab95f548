"""Ledgers of cases: a hotline's two months, an export of city management, a mediation ledger."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.data_access.loading.ledgers import city, files
from tests.data_access.loading.ledgers.ledger import Ledger
from tests.data_access.loading.ledgers.spelling import RATINGS, STATES, day, moment, office, word

CHANNELS = {
    "hotline": ("12345热线", "电话", "来电"),
    "online": ("微信公众号", "APP", "网站"),
    "other": ("上级交办", "其他"),
}


def hotline(folder: Path) -> Ledger:
    """Work orders of a 12345 hotline, a workbook a month: a title, states spelled in ten ways, ratings in words."""
    chance, rows = city.rows(1, 90)
    number = len(rows)
    rows["id"] = [f"JJ{at:%Y%m%d}{turn:04}" for turn, at in enumerate(rows["at"])]
    rows["main"] = city.draw(chance, number, city.CATEGORIES)
    rows["sub"] = [chance.choice(city.CATEGORIES[main]) for main in rows["main"]]
    rows["unit"] = city.draw(chance, number, city.UNITS)
    rows["channel"] = city.draw(chance, number, CHANNELS)
    rows["status"] = city.draw(chance, number, ("closed", "closed", "closed", "open"))
    later = pd.to_timedelta([chance.randint(60, 9_000) for _ in rows.index], unit="min")
    rows["closed_at"] = (rows["at"] + later).where(rows["status"] == "closed")
    rows["due_at"] = rows["at"] + pd.Timedelta(days=5)
    rated = city.draw(chance, number, (1, 2, 3, 4, 5, 5, 4, None))
    rows["satisfaction"] = pd.Series(rated, dtype="Int64").where(rows["status"] == "closed")
    written = pd.DataFrame(
        {
            "序号": range(1, number + 1),
            "工单编号": rows["id"],
            "受理时间": [moment(chance, at) for at in rows["at"]],
            "诉求渠道": [word(chance, CHANNELS, one) for one in rows["channel"]],
            "一级分类": rows["main"],
            "二级分类": rows["sub"],
            "诉求标题": "反映" + rows["sub"],
            "所属镇街": [office(chance, name) for name in rows["street_office"]],
            "所属村居": rows["community"],
            "主办单位": rows["unit"],
            "办理时限": [moment(chance, at) for at in rows["due_at"]],
            "办结时间": [moment(chance, at) for at in rows["closed_at"]],
            "工单状态": [word(chance, STATES, one) for one in rows["status"]],
            "满意度评价": [
                "" if pd.isna(one) else word(chance, RATINGS, int(one)) for one in rows["satisfaction"]
            ],
        }
    )
    months = []
    for month in (4, 5):
        of_month = written[rows["at"].dt.month == month]
        path = folder / f"热线工单2024年{month}月.xlsx"
        months.append(files.workbook(path, of_month, title=f"晋江市12345便民热线工单台账（{month}月）"))
    truth = rows.rename(
        columns={"id": "case_id", "at": "reported_at", "main": "main_category", "sub": "category"}
    )
    return Ledger(
        "cases", tuple(months), truth.drop(columns=["grid", "day"]).query("reported_at < '2024-06-01'")
    )


def corrected(folder: Path, ledger: Ledger) -> tuple[Path, pd.DataFrame]:
    """April's workbook again, two of its open orders closed, and what both months mean from then on."""
    path = folder / "热线工单2024年4月（更正）.xlsx"
    written = pd.read_excel(ledger.files[0], sheet_name="台账", header=2, dtype=str, keep_default_na=False)
    written = written[written["工单编号"].str.startswith("JJ")]
    still_open = ledger.truth.query("status == 'open'")["case_id"]
    chosen = written.index[written["工单编号"].isin(still_open)][:2]
    written.loc[chosen, ["工单状态", "办结时间"]] = ["已办结", "2024年6月3日9时5分"]
    truth = ledger.truth.copy()
    now = truth["case_id"].isin(written.loc[chosen, "工单编号"])
    truth.loc[now, ["status", "closed_at"]] = ["closed", pd.Timestamp("2024-06-03 09:05")]
    return files.workbook(path, written, title="晋江市12345便民热线工单台账（4月更正）"), truth


STAGES = {"closed": ("[结案]", "[归档]"), "open": ("[派遣]", "[处置]", "[核查]"), "void": ("[作废]",)}
PATROL = {
    "patrol": ("采集员上报", "监督员上报"),
    "resident": ("公众举报",),
    "hotline": ("12319热线",),
    "online": ("微信举报",),
}


def city_management(folder: Path) -> Ledger:
    """An export of city management in GB 18030: stages in brackets, void tasks, coordinates, guarded numbers."""
    chance, rows = city.rows(2, 80)
    number = len(rows)
    rows["id"] = [f"2024{turn:014}" for turn in range(number)]
    rows["main"] = city.draw(chance, number, city.CATEGORIES)
    rows["sub"] = [chance.choice(city.CATEGORIES[main]) for main in rows["main"]]
    rows["channel"] = city.draw(chance, number, PATROL)
    rows["stage"] = city.draw(chance, number, ("closed", "closed", "closed", "open", "void"))
    later = pd.to_timedelta([chance.randint(60, 4_000) for _ in rows.index], unit="min")
    rows["accepted_at"] = rows["at"] + pd.Timedelta(minutes=20)
    rows["closed_at"] = (rows["at"] + later).where(rows["stage"] == "closed")
    rows["longitude"] = [round(chance.uniform(118.5, 118.6), 5) for _ in rows.index]
    rows["latitude"] = [round(chance.uniform(24.7, 24.8), 5) for _ in rows.index]
    written = pd.DataFrame(
        {
            "任务号": [f'="{one}"' for one in rows["id"]],
            "问题来源": [word(chance, PATROL, one) for one in rows["channel"]],
            "大类名称": rows["main"],
            "小类名称": rows["sub"],
            "问题描述": "巡查发现" + rows["sub"],
            "街道名称": [office(chance, name) for name in rows["street_office"]],
            "社区名称": rows["community"],
            "单元网格": rows["grid"],
            "上报时间": [moment(chance, at) for at in rows["at"]],
            "立案时间": [moment(chance, at) for at in rows["accepted_at"]],
            "结案时间": [moment(chance, at) for at in rows["closed_at"]],
            "当前阶段": [word(chance, STAGES, one) for one in rows["stage"]],
            "X坐标": rows["longitude"],
            "Y坐标": rows["latitude"],
        }
    )
    truth = rows.rename(
        columns={"id": "case_id", "at": "reported_at", "main": "main_category", "sub": "category"}
    )
    truth = truth[truth["stage"] != "void"].rename(columns={"stage": "status"}).drop(columns=["day"])
    path = files.text(folder / "数字城管案件.csv", written)
    void = ("# leave_out = ", "leave_out = ")
    return Ledger("cases", (path,), truth, (void,), left_out=number - len(truth))


RESULTS = {
    "closed": ("调解成功", "达成协议", "调解不成", "已调结"),
    "open": ("正在调解", "调解中"),
}
SIGNED = {True: ("是", "√", "已签订"), False: ("否", "×", "未签订")}


def mediation(folder: Path) -> Ledger:
    """A mediation ledger: merged street offices, days in seven forms, names of persons that nobody loads."""
    chance, rows = city.rows(3, 60)
    rows = rows.sort_values(["street_office", "community"], ignore_index=True)
    rows["kind"] = city.draw(
        chance, len(rows), ("邻里纠纷", "婚姻家庭纠纷", "物业纠纷", "噪音(夜间)纠纷", "噪音（夜间）纠纷")
    )
    rows["status"] = city.draw(chance, len(rows), ("closed", "closed", "open"))
    rows["agreement_signed"] = city.draw(chance, len(rows), (True, False))
    rows["closed_at"] = (rows["day"] + pd.Timedelta(days=6)).where(rows["status"] == "closed")
    written = pd.DataFrame(
        {
            "街道（镇）": rows["street_office"],
            "社区（村）": rows["community"],
            "受理日期": [day(chance, at) for at in rows["day"]],
            "纠纷类别": rows["kind"],
            "纠纷简要情况": "双方因" + rows["kind"] + "发生争执",
            "当事人姓名": "张某某、李某某",
            "调解员": "王某",
            "是否签订协议书": [word(chance, SIGNED, one) for one in rows["agreement_signed"]],
            "调解结果": [word(chance, RESULTS, one) for one in rows["status"]],
            "结案日期": ["" if pd.isna(at) else day(chance, at) for at in rows["closed_at"]],
        }
    )
    path = folder / "人民调解台账.xlsx"
    files.workbook(path, written, title="晋江市人民调解工作台账（2024年4-5月）", merged="街道（镇）")
    truth = rows.assign(reported_at=rows["day"], category=rows["kind"])
    return Ledger("cases", (path,), truth.drop(columns=["grid", "at", "day", "kind"]))
