// Places drawn from outlines that are asked for once; a draw only says how each place looks and what its tip says.
window.cityMaps = window.cityMaps || {};

(function () {
  const decoded = new WeakMap(); // Leaflet's points, by the feed's answer
  const drawn = []; // the layers on maps, from bottom to top

  // The points of one ring, from its steps.
  function ring(steps, [west, south], step) {
    const points = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push(L.latLng(south + y * step, west + x * step));
    }
    return points;
  }

  function shapesOf(answer) {
    if (!decoded.has(answer)) {
      const { corner, step, shapes } = answer;
      decoded.set(answer, shapes.map((shape) =>
        shape.map((polygon) => polygon.map((steps) => ring(steps, corner, step)))));
    }
    return decoded.get(answer);
  }

  // One path for each place. What a click sends to the server is its code, not its outline.
  function fill(layer, answer, { rows, styles, turn, interactive }) {
    const shapes = shapesOf(answer);
    rows.forEach(([tip, style], i) => {
      const path = L.polygon(shapes[i], { ...styles[style], interactive, smoothFactor: 0 });
      const name = answer.names[i];
      path.feature = { type: "Feature", properties: { code: answer.codes[i], turn }, geometry: null };
      path.toGeoJSON = () => path.feature;
      path.tip = name ? `<b>${name}</b><br>${tip}` : tip;
      path.look = styles[style];
      layer.addLayer(path);
    });
  }

  // Paths of one map share a canvas, and outlines may arrive after the points that lie on them.
  function settle(layer) {
    if (!drawn.includes(layer)) return; // swapped for another before its outlines came
    for (const other of [...drawn].reverse()) other.bringToBack();
    // Told once it is on the screen, to whoever waits for that.
    requestAnimationFrame(() => setTimeout(() => window.dispatchEvent(new Event("areas-drawn"))));
  }

  // streamlit-folium tells of a click after 250 ms, in case of a second one; a place is told of at once. It then finds
  // that nothing is new. A downloaded page has nobody to tell.
  function tell(feature) {
    const told = window.__GLOBAL_DATA__;
    if (!told || !told.returned_objects.includes("last_active_drawing")) return;
    told.last_active_drawing = feature;
    told.previous_data = { ...told.previous_data, last_active_drawing: feature };
    Streamlit.setComponentValue(told.previous_data);
  }

  function follow(feature, ahead) {
    const next = ahead[feature.properties.code];
    if (next) cityMaps.withAnswer(next, () => {}); // while the server draws the page, its outlines come
    tell(feature);
  }

  cityMaps.areas = function (data) {
    const layer = L.featureGroup();
    let filled = false;
    layer.on("add", () => { drawn.push(layer); if (filled) settle(layer); });
    layer.on("remove", () => drawn.splice(drawn.indexOf(layer), 1));
    if (data.interactive) {
      layer.bindTooltip((path) => path.tip, { sticky: true });
      layer.on("mouseover", (event) => event.layer.setStyle(data.highlight));
      layer.on("click", (event) => follow(event.layer.feature, data.ahead));
      layer.on("mouseout", (event) => event.layer.setStyle(event.layer.look));
    }
    cityMaps.withAnswer(data.outlines, (answer) => {
      fill(layer, answer, data);
      filled = true;
      settle(layer);
    });
    return layer;
  };
})();
