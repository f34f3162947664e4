"""Rec. ITU-R P.1812-8, one path from point to point, slow and plain: the independent check of the fast version.

Written from the Recommendation equation by equation, without the package and without compiled code. Symbols are the
Recommendation's; f in GHz, d in km, heights in m above sea level, angles in mrad, losses in dB. Each line that is
an equation ends in its number. The sections followed (numbering of P.1812-8):

- §3.6 beta0 and the latitude of the path's centre; §3.7 effective Earth radii (with the fixed k = 3 of beta0 %)
- §4.2 free space over the slant distance, and focusing by multipath
- §4.3 delta-Bullington diffraction: Bullington of the profile with clutter, Bullington and first-term diffraction of
  the smooth Earth, over land (22, 0.003 S/m) and sea (80, 5 S/m) in the share ``w``
- §4.4 troposcatter with its angle and N0 (the form of P.452: 190.1 + ...), §4.5 ducting and layer reflection,
  §4.6 combination, §4.7 and §4.8 location variability, outdoors
- Attachment 1 path analysis, Attachment 2 the inverse complementary normal distribution

Diffraction (Bullington) sees ground plus clutter between the terminals and bare ground at them. The path analysis
(horizons, smooth Earth, obstruction heights, roughness) sees the bare ground only.
The numbers of the logged quantities are those of the logs; those between them follow the order of the text.
Building entry (P.2109) is not part of it: the receiver is outdoors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

SEA, COASTAL, INLAND = 1, 3, 4
EARTH_RADIUS_KM = 6371.0
LIGHT_SPEED_GM_PER_S = 0.2998  # wavelength [m] = 0.2998 / f [GHz], the value the published results are computed with


class Path(NamedTuple):
    """What every section reads: the profile, the radio and the geometry of Attachment 1."""

    d: list[float]  # distance from the transmitter [km]
    h: list[float]  # bare ground [m]
    g: list[float]  # ground plus clutter, bare at both ends [m]
    f: float  # [GHz]
    hts: float  # transmitting antenna above sea level [m]
    hrs: float  # receiving antenna above sea level [m]
    ae: float  # median effective Earth radius [km]
    w: float  # share of the path over sea

    @property
    def dtot(self) -> float:
        return self.d[-1]

    @property
    def inner(self) -> range:
        """The points between the terminals, i = 2 to n - 1."""
        return range(1, len(self.d) - 1)

    @property
    def wavelength(self) -> float:
        return LIGHT_SPEED_GM_PER_S / self.f


def oracle(
    dist_km: Sequence[float],
    ground_m: Sequence[float],
    clutter_m: Sequence[float],
    zone: Sequence[int],
    *,
    freq_ghz: float,
    time_pct: float,
    htg_m: float,
    hrg_m: float,
    polarisation: int,
    latitude_deg: float,
    delta_n: float,
    n0: float,
    dct_km: float = 500.0,
    dcr_km: float = 500.0,
    location_pct: float = 50.0,
    sigma_l_db: float = 0.0,
) -> dict[str, float]:
    """Basic transmission loss and field strength of one path, with every intermediate.

    Parameters
    ----------
    dist_km, ground_m, clutter_m, zone : sequences of n >= 3 values
        Distance from the transmitter, increasing from 0 [km]; bare ground [m above sea level]; height of what stands on
        it [m]; 1 sea, 3 coastal land, 4 inland.
    freq_ghz, time_pct, location_pct
        0.03 to 6 GHz, 1 to 50 % of time, 1 to 99 % of locations.
    htg_m, hrg_m
        Antenna heights above the bare ground [m].
    polarisation
        1 horizontal, 2 vertical.
    latitude_deg, delta_n, n0
        Latitude of the path's centre; lapse of refractivity in the lowest km [N/km], positive; sea-level refractivity.
    dct_km, dcr_km
        Distance over land from each terminal to the coast along the path [km].
    sigma_l_db
        Standard deviation over locations [dB]; see `location_sigma_db`.

    Returns
    -------
    dict
        Under the names of the published logs without units; the four names that the logs use twice carry the
        reference of the log as well ("hst Eq (85)", "hst Eq (90a)", "htc Table 5", "htc Eq (37a)", ...).
    """
    d, h = [float(x) for x in dist_km], [float(x) for x in ground_m]
    n = len(d)
    if n < 3 or d[0] != 0.0 or any(b <= a for a, b in zip(d, d[1:], strict=False)):
        raise ValueError("a profile needs three or more points at distances increasing from 0")
    if not n == len(h) == len(clutter_m) == len(zone):
        raise ValueError("distances, heights, clutter and zones differ in length")
    if polarisation not in (1, 2):
        raise ValueError("polarisation is 1 (horizontal) or 2 (vertical)")
    g = [h[0], *(h[i] + float(clutter_m[i]) for i in range(1, n - 1)), h[-1]]  # (1c), (1d)

    out: dict[str, float] = {"d": d[-1], "phi": latitude_deg}
    out["w"] = share_of_zone(d, zone, SEA)
    out["dtm"] = longest_section_km(d, zone, (COASTAL, INLAND))
    out["dlm"] = longest_section_km(d, zone, (INLAND,))
    out["b0"] = beta0_pct(latitude_deg, out["dtm"], out["dlm"])
    out["ae"] = EARTH_RADIUS_KM * 157.0 / (157.0 - delta_n)  # (6), (7a)
    out["ab"] = EARTH_RADIUS_KM * 3.0  # (7b)

    path = Path(d, h, g, freq_ghz, h[0] + htg_m, h[-1] + hrg_m, out["ae"], out["w"])
    out.update({"hts": path.hts, "hrs": path.hrs, "htc Table 5": path.hts, "hrc Table 5": path.hrs})
    i_lt, i_lr = horizon_points(path)
    out.update(horizons(path, i_lt, i_lr))
    out.update(smooth_earth(path, i_lt, i_lr))

    out.update(free_space(path, out, time_pct))
    out.update(diffraction(path, out, time_pct, polarisation))
    out["Lbs"] = troposcatter_db(path, out["th"], time_pct, n0)
    out["Lba"] = ducting_db(path, out, time_pct, dct_km, dcr_km)
    out.update(combination(path, out, time_pct))

    # §4.7, §4.8: no variability over locations at sea; never below the loss of line of sight
    out["Lloc"] = 0.0 if zone[-1] == SEA else -inverse_normal(location_pct / 100.0) * sigma_l_db
    out["Lb"] = max(out["Lb0p"], out["Lbc"] + out["Lloc"])  # (69)
    out["Ep"] = 199.36 + 20.0 * math.log10(path.f) - out["Lb"]  # (70), 1 kW e.r.p.
    return out


# --- §3.6, §3.7: what the path crosses, beta0 -------------------------------------------------------------------------


def sections_km(d: Sequence[float], zone: Sequence[int], kinds: tuple[int, ...]) -> list[float]:
    """Lengths of the unbroken sections of the zones `kinds`; a border lies midway between two points [km]."""
    lengths, start = [], None
    for i in range(len(d)):
        inside = zone[i] in kinds
        if inside and start is None:
            start = 0.0 if i == 0 else 0.5 * (d[i - 1] + d[i])
        if start is not None and inside and (i == len(d) - 1 or zone[i + 1] not in kinds):
            end = d[i] if i == len(d) - 1 else 0.5 * (d[i] + d[i + 1])
            lengths.append(end - start)
            start = None
    return lengths


def longest_section_km(d: Sequence[float], zone: Sequence[int], kinds: tuple[int, ...]) -> float:
    return max(sections_km(d, zone, kinds), default=0.0)


def share_of_zone(d: Sequence[float], zone: Sequence[int], kind: int) -> float:
    return sum(sections_km(d, zone, (kind,))) / d[-1]


def tau(dlm: float) -> float:
    return 1.0 - math.exp(-(4.12e-4 * dlm**2.41))  # (3)


def beta0_pct(phi: float, dtm: float, dlm: float) -> float:
    """Time for which lapse rates of more than 100 N/km are expected in the lowest 100 m [%]."""
    latitude = abs(phi)
    mu1 = 10.0 ** (-dtm / (16.0 - 6.6 * tau(dlm))) + 10.0 ** (-5.0 * (0.496 + 0.354 * tau(dlm)))
    mu1 = min(mu1**0.2, 1.0)  # (2)
    if latitude <= 70.0:
        mu4 = mu1 ** (-0.935 + 0.0176 * latitude)  # (4)
        return 10.0 ** (-0.015 * latitude + 1.67) * mu1 * mu4  # (5)
    return 4.17 * mu1 * mu1**0.3  # (4), (5)


def path_centre_latitude(lat_t: float, lon_t: float, lat_r: float, lon_r: float, d_km: float) -> float:
    """Latitude of the point d/2 from the transmitter on the great circle to the receiver [deg]."""
    pt, pr, dlon = math.radians(lat_t), math.radians(lat_r), math.radians(lon_r - lon_t)
    bearing = math.atan2(
        math.sin(dlon) * math.cos(pr), math.cos(pt) * math.sin(pr) - math.sin(pt) * math.cos(pr) * math.cos(dlon)
    )
    arc = 0.5 * d_km / EARTH_RADIUS_KM
    return math.degrees(math.asin(math.sin(pt) * math.cos(arc) + math.cos(pt) * math.sin(arc) * math.cos(bearing)))


# --- Attachment 1: path analysis --------------------------------------------------------------------------------------


def elevation_mrad(rise_m: float, d_km: float, ae: float) -> float:
    """Angle above the horizontal to a point `rise_m` higher at `d_km`, over the curved Earth."""
    return 1000.0 * math.atan(rise_m / (1000.0 * d_km) - d_km / (2.0 * ae))


def nu_over_line_of_sight(path: Path, curvature: float, i: int, height: float) -> float:
    """Fresnel parameter of `height` at point i against the straight line between the antennas."""
    di, rest, d = path.d[i], path.dtot - path.d[i], path.dtot
    above = height + 500.0 * curvature * di * rest - (path.hts * rest + path.hrs * di) / d
    return above * math.sqrt(0.002 * d / (path.wavelength * di * rest))


def is_transhorizon(path: Path) -> bool:
    to_other_end = elevation_mrad(path.hrs - path.hts, path.dtot, path.ae)  # (76)
    return max(elevation_mrad(path.h[i] - path.hts, path.d[i], path.ae) for i in path.inner) > to_other_end  # (77)


def horizon_points(path: Path) -> tuple[int, int]:
    """Indices of the transmitter's and the receiver's horizon; of equal ones the nearest to the transmitter."""
    if is_transhorizon(path):
        from_tx = [elevation_mrad(path.h[i] - path.hts, path.d[i], path.ae) for i in path.inner]  # (77)
        from_rx = [elevation_mrad(path.h[i] - path.hrs, path.dtot - path.d[i], path.ae) for i in path.inner]  # (80)
        return path.inner[from_tx.index(max(from_tx))], path.inner[from_rx.index(max(from_rx))]
    nu = [nu_over_line_of_sight(path, 1.0 / path.ae, i, path.h[i]) for i in path.inner]
    return (path.inner[nu.index(max(nu))],) * 2  # (78), (81): the point of the greatest nu serves both ends


def horizons(path: Path, i_lt: int, i_lr: int) -> dict[str, float]:
    """Horizon distances and angles and the path angular distance, median atmosphere."""
    d, ae = path.dtot, path.ae
    if is_transhorizon(path):
        theta_t = elevation_mrad(path.h[i_lt] - path.hts, path.d[i_lt], ae)  # (78)
        theta_r = elevation_mrad(path.h[i_lr] - path.hrs, d - path.d[i_lr], ae)  # (81)
    else:
        theta_t = elevation_mrad(path.hrs - path.hts, d, ae)  # (76)
        theta_r = elevation_mrad(path.hts - path.hrs, d, ae)  # (79)
    theta = 1000.0 * d / ae + theta_t + theta_r  # (82)
    return {"dlt": path.d[i_lt], "dlr": d - path.d[i_lr], "th_t": theta_t, "th_r": theta_r, "th": theta}


def smooth_earth(path: Path, i_lt: int, i_lr: int) -> dict[str, float]:
    """Smooth-Earth heights at the terminals for diffraction and for ducting, effective heights, roughness."""
    d, h, dtot = path.d, path.h, path.dtot
    v1 = v2 = 0.0
    for i in range(1, len(d)):
        v1 += (d[i] - d[i - 1]) * (h[i] + h[i - 1])  # (83)
        v2 += (d[i] - d[i - 1]) * (h[i] * (2.0 * d[i] + d[i - 1]) + h[i - 1] * (d[i] + 2.0 * d[i - 1]))  # (84)
    hst = (2.0 * v1 * dtot - v2) / dtot**2  # (85)
    hsr = (v2 - v1 * dtot) / dtot**2  # (86)

    above = {i: h[i] - (path.hts * (dtot - d[i]) + path.hrs * d[i]) / dtot for i in path.inner}  # (87d)
    hobs = max(above.values())  # (87a)
    obstructed_t, obstructed_r = hst, hsr  # (88a), (88b)
    if hobs > 0.0:
        alpha_t = max(above[i] / d[i] for i in path.inner)  # (87b)
        alpha_r = max(above[i] / (dtot - d[i]) for i in path.inner)  # (87c)
        obstructed_t = hst - hobs * alpha_t / (alpha_t + alpha_r)  # (88c), (88e)
        obstructed_r = hsr - hobs * alpha_r / (alpha_t + alpha_r)  # (88d), (88f)
    hstd, hsrd = min(obstructed_t, h[0]), min(obstructed_r, h[-1])  # (89)

    low_t, low_r = min(hst, h[0]), min(hsr, h[-1])  # (90a), (90b)
    slope = (low_r - low_t) / dtot  # (91)
    return {
        "hst Eq (85)": hst,
        "hsr Eq (86)": hsr,
        "hstd": hstd,
        "hsrd": hsrd,
        "htc Eq (37a)": path.hts - hstd,  # (37a)
        "hrc Eq (37b)": path.hrs - hsrd,  # (37b)
        "hst Eq (90a)": low_t,
        "hsr Eq (90b)": low_r,
        "hte": path.hts - low_t,  # (92a)
        "hre": path.hrs - low_r,  # (92b)
        "hm": max(h[i] - (low_t + slope * d[i]) for i in range(i_lt, i_lr + 1)),  # (93)
    }


# --- §4.2: line of sight ----------------------------------------------------------------------------------------------


def free_space(path: Path, out: dict[str, float], p: float) -> dict[str, float]:
    slant = math.sqrt(path.dtot**2 + ((path.hts - path.hrs) / 1000.0) ** 2)  # (8a)
    lbfs = 92.4 + 20.0 * math.log10(path.f) + 20.0 * math.log10(slant)  # (8)

    def focusing(percent: float) -> float:
        return 2.6 * (1.0 - math.exp(-0.1 * (out["dlt"] + out["dlr"]))) * math.log10(percent / 50.0)  # (9a), (9b)

    return {"Lbfs": lbfs, "Lb0p": lbfs + focusing(p), "Lb0b": lbfs + focusing(out["b0"])}  # (10), (11)


# --- §4.3: delta-Bullington diffraction -------------------------------------------------------------------------------


def knife_edge_db(nu: float) -> float:
    if nu <= -0.78:
        return 0.0
    return 6.9 + 20.0 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)  # (12)


def bullington_db(path: Path, ap: float) -> float:
    """Bullington's single edge over the surface `path.g` between `path.hts` and `path.hrs`, effective radius `ap`."""
    curvature, d = 1.0 / ap, path.dtot

    bulged = [path.g[i] + 500.0 * curvature * path.d[i] * (d - path.d[i]) for i in path.inner]
    from_tx = [(y - path.hts) / path.d[i] for i, y in zip(path.inner, bulged, strict=True)]
    s_tim = max(from_tx)  # (13)
    s_tr = (path.hrs - path.hts) / d  # (14)
    if s_tim < s_tr:  # line of sight
        nu = max(nu_over_line_of_sight(path, curvature, i, path.g[i]) for i in path.inner)  # (15)
    else:
        from_rx = [(y - path.hrs) / (d - path.d[i]) for i, y in zip(path.inner, bulged, strict=True)]
        s_rim = max(from_rx)  # (17)
        near, far = (path.d[path.inner[slopes.index(max(slopes))]] for slopes in (from_tx, from_rx))
        dbp = near
        if s_tim + s_rim != 0.0:  # 0 is an edge that exactly grazes the line: every point of it does
            dbp = (path.hrs - path.hts + s_rim * d) / (s_tim + s_rim)  # (18)
        dbp = max(min(near, far), min(max(near, far), dbp))  # it lies between the horizons but for rounding
        above = path.hts + s_tim * dbp - (path.hts * (d - dbp) + path.hrs * dbp) / d
        nu = above * math.sqrt(0.002 * d / (path.wavelength * dbp * (d - dbp)))  # (19)
    luc = knife_edge_db(nu)  # (16), (20)
    return luc + (1.0 - math.exp(-luc / 6.0)) * (10.0 + 0.02 * d)  # (21)


