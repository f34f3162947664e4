// Marks on the canvas, of the shapes that the legend has too, and vectors that stand on one side of the swipe only.

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
      const kept = {};
      for (const key of Object.keys(options.left)) { kept[key] = options[key]; }
      Object.assign(options, options.left);
      part(box.min.x, split.x);
      Object.assign(options, kept);
    }
    part(split.x, box.max.x);
  };
}

// the outlines of a look at a scale about the origin, and its colours as stripes from left to right; made once
function outlinesOf(c, look, shape, scale) {
  if (look.made && look.made.scale === scale) { return look.made; }
  const r = look.radius * scale, made = {scale: scale, paint: look.fills[0]};
  function path(rings, closed) {
    const outline = new Path2D();
    for (const ring of rings) {
      ring.forEach(function (point, k) { outline[k ? "lineTo" : "moveTo"](r * point[0], r * point[1]); });
      if (closed) { outline.closePath(); }
    }
    return outline;
  }
  function disc(part) {
    const outline = new Path2D();
    outline.arc(0, shape.middle * r, part * r, 0, 2 * Math.PI);
    return outline;
  }
  made.body = shape.rings.length ? path(shape.rings, true) : disc(1);
  if (look.hollow) { made.hole = path([shape.hole], true); }
  if (look.dot) { made.dot = [disc(0.45), disc(0.26)]; }
  if (shape.lines.length) { made.lines = path(shape.lines, false); }
  if (look.fills.length > 1) {
    made.paint = c.createLinearGradient(-r, 0, r, 0);
    look.fills.forEach(function (fill, k) {
      made.paint.addColorStop(k / look.fills.length, fill);
      made.paint.addColorStop((k + 1) / look.fills.length, fill);
    });
  }
  look.made = made;
  return made;
}

function paint(c, outline, colour) {
  c.fillStyle = colour;
  c.fill(outline);
}

// one mark of a look about x, y
function drawLook(c, look, shape, x, y, scale) {
  const made = outlinesOf(c, look, shape, scale);
  c.translate(x, y);
  paint(c, made.body, made.paint);
  c.lineWidth = look.weight;
  c.strokeStyle = look.edge;
  c.stroke(made.body);
  if (made.hole) { paint(c, made.hole, "#fff"); }
  if (made.dot) {
    paint(c, made.dot[0], "#fff");
    paint(c, made.dot[1], "#000");
  }
  if (made.lines) {
    c.lineWidth = 1.7 * scale;
    c.strokeStyle = look.ink;
    c.stroke(made.lines);
  }
  c.translate(-x, -y);
}

function drawMark(mark) {
  if (!this._drawing || mark._empty()) { return; }
  const o = mark.options, look = o.look, zoom = this._map.getZoom();
  // smaller from far away, so that a whole province stays readable
  const scale = Math.min(1.15, Math.max(0.5, (zoom - 5) / 5)), r = look.radius * scale;
  const turn = 2 * Math.PI * o.k / o.of, out = o.of > 1 ? r * 0.95 : 0;
  const x = mark._point.x + out * Math.cos(turn), y = mark._point.y + out * Math.sin(turn);
  drawLook(this._ctx, look, o.shapes[look.shape], x, y, scale);
  if (o.words && zoom >= 10.5) {
    const side = o.wordsLeft ? Math.PI : turn;  // what is proposed on a mast and what stands there do not collide
    writeBeside(this._ctx, o, x + (r + 3) * Math.cos(side), y + (r + 3) * Math.sin(side), Math.cos(side) < -0.5);
  }
}

function writeBeside(c, o, x, y, left) {
  c.font = "600 11px system-ui, sans-serif";
  c.textAlign = left ? "right" : "left";
  c.textBaseline = "middle";
  c.lineWidth = 3;
  c.strokeStyle = "#fff";
  c.strokeText(o.words, x, y);
  c.fillStyle = o.ink;
  c.fillText(o.words, x, y);
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
