"""Life in the community: visits, meetings, activities, surveys of elders, spaces, groups, and who governs together."""

from sqlalchemy import Boolean, Date, DateTime, Double, Integer, SmallInteger, String, Table, Text

from data_access.schema.columns import column, metadata, place_columns, point_columns

visits = Table(
    "visits",
    metadata,
    column("visit_id", String, "走访编号", key=True),
    *place_columns(down_to="grid"),
    column("role", String, "走访人岗位：网格长、专职、兼职网格员", required=True),
    column("visited_at", DateTime, "走访时间", "当地时间", required=True),
    column(
        "purpose",
        String,
        "目的：home_visit 入户走访、problem_check 问题排查、safety 安全检查、care 关爱慰问",
    ),
    column("households", Integer, "走访户数", "户"),
    column("problems_found", Integer, "发现问题", "个"),
    column("problems_to_cases", Integer, "转为案件的问题", "个"),
    comment="走访与问题排查",
)

meetings = Table(
    "meetings",
    metadata,
    column("meeting_id", String, "会议编号", key=True),
    *place_columns(down_to="compound"),
    column("held_at", DateTime, "召开时间", "当地时间", required=True),
    column("topic", String, "议题"),
    column("topic_kind", String, "议题类别：停车、电梯、漏水、公共收益等"),
    column("residents", Integer, "居民代表", "人"),
    column("party_members", Integer, "党员", "人"),
    column("property_staff", Integer, "物业人员", "人"),
    column("officials", Integer, "街道社区干部", "人"),
    column("resolutions", Integer, "形成决议", "项"),
    column("resolutions_done", Integer, "已落实决议", "项"),
    column("done_at", DateTime, "决议全部落实时间", "当地时间"),
    comment="民主协商议事会",
)

activities = Table(
    "activities",
    metadata,
    column("activity_id", String, "活动编号", key=True),
    *place_columns(down_to="compound"),
    column("name", String, "活动名称", required=True),
    column("kind", String, "活动类别"),
    column("series", String, "系列活动名称"),
    column("starts_at", DateTime, "开始时间", "当地时间", required=True),
    column("organiser", String, "主办方"),
    column("organiser_kind", String, "主办方类别：社区、物业、业委会、社会组织、志愿队等"),
    column("partners", Text, "协办方，以“；”分隔"),
    column("capacity", Integer, "可容纳人数", "人"),
    column("participants", Integer, "参加人数", "人"),
    column("first_timers", Integer, "其中首次参加", "人"),
    column("children", Integer, "其中儿童", "人"),
    column("adults", Integer, "其中成人", "人"),
    column("elders", Integer, "其中老人（60岁以上）", "人"),
    column("volunteers", Integer, "志愿者人数", "人"),
    column("leaflets", Integer, "发放宣传单", "份"),
    column("cost_yuan", Double, "经费", "元"),
    column("satisfaction", Double, "满意度", "1–5分"),
    comment="社区活动",
)

activity_volunteers = Table(
    "activity_volunteers",
    metadata,
    column("activity_id", String, "活动编号", key=True),
    column("kind", String, "志愿者类别：党员、平安、爱心商家、业委会、物业、居民", key=True),
    column("headcount", Integer, "人数", "人", required=True),
    column("hours", Double, "服务时长合计（该类志愿者在本场活动）", "小时"),
    comment="活动志愿者",
)

elderly_surveys = Table(
    "elderly_surveys",
    metadata,
    column("survey_id", String, "摸排编号", key=True),
    *place_columns(down_to="compound"),
    column("surveyed_on", Date, "摸排日期", required=True),
    column("households_surveyed", Integer, "入户户数", "户"),
    column("elders_60", Integer, "60岁以上老人", "人"),
    column("elders_80", Integer, "其中80岁以上", "人"),
    column("living_alone", Integer, "独居老人", "人"),
    column("limited_mobility", Integer, "行动不便老人", "人"),
    comment="老年人入户摸排",
)

elderly_needs = Table(
    "elderly_needs",
    metadata,
    column("survey_id", String, "摸排编号", key=True),
    column("kind", String, "需求类别：助餐、助医、助洁、助行、陪伴、适老化改造", key=True),
    column("needed", Integer, "有需求人数", "人", required=True),
    column("met", Integer, "已满足人数", "人", required=True),
    comment="老年人需求",
)

spaces = Table(
    "spaces",
    metadata,
    column("space_id", String, "空间编号", key=True),
    *place_columns(down_to="compound"),
    column("name", String, "空间名称", required=True),
    column("kind", String, "类别：健康小屋、电影院、文化长廊、书法走廊、邻里空间等"),
    column("floor", SmallInteger, "楼层", "层"),
    column("step_free", Boolean, "是否无障碍（无台阶）"),
    column("area_m2", Double, "面积", "平方米"),
    column("funding", String, "资金来源：public_income 公共收益、government 财政、donation 捐赠等"),
    column("opened_on", Date, "启用日期"),
    column("location_note", String, "位置说明"),
    *point_columns("空间"),
    comment="活动空间",
)

landmarks = Table(
    "landmarks",
    metadata,
    column("code", String, "地标编号", key=True),
    *place_columns(down_to="grid"),
    column("name", String, "地标名称", required=True),
    column("kind", String, "类别：school 学校、hospital 医院、park 公园、market 市场等", required=True),
    *point_columns("地标"),
    comment="地标：学校、医院、公园等，可查其周边",
)

resident_groups = Table(
    "resident_groups",
    metadata,
    column("group_id", String, "群编号", key=True),
    *place_columns(down_to="compound"),
    column("kind", String, "类别：building 楼栋群、owners 业主群、settlers 落户群"),
    column("members", Integer, "群成员", "人"),
    column("households_covered", Integer, "覆盖户数", "户"),
    comment="居民群",
)

governance_elements = Table(
    "governance_elements",
    metadata,
    column("position", SmallInteger, "序号（0为核心）", key=True),
    column("name", String, "名称", required=True),
    column("name_en", String, "英文名称"),
    column("measure", String, "以何项数据反映（见 data_access/schema/elements.py，无对应数据则为空）"),
    comment="“一核六元”：治理的核心与各元",
)
