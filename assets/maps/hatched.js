// Hatching over areas that another layer draws, told by their codes: two lines, a dark one beside a light one,
// so that it is seen on every colour. A canvas fills with a pattern where it would fill with a colour.
window.cityMaps = window.cityMaps || {};

cityMaps.hatched = function ({ codes, dark, light }) {
  const SIDE = 10; // pixels from line to line
  const marked = new Set(codes);
  const dressed = new Set();
  const patterns = {};
  const group = L.layerGroup();

  function pattern(colour) {
    if (patterns[colour]) return patterns[colour];
    const tile = document.createElement("canvas");
    tile.width = tile.height = SIDE;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, SIDE, SIDE);
    for (const [line, shift] of [[light, 1], [dark, 0]]) {
      pen.strokeStyle = line;
      pen.beginPath();
      for (const start of [-SIDE, 0, SIDE]) {
        pen.moveTo(start + shift, SIDE);
        pen.lineTo(start + shift + SIDE, 0);
      }
      pen.stroke();
    }
    return (patterns[colour] = pen.createPattern(tile, "repeat"));
  }

  // Whatever colour the area is given from now on, after hovering too, it is given hatched.
  function dress(layer) {
    const properties = layer.feature && layer.feature.properties;
    if (!(layer instanceof L.Polygon) || !properties || !marked.has(properties.code)) return;
    if (dressed.has(layer)) return;
    dressed.add(layer);
    layer.setStyle = function (style) {
      const plain = typeof style.fillColor === "string";
      const shown = plain ? { ...style, fillColor: pattern(style.fillColor) } : style;
      return L.Polygon.prototype.setStyle.call(this, shown);
    };
    layer.setStyle({ fillColor: layer.options.fillColor });
  }

  const onAdded = (event) => dress(event.layer);
  group.on("add", () => {
    group._map.eachLayer(dress);
    group._map.on("layeradd", onAdded); // outlines may arrive later
  });
  group.on("remove", () => {
    if (group._map) group._map.off("layeradd", onAdded);
    for (const layer of dressed) delete layer.setStyle;
    dressed.clear();
  });
  return group;
};
