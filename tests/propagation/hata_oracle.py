"""Okumura-Hata, COST 231-Hata and SEAMCAT's Extended Hata, written out plainly from their sources."""

from __future__ import annotations

from math import log10


def okumura_hata(f: float, d: float, hb: float, hm: float, environment: str) -> float:
    """ETSI ETR 364 (GSM 03.30), Annex B.1."""
    if environment == "large-city":
        a = 8.29 * log10(1.54 * hm) ** 2 - 1.1 if f <= 200 else 3.2 * log10(11.75 * hm) ** 2 - 4.97
    else:
        a = (1.1 * log10(f) - 0.7) * hm - (1.56 * log10(f) - 0.8)
    loss = 69.55 + 26.16 * log10(f) - 13.82 * log10(hb) - a + (44.9 - 6.55 * log10(hb)) * log10(d)
    if environment == "suburban":
        loss = loss - 2 * log10(f / 28) ** 2 - 5.4
    if environment == "open":
        loss = loss - 4.78 * log10(f) ** 2 + 18.33 * log10(f) - 40.94
    return loss


def cost231_hata(f: float, d: float, hb: float, hm: float, environment: str) -> float:
    """ETSI ETR 364 (GSM 03.30), Annex B.2."""
    a = (1.1 * log10(f) - 0.7) * hm - (1.56 * log10(f) - 0.8)
    c = {"medium-city": 0, "metropolitan": 3}[environment]
    return 46.3 + 33.9 * log10(f) - 13.82 * log10(hb) - a + (44.9 - 6.55 * log10(hb)) * log10(d) + c


def seamcat(f: float, d: float, hb: float, hm: float, environment: str) -> float:
    """SEAMCAT handbook, A17.3.1, Table 80, with its terms for low masts and high mobiles."""

    def free_space(km: float) -> float:
        return 32.4 + 20 * log10(f) + 10 * log10(km**2 + (hb - hm) ** 2 / 1e6)

    def hata(km: float) -> float:
        a = (1.1 * log10(f) - 0.7) * min(10, hm) - (1.56 * log10(f) - 0.8) + max(0, 20 * log10(hm / 10))
        b = min(0, 20 * log10(hb / 30))
        alpha = 1 if km <= 20 else 1 + (0.14 + 1.87e-4 * f + 1.07e-3 * hb) * log10(km / 20) ** 0.8
        high = max(30, hb)
        rest = -13.82 * log10(high) + (44.9 - 6.55 * log10(high)) * log10(km) ** alpha - a - b
        if f <= 150:
            loss = 69.6 + 26.2 * log10(150) - 20 * log10(150 / f) + rest
        elif f <= 1500:
            loss = 69.6 + 26.2 * log10(f) + rest
        elif f <= 2000:
            loss = 46.3 + 33.9 * log10(f) + rest
        else:
            loss = 46.3 + 33.9 * log10(2000) + 10 * log10(f / 2000) + rest
        held = min(max(150, f), 2000)
        if environment == "suburban":
            loss -= 2 * log10(held / 28) ** 2 + 5.4
        if environment == "open":
            loss -= 4.78 * log10(held) ** 2 - 18.33 * log10(held) + 40.94
        return loss

    if d < 0.04:
        loss = free_space(d)
    elif d < 0.1:
        part = (log10(d) - log10(0.04)) / (log10(0.1) - log10(0.04))
        loss = free_space(0.04) + part * (hata(0.1) - free_space(0.04))
    else:
        loss = hata(d)
    return max(loss, free_space(d))
