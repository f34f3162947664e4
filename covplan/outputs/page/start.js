// The page: every part knows the others through `page`, and starts when all are there.

window.drawCovplan = function (map, data) {
  const page = {map: map, data: data, number: makeNumbers(data.language)};
  page.foot = function () {
    const years = document.querySelector(".cp-years");
    return years ? years.offsetHeight + 24 : 30;
  };
  map.options.zoomSnap = 0.25;
  map.options.zoomDelta = 0.5;
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(data.words.attribution);
  L.control.zoom({position: "bottomright", zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out})
    .addTo(map);
  L.control.scale({imperial: false, maxWidth: 160, position: "bottomleft"}).addTo(map);
  page.view = makeView(page);
  page.measure = makeMeasure(page);
  page.layers = makeLayers(page);
  page.themes = makeThemes(page);
  page.years = makeYears(page);
  page.swipe = makeSwipe(page);
  page.search = makeSearch(page);
  for (const part of ["layers", "themes", "years", "swipe", "measure", "search", "view"]) { page[part].start(); }
};