def height_gain_db(b: float, k: float) -> float:
    if b > 2.0:
        gain = 17.6 * math.sqrt(b - 1.1) - 5.0 * math.log10(b - 1.1) - 8.0  # (34)
    else:
        gain = 20.0 * math.log10(b + 0.1 * b**3)  # (34)
    return max(gain, 2.0 + 20.0 * math.log10(k))


def first_term_ground_db(
    path: Path, a: float, ht: float, hr: float, permittivity: float, conductivity: float, polarisation: int
) -> float:
    """First term of the residue series over one kind of ground."""
    f = path.f
    loss = 18.0 * conductivity / f
    k = 0.036 * (a * f) ** (-1.0 / 3.0) * ((permittivity - 1.0) ** 2 + loss**2) ** -0.25  # (29a)
    if polarisation == 2:
        k *= math.sqrt(permittivity**2 + loss**2)  # (29b)
    beta = (1.0 + 1.6 * k**2 + 0.67 * k**4) / (1.0 + 4.5 * k**2 + 1.53 * k**4)  # (30)
    x = 21.88 * beta * (f / a**2) ** (1.0 / 3.0) * path.dtot  # (31)
    fx = 11.0 + 10.0 * math.log10(x) - 17.6 * x if x >= 1.6 else -20.0 * math.log10(x) - 5.6488 * x**1.425  # (33)

    b_per_m = beta * 0.9575 * beta * (f**2 / a) ** (1.0 / 3.0)  # (32), (35)
    return -fx - height_gain_db(b_per_m * ht, k) - height_gain_db(b_per_m * hr, k)  # (36)


