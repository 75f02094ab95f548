// The ground of a map: land with a soft coast, street offices as a quiet second line, scale and north.
window.cityMaps = window.cityMaps || {};

(function () {
  const SCALE_PIXELS = 120; // the longest that the bar may be

  // Two halves, the first dark, as on printed maps; true at the latitude of the map's middle.
  const Scale = L.Control.extend({
    options: { position: "bottomleft" },

    onAdd(map) {
      this._bar = L.DomUtil.create("div", "map-scale");
      map.on("moveend", this._update, this);
      this._update();
      return this._bar;
    },

    onRemove(map) {
      map.off("moveend", this._update, this);
    },

    _update() {
      const y = this._map.getSize().y / 2;
      const [west, east] = [0, SCALE_PIXELS].map((x) => this._map.containerPointToLatLng([x, y]));
      const across = this._map.distance(west, east);
      const power = 10 ** Math.floor(Math.log10(across));
      const length = power * [5, 2, 1].find((step) => step * power <= across);
      const { metres, kilometres } = this.options.words;
      const words = length >= 1000 ? `${length / 1000} ${kilometres}` : `${length} ${metres}`;
      const width = Math.round((SCALE_PIXELS * length) / across);
      this._bar.innerHTML = `<span>${words}</span><i style="width:${width}px"></i>`;
    },
  });

  const North = L.Control.extend({
    options: { position: "topright" },

    onAdd() {
      const sign = L.DomUtil.create("div", "map-north");
      sign.innerHTML = `<svg viewBox="0 0 20 26" aria-hidden="true"><path d="M10 0 18 25 10 20 2 25Z"/></svg>`
        + this.options.words.north;
      return sign;
    },
  });

  // Says that part of the map is missing, once a feed did not answer.
  const Failed = L.Control.extend({
    options: { position: "bottomright" },

    onAdd() {
      const note = L.DomUtil.create("div", "map-panel");
      note.setAttribute("role", "alert");
      note.textContent = this.options.words.failed;
      return note;
    },
  });

  // Leaflet focuses its container on mouse down and the page scrolls to it: the click would land on another place.
  L.Map.Keyboard.include({
    _onMouseDown() {
      if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
    },
  });

  // `land` is a GeoJSON geometry or null; the halo beside the coast is drawn below the land that covers half of it.
  cityMaps.ground = function ({ land, look, words }) {
    const lines = land ? [...look.halo, look.land] : [];
    const group = L.layerGroup(lines.map((style) =>
      L.geoJSON(land, { style, pane: "land", interactive: false })));
    const controls = [new Scale({ words }), new North({ words })];
    const failed = new Failed({ words });
    const tell = () => failed._map || failed.addTo(group._map);
    group.on("add", () => {
      controls.forEach((control) => control.addTo(group._map));
      for (const [way, title] of [["in", words.closer], ["out", words.farther]]) {
        const button = group._map.getContainer().querySelector(`.leaflet-control-zoom-${way}`);
        if (button) { button.title = title; button.setAttribute("aria-label", title); }
      }
      window.addEventListener("feed-failed", tell);
    });
    group.on("remove", () => {
      controls.forEach((control) => control.remove());
      window.removeEventListener("feed-failed", tell);
    });
    return group;
  };

  // Who is named for tiles, as inert HTML; without Leaflet's own link, which leads to another host.
  cityMaps.attribution = (words) => L.control.attribution({ prefix: false }).addAttribution(words);

  // The feed's `lines` are borders between street offices, each once; `names` are as in `cityMaps.labels`.
  cityMaps.streets = function ({ address, style }) {
    const group = L.layerGroup();
    cityMaps.withAnswer(address, ({ lines, names }) => {
      group.addLayer(L.geoJSON(lines, { style, pane: "streets", interactive: false }));
      group.addLayer(cityMaps.streetNames(names));
    });
    return group;
  };
})();
