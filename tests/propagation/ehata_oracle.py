"""NTIA's eHata, slow and plain, one point after the other, as NTIA's program computes it.

Profiles run from the mobile to the base station at equal steps. ``as_published`` computes as the program did when its
test figures were made. Four things were otherwise then (docs/model_ehata.md): on short paths the terrain heights were
scaled, not only their spread; in the lower half of the undulation the fine correction ran the wrong way; smooth ground
had a fine correction of 2 dB; and the ray over a ridge weighed the two antennas the wrong way round.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RIDGE = (
    (4.0, -13.0, -17.5, -17.5, -15.0, -12.5, -10.0, -8.0, -6.0),
    (12.0, -8.5, -13.0, -12.0, -10.0, -8.0, -6.5, -5.0, -4.0),
    (20.0, -4.0, -6.5, -6.0, -4.5, -3.5, -2.5, -2.0, -1.0),
)
SEA_30 = ((0.0, 0.15, 0.35, 0.45, 0.6, 0.65, 0.725, 0.775, 0.85, 1.0), {
    "base": (0.0, 1.0, 3.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0),
    "mobile": (0.0, 4.0, 5.5, 7.0, 8.5, 9.0, 9.5, 9.8, 10.25, 11.0),
})  # fmt: skip
SEA_60 = ((0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.725, 0.85, 0.9, 1.0), {
    "base": (0.0, 2.0, 4.0, 5.5, 7.0, 9.0, 11.0, 13.0, 14.0, 15.0),
    "mobile": (0.0, 4.25, 6.25, 9.2, 10.5, 11.75, 13.0, 14.0, 14.25, 15.0),
})  # fmt: skip


def parabola(points: list[tuple[float, float]], x: float) -> float:
    """Lagrange's parabola through three points."""
    total = 0.0
    for i, (xi, yi) in enumerate(points):
        term = yi
        for j, (xj, _) in enumerate(points):
            if j != i:
                term *= (x - xj) / (xi - xj)
        total += term
    return total


def polyline(xs: tuple[float, ...], ys: tuple[float, ...], x: float) -> float:
    for k in range(len(xs) - 1):
        if x <= xs[k + 1]:
            return ys[k] + (ys[k + 1] - ys[k]) * (x - xs[k]) / (xs[k + 1] - xs[k])
    return ys[-1]


def attenuation_1km(f: float) -> float:
    """Okumura's median attenuation over free space at 1 km, 200 m and 3 m, from (A-4)."""
    return parabola([(math.log10(m), db) for m, db in ((1500, 22.0), (2000, 23.5), (3000, 25.85))], math.log10(f))


def attenuation_100km(f: float) -> float:
    return 120.78129 - 52.714929 * math.log10(f) + 10.919011 * math.log10(f) ** 2


def free_space(f: float, metres: float) -> float:
    c = 1.0 / math.sqrt(8.854e-12 * 4.0e-7 * math.pi)
    return 20.0 * math.log10(4.0 * math.pi * f * 1e6 / c * metres)


def exponents(hb: float) -> tuple[float, float]:
    """Excess over free space of the distance exponent, near and far."""
    far = 2.0 * (
        parabola([(math.log10(h), n) for h, n in ((24.5, 2.5), (70.0, 3.0), (200.0, 3.22))], math.log10(hb)) - 1
    )
    return 0.1 * (24.9 - 6.55 * math.log10(hb)), far


def break_km(f: float, hb: float) -> float:
    near, far = exponents(hb)
    return 10.0 ** ((2.0 * far + 0.1 * (attenuation_1km(f) - attenuation_100km(f))) / (far - near))


def a_hm(hm: float) -> float:
    return 3.2 * math.log10(11.75 * hm) ** 2 - 4.97


def median(f: float, d: float, hb: float, hm: float, environment: str) -> float:
    near, far = exponents(hb)
    gain = 13.82 * math.log10(200.0 / hb) + a_hm(3.0) - a_hm(hm)
    if d <= break_km(f, hb):
        # the free-space term of the reference geometry: 1 km, 200 m and 3 m
        loss = attenuation_1km(f) + free_space(f, math.hypot(1000.0, 197.0)) + gain
        loss += (44.9 - 6.55 * math.log10(hb)) * math.log10(d)
    else:
        loss = (
            attenuation_100km(f) + 10.0 * far * math.log10(d / 100.0) + free_space(f, math.hypot(1000.0 * d, hb - hm))
        )
        loss += gain
    if environment == "suburban":
        loss -= parabola([(math.log10(m), db) for m, db in ((1500, 11.5), (2000, 12.4), (3000, 14.0))], math.log10(f))
    if environment == "rural":
        loss -= 40.94 - 18.33 * math.log10(f) + 4.78 * math.log10(f) ** 2
    return loss


@dataclass
class Answer:
    loss: float
    parts: dict[str, float]
    hb: float
    hm: float


def effective(heights: list[float], step: float, antenna: float) -> float:
    """Height of an antenna at the first point over the ground 3 to 15 km from it."""
    d = (len(heights) - 1) * step / 1000.0
    if d < 3.0:
        return antenna
    first, last = int(3000.0 / step), min(int(15000.0 / step), len(heights) - 1)
    stretch = heights[first : last + 1]
    return antenna + min(1.0, (d - 3.0) / 12.0) * (heights[0] - sum(stretch) / len(stretch))


