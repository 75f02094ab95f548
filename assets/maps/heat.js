// Heat layers: a smooth density of counted cells, coloured by fixed limits, and its player through time.
// The formulas are those of ui/maps/heat_layer.py, and tests hold both to the same numbers.
window.cityMaps = window.cityMaps || {};

(function () {
  const MARGIN = 0.15; // of the map's size that is drawn around it, so that a drag shows no edge at once
  const WAIT = 150; // milliseconds without a movement before the server is asked
  const KERNEL = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];
  const SECONDS = 0.8; // of a frame at the usual speed
  const SPEEDS = [1, 2, 4];
  const PLAY = "M1 0v10l9-5z"; // shapes, since not every font has the signs
  const PAUSE = "M1 0h3v10H1zM6 0h3v10H6z";

  // Values in cells, told by the steps from one cell to the next, smoothed: per km², rows from the south.
  function surface(answer, steps, values) {
    const { columns, rows, km2 } = answer;
    const cells = new Float64Array(columns * rows);
    let index = 0;
    steps.forEach((step, number) => { index += step; cells[index] = values[number] / km2; });
    return blurred(blurred(cells, columns, rows, 1), columns, rows, columns);
  }

  function blurred(cells, columns, rows, stride) {
    const smooth = new Float64Array(cells.length);
    for (let index = 0; index < cells.length; index += 1) {
      const place = stride === 1 ? index % columns : Math.floor(index / columns);
      const length = stride === 1 ? columns : rows;
      if (cells[index] === 0) continue;
      for (let tap = -2; tap <= 2; tap += 1) {
        if (place + tap >= 0 && place + tap < length) smooth[index + tap * stride] += KERNEL[tap + 2] * cells[index];
      }
    }
    return smooth;
  }

  // The first of the four cells that a cubic B-spline takes at a place, and their weights.
  function spline(place) {
    const first = Math.floor(place - 0.5);
    const part = place - 0.5 - first;
    const cube = part ** 3;
    const square = part * part;
    return [first - 1, [(1 - part) ** 3 / 6, (3 * cube - 6 * square + 4) / 6,
      (-3 * cube + 3 * square + 3 * part + 1) / 6, cube / 6]];
  }

  function densities(answer, cells, longitudes, latitudes) {
    const { columns, rows, corner, size } = answer;
    const across = longitudes.map((longitude) => spline((longitude - corner[0]) / size[0]));
    const out = new Float64Array(longitudes.length * latitudes.length);
    const line = new Float64Array(columns);
    latitudes.forEach((latitude, row) => {
      const [low, weights] = spline((latitude - corner[1]) / size[1]);
      if (low + 3 < 0 || low >= rows) return;
      line.fill(0);
      weights.forEach((weight, tap) => {
        if (low + tap < 0 || low + tap >= rows) return;
        const start = (low + tap) * columns;
        for (let column = 0; column < columns; column += 1) line[column] += weight * cells[start + column];
      });
      across.forEach(([first, [a, b, c, d]], column) => {
        if (first < -3 || first >= columns) return;
        out[row * longitudes.length + column] = a * (line[first] || 0) + b * (line[first + 1] || 0)
          + c * (line[first + 2] || 0) + d * (line[first + 3] || 0);
      });
    });
    return out;
  }

  // What is coloured: values per km², or per 1,000 residents and NaN where few live.
  cityMaps.heatDensities = function (answer, values, longitudes, latitudes) {
    const all = densities(answer, surface(answer, answer.steps, values), longitudes, latitudes);
    const people = answer.residents;
    if (!people) return all;
    const living = densities(answer, surface(answer, people.steps, people.values), longitudes, latitudes);
    return all.map((value, index) => (living[index] >= people.fewest ? 1000 * value / living[index] : NaN));
  };

  // A colour of theme.py as a canvas keeps its dots; none is transparent.
  function dot(colour) {
    const [red, green, blue] = colour ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : [0, 0, 0];
    return new Uint32Array(new Uint8ClampedArray([red, green, blue, colour ? 255 : 0]).buffer)[0];
  }

  // Draws the densities of a box and returns what tells the one at a place, NaN where none is known.
  function paint(canvas, map, bounds, answer, values) {
    const zoom = map.getZoom();
    const [first, last] = [map.project(bounds.getNorthWest()), map.project(bounds.getSouthEast())];
    canvas.width = Math.round(last.x - first.x);
    canvas.height = Math.round(last.y - first.y);
    if (!canvas.width || !canvas.height || !answer.columns) return () => 0;
    const right = (column) => map.unproject([first.x + column + 0.5, first.y]).lng;
    const down = (row) => map.unproject([first.x, first.y + row + 0.5]).lat;
    const found = cityMaps.heatDensities(answer, values,
      Array.from({ length: canvas.width }, (_, column) => right(column)),
      Array.from({ length: canvas.height }, (_, row) => down(row)));
    const { limits, colours } = answer.scale;
    const dots = colours.map(dot);
    const none = dots[limits.filter((limit) => limit <= 0).length];
    const picture = canvas.getContext("2d").createImageData(canvas.width, canvas.height);
    const out = new Uint32Array(picture.data.buffer);
    for (let index = 0; index < found.length; index += 1) {
      const value = found[index];
      if (value === 0 || Number.isNaN(value)) { out[index] = none; continue; }
      let place = 0;
      while (place < limits.length && value >= limits[place]) place += 1;
      out[index] = dots[place];
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
    return (place) => {
      const at = map.project(place, zoom).subtract(first).floor();
      const inside = at.x >= 0 && at.x < canvas.width && at.y >= 0 && at.y < canvas.height;
      return inside ? found[at.y * canvas.width + at.x] : NaN;
    };
  }

  // A canvas that Leaflet moves and scales like a picture on the ground, below the borders.
  function overlay(opacity, shown) {
    const canvas = document.createElement("canvas");
    const layer = L.svgOverlay(canvas, [[0, 0], [0, 0]], { opacity, pane: "heat", interactive: false });
    layer.redraw = function () {
      const map = layer._map;
      if (!map || !shown()) return;
      const size = map.getSize();
      const edge = size.multiplyBy(MARGIN);
      const bounds = L.latLngBounds(map.containerPointToLatLng(edge.multiplyBy(-1)),
        map.containerPointToLatLng(size.add(edge)));
      const { answer, values } = shown();
      layer.valueAt = paint(canvas, map, bounds, answer, values);
      layer.setBounds(bounds);
      canvas.dataset.metres = answer.metres; // what is drawn can be told from outside
    };
    layer.beforeAdd = function (map) {
      if (!map.getPane("heat")) map.createPane("heat").style.zIndex = 300;
    };
    return layer;
  }

  function element(tag, content, parent) {
    const made = document.createElement(tag);
    made.textContent = content;
    if (parent) parent.append(made);
    return made;
  }

  function inWords(value) {
    const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return value.toLocaleString("en", { maximumFractionDigits: digits });
  }

  // The legend, and below it the density under the pointer, or where the map was touched.
  function legend(words, layer) {
    const control = L.control({ position: "topright" });
    const here = element("small", "");
    const point = ({ latlng }) => {
      const value = layer.valueAt ? layer.valueAt(latlng) : NaN;
      here.textContent = words.here.replace("{value}", Number.isNaN(value) ? "–" : inWords(value));
    };
    control.onAdd = (map) => {
      map.on("mousemove click", point);
      return L.DomUtil.create("div", "map-panel");
    };
    control.onRemove = (map) => map.off("mousemove click", point);
    control.tell = function (answer, fault) {
      const box = control.getContainer();
      if (!box) return;
      box.replaceChildren();
      element("b", words.heading, box);
      for (const { colour, words: label } of answer ? answer.scale.entries : []) {
        const row = element("div", "", box);
        const swatch = element("i", "", row);
        swatch.style.background = colour;
        row.append(label);
      }
      if (answer) element("small", words.cell.replace("{metres}", answer.metres.toLocaleString("en")), box);
      here.textContent = words.here.replace("{value}", "–");
      box.append(here);
      if (fault) element("small", words.fault, box);
    };
    return control;
  }

  async function asked(address, signal) {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  // The box of the map, made larger to a coarse lattice, so that answers come again and the browser has kept them.
  function look(map) {
    const lattice = 90 / 2 ** Math.floor(map.getZoom());
    const out = (value, round) => round(value / lattice) * lattice;
    const bounds = map.getBounds().pad(MARGIN / 2);
    const box = [Math.max(out(bounds.getWest(), Math.floor), -180), Math.max(out(bounds.getSouth(), Math.floor), -85),
      Math.min(out(bounds.getEast(), Math.ceil), 180), Math.min(out(bounds.getNorth(), Math.ceil), 85)];
    return { box, zoom: map.getZoom() };
  }

  // data: answer and the look (box and zoom) that it is for, opacity, words of the legend or null, and the feed
  // that is asked for other looks, or null; a feed comes with words.
  cityMaps.heat = function (data) {
    let answer = data.answer;
    let drawn = data.look; // what the answer is for
    let timer = null;
    let request = null;
    const layer = overlay(data.opacity, () => ({ answer, values: answer.values }));
    const key = data.words && legend(data.words, layer);

    function follow() {
      layer.redraw();
      clearTimeout(timer);
      if (data.feed) timer = setTimeout(ask, WAIT);
    }

    async function ask() {
      const wanted = look(layer._map);
      const inView = drawn.zoom === wanted.zoom
        && L.latLngBounds([drawn.box[1], drawn.box[0]], [drawn.box[3], drawn.box[2]]).contains(layer._map.getBounds());
      if (inView) return;
      if (request) request.abort();
      request = new AbortController();
      try {
        const box = wanted.box.map((degrees) => Number(degrees.toFixed(6)));
        answer = await asked(`${data.feed}?box=${box.join(",")}&zoom=${wanted.zoom}`, request.signal);
        drawn = wanted;
        key.tell(answer);
        layer.redraw();
      } catch (fault) {
        if (fault.name !== "AbortError") key.tell(answer, fault);
      }
    }

    layer.on("add", () => {
      if (key) { key.addTo(layer._map); key.tell(answer); }
      layer._map.on("moveend resize", follow);
      follow();
    });
    layer.on("remove", () => {
      clearTimeout(timer);
      if (request) request.abort();
      if (key) key.remove();
      layer._map.off("moveend resize", follow);
    });
    return layer;
  };

  // data: labels of the frames, answer (with frames) or feed, words, opacity, and whether the legend is drawn.
  cityMaps.heatPlayer = function (data) {
    let answer = data.answer;
    let number = 0;
    let timer = null;
    const layer = overlay(data.opacity, () => answer && { answer, values: answer.frames[number] });
    const key = legend(data.words, layer);
    const bar = player(data, (chosen) => { number = chosen; layer.redraw(); });

    layer.on("add", async () => {
      const map = layer._map;
      map.on("moveend resize", layer.redraw);
      key.addTo(map);
      bar.addTo(map);
      key.tell(answer);
      if (!answer) {
        try {
          answer = await asked(data.feed);
        } catch (fault) {
          key.tell(null, fault);
          return;
        }
      }
      key.tell(answer);
      layer.redraw();
      bar.ready();
    });
    layer.on("remove", () => {
      bar.stop();
      layer._map.off("moveend resize", layer.redraw);
      key.remove();
      bar.remove();
    });
    return layer;
  };

  // The player's bar: play and pause, the frame on a slider, its label, and the speed. Nothing moves by itself.
  function player(data, show) {
    const { labels, words } = data;
    const control = L.control({ position: data.position });
    let playing = null;
    const box = L.DomUtil.create("div", "map-panel heat-player");
    const button = element("button", "", box);
    const slider = element("input", "", box);
    const label = element("output", "", box);
    const speed = element("select", "", box);
    Object.assign(button, { type: "button", disabled: true });
    Object.assign(slider, { type: "range", min: 0, max: labels.length - 1, value: 0, disabled: true });
    slider.setAttribute("aria-label", words.frame);
    speed.setAttribute("aria-label", words.speed);
    for (const times of SPEEDS) element("option", `×${times}`, speed).value = times;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    L.DomEvent.on(box, "keydown", L.DomEvent.stopPropagation); // an arrow key moves the slider, not the map

    function goTo(frame) {
      slider.value = frame;
      label.textContent = labels[frame];
      slider.setAttribute("aria-valuetext", labels[frame]);
      show(frame);
    }

    function mark() {
      button.innerHTML = `<svg viewBox="0 0 10 10" width="12" height="12"><path d="${playing ? PAUSE : PLAY}"/></svg>`;
      button.setAttribute("aria-label", playing ? words.pause : words.play);
      button.title = playing ? words.pause : words.play;
    }

    function next() {
      goTo((Number(slider.value) + 1) % labels.length);
      playing = setTimeout(next, 1000 * SECONDS / Number(speed.value));
    }

    control.stop = function () {
      clearTimeout(playing);
      playing = null;
      mark();
    };
    control.ready = function () {
      button.disabled = false;
      slider.disabled = false;
      goTo(Number(slider.value));
    };
    button.addEventListener("click", () => {
      if (playing) control.stop();
      else { next(); mark(); }
    });
    slider.addEventListener("input", () => { control.stop(); goTo(Number(slider.value)); });
    control.onAdd = () => box;
    label.textContent = labels[0];
    mark();
    return control;
  }
}());
