// Marks of any shape on the canvas, and vectors that stand on one side of the swipe only.

// x of the swipe's line in layer points, null while there is no swipe
const split = {x: null};

// A layer with `right` is drawn right of the line only; one with `left`, a style, has that style left of the line.
function onSides(draw) {
  return function (layer, closed) {
    const renderer = this, options = layer.options, c = this._ctx, box = this._bounds;
    if (split.x === null || !box || !(options.right || options.left)) {
      draw.call(this, layer, closed);
      return;
    }
    function part(from, to) {
      c.save();
      c.beginPath();
      c.rect(from, box.min.y, to - from, box.max.y - box.min.y);
      c.clip();
      draw.call(renderer, layer, closed);
      c.restore();
    }
    if (options.left) {
      const kept = {fillColor: options.fillColor, fillOpacity: options.fillOpacity};
      Object.assign(options, options.left);
      part(box.min.x, split.x);
      Object.assign(options, kept);
    }
    part(split.x, box.max.x);
  };
}

function drawMark(mark) {
  if (!this._drawing || mark._empty()) { return; }
  const o = mark.options, c = this._ctx, zoom = this._map.getZoom();
  // smaller from far away, so that a whole province stays readable
  const r = mark._radius * Math.min(1.15, Math.max(0.5, (zoom - 5) / 5));
  const turn = 2 * Math.PI * o.k / o.of, out = o.of > 1 ? r * 0.95 : 0;
  const x = mark._point.x + out * Math.cos(turn), y = mark._point.y + out * Math.sin(turn);
  c.beginPath();
  if (o.shape === "triangle") {
    c.moveTo(x, y - r);
    c.lineTo(x + 0.92 * r, y + 0.65 * r);
    c.lineTo(x - 0.92 * r, y + 0.65 * r);
  } else if (o.shape === "diamond") {
    c.moveTo(x, y - r);
    c.lineTo(x + r, y);
    c.lineTo(x, y + r);
    c.lineTo(x - r, y);
  } else if (o.shape === "square") {
    c.rect(x - r, y - r, 2 * r, 2 * r);
  } else {
    c.arc(x, y, r, 0, 2 * Math.PI);
  }
  c.closePath();
  this._fillStroke(c, mark);
  if (o.words && zoom >= 10.5) {
    const across = x + (r + 3) * Math.cos(turn), down = y + (r + 3) * Math.sin(turn);
    c.font = "600 11px system-ui, sans-serif";
    c.textAlign = Math.cos(turn) < -0.5 ? "right" : "left";
    c.textBaseline = "middle";
    c.lineWidth = 3;
    c.strokeStyle = "#fff";
    c.strokeText(o.words, across, down);
    c.fillStyle = o.ink;
    c.fillText(o.words, across, down);
  }
}

L.Canvas.include({_updateMark: onSides(drawMark), _updatePoly: onSides(L.Canvas.prototype._updatePoly)});

// what is not drawn left of the line is not under the pointer there either
function underPointer(contains) {
  return function (point, closed) {
    const hidden = split.x !== null && this.options.right && point.x < split.x;
    return !hidden && contains.call(this, point, closed);
  };
}
L.Polyline.include({_containsPoint: underPointer(L.Polyline.prototype._containsPoint)});

const Mark = L.CircleMarker.extend({
  options: {k: 0, of: 1},
  _updatePath: function () { this._renderer._updateMark(this); },
  _containsPoint: underPointer(L.CircleMarker.prototype._containsPoint)
});
