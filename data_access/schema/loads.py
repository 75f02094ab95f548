"""What was loaded and when, and what was refused."""

from sqlalchemy import DateTime, Integer, String, Table, Text

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
    column("reason", String, "退回原因", required=True),
    comment="退回的行及原因",
)
