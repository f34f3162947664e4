// Before and after side by side: the past in a pane of its own left of a line, all that the plan adds right of it.

function makeSwipe(page) {
  const map = page.map, box = document.querySelector(".cp-swipe"), button = document.querySelector(".cp-swipe-switch");
  if (!box) { return {start: function () {}, turn: function () {}, name: function () {}}; }
  const slider = box.querySelector("input"), thumb = 44;
  const right = box.querySelector(".cp-right"), plan = right.textContent;

  function clip() {
    const size = map.getSize(), x = thumb / 2 + (size.x - thumb) * slider.value / slider.max;
    const corner = map.containerPointToLayerPoint([0, 0]), end = map.containerPointToLayerPoint(size);
    split.x = corner.x + x;
    map.getPane("past").style.clip = rect(corner.x, split.x);
    map.getPane("raster").style.clip = rect(split.x, end.x);
    box.style.setProperty("--cp-line", x + "px");
    page.layers.redraw();
    function rect(from, to) { return "rect(" + [corner.y, to, end.y, from].join("px,") + "px)"; }
  }
  function turn(on) {
    if (on === !box.hidden) { return; }
    box.hidden = !on;
    button.setAttribute("aria-pressed", on);
    page.themes.setSwiping(on);
    if (on) {
      map.on("move resize zoomend", clip);
      clip();
      return;
    }
    map.off("move resize zoomend", clip);
    split.x = null;
    for (const pane of ["past", "raster"]) { map.getPane(pane).style.clip = ""; }
    page.layers.redraw();
  }
  return {
    turn: turn,
    name: function (words) { right.textContent = words || plan; },
    start: function () {
      slider.addEventListener("input", clip);
      button.addEventListener("click", function () { turn(box.hidden); });
    }
  };
}
