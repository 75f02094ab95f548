// Drawing a polygon, rectangle or circle on the map, and taking it away again, with Leaflet.draw.
// What is drawn goes to the server as the text of a shape (`data_access.drawn`), by the events that the
// map's frame listens to; the server then draws the shape itself, as it does for everyone who has its address.
window.cityMaps = window.cityMaps || {};

cityMaps.shapeText = function (layer) {
  const at = (point) => `${point.lng.toFixed(6)},${point.lat.toFixed(6)}`;
  if (layer instanceof L.Circle) return `circle:${at(layer.getLatLng())},${Math.round(layer.getRadius())}`;
  return `polygon:${layer.getLatLngs()[0].map(at).join(";")}`;
};

// The moment makes each drawing a new one, also of a shape that was drawn before.
cityMaps.drawnFeature = (text) =>
  ({ type: "Feature", properties: { within: text, at: Date.now() }, geometry: null });

// Hooked when the map is made, so that the frame, which listens from later on, hears of a marked layer.
L.Map.addInitHook(function () {
  this.on("draw:created", ({ layer }) => { layer.feature = cityMaps.drawnFeature(cityMaps.shapeText(layer)); });
});

cityMaps.drawing = function ({ words, style, shown }) {
  L.drawLocal.draw.toolbar = words.toolbar;
  Object.assign(L.drawLocal.draw.handlers, words.handlers);
  const group = L.layerGroup();
  const tools = new L.Control.Draw({
    draw: {
      polyline: false,
      marker: false,
      circlemarker: false,
      polygon: { allowIntersection: false, shapeOptions: style },
      rectangle: { showArea: false, shapeOptions: style },
      circle: { shapeOptions: style, feet: false },
    },
  });
  const remover = L.control({ position: "topleft" });
  remover.onAdd = function (map) {
    const bar = L.DomUtil.create("div", "leaflet-draw leaflet-draw-toolbar leaflet-bar");
    const button = L.DomUtil.create("a", "leaflet-draw-edit-remove", bar);
    Object.assign(button, { href: "#", title: words.remove, role: "button" });
    button.setAttribute("aria-label", words.remove);
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(button, "click", (event) => {
      L.DomEvent.preventDefault(event);
      map.fire("draw:deleted", { layer: { toGeoJSON: () => cityMaps.drawnFeature("") } });
    });
    return bar;
  };

  // While something is drawn, a sheet over the areas takes the clicks that would open them.
  function begin() {
    const pane = this.getPane("drawing") || this.createPane("drawing");
    pane.style.zIndex = 450;
    if (!pane.firstChild) {
      const sheet = L.DomUtil.create("div", "", pane);
      sheet.style.cssText = "position:absolute;left:-20000px;top:-20000px;width:40000px;height:40000px";
    }
    pane.style.display = "";
  }
  const end = function () { setTimeout(() => { this.getPane("drawing").style.display = "none"; }, 300); };
  const keep = ({ layer }) => { layer.options.interactive = false; group.addLayer(layer); };

  group.on("add", () => {
    const map = group._map;
    map.addControl(tools);
    if (shown) map.addControl(remover);
    map.on("draw:drawstart", begin).on("draw:drawstop", end).on("draw:created", keep);
  });
  group.on("remove", () => {
    const map = group._map;
    map.off("draw:drawstart", begin).off("draw:drawstop", end).off("draw:created", keep);
    map.removeControl(tools);
    if (shown) map.removeControl(remover);
  });
  return group;
};
