// Vectors: one canvas holds them all, in the order of ORDER; canvases in several panes would hide each other from the
// pointer. `things` are what can be searched for; what of the plan has a year is shown from that year on.

const ORDER = ["communes", "exclusions", "roads", "cables", "sharing", "protection", "routes", "places",
  "key_areas", "masts", "shared", "built"];

function makeLayers(page) {
  const map = page.map, data = page.data, groups = {}, dated = [], things = [];

  function group(name) { return groups[name] || (groups[name] = L.layerGroup()); }

  // a tip under the pointer, and on a click the same with the position in a box that stays
  function explain(layer, content) {
    layer.details = function (at) {
      const box = content(), lat = page.number(at.lat, 5), lng = page.number(at.lng, 5);
      box.appendChild(element("span", data.words.position + " " + lat + "; " + lng, "cp-sub"));
      layer.closeTooltip();
      page.view.open(at, box);
    };
    layer.on("click", function (event) { if (!page.measure.on()) { layer.details(event.latlng); } });
    return layer.bindTooltip(content, {sticky: true, className: "cp-tip"});
  }
  function add(name, layer, item, labels) {
    const rows = (labels || data[name].labels).map(function (label, k) { return [label, item.r[k]]; })
      .filter(function (row) { return row[1]; });
    group(name).addLayer(explain(layer, function () { return tip(item.n, item.s, rows); }));
    things.push({name: name, item: item, layer: layer});
    if (item.year) { dated.push({layer: layer, name: name, year: item.year}); }
  }
  function lines(name, styles, source) {
    const from = data[source || name];
    for (const item of from.items) {
      for (const style of styles(item)) {
        const line = L.polyline(item.c, style);
        if (style.interactive !== false) {
          add(name, line, item, from.labels);
          continue;
        }
        group(name).addLayer(line);
        if (item.year) { dated.push({layer: line, name: name, year: item.year}); }
      }
    }
  }

  // shares of people served today and at the stage that is shown, by reading
  function shares(item) {
    const columns = page.years.columns(data.communes.columns);
    if (!columns.length) { return []; }
    return [[""].concat(columns.map(function (column) { return column.title; }))]
      .concat(data.communes.readings.map(function (reading, k) {
        return [reading].concat(columns.map(function (column) { return item.shares[column.state][k]; }));
      }));
  }
  const polygons = data.communes.items.map(function (item) {
    const shape = L.polygon(item.c, {color: "#5d5a52", weight: 0.8, fillOpacity: 0});
    explain(shape, function () { return tip(item.n, item.s, item.rows || shares(item)); });
    group("communes").addLayer(shape);
    group("names").addLayer(label(item.at, item.n, item.major ? "cp-name cp-major" : "cp-name"));
    things.push({name: "communes", item: item, layer: shape});
    return shape;
  });
  lines("roads", function (item) {
    const weight = {expressway: 2.6, national: 1.7, provincial: 0.9}[item.k];
    return [{color: data.colours.roads[item.k], weight: weight, opacity: 0.85}];
  });
  for (const plate of data.roads.plates) {
    group("roads").addLayer(label(plate.at, plate.n, "cp-plate cp-" + plate.k));
  }
  lines("cables", function () { return [{color: data.colours.cable, weight: 1.6, dashArray: "5 3"}]; });
  for (const name of ["sharing", "protection"]) {
    const style = function (item) { return [{color: item.k[name], weight: 3, opacity: 0.95, right: true}]; };
    lines(name, style, "shared_routes");
  }
  lines("routes", function () {
    return [{color: "#fff", weight: 5, opacity: 0.9, interactive: false, right: true},
            {color: data.colours.proposed, weight: 2.6, right: true}];
  });
  for (const item of data.exclusions.items) {
    add("exclusions", L.polygon(item.c, {color: "#444", weight: 1, dashArray: "3 3", fillOpacity: 0.25}), item);
  }
  function addMark(name, item, look, options, labels) {
    const style = Object.assign({look: look, shapes: data.shapes, radius: look.radius, weight: look.weight}, options);
    add(name, new Mark(item.at, style), item, labels);
  }
  for (const item of data.places.items) { addMark("places", item, data.places.looks[0]); }
  for (const item of data.masts.items) {
    addMark("masts", item, data.masts.looks[item.look], {k: item.k, of: item.of, words: item.letter, ink: "#222"});
  }
  for (const item of data.planned.items) {
    addMark(item.kind === "build" ? "built" : "shared", item, data.planned.looks[item.look],
      {words: item.order, wordsLeft: true, ink: data.colours.proposed, right: true}, data.planned.labels);
  }

  // key areas: what each of them is at a stage of the plan; left of the swipe's line what it is today
  const judged = data.key_areas.items.map(function (item) {
    const layer = item.c ? L.polyline(item.c, {weight: 4, opacity: 0.9})
      : new Mark(item.at, {look: data.key_areas.looks[item.v[0]], shapes: data.shapes, radius: 6, weight: 1});
    add("key_areas", layer, item);
    return [layer, item];
  });
  function judge(stage) {
    for (const [layer, item] of judged) {
      const now = styleOf(item, stage === null ? item.v.length - 1 : stage);
      layer.setStyle(Object.assign(now, {left: styleOf(item, 0)}));
    }
  }
  function styleOf(item, stage) {
    const verdict = item.v[stage], line = data.key_areas.lines[verdict];
    if (!item.c) { return {look: data.key_areas.looks[verdict]}; }
    // the canvas draws by the second form of the dashes, which Leaflet makes of the first for the layer's own style only
    return Object.assign({_dashArray: line.dashArray ? line.dashArray.split(" ").map(Number) : null}, line);
  }

  function inOrder() {
    for (const name of ORDER) {
      if (groups[name] && map.hasLayer(groups[name])) {
        groups[name].eachLayer(function (layer) { if (layer.bringToFront) { layer.bringToFront(); } });
      }
    }
  }
  function show(name, on) {
    document.querySelectorAll('[data-layer-legend="' + name + '"]').forEach(function (box) { box.hidden = !on; });
    if (!groups[name]) { return; }
    if (on) { page.view.unfold(document.querySelector('input[data-layer="' + name + '"]')); }
    if (on) { groups[name].addTo(map); } else { map.removeLayer(groups[name]); }
    inOrder();
  }
  return {
    things: things, polygons: polygons, groups: groups,
    start: function () {
      show("communes", true);
      judge(null);
      document.querySelectorAll("input[data-layer]").forEach(function (input) {
        input.addEventListener("change", function () { show(input.dataset.layer, input.checked); });
        show(input.dataset.layer, input.checked);
      });
    },
    reveal: function (name) {
      const input = document.querySelector('input[data-layer="' + name + '"]');
      if (input && !input.checked) { input.click(); }
    },
    // what stands at a stage, the last one being the whole plan
    showStage: function (stage, year) {
      judge(stage);
      for (const one of dated) {
        const name = groups[one.name];
        if (year !== null && one.year <= year) { name.addLayer(one.layer); } else { name.removeLayer(one.layer); }
      }
      inOrder();
    },
    redraw: function () {
      const renderer = polygons.length && polygons[0]._renderer;
      if (renderer && renderer._ctx) {
        renderer._redrawBounds = null;
        renderer._redraw();
      }
    }
  };
}
