// Maps in frames of one page that move together: each tells the others of its channel where it looks.
window.cityMaps = window.cityMaps || {};

cityMaps.together = function (name) {
  const group = L.layerGroup();
  let channel = null;
  let map = null;
  let led = false; // by another map, whose own move must not be told back

  // Only the map in the user's hand leads: where the page moves both, each goes its own way to the same place.
  function tell() {
    if (led || !(map.getContainer().matches(":hover") || document.hasFocus())) return;
    const { lat, lng } = map.getCenter();
    channel.postMessage({ centre: [lat, lng], zoom: map.getZoom() });
  }

  function follow({ data }) {
    led = true;
    map.setView(data.centre, data.zoom, { animate: false });
    led = false;
  }

  group.on("add", () => {
    map = group._map;
    channel = new BroadcastChannel(name);
    channel.onmessage = follow;
    map.on("move", tell);
  });
  group.on("remove", () => {
    map.off("move", tell);
    channel.close();
  });
  return group;
};
