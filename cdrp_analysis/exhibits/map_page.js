// Finds an area, reads it out, changes what is shown, fits the map. Capitals are filled in.
window.addEventListener("load", function () {
  var map = map_KEY, areas = geo_json_KEY, views = VIEWS, view = views[0];
  var choice = document.getElementById("choose-layer"), plain = areas.options.style;
  var list = document.getElementById("find-area"), reading = document.getElementById("reading");
  var layers = {}, marked = null;
  function mark(layer, speak) {
    if (marked) { areas.resetStyle(marked); }
    marked = layer;
    if (!layer) { reading.textContent = ""; return; }
    layer.setStyle({ weight: 4, color: "#0b0c0c" });
    layer.bringToFront();
    if (speak) { reading.textContent = view.texts[layer.feature.id]; }
  }
  areas.options.style = function (feature) {
    return Object.assign({}, plain(feature), { fillColor: view.fills[feature.id] });
  };
  areas.eachLayer(function (layer) {
    layers[layer.feature.id] = layer;
    layer.bindTooltip(function () {
      var label = document.createElement("span");
      label.textContent = view.texts[layer.feature.id];
      return label;
    }, { sticky: true });
    layer.on("click", function () { list.value = layer.feature.id; mark(layer, true); });
  });
  list.addEventListener("change", function () { mark(layers[list.value] || null, true); });
  if (choice) {
    choice.addEventListener("change", function () {
      view = views[choice.value];
      areas.setStyle(areas.options.style);
      mark(marked, true);
    });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      areas.eachLayer(function (layer) { layer.closeTooltip(); });
      list.value = ""; mark(null, false);
    }
  });
  document.querySelector(".folium-map").setAttribute("aria-label", LABEL);
  document.querySelector(".folium-map").setAttribute("role", "application");
  var box = areas.getBounds(), fitted = false;
  map.setMaxBounds(box.pad(0.5));
  // A folded frame has no size: the map is fitted when it first gets one.
  new ResizeObserver(function () {
    map.invalidateSize();
    if (!fitted && map.getSize().x && map.getSize().y) {
      map.fitBounds(box, { padding: [12, 12], animate: false });
      fitted = true;
    }
  }).observe(document.querySelector(".folium-map"));
});
