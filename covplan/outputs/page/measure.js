// Distances and areas on the ellipsoid WGS 84, near enough for a province: lengths by the radii of curvature at the
// mean latitude of each piece (below 300 km within 0.01 %), areas in the cylindrical equal-area projection.

const EARTH_A_M = 6378137, EARTH_E2 = 0.00669437999014, DEGREE = Math.PI / 180;

function distanceM(a, b) {
  const phi = (a.lat + b.lat) / 2 * DEGREE, w2 = 1 - EARTH_E2 * Math.sin(phi) ** 2;
  const across = EARTH_A_M / Math.sqrt(w2) * Math.cos(phi) * (b.lng - a.lng) * DEGREE;
  const along = EARTH_A_M * (1 - EARTH_E2) / w2 ** 1.5 * (b.lat - a.lat) * DEGREE;
  return Math.hypot(across, along);
}

function areaM2(points) {
  const e = Math.sqrt(EARTH_E2);
  const flat = points.map(function (point) {
    const s = Math.sin(point.lat * DEGREE);
    const q = (1 - EARTH_E2) * (s / (1 - EARTH_E2 * s * s) + Math.atanh(e * s) / e);
    return [EARTH_A_M * point.lng * DEGREE, EARTH_A_M * q / 2];
  });
  const sum = flat.reduce(function (total, from, k) {
    const to = flat[(k + 1) % flat.length];
    return total + from[0] * to[1] - to[0] * from[1];
  }, 0);
  return Math.abs(sum) / 2;
}

function makeMeasure(page) {
  const map = page.map, words = page.data.words, button = document.querySelector(".cp-measure-switch");
  const told = document.querySelector(".cp-measured");
  let on = false, points = [], closed = false, layer = null;

  map.createPane("measure").style.zIndex = 620;
  map.getPane("measure").style.pointerEvents = "none";
  const renderer = L.svg({pane: "measure"});

  function length(of) {
    return of.slice(1).reduce(function (sum, to, k) { return sum + distanceM(of[k], to); }, 0);
  }
  function lengthText(metres) {
    return metres < 1000 ? page.number(metres, 0) + " m" : page.number(metres / 1000, 2) + " km";
  }
  function areaText(m2) {
    return m2 < 1e6 ? page.number(m2 / 1e4, 1) + " ha" : page.number(m2 / 1e6, 2) + " km²";
  }
  function tell(pointer) {
    if (closed) {
      told.textContent = words.area + " " + areaText(areaM2(points)) + " · " + words.perimeter + " "
        + lengthText(length(points.concat([points[0]])));
    } else if (points.length) {
      told.textContent = words.distance + " " + lengthText(length(pointer ? points.concat([pointer]) : points))
        + " · " + (points.length > 2 ? words.measure_close : words.measure_more);
    } else {
      told.textContent = words.measure_start;
    }
  }
  function draw(pointer) {
    if (layer) { map.removeLayer(layer); }
    if (!on) { return; }
    const style = {renderer: renderer, color: "#111", weight: 2, interactive: false};
    layer = L.layerGroup().addTo(map);
    if (closed) {
      layer.addLayer(L.polygon(points, Object.assign({fillColor: "#111", fillOpacity: 0.12}, style)));
    } else {
      layer.addLayer(L.polyline(points, style));
      if (pointer && points.length) {
        const next = L.polyline([points[points.length - 1], pointer], Object.assign({dashArray: "4 4"}, style));
        layer.addLayer(next);
      }
    }
    for (const point of points) {
      layer.addLayer(L.circleMarker(point, Object.assign({}, style, {radius: 4, fillColor: "#fff", fillOpacity: 1})));
    }
    tell(pointer);
  }
  function click(event) {
    if (closed) {
      points = [];
      closed = false;
    }
    const first = points.length > 2 && map.latLngToContainerPoint(points[0]);
    if (first && first.distanceTo(event.containerPoint) < 12) { closed = true; } else { points.push(event.latlng); }
    draw();
  }
  function move(event) { if (points.length && !closed) { draw(event.latlng); } }
  function turn(wanted) {
    if (wanted === on) { return; }
    on = wanted;
    button.setAttribute("aria-pressed", on);
    map.getContainer().classList.toggle("cp-measuring", on);
    told.hidden = !on;
    points = [];
    closed = false;
    draw();
    if (on) {
      map.closePopup();
      map.on("click", click).on("mousemove", move);
      map.doubleClickZoom.disable();
    } else {
      map.off("click", click).off("mousemove", move);
      map.doubleClickZoom.enable();
    }
  }
  return {
    on: function () { return on; },
    start: function () {
      button.addEventListener("click", function () { turn(!on); });
      document.addEventListener("keydown", function (event) { if (event.key === "Escape") { turn(false); } });
    }
  };
}
