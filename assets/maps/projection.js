// Coordinate systems of tiles, so that every layer, click and drawn shape stays WGS-84 while the tiles fit.
window.cityMaps = window.cityMaps || {};

(function () {
  const AXIS = 6378245; // metres; the ellipsoid of Krasovsky, as in data_access/loading/coordinates.py
  const ECCENTRICITY = 0.006693421622965943; // squared
  const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271]; // beyond, GCJ-02 is WGS-84
  const NEAR_ENOUGH = 1e-9; // degrees
  const MOST_ROUNDS = 30; // each makes the error at least thirty times smaller: five are needed
  const { sin, cos, sqrt, abs, PI } = Math;

  const waves = (along, ...parts) =>
    parts.reduce((sum, [height, length]) => sum + height * sin((PI * along) / length), 0);

  cityMaps.gcj02OfWgs84 = function ({ lat, lng }) {
    if (lng < WEST || lng > EAST || lat < SOUTH || lat > NORTH) return L.latLng(lat, lng);
    const [x, y] = [lng - 105, lat - 35];
    const wave = 20 * sin(6 * PI * x) + 20 * sin(2 * PI * x);
    const root = sqrt(abs(x));
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
      + ((wave + waves(x, [20, 1], [40, 3], [150, 12], [300, 30])) * 2) / 3;
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
      + ((wave + waves(y, [20, 1], [40, 3], [160, 12], [320, 30])) * 2) / 3;
    const slope = (lat * PI) / 180;
    const flat = 1 - ECCENTRICITY * sin(slope) ** 2;
    const along = (AXIS / sqrt(flat)) * cos(slope);
    const across = (AXIS * (1 - ECCENTRICITY)) / flat ** 1.5;
    return L.latLng(lat + ((north / across) * 180) / PI, lng + ((east / along) * 180) / PI);
  };

  // The point that the way there takes to the given one: a guess, corrected by as much as it misses the aim.
  cityMaps.wgs84OfGcj02 = function (aim) {
    let { lat, lng } = aim;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const there = cityMaps.gcj02OfWgs84({ lat, lng });
      const [up, right] = [aim.lat - there.lat, aim.lng - there.lng];
      lat += up;
      lng += right;
      if (abs(up) <= NEAR_ENOUGH && abs(right) <= NEAR_ENOUGH) break;
    }
    return L.latLng(lat, lng);
  };

  const mercator = L.Projection.SphericalMercator;
  L.CRS.GCJ02 = L.extend({}, L.CRS.EPSG3857, {
    code: "GCJ-02",
    projection: L.extend({}, mercator, {
      project: (point) => mercator.project(cityMaps.gcj02OfWgs84(point)),
      unproject: (point) => cityMaps.wgs84OfGcj02(mercator.unproject(point)),
    }),
  });

  // Degrees as they are, the whole world as wide as in Web Mercator: a zoom has the same scale in both, and is
  // the level that 天地图 (GB/T 35634) counts from 1 with two tiles side by side.
  L.CRS.Degrees = L.extend({}, L.CRS.EPSG4326, {
    transformation: L.transformation(1 / 360, 0.5, -1 / 360, 0.25),
  });
})();
