"""What was loaded and when, what was refused, what was found in the rows taken, and what names of places mean."""

from sqlalchemy import Date, DateTime, Integer, String, Table, Text

from data_access.schema.columns import column, metadata

loads = Table(
    "loads",
    metadata,
    column("generation", Integer, "数据代次（每次装载加一）", key=True),
    column("mode", String, "装载方式：replace 全部替换、append 追加、update 按编号更新", required=True),
    column("loaded_at", DateTime, "装载时间", "当地时间", required=True),
    column("as_of", DateTime, "装载后的数据截止时刻", "当地时间", required=True),
    column("sources", Text, "来源文件（以“、”分隔）", required=True),
    column("rows_accepted", Integer, "接收行数", "行", required=True),
    column("rows_rejected", Integer, "退回行数", "行", required=True),
    column("rows_new", Integer, "新增行数", "行"),
    column("rows_changed", Integer, "改动行数", "行"),
    column("rows_unchanged", Integer, "未变行数", "行"),
    column("rows_vanished", Integer, "库中有而来源中没有的行数", "行"),
    column("rows_deleted", Integer, "因来源中没有而删除的行数", "行"),
    comment="装载历史",
)

import_batches = Table(
    "import_batches",
    metadata,
    column("batch_id", Integer, "批次编号", key=True),
    column("generation", Integer, "装入的代次", required=True),
    column("target", String, "目标表", required=True),
    column("source", Text, "来源文件", required=True),
    column("sha256", String, "来源文件SHA-256", required=True),
    column("loaded_at", DateTime, "装载时间", "当地时间", required=True),
    column("rows_read", Integer, "读取行数", "行", required=True),
    column("rows_accepted", Integer, "接收行数", "行", required=True),
    column("rows_rejected", Integer, "退回行数", "行", required=True),
    column("without_position", Integer, "无有效坐标的行数", "行", required=True),
    column("notes", Text, "装载说明", "JSON"),
    comment="导入批次",
)

import_rejects = Table(
    "import_rejects",
    metadata,
    column("batch_id", Integer, "批次编号", key=True),
    column("row_number", Integer, "源文件行号（表头为第1行）", key=True),
    column("column_name", String, "列名"),
    column("value", String, "原值（已脱敏）"),
    column("cause", String, "退回原因代码", required=True),
    column("reason", String, "退回原因", required=True),
    comment="退回的行及原因",
)

import_remarks = Table(
    "import_remarks",
    metadata,
    column("batch_id", Integer, "批次编号", key=True),
    column("number", Integer, "序号（自1起）", key=True),
    column("kind", String, "类别：odd 存疑、repaired 已修复、left_out 略去", required=True),
    column("cause", String, "原因代码", required=True),
    column("column_name", String, "列名"),
    column("street_office_code", String, "所在街道（镇）代码（逐行判断的原因才有）"),
    column("day", Date, "发生日期（逐行判断的原因才有）"),
    column("rows", Integer, "行数", "行", required=True),
    comment="接收的行中存疑、修复、略去的行数",
)

import_names = Table(
    "import_names",
    metadata,
    column("batch_id", Integer, "批次编号", key=True),
    column("number", Integer, "序号（自1起）", key=True),
    column("level", String, "地点层级：街道、社区、网格、小区", required=True),
    column("outcome", String, "结果：matched 已有、created 新建、unmatched 未能对应", required=True),
    column("name", String, "来源中的名称（已脱敏；行数少的合为一行，名称为空）"),
    column("code", String, "对应的地点代码"),
    column("names", Integer, "名称数", "个", required=True),
    column("rows", Integer, "行数", "行", required=True),
    comment="来源中的地名与所对应的地点",
)
