"""Every table and column of the case database, each with its Chinese term and unit.

The comments below are stored in the database itself and `docs/data-dictionary.md` is written
from them (`python -m data_access dictionary`). Rules that hold throughout:

- Codes are text. Timestamps are the city's local time without zone. Lengths are metres,
  areas of places km², geometry is WGS-84 GeoJSON text.
- Every table of things that happen somewhere carries the codes of all its levels
  (street office, community, grid, compound), so that one method (`Selection.narrow`) filters any
  table without a join.
- NULL means "not known from the source", never zero.
- No person's name, telephone or identity number is stored.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 4

LEVELS = ("grid", "community", "street_office", "city")
"""Levels of government that hold a case: 网格, 社区, 街道, 市."""

VISIT_ROLES = ("grid_chief", "full_time", "part_time")
"""Who walks a grid: 网格长, 专职网格员, 兼职网格员."""

POST_ROLES = (
    "community_party_committee",
    "compound_party_branch",
    "grid_chief",
    "full_time",
    "part_time",
)
"""The five-in-one chain: 社区党总支, 小区党支部, 网格长, 专职网格员, 兼职网格员."""

CASE_STEPS = (
    "reported",
    "accepted",
    "dispatched",
    "visited",
    "mediated",
    "agreement_signed",
    "escalated",
    "handled",
    "closed",
    "reopened",
)
"""Steps of a case: 上报, 受理, 派遣, 走访, 调解, 签订协议, 上报上级, 处置完成, 办结, 重开."""

metadata = MetaData()


def _column(name: str, kind, term: str, unit: str = "", *, key=False, required=False) -> Column:
    """Return a column whose comment is its Chinese term with the unit in brackets."""
    comment = f"{term}（{unit}）" if unit else term
    return Column(
        name,
        kind,
        primary_key=key,
        nullable=not (key or required),
        comment=comment,
        info={"term": term, "unit": unit},
        autoincrement=False,
    )


def _place_columns(*, down_to: str) -> list[Column]:
    """Return the place codes from the street office down to `down_to`."""
    columns = []
    for name, term in (
        ("street_office_code", "街道（镇）代码"),
        ("community_code", "社区（村）代码"),
        ("grid_code", "网格代码"),
        ("compound_code", "小区代码"),
    ):
        columns.append(_column(name, String, term))
        if name == f"{down_to}_code":
            break
    return columns


def _point_columns(what: str) -> list[Column]:
    return [
        _column("longitude", Double, f"{what}经度", "度，WGS-84"),
        _column("latitude", Double, f"{what}纬度", "度，WGS-84"),
    ]


dataset = Table(
    "dataset",
    metadata,
    _column("city_code", String, "城市行政区划代码", key=True),
    _column("city_name", String, "城市名称", required=True),
    _column("as_of", DateTime, "数据截止时刻（是否超期以此判断）", "当地时间", required=True),
    _column("synthetic", Boolean, "是否演示数据", required=True),
    _column("generation", Integer, "数据代次（每次装载加一）", required=True),
    _column("schema_version", Integer, "库表结构版本", required=True),
    _column("loaded_at", DateTime, "装载时间", "当地时间", required=True),
    _column("source", Text, "数据来源与许可"),
    _column("outline", Text, "城市轮廓", "GeoJSON，WGS-84"),
    _column("outline_note", Text, "边界说明（如：内部边界为推算）"),
    comment="数据集：库中现有数据的名称、截止时刻与来源",
)

street_offices = Table(
    "street_offices",
    metadata,
    _column("code", String, "街道（镇）统计用区划代码（12位）", key=True),
    _column("name", String, "街道（镇）名称", required=True),
    _column("residents", Integer, "常住人口", "人"),
    _column("households", Integer, "户数", "户"),
    _column("area_km2", Double, "面积", "平方千米"),
    *_point_columns("标注点"),
    _column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="街道、镇与开发区",
)

communities = Table(
    "communities",
    metadata,
    _column("code", String, "社区（村）统计用区划代码（12位）", key=True),
    _column("street_office_code", String, "所属街道（镇）代码", required=True),
    _column("name", String, "社区（村）名称", required=True),
    _column("kind", String, "类型：new_type 新型社区、urban 城市社区、rural 村"),
    _column("founded_on", Date, "成立日期"),
    _column("residents", Integer, "常住人口", "人"),
    _column("households", Integer, "户数", "户"),
    _column("area_km2", Double, "面积", "平方千米"),
    *_point_columns("标注点"),
    _column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="社区与村",
)

grids = Table(
    "grids",
    metadata,
    _column("code", String, "网格代码（社区代码加3位）", key=True),
    *_place_columns(down_to="community"),
    _column("name", String, "网格名称", required=True),
    _column("kind", String, "类型：residential 居住、village 村居、special 专属（园区、市场等）"),
    _column("party_branch", String, "网格党支部名称"),
    _column("residents", Integer, "常住人口", "人"),
    _column("households", Integer, "户数", "户"),
    _column("area_km2", Double, "面积", "平方千米"),
    _column("station_name", String, "网格党群服务站名称"),
    _column("station_longitude", Double, "服务站经度", "度，WGS-84"),
    _column("station_latitude", Double, "服务站纬度", "度，WGS-84"),
    *_point_columns("标注点"),
    _column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="网格",
)

compounds = Table(
    "compounds",
    metadata,
    _column("code", String, "小区代码（网格代码加2位）", key=True),
    *_place_columns(down_to="grid"),
    _column("name", String, "小区名称", required=True),
    _column("kind", String, "类型：new_compound 新建小区、old_compound 老旧小区、old_village 旧村"),
    _column("residents", Integer, "常住人口", "人"),
    _column("households", Integer, "户数", "户"),
    _column("property_company", String, "物业公司（无则为空）"),
    _column("has_owners_committee", Boolean, "是否成立业主委员会"),
    _column("joint_party_building", Boolean, "是否签订物业党建联建协议"),
    _column("cross_appointed_posts", Integer, "交叉任职人数", "人"),
    *_point_columns("小区"),
    comment="居住小区",
)

grid_posts = Table(
    "grid_posts",
    metadata,
    _column("post_id", String, "岗位编号", key=True),
    *_place_columns(down_to="grid"),
    _column("role", String, "岗位：社区党总支、小区党支部、网格长、专职网格员、兼职网格员", required=True),
    _column("filled", Boolean, "是否在岗", required=True),
    _column("since", Date, "到岗或出缺日期"),
    comment="“五级一体”队伍岗位",
)

case_categories = Table(
    "case_categories",
    metadata,
    _column("code", String, "事项类别代码", key=True),
    _column("parent_code", String, "上级类别代码"),
    _column("name", String, "类别名称", required=True),
    _column("name_en", String, "类别英文名称"),
    _column("deadline_hours", Integer, "办理时限（按自然小时计的类别）", "小时"),
    _column("deadline_working_days", SmallInteger, "办理时限（按工作日计的类别）", "工作日"),
    comment="事项类别",
)

cases = Table(
    "cases",
    metadata,
    _column("case_id", String, "案件编号", key=True),
    *_place_columns(down_to="compound"),
    _column("reported_at", DateTime, "上报时间", "当地时间", required=True),
    _column("channel", String, "来源渠道：巡查、居民、热线、网上、其他等"),
    _column("category_code", String, "事项类别代码"),
    _column("summary", Text, "案情摘要"),
    *_point_columns("事发点"),
    _column("due_at", DateTime, "办理期限", "当地时间"),
    _column("accepted_at", DateTime, "受理（立案）时间", "当地时间"),
    _column("dispatched_at", DateTime, "派遣时间", "当地时间"),
    _column("first_response_at", DateTime, "首次响应时间", "当地时间"),
    _column("handled_at", DateTime, "处置完成时间（待核查办结）", "当地时间"),
    _column("closed_at", DateTime, "办结时间（未办结为空）", "当地时间"),
    _column("status", String, "状态：open 在办、closed 办结", required=True),
    _column("level", String, "处置层级（在办为当前层级，办结为办结层级）：网格、社区、街道、市"),
    _column("resolved_level", String, "办结层级（未办结为空）：网格、社区、街道、市"),
    _column("method", String, "办理方式：mediation 调解、repair 维修、cleaning 清理等"),
    _column("agreement_signed", Boolean, "是否签订协议"),
    _column("agreement_kept", Boolean, "协议是否履行（未到回访时为空）"),
    _column("solved", Boolean, "回访时群众是否认为已解决（无有效回访为空）"),
    _column("visits", SmallInteger, "走访次数", "次"),
    _column("satisfaction", SmallInteger, "满意度", "1–5分"),
    _column("reopened", SmallInteger, "重开次数", "次"),
    comment="案件",
)

case_events = Table(
    "case_events",
    metadata,
    _column("case_id", String, "案件编号", key=True),
    _column("seq", SmallInteger, "步骤序号（自1起）", key=True),
    _column("at", DateTime, "发生时间", "当地时间", required=True),
    _column(
        "step",
        String,
        "步骤：上报、受理、派遣、走访、调解、签订协议、上报上级、处置完成、办结、重开",
        required=True,
    ),
    _column("level", String, "所在层级：网格、社区、街道、市"),
    comment="案件步骤",
)

visits = Table(
    "visits",
    metadata,
    _column("visit_id", String, "走访编号", key=True),
    *_place_columns(down_to="grid"),
    _column("role", String, "走访人岗位：网格长、专职、兼职网格员", required=True),
    _column("visited_at", DateTime, "走访时间", "当地时间", required=True),
    _column(
        "purpose",
        String,
        "目的：home_visit 入户走访、problem_check 问题排查、safety 安全检查、care 关爱慰问",
    ),
    _column("households", Integer, "走访户数", "户"),
    _column("problems_found", Integer, "发现问题", "个"),
    _column("problems_to_cases", Integer, "转为案件的问题", "个"),
    comment="走访与问题排查",
)

meetings = Table(
    "meetings",
    metadata,
    _column("meeting_id", String, "会议编号", key=True),
    *_place_columns(down_to="compound"),
    _column("held_at", DateTime, "召开时间", "当地时间", required=True),
    _column("topic", String, "议题"),
    _column("topic_kind", String, "议题类别：停车、电梯、漏水、公共收益等"),
    _column("residents", Integer, "居民代表", "人"),
    _column("party_members", Integer, "党员", "人"),
    _column("property_staff", Integer, "物业人员", "人"),
    _column("officials", Integer, "街道社区干部", "人"),
    _column("resolutions", Integer, "形成决议", "项"),
    _column("resolutions_done", Integer, "已落实决议", "项"),
    _column("done_at", DateTime, "决议全部落实时间", "当地时间"),
    comment="民主协商议事会",
)

activities = Table(
    "activities",
    metadata,
    _column("activity_id", String, "活动编号", key=True),
    *_place_columns(down_to="compound"),
    _column("name", String, "活动名称", required=True),
    _column("kind", String, "活动类别"),
    _column("series", String, "系列活动名称"),
    _column("starts_at", DateTime, "开始时间", "当地时间", required=True),
    _column("organiser", String, "主办方"),
    _column("organiser_kind", String, "主办方类别：社区、物业、业委会、社会组织、志愿队等"),
    _column("partners", Text, "协办方，以“；”分隔"),
    _column("capacity", Integer, "可容纳人数", "人"),
    _column("participants", Integer, "参加人数", "人"),
    _column("first_timers", Integer, "其中首次参加", "人"),
    _column("children", Integer, "其中儿童", "人"),
    _column("adults", Integer, "其中成人", "人"),
    _column("elders", Integer, "其中老人（60岁以上）", "人"),
    _column("volunteers", Integer, "志愿者人数", "人"),
    _column("leaflets", Integer, "发放宣传单", "份"),
    _column("cost_yuan", Double, "经费", "元"),
    _column("satisfaction", Double, "满意度", "1–5分"),
    comment="社区活动",
)

activity_volunteers = Table(
    "activity_volunteers",
    metadata,
    _column("activity_id", String, "活动编号", key=True),
    _column("kind", String, "志愿者类别：党员、平安、爱心商家、业委会、物业、居民", key=True),
    _column("headcount", Integer, "人数", "人", required=True),
    _column("hours", Double, "服务时长合计（该类志愿者在本场活动）", "小时"),
    comment="活动志愿者",
)

elderly_surveys = Table(
    "elderly_surveys",
    metadata,
    _column("survey_id", String, "摸排编号", key=True),
    *_place_columns(down_to="compound"),
    _column("surveyed_on", Date, "摸排日期", required=True),
    _column("households_surveyed", Integer, "入户户数", "户"),
    _column("elders_60", Integer, "60岁以上老人", "人"),
    _column("elders_80", Integer, "其中80岁以上", "人"),
    _column("living_alone", Integer, "独居老人", "人"),
    _column("limited_mobility", Integer, "行动不便老人", "人"),
    comment="老年人入户摸排",
)

elderly_needs = Table(
    "elderly_needs",
    metadata,
    _column("survey_id", String, "摸排编号", key=True),
    _column("kind", String, "需求类别：助餐、助医、助洁、助行、陪伴、适老化改造", key=True),
    _column("needed", Integer, "有需求人数", "人", required=True),
    _column("met", Integer, "已满足人数", "人", required=True),
    comment="老年人需求",
)

spaces = Table(
    "spaces",
    metadata,
    _column("space_id", String, "空间编号", key=True),
    *_place_columns(down_to="compound"),
    _column("name", String, "空间名称", required=True),
    _column("kind", String, "类别：健康小屋、电影院、文化长廊、书法走廊、邻里空间等"),
    _column("floor", SmallInteger, "楼层", "层"),
    _column("step_free", Boolean, "是否无障碍（无台阶）"),
    _column("area_m2", Double, "面积", "平方米"),
    _column("funding", String, "资金来源：public_income 公共收益、government 财政、donation 捐赠等"),
    _column("opened_on", Date, "启用日期"),
    _column("location_note", String, "位置说明"),
    *_point_columns("空间"),
    comment="活动空间",
)

landmarks = Table(
    "landmarks",
    metadata,
    _column("code", String, "地标编号", key=True),
    *_place_columns(down_to="grid"),
    _column("name", String, "地标名称", required=True),
    _column("kind", String, "类别：school 学校、hospital 医院、park 公园、market 市场等", required=True),
    *_point_columns("地标"),
    comment="地标：学校、医院、公园等，可查其周边",
)

resident_groups = Table(
    "resident_groups",
    metadata,
    _column("group_id", String, "群编号", key=True),
    *_place_columns(down_to="compound"),
    _column("kind", String, "类别：building 楼栋群、owners 业主群、settlers 落户群"),
    _column("members", Integer, "群成员", "人"),
    _column("households_covered", Integer, "覆盖户数", "户"),
    comment="居民群",
)

governance_elements = Table(
    "governance_elements",
    metadata,
    _column("position", SmallInteger, "序号（0为核心）", key=True),
    _column("name", String, "名称", required=True),
    _column("name_en", String, "英文名称"),
    _column("measure", String, "以何项数据反映（见 data_access/elements.py，无对应数据则为空）"),
    comment="“一核六元”：治理的核心与各元",
)

import_batches = Table(
    "import_batches",
    metadata,
    _column("batch_id", Integer, "批次编号", key=True),
    _column("target", String, "目标表", required=True),
    _column("source", Text, "来源文件", required=True),
    _column("sha256", String, "来源文件SHA-256", required=True),
    _column("loaded_at", DateTime, "装载时间", "当地时间", required=True),
    _column("rows_read", Integer, "读取行数", "行", required=True),
    _column("rows_accepted", Integer, "接收行数", "行", required=True),
    _column("rows_rejected", Integer, "退回行数", "行", required=True),
    _column("without_position", Integer, "无有效坐标的行数", "行", required=True),
    _column("notes", Text, "装载说明", "JSON"),
    comment="导入批次",
)

import_rejects = Table(
    "import_rejects",
    metadata,
    _column("batch_id", Integer, "批次编号", key=True),
    _column("row_number", Integer, "源文件行号（表头为第1行）", key=True),
    _column("column_name", String, "列名"),
    _column("value", String, "原值（已脱敏）"),
    _column("reason", String, "退回原因", required=True),
    comment="退回的行及原因",
)

# DuckDB prunes by its own zone maps and does not need these; `database.create_tables` makes them
# on PostgreSQL only.
INDEXES = (
    Index("cases_reported", cases.c.reported_at),
    Index("cases_closed", cases.c.closed_at),
    Index("cases_street", cases.c.street_office_code, cases.c.reported_at),
    Index("cases_grid", cases.c.grid_code, cases.c.reported_at),
    Index("cases_position", cases.c.latitude, cases.c.longitude),
    Index("visits_at", visits.c.visited_at),
    Index("activities_at", activities.c.starts_at),
    Index("spaces_latitude", spaces.c.latitude),
)