def first_term_db(path: Path, a: float, ht: float, hr: float, polarisation: int) -> float:
    land = first_term_ground_db(path, a, ht, hr, 22.0, 0.003, polarisation)
    sea = first_term_ground_db(path, a, ht, hr, 80.0, 5.0, polarisation)
    return path.w * sea + (1.0 - path.w) * land  # (28)


def spherical_earth_db(path: Path, ap: float, ht: float, hr: float, polarisation: int) -> float:
    """Diffraction over a smooth sphere of effective radius `ap`, antennas `ht` and `hr` above it."""
    d = path.dtot
    d_los = math.sqrt(2.0 * ap) * (math.sqrt(0.001 * ht) + math.sqrt(0.001 * hr))  # (22)
    if d >= d_los:
        return first_term_db(path, ap, ht, hr, polarisation)
    c = (ht - hr) / (ht + hr)  # (24d)
    m = 250.0 * d**2 / (ap * (ht + hr))  # (24e)
    cosine = max(-1.0, min(1.0, 1.5 * c * math.sqrt(3.0 * m / (m + 1.0) ** 3)))  # |.| <= 1 but for rounding
    b = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(math.pi / 3.0 + math.acos(cosine) / 3.0)  # (24c)
    dse1 = 0.5 * d * (1.0 + b)  # (24a)
    dse2 = d - dse1  # (24b)
    hse = ((ht - 500.0 * dse1**2 / ap) * dse2 + (hr - 500.0 * dse2**2 / ap) * dse1) / d  # (23)
    hreq = 17.456 * math.sqrt(dse1 * dse2 * path.wavelength / d)  # (25)
    if hse > hreq:
        return 0.0
    aem = 500.0 * (d / (math.sqrt(ht) + math.sqrt(hr))) ** 2  # (26)
    ldft = first_term_db(path, aem, ht, hr, polarisation)
    return 0.0 if ldft < 0.0 else (1.0 - hse / hreq) * ldft  # (27)


