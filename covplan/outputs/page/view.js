// What is seen of the map between the boxes, on a screen and on paper.

function makeView(page) {
  const map = page.map, data = page.data;
  const panel = document.querySelector(".cp-panel"), head = document.querySelector(".cp-head");
  const wide = window.matchMedia("(min-width: 900px)").matches;
  const paperNow = window.matchMedia("print");
  let untouched = true;

  function padding() {
    return wide
      ? {paddingTopLeft: [head.offsetWidth + 18, 56], paddingBottomRight: [panel.offsetWidth + 18, page.foot()]}
      : {paddingTopLeft: [6, head.offsetHeight + 10], paddingBottomRight: [6, page.foot() + 70]};
  }
  function whole() {
    map.fitBounds(data.bounds, Object.assign({animate: false}, padding()));
    untouched = true;
  }
  function zoomed() {
    const names = map.getContainer().classList;
    names.toggle("cp-far", map.getZoom() < 10);
    names.toggle("cp-farther", map.getZoom() < 8.25);
  }
  // the sheet has another shape than the screen: the same ground is fitted to it, and back
  function onPaper() {
    document.querySelectorAll(".cp-group input:checked").forEach(unfold);
    // a long legend is made small enough for the sheet, above the words at its foot
    panel.style.zoom = 1;
    const room = map.getContainer().clientHeight - 26;
    if (paperNow.matches) { panel.style.zoom = Math.min(1, room / panel.scrollHeight); }
    const seen = map.getBounds(), before = untouched;
    map.invalidateSize({animate: false});
    if (before) { whole(); } else { map.fitBounds(seen.pad(-0.1), {animate: false}); }
  }
  function paper(size) {
    document.querySelector(".cp-paper-size").textContent = "@page { size: " + size + " landscape; margin: 8mm; }";
  }
  // the group of the legend in which an input stands
  function unfold(input) {
    if (input) { input.closest("details").open = true; }
  }
  return {
    padding: padding,
    unfold: unfold,
    // a box that stays, clear of the other boxes
    open: function (at, content) {
      const corner = wide ? [head.offsetWidth + 18, 60] : [8, head.offsetHeight + 8];
      const popup = L.popup({className: "cp-details", maxWidth: 440, autoPanPaddingTopLeft: corner})
        .setLatLng(at).setContent(content).openOn(map);
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", data.words.close);
    },
    start: function () {
      const sizes = document.querySelector(".cp-paper");
      document.head.appendChild(element("style", "", "cp-paper-size"));
      if (!wide) { panel.open = false; }
      for (const box of document.querySelectorAll(".cp-box")) {
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
      }
      document.addEventListener("keydown", function (event) { if (event.key === "Escape") { map.closePopup(); } });
      map.on("zoomend", zoomed);
      whole();
      zoomed();
      map.on("dragend zoomend", function () { untouched = false; });
      map.setMaxBounds(L.latLngBounds(data.bounds).pad(1));
      paperNow.addEventListener("change", onPaper);
      document.querySelector(".cp-whole").addEventListener("click", whole);
      document.querySelector(".cp-print").addEventListener("click", function () { window.print(); });
      sizes.addEventListener("change", function () { paper(sizes.value); });
      paper(sizes.value);
    }
  };
}
