// Points of one layer, each kind drawn by its symbol on the canvas, with the lines of a tip on hovering; they
// come from a feed that is asked for once.
window.cityMaps = window.cityMaps || {};

// The answer's `marks` are a list of {style, points}; a point is [latitude, longitude, radius, ...lines], where a line
// is the index of an inert text in `texts`.
cityMaps.points = function ({ points: address }) {
  const FULL = 13.5; // the zoom from which on symbols have their full size; thousands would hide a whole city
  const SMALLEST = 0.4;
  const group = L.featureGroup().bindTooltip((point) => point.tip);
  let points = [];
  let map = null;

  function pointsOf({ texts, marks }) {
    return marks.flatMap(({ style, points: rows }) =>
      rows.map(([latitude, longitude, radius, first, ...others]) => {
        const point = L.circleMarker([latitude, longitude], { ...style, radius });
        point.full = { radius, weight: style.weight };
        point.tip = [`<b>${texts[first]}</b>`, ...others.map((line) => texts[line])].join("<br>");
        point.toGeoJSON = undefined; // a click on it means nothing to the page
        return point;
      }));
  }

  function resize() {
    const scale = Math.min(1, Math.max(SMALLEST, 2 ** ((map.getZoom() - FULL) / 2.5)));
    for (const point of points) {
      point.setStyle({ radius: point.full.radius * scale, weight: point.full.weight * Math.max(scale, 0.5) });
    }
  }

  // A click goes through to the area below, as if the points were not there.
  group.on("click", ({ originalEvent: click }) => {
    for (const point of points) point.options.interactive = false;
    click.target.dispatchEvent(new MouseEvent("click", {
      bubbles: true, view: window, clientX: click.clientX, clientY: click.clientY,
    }));
    for (const point of points) point.options.interactive = true;
  });
  group.beforeAdd = (given) => { map = given; };
  group.on("add", () => { resize(); map.on("zoomend", resize); });
  group.on("remove", () => map.off("zoomend", resize));
  cityMaps.withAnswer(address, (answer) => {
    points = pointsOf(answer);
    if (map) resize();
    for (const point of points) group.addLayer(point);
  });
  return group;
};
