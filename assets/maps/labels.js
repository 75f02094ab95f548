// Names of places. All names of a map are placed together: those of street offices before others, the rest in the
// order of their list (larger places first). A name is tried at its label point, then a little beside it, and moved
// into the view where it would leave it; it is not shown where it would touch another or be much larger than its place.
window.cityMaps = window.cityMaps || {};

(function () {
  const LARGEST = 1.6; // a name may cover so many times the area of its place
  const WITHIN = 0.3; // of the side of a place: so near to its label point is the place, whatever its shape
  const GAP = 2; // pixels between names, and to the edge
  const BESIDE = [0.5, 1, 1.4].reduce((tried, far) => tried.concat(
    [[0, -far], [0, far], [-far, 0], [far, 0], [-far, -far], [far, -far], [-far, far], [far, far]]), [[0, 0]]);
  const CELL = 64; // pixels; boxes are looked up by cells, so that thousands of names stay fast

  // The boxes that are taken, in pixels of the map's window.
  function taken() {
    const cells = new Map();
    const keys = function* ([west, north, east, south]) {
      for (let x = Math.floor(west / CELL); x <= east / CELL; x += 1) {
        for (let y = Math.floor(north / CELL); y <= south / CELL; y += 1) yield `${x} ${y}`;
      }
    };
    const free = (box) => [...keys(box)].every((key) => (cells.get(key) || []).every((other) =>
      box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]));
    const take = (box) => {
      for (const key of keys(box)) cells.set(key, [...(cells.get(key) || []), box]);
    };
    return { free, take };
  }

  // How wide a text is in the style of a kind of names, and how high its line.
  function ruler(kind, pane) {
    const probe = L.DomUtil.create("span", `place-name ${kind}`, pane);
    const style = getComputedStyle(probe);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const spacing = parseFloat(style.letterSpacing) || 0;
    const height = parseFloat(style.lineHeight);
    probe.remove();
    return (text) => [pen.measureText(text).width + spacing * [...text].length, height];
  }

  // Names come as inert HTML, so that no text of the data can end a script.
  function plain(name) {
    return name.includes("&") ? new DOMParser().parseFromString(name, "text/html").body.textContent : name;
  }

  // What places the names of all layers of one map.
  function board(map) {
    const layers = [];
    let shown = new Map();
    const pane = map.createPane("names");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";

    function put(element, at) {
      L.DomUtil.setPosition(element, at.add(element.offset).round());
    }

    function draw(row, layer, offset) {
      let element = shown.get(row);
      if (!element) {
        element = L.DomUtil.create("span", `place-name ${layer.kind} leaflet-zoom-animated`, pane);
        element.textContent = row.text;
      }
      element.offset = offset;
      element.latlng = row.latlng;
      put(element, map.latLngToLayerPoint(row.latlng));
      return element;
    }

    // The label point, or where the window's edge comes nearest to it while it lies outside; null far from the window.
    function anchor(point, side, size) {
      const near = L.point(Math.min(Math.max(point.x, 0), size.x), Math.min(Math.max(point.y, 0), size.y));
      return point.distanceTo(near) <= WITHIN * side ? near : null;
    }

    // The first position at which a name is free, as its upper left corner from the label point, or null.
    function position(row, point, at, side, size, boxes) {
      const [width, height] = row.size;
      const [right, down] = [Math.max(width / 3, side / 4), Math.max(height * 0.8, side / 4)];
      for (const [x, y] of BESIDE) {
        const corner = L.point(at.x + x * right - width / 2, at.y + y * down - height / 2);
        corner.x = Math.min(Math.max(corner.x, GAP), size.x - width - GAP);
        corner.y = Math.min(Math.max(corner.y, GAP), size.y - height - GAP);
        const box = [corner.x - GAP / 2, corner.y - GAP / 2, corner.x + width + GAP / 2, corner.y + height + GAP / 2];
        if (boxes.free(box)) {
          boxes.take(box);
          return corner.subtract(point);
        }
      }
      return null;
    }

    function place() {
      const [size, pixels] = [map.getSize(), (256 * 2 ** map.getZoom()) / 360];
      const frame = map.getContainer().getBoundingClientRect();
      const boxes = taken();
      for (const control of map.getContainer().querySelectorAll(".leaflet-control")) {
        const box = control.getBoundingClientRect();
        boxes.take([box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
      }
      const now = new Map();
      for (const layer of layers) {
        layer.ruler = layer.ruler || ruler(layer.kind, pane);
        for (const row of layer.rows) {
          const [side, point] = [row.side * pixels, map.latLngToContainerPoint(row.latlng)];
          const at = anchor(point, side, size);
          if (!at) continue;
          row.size = row.size || layer.ruler(row.text);
          if (row.size[0] * row.size[1] > LARGEST * side * side) continue;
          const offset = position(row, point, at, side, size, boxes);
          if (offset) now.set(row, draw(row, layer, offset));
        }
      }
      shown.forEach((element, row) => now.has(row) || element.remove());
      shown = now;
    }

    map.on("moveend resize", place);
    map.on("zoomanim", ({ zoom, center }) => shown.forEach((element) =>
      put(element, map._latLngToNewLayerPoint(element.latlng, zoom, center))));
    return {
      place,
      add(layer) {
        layers.push(layer);
        layers.sort((one, other) => (other.kind === "street") - (one.kind === "street"));
        place();
      },
      remove(layer) {
        layers.splice(layers.indexOf(layer), 1);
        place();
      },
    };
  }

  const Names = L.Layer.extend({
    initialize(kind) {
      this.kind = kind;
      this.rows = [];
    },

    fill(rows) {
      this.rows = rows.map(([latitude, longitude, name, side]) =>
        ({ latlng: L.latLng(latitude, longitude), text: plain(name), side }));
      if (this.onMap) this.onMap.placeNames.place();
      return this;
    },

    onAdd(map) {
      this.onMap = map;
      map.placeNames = map.placeNames || board(map);
      map.placeNames.add(this);
    },

    onRemove(map) {
      this.onMap = null;
      map.placeNames.remove(this);
    },
  });

  // The names come from a feed that is asked for once; each row is latitude, longitude, name, and the side of its
  // place in degrees of longitude.
  cityMaps.labels = function (address) {
    const names = new Names("place");
    cityMaps.withAnswer(address, (rows) => names.fill(rows));
    return names;
  };
  cityMaps.streetNames = (rows) => new Names("street").fill(rows);
})();