def delta_bullington(path: Path, ap: float, ht: float, hr: float, polarisation: int) -> dict[str, float]:
    smooth = path._replace(g=[0.0] * len(path.d), hts=ht, hrs=hr)  # §4.3.4: heights above the smooth surface
    actual_db, smooth_db = bullington_db(path, ap), bullington_db(smooth, ap)
    sphere_db = spherical_earth_db(path, ap, ht, hr, polarisation)
    return {
        "Lbulla": actual_db,
        "Lbulls": smooth_db,
        "Ldsph": sphere_db,
        "Ld": actual_db + max(sphere_db - smooth_db, 0.0),  # (39)
    }


def diffraction(path: Path, out: dict[str, float], p: float, polarisation: int) -> dict[str, float]:
    """Median, beta0 % and p % diffraction; Lbulla, Lbulls and Ldsph are those of beta0 %, as in the logs."""
    ht, hr = out["htc Eq (37a)"], out["hrc Eq (37b)"]
    ld50 = delta_bullington(path, out["ae"], ht, hr, polarisation)["Ld"]
    beta0_parts = delta_bullington(path, out["ab"], ht, hr, polarisation)
    ldb = beta0_parts.pop("Ld")
    fi = 1.0
    if p > out["b0"]:
        fi = inverse_normal(p / 100.0) / inverse_normal(out["b0"] / 100.0)  # (40)
    ldp = ld50 + (ldb - ld50) * fi  # (41)
    return {
        **beta0_parts,
        "Ld50": ld50,
        "Ldb": ldb,
        "Ldp": ldp,
        "Fi": fi,
        "Lbd50": out["Lbfs"] + ld50,  # (42)
        "Lbd": out["Lb0p"] + ldp,  # (43)
    }


