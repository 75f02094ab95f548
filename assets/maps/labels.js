// Names of places at their label points: of names that would overlap, the earlier of the list stays.
window.cityMaps = window.cityMaps || {};

cityMaps.labels = function (rows) {
  const markers = rows.map(([latitude, longitude, name]) =>
    L.marker([latitude, longitude], {
      icon: L.divIcon({ html: `<div>${name}</div>`, iconSize: [0, 0], className: "place-label" }),
      interactive: false,
      keyboard: false,
    }));
  const group = L.layerGroup(markers);

  function place() {
    const taken = [];
    for (const marker of markers) {
      const text = marker.getElement() && marker.getElement().firstChild;
      if (!text) continue;
      const at = group._map.latLngToLayerPoint(marker.getLatLng());
      const [x, y] = [text.offsetWidth / 2, text.offsetHeight / 2];
      const box = [at.x - x, at.y - y, at.x + x, at.y + y];
      const free = taken.every((other) =>
        box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
      text.style.visibility = free ? "visible" : "hidden";
      if (free) taken.push(box);
    }
  }

  group.on("add", () => { place(); group._map.on("zoomend", place); });
  group.on("remove", () => group._map && group._map.off("zoomend", place));
  return group;
};
