"""Places: street offices (街道), communities (社区), grids (网格) and their posts, compounds (小区)."""

from sqlalchemy import Boolean, Date, Double, Integer, String, Table, Text

from data_access.schema.columns import column, metadata, place_columns, point_columns

street_offices = Table(
    "street_offices",
    metadata,
    column("code", String, "街道（镇）统计用区划代码（12位）", key=True),
    column("name", String, "街道（镇）名称", required=True),
    column("residents", Integer, "常住人口", "人"),
    column("households", Integer, "户数", "户"),
    column("area_km2", Double, "面积", "平方千米"),
    *point_columns("标注点"),
    column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="街道、镇与开发区",
)

communities = Table(
    "communities",
    metadata,
    column("code", String, "社区（村）统计用区划代码（12位）", key=True),
    column("street_office_code", String, "所属街道（镇）代码", required=True),
    column("name", String, "社区（村）名称", required=True),
    column("kind", String, "类型：new_type 新型社区、urban 城市社区、rural 村"),
    column("founded_on", Date, "成立日期"),
    column("residents", Integer, "常住人口", "人"),
    column("households", Integer, "户数", "户"),
    column("area_km2", Double, "面积", "平方千米"),
    *point_columns("标注点"),
    column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="社区与村",
)

grids = Table(
    "grids",
    metadata,
    column("code", String, "网格代码（社区代码加3位）", key=True),
    *place_columns(down_to="community"),
    column("name", String, "网格名称", required=True),
    column("kind", String, "类型：residential 居住、village 村居、special 专属（园区、市场等）"),
    column("party_branch", String, "网格党支部名称"),
    column("residents", Integer, "常住人口", "人"),
    column("households", Integer, "户数", "户"),
    column("area_km2", Double, "面积", "平方千米"),
    column("station_name", String, "网格党群服务站名称"),
    column("station_longitude", Double, "服务站经度", "度，WGS-84"),
    column("station_latitude", Double, "服务站纬度", "度，WGS-84"),
    *point_columns("标注点"),
    column("outline", Text, "轮廓", "GeoJSON，WGS-84"),
    comment="网格",
)

compounds = Table(
    "compounds",
    metadata,
    column("code", String, "小区代码（网格代码加2位）", key=True),
    *place_columns(down_to="grid"),
    column("name", String, "小区名称", required=True),
    column("kind", String, "类型：new_compound 新建小区、old_compound 老旧小区、old_village 旧村"),
    column("residents", Integer, "常住人口", "人"),
    column("households", Integer, "户数", "户"),
    column("property_company", String, "物业公司（无则为空）"),
    column("has_owners_committee", Boolean, "是否成立业主委员会"),
    column("joint_party_building", Boolean, "是否签订物业党建联建协议"),
    column("cross_appointed_posts", Integer, "交叉任职人数", "人"),
    *point_columns("小区"),
    comment="居住小区",
)

grid_posts = Table(
    "grid_posts",
    metadata,
    column("post_id", String, "岗位编号", key=True),
    *place_columns(down_to="grid"),
    column("role", String, "岗位：社区党总支、小区党支部、网格长、专职网格员、兼职网格员", required=True),
    column("filled", Boolean, "是否在岗", required=True),
    column("since", Date, "到岗或出缺日期"),
    comment="“五级一体”队伍岗位",
)