# --- §4.4, §4.5: troposcatter, ducting --------------------------------------------------------------------------------


def troposcatter_db(path: Path, theta: float, p: float, n0: float) -> float:
    f = path.f
    lf = 25.0 * math.log10(f) - 2.5 * math.log10(0.5 * f) ** 2  # (45)
    decay = 10.125 * math.log10(50.0 / p) ** 0.7
    return 190.1 + lf + 20.0 * math.log10(path.dtot) + 0.573 * theta - 0.15 * n0 - decay  # (44)


def fixed_coupling_db(f: float, dlt_and_dlr: float) -> float:
    alf = 45.375 - 137.0 * f + 92.5 * f**2 if f < 0.5 else 0.0  # (47a)
    return 102.45 + 20.0 * math.log10(f) + 20.0 * math.log10(dlt_and_dlr) + alf


def site_shielding_db(f: float, theta: float, dl: float) -> float:
    beyond = theta - 0.1 * dl  # (48a)
    if beyond <= 0.0:
        return 0.0
    return 20.0 * math.log10(1.0 + 0.361 * beyond * math.sqrt(f * dl)) + 0.264 * beyond * f ** (1.0 / 3.0)  # (48)


def coupling_over_sea_db(w: float, dc: float, dl: float, antenna_asl_m: float) -> float:
    if w < 0.75 or dc > dl or dc > 5.0:
        return 0.0
    return -3.0 * math.exp(-0.25 * dc**2) * (1.0 + math.tanh(0.07 * (50.0 - antenna_asl_m)))  # (49)


