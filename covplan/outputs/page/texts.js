// Texts: they enter the page as text only, never as markup.

function element(tag, words, name) {
  const made = document.createElement(tag);
  made.textContent = words;
  if (name) { made.className = name; }
  return made;
}

function tip(title, subtitle, rows) {
  const box = document.createElement("div");
  box.appendChild(element("strong", title));
  if (subtitle) { box.appendChild(element("span", subtitle, "cp-sub")); }
  if (rows.length) {
    const table = document.createElement("table");
    for (const cells of rows) {
      const row = document.createElement("tr");
      cells.forEach(function (cell, k) { row.appendChild(element(k ? "td" : "th", cell)); });
      table.appendChild(row);
    }
    box.appendChild(table);
  }
  return box;
}

function label(at, words, name) {
  return L.marker(at, {interactive: false, keyboard: false,
    icon: L.divIcon({className: "cp-label " + name, html: element("span", words), iconSize: null})});
}

function makeNumbers(language) {
  return function (value, decimals) {
    return value.toLocaleString(language, {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  };
}

// without accents, case, đ and signs, words apart by one space: "Ea H’Leo" → "ea h leo"
function fold(words) {
  return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[đð]/g, "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
