"""The words that columns hold, in the order that people read them, and the version of the schema."""

SCHEMA_VERSION = 8

CASE_STATES = ("open", "closed")
"""What a case is: 在办, 办结."""

LEVELS = ("grid", "community", "street_office", "city")
"""Levels of government that hold a case: 网格, 社区, 街道, 市."""

UNIT_KINDS = ("street_office", "department", "institution", "enterprise", "other")
"""What a unit is that handles cases: 街道（镇）, 部门, 事业单位, 国企, 其他; each is ranked among its kind."""

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