def duct_time_pct(path: Path, out: dict[str, float]) -> float:
    """Beta of the path: beta0 less what terrain and geometry take from ducts [%]."""
    d = path.dtot
    alpha = max(-0.6 - 3.5e-9 * d**3.1 * tau(out["dlm"]), -3.4)  # (55a)
    geometry = 500.0 * d**2 / (path.ae * (math.sqrt(out["hte"]) + math.sqrt(out["hre"])) ** 2)
    mu2 = min(geometry**alpha, 1.0)  # (55)
    mu3 = 1.0
    if out["hm"] > 10.0:
        di = min(d - out["dlt"] - out["dlr"], 40.0)  # (56a)
        mu3 = math.exp(-4.6e-5 * (out["hm"] - 10.0) * (43.0 + 6.0 * di))  # (56)
    return out["b0"] * mu2 * mu3  # (54)


def ducting_db(path: Path, out: dict[str, float], p: float, dct: float, dcr: float) -> float:
    f, d = path.f, path.dtot
    dlt, dlr, theta_t, theta_r = out["dlt"], out["dlr"], out["th_t"], out["th_r"]
    coupling = fixed_coupling_db(f, dlt + dlr)
    coupling += site_shielding_db(f, theta_t, dlt) + site_shielding_db(f, theta_r, dlr)
    coupling += coupling_over_sea_db(path.w, dct, dlt, path.hts) + coupling_over_sea_db(
        path.w, dcr, dlr, path.hrs
    )  # (47)
    gamma_d = 5e-5 * path.ae * f ** (1.0 / 3.0)  # (51)
    theta = 1000.0 * d / path.ae + min(theta_t, 0.1 * dlt) + min(theta_r, 0.1 * dlr)  # (52), (52a)
    beta = duct_time_pct(path, out)
    logb = math.log10(beta)
    gamma = 1.076 / (2.0058 - logb) ** 1.012
    gamma *= math.exp(-(9.51 - 4.8 * logb + 0.198 * logb**2) * 1e-6 * d**1.13)  # (53a)
    variability = -12.0 + (1.2 + 3.7e-3 * d) * math.log10(p / beta) + 12.0 * (p / beta) ** gamma  # (53)
    return coupling + gamma_d * theta + variability  # (46), (50)


