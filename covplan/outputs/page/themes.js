// What the map is coloured by: one theme at a time, each with a state for every stage of the plan (or with one only).
// A state is a picture, or a colour for each commune. The legend shows the colours that are on the map.

function makeThemes(page) {
  const map = page.map, data = page.data, overlays = {}, shown = [];
  let theme = "", opacity = 0.8, swiping = false;

  map.createPane("relief").style.zIndex = 250;
  for (const pane of ["past", "raster"]) { map.createPane(pane).style.zIndex = 350; }
  if (data.tiles) {
    page.layers.groups.tiles = L.tileLayer(data.tiles.address, {maxZoom: 19, attribution: data.tiles.by});
  }
  page.layers.groups.relief = L.imageOverlay(data.images.relief.src, data.image_bounds, {pane: "relief"});

  function picture(state, pane) {
    const key = pane + " " + state;
    return overlays[key] || (overlays[key] = L.imageOverlay(data.images[state].src, data.image_bounds,
      {pane: pane, className: "cp-pixels"}));
  }
  function fillOf(item, state) {
    const colour = item.fill[state];
    return {fillColor: colour || "#fff", fillOpacity: colour ? opacity : 0};
  }
  function draw() {
    const spec = data.themes[theme], now = spec.states[Math.min(page.years.stage(), spec.states.length - 1)];
    const past = swiping ? spec.left : null, states = past ? [now, past] : [now];
    while (shown.length) { map.removeLayer(shown.pop()); }
    states.forEach(function (state, k) {
      if (data.images[state]) {
        shown.push(picture(state, k ? "past" : "raster").setOpacity(opacity).addTo(map));
      }
    });
    page.layers.polygons.forEach(function (shape, k) {
      const item = data.communes.items[k];
      shape.setStyle(Object.assign(fillOf(item, now), {weight: item.fill[now] ? 0.8 : 0.6,
        left: past ? fillOf(item, past) : null}));
    });
    legend(states);
    tellHead();
  }
  // the head names the service that is shown: the headline's, or the theme's own
  const head = {};
  for (const [key, where] of [["label", ".cp-figures span"], ["value", ".cp-figures b"],
    ["detail", ".cp-figures small"], ["definition", ".cp-definition"]]) {
    const box = document.querySelector(where);
    if (box) { head[key] = {box: box, usual: box.textContent}; }
  }
  function tellHead() {
    const own = data.heads[theme], stage = data.stages[page.years.stage()], now = stage && stage.figures[0];
    for (const key of Object.keys(head)) {
      head[key].box.textContent = own ? own[key] : (now && now[key]) || head[key].usual;
    }
  }
  function legend(states) {
    const pictures = states.map(function (state) { return data.images[state]; }).filter(Boolean);
    document.documentElement.style.setProperty("--cp-opacity", opacity);
    document.querySelectorAll("[data-theme-legend]").forEach(function (box) {
      box.hidden = box.dataset.themeLegend.split(" ").indexOf(theme) < 0;
      for (const row of box.querySelectorAll("[data-colour]")) {
        row.hidden = pictures.length > 0 && !pictures.some(function (one) {
          return one.colours.indexOf(row.dataset.colour) >= 0;
        });
      }
    });
  }
  const themes = {
    start: function () {
      const slider = document.querySelector(".cp-opacity input");
      slider.addEventListener("input", function () {
        opacity = slider.value / 100;
        draw();
      });
      document.querySelectorAll("input[name=cp-theme]").forEach(function (input) {
        input.addEventListener("change", function () { themes.choose(input.value); });
        if (input.checked) { themes.choose(input.value); }
      });
    },
    // a theme that shows the end of the plan brings the slider there; one without a past ends the swipe
    choose: function (name) {
      theme = name;
      const input = document.querySelector('input[name=cp-theme][value="' + name + '"]');
      input.checked = true;
      page.view.unfold(input);
      if (data.themes[name].end) { page.years.toEnd(); }
      if (swiping && !data.themes[name].left) { page.swipe.turn(false); }
      draw();
    },
    // the picture of a year needs a theme that has one
    follow: function () {
      if (theme !== "none" && data.themes[theme].states.length === 1) { themes.choose("area"); } else { draw(); }
    },
    setSwiping: function (on) {
      swiping = on;
      if (on && !data.themes[theme].left) { themes.choose(data.themes[theme].against || data.swipe); } else { draw(); }
    }
  };
  return themes;
}