def slope_mrad(heights: list[float], step: float) -> float:
    """General slope near the mobile, positive where the ground rises towards it."""
    d = (len(heights) - 1) * step
    slopes = []
    for km in range(5, 11):
        if d < km * 1000.0:
            break
        n = int(km * 1000.0 / step)
        total = 0.0
        for k in range(n + 1):
            total += (0.5 if k in (0, n) else 1.0) * heights[k] * (k - n / 2.0)
        per_step = 12.0 * total / (n * (n * n + 2.0))
        slopes.append(-1000.0 * per_step * n / (km * 1000.0))
    if d <= 5000.0 and not slopes:
        return 0.0
    if d <= 5000.0 or min(slopes) * max(slopes) < 0.0:
        return slopes[0]
    return max(slopes) if max(slopes) >= 0.0 else min(slopes)


def slope_db(theta: float, d: float) -> float:
    if theta <= 0.0:
        return theta * polyline((0.0, 10.0, 30.0), (0.25, 0.25, 0.8), d)
    return theta * polyline((0.0, 10.0, 30.0, 60.0), (0.125, 0.125, 0.35, 0.6), d)


def sea_db(sea: list[bool], d: float) -> float:
    share = sum(sea) / len(sea)
    middle = (len(sea) - 1) // 2
    near, far = sum(sea[:middle]), sum(sea[middle:])
    ends = ["mobile"] if near > far else ["base"] if far > near else ["mobile", "base"]
    at_30 = sum(polyline(SEA_30[0], SEA_30[1][end], share) for end in ends) / len(ends)
    at_60 = sum(polyline(SEA_60[0], SEA_60[1][end], share) for end in ends) / len(ends)
    return at_30 + (at_60 - at_30) * min(1.0, max(0.0, (d - 30.0) / 30.0))


def horizons(heights: list[float], step: float, hm: float, hb: float) -> tuple[int | None, int | None, float]:
    """Index of each terminal's horizon (None in line of sight) and the effective Earth's curvature [1/m]."""
    mean = sum(heights) / len(heights)
    curvature = 157e-9 * (1.0 - 0.04665 * math.exp(301.0 * math.exp(-mean / 9460.0) / 179.3))
    last = len(heights) - 1
    d = last * step
    z_m, z_b = heights[0] + hm, heights[-1] + hb
    best_m, best_b = (z_b - z_m) / d - curvature * d / 2.0, (z_m - z_b) / d - curvature * d / 2.0
    edge_m = edge_b = None
    for k in range(1, last):
        s = k * step
        slope = (heights[k] - z_m) / s - curvature * s / 2.0
        if slope > best_m:
            best_m, edge_m = slope, k
        s = d - s
        slope = (heights[k] - z_b) / s - curvature * s / 2.0
        if slope > best_b:
            best_b, edge_b = slope, k
    return edge_m, edge_b, curvature


def ridge_db(base_km: float, mobile_km: float, height: float) -> float:
    curve = [polyline(tuple(range(9)), values, mobile_km) for values in RIDGE]
    if mobile_km > 8.0:  # along the last leg of the curves
        curve = [values[8] + (values[8] - values[7]) * (mobile_km - 8.0) for values in RIDGE]
    gain = polyline((0.0, 15.0, 30.0, 60.0), (curve[0], curve[0], curve[1], curve[2]), base_km)
    if mobile_km > 2.0:
        gain = min(gain, 0.0)
    return math.sqrt(height / 200.0) * gain


def fine_hills(height: float, h10: float, h50: float, h90: float, spread: float, as_published: bool) -> float:
    if spread < 10.0 and not as_published:
        return 0.0
    log = math.log10(max(10.0, spread))
    most = -11.728795 + 15.544272 * log - 1.8154766 * log * log
    if height >= h10:
        return most
    if height <= h90:
        return -most
    if height >= h50:
        return most * (height - h50) / (h10 - h50)
    return -most * ((height - h90) if as_published else (h50 - height)) / (h50 - h90)


def predict(
    f: float, hb: float, hm: float, environment: str, heights: list[float], step: float, *, as_published: bool
) -> Answer:
    """Loss at the median with its corrections."""
    d = (len(heights) - 1) * step / 1000.0
    h_b = min(200.0, max(30.0, effective(heights[::-1], step, hb)))
    h_m = min(10.0, max(1.0, effective(heights, step, hm)))
    parts = {"median": median(f, d, h_b, h_m, environment)}
    edge_m, edge_b, curvature = horizons(heights, step, hm, hb)
    sea = [height == 0.0 for height in heights]
    parts["K_sea"] = sea_db(sea, d)
    if edge_m is not None and edge_m == edge_b:
        d_m, d_b = edge_m * step, d * 1000.0 - edge_m * step
        z_m, z_b = heights[0] + hm, heights[-1] + hb
        ray = (z_b * d_b + z_m * d_m) if as_published else (z_b * d_m + z_m * d_b)
        height = max(0.0, heights[edge_m] - ray / (1000.0 * d) + curvature / 2.0 * d_m * d_b)
        parts["K_ridge"] = ridge_db(d_b / 1000.0, d_m / 1000.0, height)
    else:
        near = sorted(heights[: int(10_000.0 / step) + 1] if d >= 10.0 else heights, reverse=True)
        h10, h50, h90 = (near[int(share * len(near) - 1.0)] for share in (0.1, 0.5, 0.9))
        spread = h10 - h90
        if d < 10.0:
            factor = (1.0 - 0.8 * math.exp(-0.2)) / (1.0 - 0.8 * math.exp(-0.02 * d))
            spread *= factor
            if as_published:
                h10, h50, h90 = h10 * factor, h50 * factor, h90 * factor
        log = math.log10(max(15.0, spread))
        parts["K_h"] = -1.5072013 + 8.458676 * log - 6.102538 * log * log
        parts["K_hf"] = fine_hills(heights[0], h10, h50, h90, spread, as_published)
        parts["K_slope"] = slope_db(slope_mrad(heights, step), d)
    loss = parts["median"] - sum(value for name, value in parts.items() if name != "median")
    return Answer(loss, parts, h_b, h_m)