# --- §4.6: combination ------------------------------------------------------------------------------------------------


def soft_minimum(a: float, b: float, eta: float) -> float:
    """eta ln(exp(a / eta) + exp(b / eta)), without overflow."""
    top = max(a, b)
    return top + eta * math.log(math.exp((a - top) / eta) + math.exp((b - top) / eta))


def combination(path: Path, out: dict[str, float], p: float) -> dict[str, float]:
    fj = 1.0 - 0.5 * (1.0 + math.tanh(3.0 * 0.8 * (out["th"] - 0.3) / 0.3))  # (57)
    fk = 1.0 - 0.5 * (1.0 + math.tanh(3.0 * 0.5 * (path.dtot - 20.0) / 20.0))  # (58)
    over_land_db = (1.0 - path.w) * out["Ldp"]
    if p < out["b0"]:
        lminb0p = out["Lb0p"] + over_land_db  # (59)
    else:
        lminb0p = out["Lbd50"] + (out["Lb0b"] + over_land_db - out["Lbd50"]) * out["Fi"]  # (59)
    lminbap = soft_minimum(out["Lba"], out["Lb0p"], 2.5)  # (60)
    lbda = out["Lbd"]
    if lminbap <= lbda:
        lbda = lminbap + (out["Lbd"] - lminbap) * fk  # (61)
    lbam = lbda + (lminb0p - lbda) * fj  # (62)
    lbc = -5.0 * math.log10(10.0 ** (-0.2 * out["Lbs"]) + 10.0 ** (-0.2 * lbam))  # (63)
    return {"Fj": fj, "Fk": fk, "Lminb0p": lminb0p, "Lminbap": lminbap, "Lbda": lbda, "Lbam": lbam, "Lbc": lbc}


# --- §4.7, §4.8 and Attachment 2: locations ---------------------------------------------------------------------------


def location_sigma_db(freq_ghz: float, width_m: float, height_m: float, clutter_m: float) -> float:
    """Standard deviation of the loss over a square of `width_m` for an outdoor antenna `height_m` above ground."""
    sigma = (0.024 * freq_ghz + 0.52) * width_m**0.28  # (66)
    return sigma * min(1.0, max(0.0, 1.0 - (height_m - clutter_m) / 10.0))  # u(h): 1 in the clutter, 0 10 m over it


def inverse_normal(x: float) -> float:
    """Inverse complementary cumulative normal distribution, the approximation of Attachment 2."""
    if not 1e-6 <= x <= 1.0 - 1e-6:
        raise ValueError(f"probability out of range: {x}")
    if x > 0.5:
        return -inverse_normal(1.0 - x)
    t = math.sqrt(-2.0 * math.log(x))
    numerator = (0.010328 * t + 0.802853) * t + 2.515516698
    denominator = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    return t - numerator / denominator
