"""TR 38.901 V19.4.0 §7.4 for one link, written plainly from its tables: the independent check of the package.

Metres, GHz, dB; one function per row of a table; nothing of the package is used.
"""

from __future__ import annotations

from math import exp, log10, pi, sqrt


def uma_breakpoint(h_bs: float, h_ut: float, fc: float) -> float:
    return 4 * (h_bs - 1) * (h_ut - 1) * (fc * 1e9) / 3e8


def rma_breakpoint(h_bs: float, h_ut: float, fc: float) -> float:
    return 2 * pi * h_bs * h_ut * (fc * 1e9) / 3e8


def uma_los(d2: float, h_bs: float, h_ut: float, fc: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    bp = uma_breakpoint(h_bs, h_ut, fc)
    if d2 <= bp:
        return 28.0 + 22 * log10(d3) + 20 * log10(fc)
    return 28.0 + 40 * log10(d3) + 20 * log10(fc) - 9 * log10(bp**2 + (h_bs - h_ut) ** 2)


def uma_nlos(d2: float, h_bs: float, h_ut: float, fc: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    return max(uma_los(d2, h_bs, h_ut, fc), 13.54 + 39.08 * log10(d3) + 20 * log10(fc) - 0.6 * (h_ut - 1.5))


def umi_los(d2: float, h_bs: float, h_ut: float, fc: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    bp = uma_breakpoint(h_bs, h_ut, fc)
    if d2 <= bp:
        return 32.4 + 21 * log10(d3) + 20 * log10(fc)
    return 32.4 + 40 * log10(d3) + 20 * log10(fc) - 9.5 * log10(bp**2 + (h_bs - h_ut) ** 2)


def umi_nlos(d2: float, h_bs: float, h_ut: float, fc: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    return max(umi_los(d2, h_bs, h_ut, fc), 35.3 * log10(d3) + 22.4 + 21.3 * log10(fc) - 0.3 * (h_ut - 1.5))


def rma_pl1(d3: float, fc: float, h: float) -> float:
    a = min(0.03 * h**1.72, 10)
    b = min(0.044 * h**1.72, 14.77)
    return 20 * log10(40 * pi * d3 * fc / 3) + a * log10(d3) - b + 0.002 * log10(h) * d3


def rma_los(d2: float, h_bs: float, h_ut: float, fc: float, h: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    bp = rma_breakpoint(h_bs, h_ut, fc)
    if d2 <= bp:
        return rma_pl1(d3, fc, h)
    return rma_pl1(bp, fc, h) + 40 * log10(d3 / bp)


def rma_nlos(d2: float, h_bs: float, h_ut: float, fc: float, h: float, w: float) -> float:
    d3 = sqrt(d2**2 + (h_bs - h_ut) ** 2)
    loss = 161.04 - 7.1 * log10(w) + 7.5 * log10(h)
    loss -= (24.37 - 3.7 * (h / h_bs) ** 2) * log10(h_bs)
    loss += (43.42 - 3.1 * log10(h_bs)) * (log10(d3) - 3)
    loss += 20 * log10(fc) - (3.2 * (log10(11.75 * h_ut)) ** 2 - 4.97)
    return max(rma_los(d2, h_bs, h_ut, fc, h), loss)


def uma_probability(d_out: float, h_ut: float) -> float:
    if d_out <= 18:
        return 1.0
    c = 0.0 if h_ut <= 13 else ((h_ut - 13) / 10) ** 1.5
    plain = 18 / d_out + exp(-d_out / 63) * (1 - 18 / d_out)
    return min(plain * (1 + c * 5 / 4 * (d_out / 100) ** 3 * exp(-d_out / 150)), 1.0)


def umi_probability(d_out: float) -> float:
    return 1.0 if d_out <= 18 else 18 / d_out + exp(-d_out / 36) * (1 - 18 / d_out)


def rma_probability(d_out: float) -> float:
    return 1.0 if d_out <= 10 else exp(-(d_out - 10) / 1000)


def low_loss_wall(fc: float) -> float:
    glass, concrete = 2 + 0.2 * fc, 5 + 4 * fc
    return 5 - 10 * log10(0.3 * 10 ** (-glass / 10) + 0.7 * 10 ** (-concrete / 10))


def high_loss_wall(fc: float) -> float:
    irr_glass, concrete = 25.4 + 0.11 * fc, 5 + 4 * fc
    return 5 - 10 * log10(0.7 * 10 ** (-irr_glass / 10) + 0.3 * 10 ** (-concrete / 10))
