"""All models but P.1812 against what is published of them or follows from their text."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import test_clutter_loss as p2108
import test_cost231_hata as cost231
import test_hata as hata
import test_p526 as p526
import test_seamcat_extended_hata as seamcat
import test_tr38901 as tr38901
import tr38901_oracle
from ehata_reference import published
from hata_oracle import cost231_hata, okumura_hata
from hata_oracle import seamcat as plain_seamcat
from itm_reference import area_cases, level, point_to_point_cases
from test_building_entry import KINDS
from test_ehata import predict
from test_vegetation import TABLE_1

from covplan.propagation import (
    Building,
    HeightGainClutter,
    StatisticalClutter,
    building_entry_loss_db,
    free_space_loss_db,
)
from covplan.propagation.additional_loss import Terminal
from covplan.propagation.tr38901 import TR38901, LineOfSight, Scenario
from covplan.propagation.vegetation import mixed_forest_gamma_db_m
from validation.rows import Row, compared, largest

NTIA = "NTIA, US government work: "
PRINTED = "half of the last digit printed"
BOTH = "both in 64-bit floats"
ROUNDING = 1e-9


def rows(shared: Path, count: int) -> list[Row]:
    """All of them; ``count`` random links where the reference is a formula."""
    return [
        *itm_rows(shared), building_row(shared), *clutter_rows(), *diffraction_rows(count), *hata_rows(count),
        ehata_row(), *tr38901_rows(count), *small_rows(),
    ]  # fmt: skip


def itm_rows(shared: Path) -> list[Row]:
    """NTIA's cases of both modes."""
    paths = [(model.path(path, **radio).loss_db, loss) for model, path, radio, loss in point_to_point_cases(shared)]
    areas = [(model.path(level(d), **radio).loss_db, loss) for model, d, radio, loss in area_cases(shared)]
    source = NTIA + "github.com/NTIA/itm"
    return [
        compared("NTIA ITM, point to point", "p2p.csv with pfls.csv", source, paths, 0.005 + ROUNDING, PRINTED),
        compared("NTIA ITM, area", "area.csv", source, areas, 0.05 + ROUNDING, PRINTED),
    ]


def building_row(shared: Path) -> Row:
    """Every published row of P.2109-2."""
    with (shared / "reference/p2109/validation.csv").open(encoding="utf-8") as file:
        table = list(csv.reader(file))[1:]

    def got(freq_ghz: str, share_pct: str, kind: str, elevation_deg: str) -> float:
        building: Building = KINDS[kind]
        return building_entry_loss_db(
            1000.0 * float(freq_ghz), building, probability_pct=float(share_pct), elevation_deg=float(elevation_deg)
        )

    pairs = [(got(*row[:4]), float(row[4])) for row in table]
    source = "validation data of the Recommendation, shared/reference/p2109"
    return compared("P.2109-2", "validation.csv, all rows", source, pairs, 1e-6, BOTH)


def clutter_rows() -> list[Row]:
    """NTIA's test figures of P.2108-1."""
    heights = [
        (HeightGainClutter(p2108.KINDS[kind], top, street).loss_db(Terminal(1000.0 * f, 5.0, h)), loss)
        for f, h, street, top, kind, loss in p2108.HEIGHT_GAIN
    ]
    shares = [
        (StatisticalClutter(share).loss_db(Terminal(1000.0 * f, d, 1.5)), loss)
        for f, d, share, loss in p2108.STATISTICAL
    ]
    source = NTIA + "github.com/NTIA/p2108"
    return [
        compared("P.2108-1 §3.1", "height-gain test data", source, heights, 0.05, PRINTED),
        compared("P.2108-1 §3.2", "terrestrial statistical test data", source, shares, 0.05, PRINTED),
    ]


def diffraction_rows(count: int) -> list[Row]:
    """P.526-16: the knife edge and the whole of delta-Bullington."""
    off = p526.off_the_fresnel_integral(4000)
    oracle = [p526.off_the_oracle_of_p1812(seed, f) for f in (100.0, 773.0, 5900.0) for seed in range(count)]
    bound = "the approximation's own error, not covplan's"
    return [
        Row("P.526-16 §4.1", "Fresnel integrals, ν −0.78 to 15", "scipy.special.fresnel", off.size, float(off.max()),
            0.125, bound),
        Row("P.526-16 §4.5.2", "L_d50 of the independent P.1812-8", "tests/propagation/p1812_oracle.py", len(oracle),
            largest(oracle), 1e-6, BOTH),
    ]  # fmt: skip


