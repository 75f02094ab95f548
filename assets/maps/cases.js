// Single cases from a close zoom on: those in view, asked of the server when the map has come to rest, in clusters.
window.cityMaps = window.cityMaps || {};

// `address` answers a box with {found, texts, cases}; a case is [latitude, longitude, number, standing, ...lines],
// where a line is the index of a text. `styles` tells how each standing is drawn, `cluster` how several are, and
// `words` how many are in view: none, all, or some of them shown.
cityMaps.cases = function ({ address, closest, far, failed, words, styles, cluster }) {
  const PAUSE = 150;  // milliseconds of rest before the server is asked
  const LATTICE = 64;  // pixels to which a box is rounded outwards, so that small moves ask the same again

  function circle(style, side, text) {
    const mark = document.createElement("i");
    mark.textContent = text;
    Object.assign(mark.style, {
      display: "block", boxSizing: "border-box", width: `${side}px`, height: `${side}px`, borderRadius: "50%",
      background: style.fillOpacity ? style.fillColor : cluster.paper,
      border: `${style.weight}px ${style.dashArray ? "dashed" : "solid"} ${style.color}`,
      font: `600 11px/${side - 2 * style.weight}px sans-serif`, textAlign: "center", color: cluster.ink,
    });
    return L.divIcon({ html: mark.outerHTML, iconSize: [side, side], className: "" });
  }

  const icons = {};
  for (const [standing, style] of Object.entries(styles)) icons[standing] = circle(style, 2 * style.radius, "");

  const layer = L.markerClusterGroup({
    animate: false,
    showCoverageOnHover: false,
    maxClusterRadius: 36,
    iconCreateFunction: (several) => {
      const overdue = several.getAllChildMarkers().some((marker) => marker.standing === "overdue");
      const edge = overdue ? cluster.overdue : cluster.other;
      const style = { fillColor: cluster.paper, fillOpacity: 1, color: edge, weight: overdue ? 4 : 2 };
      const count = several.getChildCount();
      return circle(style, count < 100 ? 30 : 38, String(count));
    },
  });

  const note = L.control({ position: "bottomright" });
  note.onAdd = () => {
    const box = L.DomUtil.create("div", "map-note");
    box.setAttribute("role", "status");
    Object.assign(box.style, { background: cluster.paper, color: cluster.ink, padding: "2px 8px", opacity: 0.92 });
    return box;
  };
  const say = (text) => { if (note.getContainer()) note.getContainer().textContent = text; };

  function marker([latitude, longitude, number, standing, ...lines], texts, drawn) {
    const mark = L.marker([latitude, longitude], { icon: icons[standing], alt: number });
    mark.standing = standing;
    // The moment makes a click on the same case, after coming back, a new click.
    mark.feature = { type: "Feature", properties: { case_id: number, drawn } };
    const tip = document.createElement("div");
    const told = [number, ...lines.map((line) => texts[line])];
    told.forEach((line, index) => {
      const row = tip.appendChild(document.createElement(index ? "div" : "b"));
      row.textContent = line;
    });
    mark.on("add", () => mark.getElement().setAttribute("aria-label", told.join(" · ")));
    return mark.bindTooltip(tip);
  }

  // Enter does to what has the focus what a click does.
  layer.on("keypress", ({ layer: mark, originalEvent: { key } }) => {
    if (key === "Enter" && mark.feature) mark.fire("click", { latlng: mark.getLatLng() }, true);
  });
  layer.on("clusterkeypress", ({ layer: several, originalEvent: { key } }) => {
    if (key === "Enter") several.zoomToBounds();
  });

  let map, asking, waiting, shown;
  let held = [];  // the markers of all cases in the box that was asked for

  function exactly() {
    const view = map.getBounds();
    const degrees = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    return degrees.map((edge) => edge.toFixed(6)).join(",");
  }

  function roundedOut() {
    const step = (360 / 256) * LATTICE / 2 ** Math.round(map.getZoom());
    const view = map.getBounds();
    const down = (degrees) => (Math.floor(degrees / step) * step).toFixed(6);
    const up = (degrees) => (Math.ceil(degrees / step) * step).toFixed(6);
    return [down(view.getWest()), down(view.getSouth()), up(view.getEast()), up(view.getNorth())].join(",");
  }

  function tell(found, drawn) {
    const said = found > drawn ? words.some : found ? words.all : words.none;
    const number = (count) => count.toLocaleString("en-US");
    say(said.replace("%found%", number(found)).replace("%shown%", number(drawn)));
  }

  // The box is wider than the screen: only what is on the screen counts.
  function count() {
    const view = map.getBounds();
    const seen = held.filter((mark) => view.contains(mark.getLatLng())).length;
    tell(seen, seen);
  }

  async function answer(box, signal) {
    const response = await fetch(`${address}?box=${box}`, { signal });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  async function ask() {
    if (asking) asking.abort();
    if (map.getZoom() < closest) {
      shown = undefined;
      layer.clearLayers();
      say(far);
      return;
    }
    const box = roundedOut();
    if (box === shown) {
      count();
      return;
    }
    if (shown === undefined) say("");
    asking = new AbortController();
    const { signal } = asking;
    try {
      let got = await answer(box, signal);
      const whole = got.found === got.cases.length;
      if (!whole) got = await answer(exactly(), signal);  // the server counts what is not all here
      if (signal.aborted) return;
      shown = whole ? box : undefined;
      held = got.cases.map((row) => marker(row, got.texts, Date.now()));
      layer.clearLayers();
      layer.addLayers(held);
      if (whole) count();
      else tell(got.found, held.length);
    } catch (fault) {
      if (signal.aborted) return;
      shown = undefined;
      layer.clearLayers();
      say(failed);
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }

  layer.beforeAdd = (given) => {
    map = given;
    // Clusters must know the closest zoom; a map without tiles has none.
    if (!isFinite(map.getMaxZoom())) map.setMaxZoom(18);
  };
  layer.on("add", () => {
    note.addTo(map);
    say(map.getZoom() < closest ? far : "");
    map.on("moveend", later);
    later();
  });
  layer.on("remove", () => {
    clearTimeout(waiting);
    if (asking) asking.abort();
    map.off("moveend", later);
    note.remove();
  });
  return layer;
};
