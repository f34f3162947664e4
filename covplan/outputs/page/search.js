// Search: communes, masts, sites of the plan, key places, roads, and a Km of a road where the data has its chainage.

const MOST_FOUND = 9, FULL_ZOOM = 12;

function makeSearch(page) {
  const map = page.map, data = page.data, words = data.words, box = document.querySelector(".cp-search");
  const input = box.querySelector("input"), list = box.querySelector("ul");
  let entries = null, found = [], chosen = -1;

  function entry(title, kind, other, go) {
    const folded = fold(title + " " + other);
    return {title: title, kind: kind, folded: folded, name: fold(title).replace(/ /g, ""), go: go};
  }
  function makeEntries() {
    const made = [], roads = {};
    for (const thing of page.layers.things) {
      const item = thing.item;
      if (thing.name === "communes") {
        made.push(entry(item.n, words.kind_commune, "", function () { openShape(thing); }));
      } else if (thing.name === "roads") {
        const number = item.n;
        if (!number) { continue; }
        if (!roads[number]) {
          roads[number] = [];
          const go = function () { openRoad(roads[number]); };
          made.push(entry(number, words.kind_road, item.s || "", go));
        }
        roads[number].push(thing);
      } else if (["masts", "built", "shared", "places"].indexOf(thing.name) >= 0) {
        const kind = {masts: words.kind_mast, places: words.kind_place}[thing.name] || words.kind_planned;
        made.push(entry(item.n, kind, item.s || "", function () { openMark(thing); }));
      }
    }
    return made;
  }

  // fly there, then open what is told of it
  function arrive(open, fly) {
    map.closePopup();
    map.once("moveend", open);
    fly();
  }
  function openMark(thing) {
    page.layers.reveal(thing.name);
    if (thing.item.year) { page.years.toYear(thing.item.year); }
    const at = L.latLng(thing.item.at);
    arrive(function () { thing.layer.details(at); },
      function () { map.flyTo(at, Math.max(map.getZoom(), FULL_ZOOM), {duration: 0.8}); });
  }
  function openShape(thing) {
    arrive(function () { thing.layer.details(L.latLng(thing.item.at)); },
      function () { map.flyToBounds(thing.layer.getBounds(), Object.assign({duration: 0.8}, page.view.padding())); });
  }
  function openRoad(things) {
    page.layers.reveal("roads");
    const bounds = L.latLngBounds([]);
    things.forEach(function (thing) { bounds.extend(thing.layer.getBounds()); });
    const lines = things.map(function (thing) { return thing.layer.getLatLngs().flat(2); });
    const k = lines.reduce(function (best, line, j) { return line.length > lines[best].length ? j : best; }, 0);
    arrive(function () { things[k].layer.details(lines[k][Math.floor(lines[k].length / 2)]); },
      function () { map.flyToBounds(bounds, Object.assign({duration: 0.8}, page.view.padding())); });
  }

  function kmText(m) {
    return "Km" + Math.floor(m / 1000) + "+" + String(Math.round(m) % 1000).padStart(3, "0");
  }
  // "QL.29 Km 12+300" → the places on the roads whose number begins so
  function chainages(query) {
    const match = /^(.*?)[\s,]*km\s*(\d+)\s*(?:\+\s*(\d{1,3}))?\s*$/i.exec(query);
    if (!match) { return []; }
    const number = fold(match[1]).replace(/ /g, ""), asked = 1000 * Number(match[2]) + Number(match[3] || 0);
    return data.chainage.filter(function (road) {
      return number && fold(road.n).replace(/ /g, "").startsWith(number);
    }).map(function (road) {
      if (asked < road.first || asked > road.last) {
        return {title: road.n + ": " + kmText(Math.ceil(road.first)) + " – " + kmText(Math.floor(road.last)),
          kind: words.km_outside};
      }
      return {title: road.n + " " + kmText(asked), kind: words.kind_km, go: function () { openKm(road, asked); }};
    });
  }
  function openKm(road, asked) {
    // the last step may be shorter than the others
    const place = (asked - road.first) / road.step, k = Math.min(Math.floor(place), road.at.length - 2);
    const from = road.first + k * road.step, span = Math.min(road.step, road.last - from), t = (asked - from) / span;
    const a = road.at[k], b = road.at[k + 1], at = L.latLng(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
    const official = road.official && asked >= road.official[0] && asked <= road.official[1];
    const content = tip(road.n + " " + kmText(asked), official ? words.km_official : words.km_modelled,
      [[words.position, page.number(at.lat, 5) + "; " + page.number(at.lng, 5)]]);
    page.layers.reveal("roads");
    arrive(function () { page.view.open(at, content); },
      function () { map.flyTo(at, Math.max(map.getZoom(), FULL_ZOOM), {duration: 0.8}); });
  }

  function rank(one, query) {
    const compact = query.replace(/ /g, "");
    if (one.name === compact) { return 0; }
    if (one.name.startsWith(compact)) { return 1; }
    if ((" " + one.folded).indexOf(" " + query) >= 0) { return 2; }
    return one.folded.replace(/ /g, "").indexOf(compact) >= 0 ? 3 : null;
  }
  function look() {
    const query = fold(input.value);
    entries = entries || makeEntries();
    found = chainages(input.value);
    if (query && !found.length) {
      found = entries.map(function (one) { return [rank(one, query), one]; })
        .filter(function (pair) { return pair[0] !== null; })
        .sort(function (a, b) { return a[0] - b[0]; })
        .slice(0, MOST_FOUND).map(function (pair) { return pair[1]; });
    }
    found = found.slice(0, MOST_FOUND);
    choose(found.length && found[0].go ? 0 : -1);
    show(query !== "");
  }
  function show(on) {
    list.textContent = "";
    list.hidden = !on;
    input.setAttribute("aria-expanded", on);
    if (!on) { return; }
    if (!found.length) { list.appendChild(element("li", words.found_nothing, "cp-nothing")); }
    found.forEach(function (one, k) {
      const row = document.createElement("li");
      row.id = "cp-found-" + k;
      row.setAttribute("role", "option");
      row.appendChild(element("span", one.title));
      row.appendChild(element("small", one.kind));
      // before the box loses the focus and closes the list
      row.addEventListener("mousedown", function (event) {
        event.preventDefault();
        take(k);
      });
      list.appendChild(row);
    });
    choose(chosen);
  }
  function choose(k) {
    chosen = k;
    [...list.children].forEach(function (row, j) { row.setAttribute("aria-selected", j === k); });
    if (k >= 0) { input.setAttribute("aria-activedescendant", "cp-found-" + k); }
    else { input.removeAttribute("aria-activedescendant"); }
  }
  function take(k) {
    if (k < 0 || !found[k] || !found[k].go) { return; }
    input.value = found[k].title;
    show(false);
    found[k].go();
  }
  return {
    start: function () {
      input.addEventListener("input", look);
      input.addEventListener("focus", function () { if (input.value) { look(); } });
      input.addEventListener("blur", function () { show(false); });
      input.addEventListener("keydown", function (event) {
        if (event.key === "Enter") {
          take(chosen);
        } else if (event.key === "Escape") {
          show(false);
          event.stopPropagation();
        } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
          event.preventDefault();
          choose((chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
        }
      });
    }
  };
}
