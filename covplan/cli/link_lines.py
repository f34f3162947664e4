"""What ``covplan link`` prints for people and for other programs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from covplan.ingest.path_profiles import PathMeasurement
from covplan.outputs.link_report import LinkReport
from covplan.outputs.marking import short_line
from covplan.outputs.numbers import format_number, format_plain
from covplan.outputs.settings import Language
from covplan.outputs.texts import error_text, text
from covplan.propagation.comparison import Answer, titles

_PLAIN_LIST = re.compile(r"\[\s+([^\[\]{}\"]*?)\s+\]")


def json_lines(document: Any) -> list[str]:
    """JSON for people to read too: a list of numbers stays on one line."""
    whole = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return [_PLAIN_LIST.sub(lambda match: f"[{' '.join(match[1].split())}]", whole)]


def link_lines(report: LinkReport, language: str) -> Iterator[str]:
    """The path in a few lines, then the models' losses as a table."""
    words = Language(language)

    def number(value: float, decimals: int = 1) -> str:
        return format_number(value, words, decimals)

    sight, profile = report.sight, report.profile
    ends = (report.start or text("path.transmitter", words), report.end or text("path.receiver", words))
    yield text("path.title", words, start=ends[0], end=ends[1])
    rows = [("path.row_path", text("path.row_points", words, km=number(report.dist_km, 2), points=sight.dist_km.size))]
    for key, at, agl_m in (("transmitter", 0, report.tx_agl_m), ("receiver", -1, report.rx_agl_m)):
        ground_m = float(profile.ground_m[at])
        heights = {"ground": number(ground_m), "agl": number(agl_m), "asl": number(ground_m + agl_m)}
        rows.append((f"path.{key}", text("path.row_height", words, **heights)))
    low, high, clutter = profile.ground_m.min(), profile.ground_m.max(), profile.clutter_m.max()
    terrain = {"low": number(low), "high": number(high), "clutter": number(clutter)}
    rows.append(("path.row_terrain", text("path.row_ground", words, **terrain)))
    zones = [text(f"path.zone_{name}", words, km=number(km, 2)) for name, km in report.zones_km.items() if km > 0]
    rows.append(("path.row_zones", ", ".join(zones)))
    clearance = {
        "sight": text("path.clear" if sight.clear else "path.cut", words).lower(),
        "k": number(sight.earth_k, 2),
        "clearance": number(sight.lowest.clearance_m),
        "at": number(sight.lowest.dist_km, 2),
    }
    rows.append(("path.row_sight", text("path.row_clearance", words, **clearance)))
    horizons = {
        "tx_km": number(sight.tx_horizon.dist_km, 2),
        "tx_mrad": number(sight.tx_horizon.elevation_mrad, 2),
        "rx_km": number(sight.rx_horizon.dist_km, 2),
        "rx_mrad": number(sight.rx_horizon.elevation_mrad, 2),
    }
    rows.append(("path.row_horizons", text("path.row_horizon", words, **horizons)))
    width = max(len(text(key, words)) for key, _ in rows)
    yield from (f"{text(key, words):{width}}  {value}" for key, value in rows)
    yield ""
    heads = [text(f"path.head_{key}", words) for key in ("freq", "fresnel", "model", "loss")]
    names = titles(report.answers)
    yield from _table(heads, [_loss_row(report, answer, names[answer.model], words) for answer in report.answers])
    yield short_line(report.marking, words) if report.marking else text("marking.estimate", words)


def measurement_lines(found: Sequence[tuple[PathMeasurement, Answer]], language: str) -> Iterator[str]:
    """A row per measurement and model: the predicted loss, the one in the file, and the first less the second."""
    words = Language(language)
    heads = [text(f"path.head_{key}", words) for key in ("freq", "time", "model", "loss", "stated", "difference")]
    rows, names = [], titles(answer for _, answer in found)
    for row, answer in found:
        stated = math.nan if row.loss_db is None else row.loss_db
        less = math.nan if answer.loss is None else answer.loss.loss_db - stated
        rows.append(
            [
                format_plain(row.freq_mhz, words),
                format_plain(row.time_pct, words),
                names[answer.model],
                _loss(answer, words),
                format_number(stated, words, 2),
                format_number(less, words, 2),
            ]
        )
    yield from _table(heads, rows)


def _loss_row(report: LinkReport, answer: Answer, name: str, words: Language) -> list[str]:
    fraction = report.sight.worst(answer.freq_mhz).fraction
    freq, share = format_plain(answer.freq_mhz, words), format_number(fraction, words, 2)
    remarks = () if answer.loss is None else answer.loss.remarks
    notes = "".join(f"  ({error_text(remark.code, remark.params, words)})" for remark in remarks)
    return [freq, share, name, _loss(answer, words) + notes]


def _loss(answer: Answer, words: Language) -> str:
    if answer.loss is not None:
        return format_number(answer.loss.loss_db, words, 2)
    return error_text(answer.error.code, answer.error.params, words) if answer.error else ""


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Columns under their heads, the last as long as it comes."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        yield "  ".join(f"{part:{width}}" for part, width in zip(row, widths, strict=True)).rstrip()
