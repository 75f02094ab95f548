"""The demo city's categories of cases (事项类别): names, deadlines, and where and when each is usual."""

from __future__ import annotations

import pandas as pd

MAIN = (
    ("neighbour", "邻里纠纷", "Neighbour disputes"),
    ("property", "物业服务", "Property services"),
    ("environment", "环境卫生", "Environment"),
    ("facilities", "公共设施", "Public facilities"),
    ("parking", "停车秩序", "Parking"),
    ("noise", "噪音扰民", "Noise"),
    ("safety", "安全隐患", "Safety hazards"),
    ("livelihood", "民生服务", "Livelihood"),
)
# code, Chinese, English, deadline in hours, weights in new compounds, old compounds, old villages, rainy-season factor
CHILDREN = (
    ("neighbour.leak", "漏水纠纷", "Leaks between flats", 168, (9, 12, 3), 2.0),
    ("neighbour.boundary", "宅基地与边界", "Plots and boundaries", 240, (0.2, 1, 9), 1.0),
    ("neighbour.family", "家庭纠纷", "Family disputes", 120, (3, 4, 5), 1.0),
    ("property.fees", "物业收费", "Property fees", 120, (10, 4, 0.3), 1.0),
    ("property.repair", "维修不及时", "Slow repairs", 96, (8, 6, 0.5), 1.2),
    ("property.elevator", "电梯故障", "Lifts out of order", 48, (7, 2, 0.1), 1.0),
    ("environment.litter", "垃圾堆放", "Litter", 48, (4, 7, 12), 1.1),
    ("environment.drains", "下水道堵塞", "Blocked drains", 72, (3, 8, 9), 1.9),
    ("environment.dogs", "犬只扰民", "Dogs", 72, (5, 4, 5), 1.0),
    ("facilities.lights", "路灯损坏", "Street lights", 72, (3, 5, 7), 1.0),
    ("facilities.roads", "路面破损", "Broken paving", 120, (3, 5, 7), 1.3),
    ("facilities.fitness", "健身器材损坏", "Fitness equipment", 120, (3, 3, 2), 1.0),
    ("parking.blocked", "占用通道", "Blocked ways", 48, (9, 8, 4), 1.0),
    ("parking.charging", "电动车充电", "E-bike charging", 72, (8, 9, 3), 1.0),
    ("noise.construction", "装修噪音", "Building noise", 48, (9, 5, 2), 0.8),
    ("noise.square_dance", "广场舞噪音", "Square dancing", 48, (5, 4, 2), 1.0),
    ("safety.fire", "消防隐患", "Fire hazards", 72, (3, 7, 9), 0.9),
    ("safety.rental", "出租房隐患", "Rented rooms", 96, (2, 6, 9), 1.0),
    ("safety.wiring", "私拉电线", "Unsafe wiring", 72, (2, 6, 7), 1.2),
    ("livelihood.elderly", "老年人照料", "Care for elders", 96, (3, 5, 5), 1.0),
    ("livelihood.paperwork", "证明办理", "Certificates", 48, (4, 4, 5), 1.0),
    ("livelihood.water_power", "停水停电", "Water and power", 24, (3, 5, 6), 1.1),
)
WORKING_DAYS = {"property.fees": 5, "livelihood.paperwork": 2, "neighbour.boundary": 10}
"""Categories whose deadline counts in working days instead."""


def categories() -> pd.DataFrame:
    """Return the two levels of categories with their deadlines."""
    main = pd.DataFrame(MAIN, columns=["code", "name", "name_en"])
    children = pd.DataFrame(
        [row[:4] for row in CHILDREN], columns=["code", "name", "name_en", "deadline_hours"]
    )
    children["parent_code"] = children["code"].str.split(".").str[0]
    children["deadline_working_days"] = children["code"].map(WORKING_DAYS)
    children["deadline_hours"] = children["deadline_hours"].mask(children["code"].isin(WORKING_DAYS))
    both = pd.concat([main, children], ignore_index=True)
    return both.astype({"deadline_hours": "Int64", "deadline_working_days": "Int64"})