def hata_rows(count: int) -> list[Row]:
    """Published examples, and the formulas as their sources print them at random links."""
    rng = np.random.default_rng(1980)
    example = [(hata.loss(hata.LARGE_CITY, 900.0, 5.0, 50.0, h), float(db)) for h, db in hata.WORKED_EXAMPLE]
    line = [(cost231.loss(cost231.TOWN, 1950.0, d, 30.0, 1.5), db) for d, db in cost231.WCDMA_LINE]
    figures = [(plain_seamcat(f, d, 20.0, 1.5, where), db) for f, d, where, db in seamcat.PYSIM5G]
    city, town, extended = [], [], []
    for _ in range(count):
        mast, mobile = float(rng.uniform(30.0, 200.0)), float(rng.uniform(1.0, 10.0))
        place = (float(rng.uniform(150.0, 1500.0)), float(rng.uniform(1.0, 20.0)), mast, mobile)
        city += [
            (hata.loss(m, *place), okumura_hata(*place, m.environment)) for m in (hata.CITY, hata.SUBURBS, hata.OPEN)
        ]
        place = (float(rng.uniform(1500.0, 2000.0)), *place[1:])
        town += [
            (cost231.loss(m, *place), cost231_hata(*place, m.environment)) for m in (cost231.TOWN, cost231.METROPOLIS)
        ]
        place = (float(rng.uniform(30.0, 3000.0)), float(10.0 ** rng.uniform(-2.0, 2.0)), *place[2:])
        extended += [(seamcat.loss(m, *place), plain_seamcat(*place, m.environment)) for m in seamcat.MODELS]
    gsm, handbook = "ETSI ETR 364 (GSM 03.30), ", "SEAMCAT handbook A17.3.1"
    return [
        compared("Okumura-Hata", "worked example", "wireless-telemedicine.aydos.de", example, 1.0,
                 "printed as whole dB, cut off"),
        compared("Okumura-Hata", "formulas, random links", gsm + "Annex B.1", city, ROUNDING, BOTH),
        compared("COST 231-Hata", "137.4 + 35.2 log d", "Holma and Toskala, WCDMA for UMTS", line, 0.1,
                 "a rounded line"),
        compared("COST 231-Hata", "formula, random links", gsm + "Annex B.2", town, ROUNDING, BOTH),
        compared("Extended Hata (its plain formulas)", "figures for a 20 m mast", "github.com/edwardoughton/pysim5g",
                 figures, 0.006, PRINTED),
        compared("Extended Hata", "the plain formulas, random links", handbook, extended, ROUNDING, BOTH),
    ]  # fmt: skip


def ehata_row() -> Row:
    """NTIA's published cases, terrain corrections included."""
    pairs = [(predict(case).loss_db, case.loss_db) for case in published()]
    reason = "half of the fourth decimal, and NTIA computed in single precision"
    return compared("NTIA eHata", "published cases", NTIA + "github.com/NTIA/ehata", pairs, 6e-5, reason)


def tr38901_rows(count: int) -> list[Row]:
    """ns-3's figures of the path loss table, and the tables written out at random links."""
    figures = []
    for scenario, los, dist_m, losses in tr38901.NS3:
        model = TR38901(scenario, los)
        for d, loss in zip(dist_m, losses, strict=True):
            figures.append((tr38901.loss(model, d, 5000.0, tr38901.NOMINAL[scenario]).loss_db, loss))
    rng, tables = np.random.default_rng(38901), []
    for _ in range(count):
        d, f = float(rng.uniform(10.0, 5000.0)), float(np.exp(rng.uniform(np.log(0.5), np.log(30.0))))
        h_bs, h_ut = float(rng.uniform(10.0, 150.0)), float(rng.uniform(1.5, 10.0))
        for scenario in (Scenario.UMA, Scenario.UMI, Scenario.RMA):
            got = tr38901.loss(TR38901(scenario, LineOfSight.PROBABILITY), d, 1000.0 * f, h_bs, h_ut)
            site = (got.losses["d_2D"], h_bs, h_ut, got.freq_mhz / 1000.0)
            if scenario is Scenario.RMA:
                plain = tr38901_oracle.rma_los(*site, 5.0), tr38901_oracle.rma_nlos(*site, 5.0, 20.0)
            else:
                plain = tuple(part(*site) for part in tr38901.ROWS[scenario][:2])
            tables += [(got.losses["PL_LOS"], plain[0]), (got.losses["PL_NLOS"], plain[1])]
    ns3 = "ns-3, three-gpp-propagation-loss-model-test-suite.cc"
    text = "3GPP TR 38.901 V19.4.0, tests/propagation/tr38901_oracle.py"
    return [
        compared("TR 38.901", "ns-3's figures at 5 GHz", ns3, figures,
                 1e-4, "the last digit printed"),
        compared("TR 38.901", "independent version of the tables, random links", text, tables, ROUNDING, BOTH),
    ]  # fmt: skip


def small_rows() -> list[Row]:
    """Free space and the forest of P.833."""
    free = [(free_space_loss_db(1000.0, 1000.0), 92.45), (free_space_loss_db(1000.0, 1.0), 32.45)]
    forest = [(mixed_forest_gamma_db_m(f), gamma) for f, gamma, _ in TABLE_1]
    gammas = compared("P.833-10 §2.1", "γ of Table 1", "Recommendation ITU-R P.833-10", forest, ROUNDING, BOTH)
    return [
        compared("P.525-5", "92.45 + 20 log f d and its form in MHz", "Recommendation ITU-R P.525-5", free, 0.005,
                 PRINTED),
        Row(gammas.model, gammas.reference, gammas.source, gammas.cases, gammas.worst, ROUNDING, BOTH, "dB/m"),
    ]  # fmt: skip
