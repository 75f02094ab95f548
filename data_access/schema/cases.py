"""Cases (案件), their categories and steps, and the units that handle them."""

from sqlalchemy import Boolean, DateTime, Integer, SmallInteger, String, Table, Text

from data_access.schema.columns import column, metadata, place_columns, point_columns

case_categories = Table(
    "case_categories",
    metadata,
    column("code", String, "事项类别代码", key=True),
    column("parent_code", String, "上级类别代码"),
    column("name", String, "类别名称", required=True),
    column("name_en", String, "类别英文名称"),
    column("deadline_hours", Integer, "办理时限（按自然小时计的类别）", "小时"),
    column("deadline_working_days", SmallInteger, "办理时限（按工作日计的类别）", "工作日"),
    comment="事项类别",
)

units = Table(
    "units",
    metadata,
    column("code", String, "承办单位代码", key=True),
    column("parent_code", String, "上级单位代码"),
    column("name", String, "单位名称", required=True),
    column("name_en", String, "单位英文名称"),
    column(
        "kind",
        String,
        "类别：street_office 街道（镇）、department 部门、institution 事业单位、enterprise 国企、other 其他",
    ),
    comment="承办单位",
)

cases = Table(
    "cases",
    metadata,
    column("case_id", String, "案件编号", key=True),
    *place_columns(down_to="compound"),
    column("reported_at", DateTime, "上报时间", "当地时间", required=True),
    column("channel", String, "来源渠道：巡查、居民、热线、网上、其他等"),
    column("category_code", String, "事项类别代码"),
    column("unit_code", String, "承办单位代码"),
    column("summary", Text, "案情摘要"),
    *point_columns("事发点"),
    column("due_at", DateTime, "办理期限", "当地时间"),
    column("accepted_at", DateTime, "受理（立案）时间", "当地时间"),
    column("dispatched_at", DateTime, "派遣时间", "当地时间"),
    column("assigned_at", DateTime, "交办时间（交给承办单位）", "当地时间"),
    column("first_response_at", DateTime, "首次响应时间", "当地时间"),
    column("handled_at", DateTime, "处置完成时间（待核查办结）", "当地时间"),
    column("closed_at", DateTime, "办结时间（未办结为空）", "当地时间"),
    column("on_time", Boolean, "按期标志（来源登记；没有期限或办结时间的，以此判断是否按期办结）"),
    column("status", String, "状态：open 在办、closed 办结", required=True),
    column("level", String, "处置层级（在办为当前层级，办结为办结层级）：网格、社区、街道、市"),
    column("resolved_level", String, "办结层级（未办结为空）：网格、社区、街道、市"),
    column("method", String, "办理方式：mediation 调解、repair 维修、cleaning 清理等"),
    column("agreement_signed", Boolean, "是否签订协议"),
    column("agreement_kept", Boolean, "协议是否履行（未到回访时为空）"),
    column("solved", Boolean, "回访时群众是否认为已解决（无有效回访为空）"),
    column("visits", SmallInteger, "走访次数", "次"),
    column("satisfaction", SmallInteger, "满意度", "1–5分"),
    column("reopened", SmallInteger, "重开次数", "次"),
    comment="案件",
)

case_events = Table(
    "case_events",
    metadata,
    column("case_id", String, "案件编号", key=True),
    column("seq", SmallInteger, "步骤序号（自1起）", key=True),
    column("at", DateTime, "发生时间", "当地时间", required=True),
    column(
        "step",
        String,
        "步骤：上报、受理、派遣、走访、调解、签订协议、上报上级、处置完成、办结、重开",
        required=True,
    ),
    column("level", String, "所在层级：网格、社区、街道、市"),
    comment="案件步骤",
)
