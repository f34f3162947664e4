"""The map's style sheet: quiet paper, one accent, and room for a telephone and a printer."""

from __future__ import annotations

STYLE = """
html, body { height: 100%; margin: 0; }
.folium-map { position: absolute; inset: 0; background: #eef1f2;
  font: 13px/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
.cp-head, .cp-panel { position: absolute; z-index: 1000; background: rgba(255, 255, 255, .96); color: #22262b;
  font: 13px/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; border-radius: 6px;
  box-shadow: 0 1px 5px rgba(0, 0, 0, .22);
  box-sizing: border-box; }
.cp-head { top: 12px; left: 12px; width: 330px; padding: 14px 16px 10px; max-height: calc(100% - 80px);
  overflow: auto; }
.cp-head h1 { font-size: 18px; line-height: 1.25; margin: 6px 0 2px; font-weight: 650; }
.cp-marks span { display: inline-block; font-size: 11px; font-weight: 700; letter-spacing: .05em; padding: 2px 7px;
  border-radius: 3px; margin: 0 4px 2px 0; color: #fff; background: #4a4f57; }
.cp-marks .cp-synthetic { background: #8a4b00; }
.cp-date { color: #666; font-size: 12px; }
.cp-figures { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 12px; margin: 10px 0; padding: 10px 0;
  border-top: 1px solid #ddd; border-bottom: 1px solid #ddd; }
.cp-figures div:first-child { grid-column: 1 / -1; }
.cp-figures b { display: block; white-space: nowrap; font-size: 17px; font-weight: 650; line-height: 1.2; }
.cp-figures div:first-child b { font-size: 25px; color: #01695a; }
.cp-figures span { color: #555; font-size: 12px; }
.cp-head p { margin: 4px 0; font-size: 11.5px; color: #444; }
.cp-head details { font-size: 11.5px; color: #444; margin-top: 4px; }
.cp-head summary, .cp-panel summary { cursor: pointer; }
.cp-panel { top: 12px; right: 12px; width: 272px; max-height: calc(100% - 115px); overflow: auto;
  padding: 10px 14px; }
.cp-panel > summary { font-weight: 650; font-size: 14px; }
.cp-panel h2 { font-size: 11px; text-transform: uppercase; letter-spacing: .04em; color: #6a6f76;
  margin: 12px 0 3px; font-weight: 650; }
.cp-panel label { display: flex; align-items: center; gap: 7px; padding: 2px 0; cursor: pointer; }
.cp-panel input { margin: 0; flex: none; }
.cp-panel svg { flex: none; width: 22px; height: 14px; }
.cp-keys { margin: 3px 0 3px 22px; font-size: 12px; color: #444; }
.cp-keys div { display: flex; align-items: center; gap: 7px; }
.cp-keys[hidden] { display: none; }
.cp-swatch { flex: none; width: 22px; height: 12px; border: 1px solid rgba(0, 0, 0, .18); box-sizing: border-box; }
.cp-buttons { margin-top: 10px; display: flex; gap: 6px; }
.cp-buttons button { font: inherit; font-size: 12px; padding: 3px 9px; border: 1px solid #bbb; border-radius: 4px;
  background: #fafafa; cursor: pointer; }
.cp-pixels { image-rendering: pixelated; }
.cp-label { white-space: nowrap; }
.cp-label span { position: absolute; transform: translate(-50%, -50%); }
.cp-name span { font-size: 11px; color: #2b2b2b; text-shadow: 0 0 2px #fff, 0 0 3px #fff, 0 0 4px #fff; }
.cp-major span { font-size: 13px; font-weight: 650; }
.cp-far .cp-name:not(.cp-major), .cp-farther .cp-plate { display: none; }
.cp-farther .cp-major span { font-size: 11px; }
.cp-plate span { font-size: 9.5px; font-weight: 650; padding: 0 3px; border-radius: 2px; background: #fff;
  color: #444; border: 1px solid #777; line-height: 13px; }
.cp-expressway span { background: #5b3a8c; border-color: #5b3a8c; color: #fff; }
.folium-map .leaflet-control-attribution, .folium-map .leaflet-control-scale { font-size: 11.5px; color: #444; }
.cp-tip { font: 12.5px/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; white-space: normal; width: max-content;
  max-width: 320px; }
.cp-tip strong, .cp-sub { display: block; }
.cp-sub { color: #666; }
.cp-tip table { border-collapse: collapse; margin-top: 3px; }
.cp-tip th { text-align: left; vertical-align: top; font-weight: 400; white-space: nowrap; color: #666;
  padding: 0 10px 0 0; }
.cp-tip td { text-align: right; padding: 0 0 0 8px; }
@media screen and (max-width: 899px) {
  .cp-head { left: 6px; right: 6px; top: 6px; width: auto; padding: 8px 10px; max-height: 45%; }
  .cp-head h1 { font-size: 15px; margin: 3px 0; }
  .cp-figures { margin: 5px 0; padding: 5px 0; gap: 3px 10px; grid-template-columns: 1fr 1fr 1fr; }
  .cp-figures div:first-child b { font-size: 18px; } .cp-figures b { font-size: 14px; }
  .cp-figures span { font-size: 11px; }
  .cp-figures small { display: none; }
  .cp-panel { top: auto; bottom: 34px; left: 6px; right: auto; padding: 7px 12px; max-height: 55%; }
  .leaflet-bottom.leaflet-left { bottom: 70px; }
}
@page { size: A4 landscape; margin: 8mm; }
@media print {
  .cp-head { top: 0; left: 0; width: 260px; } .cp-figures div:first-child b { font-size: 21px; }
  .cp-panel { top: 0; right: 0; width: 220px; font-size: 11px; }
  .cp-panel label { padding: 0; } .cp-panel h2 { margin-top: 7px; }
  .cp-buttons, .leaflet-control-zoom { display: none; }
  .cp-head, .cp-panel { box-shadow: none; border: 1px solid #999; max-height: none; overflow: visible; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
