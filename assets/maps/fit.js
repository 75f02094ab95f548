// The box that a map shows, whatever the size of its window: a phone's, a desk's, or that after turning the phone.
window.cityMaps = window.cityMaps || {};

// Leaflet looks for what is clicked where it lay before a flight, and would open another place than the one that is
// seen below the pointer: whoever presses a map that flies stops it there.
L.Map.addInitHook(function () {
  const stop = () => { if (this.flies) this._stop()._moveEnd(true); };
  for (const pressed of ["pointerdown", "pointerup"]) this.getContainer().addEventListener(pressed, stop, true);
});

// What a map showed when its page was left, by the name that the page gives its entry of the history; in a page that was
// downloaded there is none. A map that is drawn anew, since one went back to it, shows that again.
cityMaps.left = function (box) {
  const name = () => `map:${window.parent.history.state?.entry}:${box}`;
  const apart = window.parent === window || !window.parent.history.state?.entry;
  return {
    keep(map) {
      const { lat, lng } = map.getCenter();
      try { if (!apart) sessionStorage.setItem(name(), JSON.stringify([lat, lng, map.getZoom()])); } catch { /* full */ }
    },
    found() {
      try { return apart ? null : JSON.parse(sessionStorage.getItem(name())); } catch { return null; }
    },
  };
};

cityMaps.fit = function ([west, south, east, north]) {
  const bounds = L.latLngBounds([south, west], [north, east]);
  const group = L.layerGroup();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const left = cityMaps.left(bounds.toBBoxString());

  function fly(map, centre, zoom) {
    map.flies = true;
    map.once("moveend", () => { map.flies = false; });
    map.flyTo(centre, zoom, { duration: 0.8 });
  }

  // The map flies to a place out of sight, so that one sees where it lies; who wants no motion is there at once.
  function show(map) {
    const { center, zoom } = map._getBoundsCenterZoom(bounds, { maxZoom: 17, padding: [6, 6] });
    const found = !map.fitted && left.found();
    const flies = map.fitted && !still.matches && !map.getBounds().contains(center);
    if (found) map.setView(found.slice(0, 2), found[2], { animate: false });
    else if (flies) fly(map, center, zoom);
    else map.setView(center, zoom, { animate: false });
    map.fitted = { box: bounds.toBBoxString(), centre: center, zoom };
  }

  // Whoever moved the map keeps what they look at.
  function again() {
    const { centre, zoom } = this.fitted;
    const [was, is] = [this.project(centre, zoom), this.project(this.getCenter(), zoom)];
    if (this.getZoom() === zoom && was.distanceTo(is) < 2) show(this);
  }

  const keep = () => left.keep(group._map);

  group.on("add", () => {
    const map = group._map;
    map.on("resize", again).on("moveend", keep);
    if (!map.fitted || map.fitted.box !== bounds.toBBoxString()) show(map);
  });
  group.on("remove", () => group._map && group._map.off("resize", again).off("moveend", keep));
  return group;
};
