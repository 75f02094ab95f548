"""What is loaded: one row."""

from sqlalchemy import Boolean, Date, DateTime, Integer, String, Table, Text

from data_access.schema.columns import column, metadata

dataset = Table(
    "dataset",
    metadata,
    column("city_code", String, "城市行政区划代码", key=True),
    column("city_name", String, "城市名称", required=True),
    column("as_of", DateTime, "数据截止时刻（是否超期以此判断）", "当地时间", required=True),
    column("synthetic", Boolean, "是否演示数据", required=True),
    column("load_id", String, "装载标识（每次装载随机生成，用以识别数据是否更换）"),
    column("generation", Integer, "数据代次（每次装载加一）", required=True),
    column("schema_version", Integer, "库表结构版本", required=True),
    column("loaded_at", DateTime, "装载时间", "当地时间", required=True),
    column("calendar_until", Date, "放假安排已知至（按工作日计的期限以此为限）"),
    column("source", Text, "数据来源与许可"),
    column("level_names", Text, "各级地点在本市的叫法（如街道称镇）", "JSON，按层级，中英文"),
    column("outline", Text, "城市轮廓", "GeoJSON，WGS-84"),
    column("outline_note", Text, "边界说明（如：内部边界为推算）"),
    comment="数据集：库中现有数据的名称、截止时刻与来源",
)
