// The slider of the plan: stage 0 is today, then the end of each year. It moves what stands, the picture, the figures.

function makeYears(page) {
  const stages = page.data.stages, box = document.querySelector(".cp-years");
  if (!box) {
    return {start: function () {}, stage: function () { return 0; }, toEnd: function () {}, toYear: function () {},
      columns: function (all) { return all; }};
  }
  const slider = box.querySelector("input"), told = box.querySelector("b"), last = stages.length - 1;
  const figures = document.querySelectorAll(".cp-figures > div"), ticks = box.querySelectorAll(".cp-ticks span");

  // the themes that change with the stage say which one they show
  const dated = Object.keys(page.data.themes).filter(function (name) {
    return page.data.themes[name].states.length > 1;
  }).map(function (name) {
    const words = element("span", "", "cp-when");
    document.querySelector('input[name=cp-theme][value="' + name + '"]').closest("label").appendChild(words);
    return words;
  });

  function tell(k) {
    slider.value = k;
    slider.setAttribute("aria-valuetext", stages[k].title);
    told.textContent = stages[k].title;
    ticks.forEach(function (tick, j) { tick.classList.toggle("cp-on", j === k); });
    for (const words of dated) { words.textContent = k === last ? "" : "(" + stages[k].title + ")"; }
    stages[k].figures.forEach(function (figure, j) {
      figures[j].querySelector("b").textContent = figure.value;
      figures[j].querySelector("small").textContent = figure.detail;
    });
    page.layers.showStage(k, k === last ? Infinity : stages[k].year);
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
    // of today and the whole plan: today and the stage that is shown
    columns: function (all) {
      const k = Number(slider.value);
      return k === last ? all : k ? [all[0], stages[k]] : all.slice(0, 1);
    },
    toEnd: function () { tell(last); },
    // at least to this year
    toYear: function (year) {
      const k = stages.findIndex(function (stage) { return stage.year >= year; });
      if (Number(slider.value) < k) { to(k); }
    }
  };
}
