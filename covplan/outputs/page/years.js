// The slider of the plan: stage 0 is today, then the end of each year. It moves what stands, the picture and the figures.

function makeYears(page) {
  const stages = page.data.stages, box = document.querySelector(".cp-years");
  if (!box) {
    return {start: function () {}, stage: function () { return 0; }, toEnd: function () {}, toYear: function () {}};
  }
  const slider = box.querySelector("input"), told = box.querySelector("b"), last = stages.length - 1;
  const figures = document.querySelectorAll(".cp-figures > div"), ticks = box.querySelectorAll(".cp-ticks span");

  function tell(k) {
    slider.value = k;
    slider.setAttribute("aria-valuetext", stages[k].title);
    told.textContent = stages[k].title;
    ticks.forEach(function (tick, j) { tick.classList.toggle("cp-on", j === k); });
    stages[k].figures.forEach(function (figure, j) {
      figures[j].querySelector("b").textContent = figure.value;
      figures[j].querySelector("small").textContent = figure.detail;
    });
    page.layers.showUntil(stages[k].year);
    page.swipe.name(k === last ? null : stages[k].title);
  }
  function to(k) {
    tell(k);
    page.themes.follow();
  }
  return {
    start: function () {
      slider.addEventListener("input", function () { to(Number(slider.value)); });
      ticks.forEach(function (tick, k) { tick.addEventListener("click", function () { to(k); }); });
      tell(last);
    },
    stage: function () { return Number(slider.value); },
    toEnd: function () { tell(last); },
    // at least to this year
    toYear: function (year) {
      const k = stages.findIndex(function (stage) { return stage.year >= year; });
      if (Number(slider.value) < k) { to(k); }
    }
  };
}
