"""The map's own script: draws ``data`` on a Leaflet map and ties the panel's switches to layers.

One canvas holds all vectors, in the order of ``ORDER``: canvases in several panes would hide each other from the
pointer. Texts enter the page through ``textContent`` only.
"""

from __future__ import annotations

SCRIPT = r"""
function drawCovplan(map, data) {
  "use strict";
  const ORDER = ["communes", "exclusions", "roads", "cables", "sharing", "protection", "routes", "places", "masts",
    "shared", "built"];
  const ROADS = data.colours.roads;
  map.options.zoomSnap = 0.25;
  map.options.zoomDelta = 0.5;
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(data.words.attribution);
  L.control.zoom({position: "bottomright", zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out})
    .addTo(map);
  L.control.scale({imperial: false, maxWidth: 160, position: "bottomleft"}).addTo(map);

  // a mark of any shape on the canvas: L.CircleMarker with another path
  L.Canvas.include({_updateMark: function (mark) {
    if (!this._drawing || mark._empty()) { return; }
    const o = mark.options, c = this._ctx;
    // smaller from far away, so that a whole province stays readable
    const r = mark._radius * Math.min(1.15, Math.max(0.5, (this._map.getZoom() - 5) / 5));
    const turn = 2 * Math.PI * o.k / o.of, out = o.of > 1 ? r * 0.95 : 0;
    const x = mark._point.x + out * Math.cos(turn), y = mark._point.y + out * Math.sin(turn);
    c.beginPath();
    if (o.shape === "triangle") {
      c.moveTo(x, y - r); c.lineTo(x + 0.92 * r, y + 0.65 * r); c.lineTo(x - 0.92 * r, y + 0.65 * r);
    } else if (o.shape === "diamond") {
      c.moveTo(x, y - r); c.lineTo(x + r, y); c.lineTo(x, y + r); c.lineTo(x - r, y);
    } else if (o.shape === "square") {
      c.rect(x - r, y - r, 2 * r, 2 * r);
    } else {
      c.arc(x, y, r, 0, 2 * Math.PI);
    }
    c.closePath();
    this._fillStroke(c, mark);
    if (o.order && this._map.getZoom() >= 10.5) {
      c.font = "600 11px system-ui, sans-serif"; c.textAlign = "left"; c.textBaseline = "middle";
      c.lineWidth = 3; c.strokeStyle = "#fff"; c.strokeText(o.order, x + r + 2, y);
      c.fillStyle = o.inkColour; c.fillText(o.order, x + r + 2, y);
    }
  }});
  const Mark = L.CircleMarker.extend({
    options: {k: 0, of: 1},
    _updatePath: function () { this._renderer._updateMark(this); }
  });

  function tip(title, subtitle, rows) {
    const box = document.createElement("div");
    function add(parent, tag, words, name) {
      const element = document.createElement(tag);
      element.textContent = words;
      if (name) { element.className = name; }
      parent.appendChild(element);
    }
    add(box, "strong", title);
    if (subtitle) { add(box, "span", subtitle, "cp-sub"); }
    if (rows.length) {
      const table = document.createElement("table");
      for (const cells of rows) {
        const row = document.createElement("tr");
        cells.forEach(function (cell, k) { add(row, k ? "td" : "th", cell); });
        table.appendChild(row);
      }
      box.appendChild(table);
    }
    return box;
  }
  function bindTip(layer, item, labels) {
    const rows = labels.map(function (label, k) { return [label, item.r[k]]; })
      .filter(function (row) { return row[1]; });
    return layer.bindTooltip(function () { return tip(item.n, item.s, rows); }, {sticky: true, className: "cp-tip"});
  }
  function label(at, words, name, anchor) {
    const element = document.createElement("span");
    element.textContent = words;
    return L.marker(at, {interactive: false, keyboard: false,
      icon: L.divIcon({className: "cp-label " + name, html: element, iconSize: null})});
  }

  const groups = {}, dated = [];  // dated: what of the plan has a year, with the group that it belongs to
  function group(name) { return groups[name] || (groups[name] = L.layerGroup()); }
  function lines(name, styles) {
    for (const item of data[name].items) {
      for (const style of styles(item)) {
        const line = L.polyline(item.c, style);
        group(name).addLayer(style.interactive === false ? line : bindTip(line, item, data[name].labels));
        if (item.year) { dated.push({layer: line, name: name, year: item.year}); }
      }
    }
  }

  let theme = "";
  const polygons = data.communes.items.map(function (item) {
    const shape = L.polygon(item.c, {color: "#5d5a52", weight: 0.8, fillOpacity: 0});
    shape.bindTooltip(function () {
      const columns = ["before", "after"].filter(function (when) { return item[when + "_pct"]; });
      const head = [""].concat(columns.map(function (when) { return data.words[when]; }));
      const rows = data.communes.readings.map(function (reading, k) {
        return [reading].concat(columns.map(function (when) { return item[when + "_pct"][k]; }));
      });
      const below = item.s + " · " + data.words.population + " " + item.p;
      return tip(item.n, below, columns.length ? [head].concat(rows) : []);
    }, {sticky: true, className: "cp-tip"});
    group("communes").addLayer(shape);
    group("names").addLayer(label(item.at, item.n, item.major ? "cp-name cp-major" : "cp-name"));
    return shape;
  });
  lines("roads", function (item) {
    return [{color: ROADS[item.k], weight: {expressway: 2.6, national: 1.7, provincial: 0.9}[item.k], opacity: 0.85}];
  });
  for (const plate of data.roads.plates) {
    group("roads").addLayer(label(plate.at, plate.n, "cp-plate cp-" + plate.k));
  }
  lines("cables", function () { return [{color: data.colours.cable, weight: 1.6, dashArray: "5 3"}]; });
  for (const name of ["sharing", "protection"]) {
    data[name] = data.shared_routes;
    lines(name, function (item) { return [{color: item.k[name], weight: 3, opacity: 0.95}]; });
  }
  lines("routes", function () {
    return [{color: "#fff", weight: 5, opacity: 0.9, interactive: false}, {color: data.colours.proposed, weight: 2.6}];
  });
  function addMark(name, item, labels, style) {
    const mark = new Mark(item.at, Object.assign({fillOpacity: 1}, style));
    group(name).addLayer(bindTip(mark, item, labels));
    if (item.year) { dated.push({layer: mark, name: name, year: item.year}); }
  }
  for (const item of data.exclusions.items) {
    const zone = L.polygon(item.c, {color: "#444", weight: 1, dashArray: "3 3", fillOpacity: 0.25});
    group("exclusions").addLayer(bindTip(zone, item, []));
  }
  for (const item of data.places.items) {
    const style = {shape: "square", radius: 4, weight: 1.2, color: "#fff", fillColor: "#30343b"};
    addMark("places", item, data.places.labels, style);
  }
  for (const item of data.masts.items) {
    const style = item.hollow
      ? {radius: 2.8, weight: 1.5, color: item.fill, fillColor: "#fff"}
      : {radius: 3.6, weight: 0.8, color: "#333", fillColor: item.fill};
    addMark("masts", item, data.masts.labels, Object.assign(style, {k: item.k, of: item.of}));
  }
  for (const item of data.planned.items) {
    const red = data.colours.proposed, build = item.kind === "build";
    const style = build
      ? {shape: "triangle", radius: 8, weight: 1.2, color: "#fff", fillColor: red}
      : {shape: "diamond", radius: 6.5, weight: 2, color: red, fillColor: "#fff"};
    const named = Object.assign(style, {order: item.order, inkColour: red});
    addMark(build ? "built" : "shared", item, data.planned.labels, named);
  }

  map.createPane("relief").style.zIndex = 250;
  map.createPane("raster").style.zIndex = 350;
  const images = {};
  for (const name in data.images) {
    images[name] = L.imageOverlay(data.images[name], data.image_bounds, name === "relief"
      ? {pane: "relief"} : {pane: "raster", opacity: 0.8, className: "cp-pixels"});
  }
  groups.relief = images.relief;

  function inOrder() {
    for (const name of ORDER) {
      if (groups[name] && map.hasLayer(groups[name])) {
        groups[name].eachLayer(function (layer) { if (layer.bringToFront) { layer.bringToFront(); } });
      }
    }
  }
  function show(name, on) {
    if (!groups[name]) { return; }
    if (on) { groups[name].addTo(map); } else { map.removeLayer(groups[name]); }
    inOrder();
  }
  function showUntil(year) {
    for (const one of dated) {
      if (one.year <= year) { groups[one.name].addLayer(one.layer); } else { groups[one.name].removeLayer(one.layer); }
    }
    inOrder();
  }
  function setTheme(name) {
    if (images[theme]) { map.removeLayer(images[theme]); }
    theme = name;
    if (images[theme]) { images[theme].addTo(map); }
    const state = data.years.find(function (one) { return one.theme === theme; });
    showUntil(state ? state.year : Infinity);
    polygons.forEach(function (shape, k) {
      const fill = data.communes.items[k][theme];
      shape.setStyle({fillColor: fill || "#fff", fillOpacity: fill ? 0.66 : 0, weight: fill ? 0.8 : 0.6});
    });
    document.querySelectorAll("[data-theme-legend]").forEach(function (box) {
      box.hidden = box.dataset.themeLegend.split(" ").indexOf(theme) < 0;
    });
  }

  show("communes", true);
  document.querySelectorAll("input[data-layer]").forEach(function (input) {
    input.addEventListener("change", function () { show(input.dataset.layer, input.checked); });
    show(input.dataset.layer, input.checked);
  });
  document.querySelectorAll("input[name=cp-theme]").forEach(function (input) {
    input.addEventListener("change", function () { setTheme(input.value); });
    if (input.checked) { setTheme(input.value); }
  });

  const wide = window.matchMedia("(min-width: 900px)").matches;
  const panel = document.querySelector(".cp-panel"), head = document.querySelector(".cp-head");
  if (!wide) { panel.open = false; }
  for (const box of [panel, head]) {
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
  }
  function whole() {
    map.fitBounds(data.bounds, wide
      ? {paddingTopLeft: [head.offsetWidth + 18, 14], paddingBottomRight: [panel.offsetWidth + 18, 30], animate: false}
      : {paddingTopLeft: [6, head.offsetHeight + 10], paddingBottomRight: [6, 70], animate: false});
  }
  window.matchMedia("print").addEventListener("change", function () {
    map.invalidateSize({animate: false});
    whole();
  });
  function zoomed() {
    const names = map.getContainer().classList;
    names.toggle("cp-far", map.getZoom() < 10);
    names.toggle("cp-farther", map.getZoom() < 8.25);
  }
  map.on("zoomend", zoomed);
  whole();
  zoomed();
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(1));
  document.querySelector(".cp-whole").addEventListener("click", whole);
  document.querySelector(".cp-print").addEventListener("click", function () { window.print(); });
}
"""
