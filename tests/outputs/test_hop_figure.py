"""The picture of a hop: both Earths, the budget in words, files that are pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from covplan.network import MicrowaveRadio
from covplan.outputs.hop_figure import HopReport, draw_hop, write_hop_figure
from covplan.outputs.link_report import LinkReport
from covplan.outputs.settings import Language
from covplan.propagation.comparison import Answer
from covplan.routing.microwave import hops
from covplan.routing.microwave_settings import HopSettings
from covplan.terrain import Profile, line_of_sight
from covplan.units import EARTH_RADIUS_KM

RADIO = MicrowaveRadio("mw-15", 15.0, 56.0, 360.0, 22.0, 36.9, -63.0, 0.03)
SETTINGS = HopSettings(80.0, "vùng thử", 0.6, "test")


def report() -> HopReport:
    dist = np.linspace(0.0, 8.0, 81)
    profile = Profile.of(
        dist, 400.0 + 20.0 * np.exp(-((dist - 4.0) ** 2)), np.where(dist > 6.0, 8.0, 0.0), dist * 0 + 4
    )
    heights = {"tx_agl_m": 45.0, "rx_agl_m": 38.0}
    (hop,) = hops(profile, [RADIO], SETTINGS, **heights)
    answers = (Answer("p525", "P.525", 15e3, {}),)
    path = LinkReport("DLK0001", "DLK0002", profile, line_of_sight(profile, **heights), answers=answers, **heights)
    low = line_of_sight(profile, earth_radius_km=0.6 * EARTH_RADIUS_KM, **heights)
    return HopReport(path, low, hop, 123.0, 2, 99.956)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            Language.VIETNAMESE,
            ["k = 0,6", "15 GHz", "tải 123 Mb/s", "R0,01 = 80 mm/h (vùng thử)", "qua 2 chặng", "99,956 %"],
        ),
        (Language.ENGLISH, ["k = 0.6", "load 123 Mb/s", "over 2 hops to fibre 99.956 %", "multipath not counted"]),
    ],
)
def test_the_picture_tells_both_clearances_and_the_budget(language: Language, wanted: list[str]) -> None:
    figure = draw_hop(report(), SETTINGS, language)
    axes = figure.axes[0]
    words = " ".join(item.get_text() for item in (*figure.texts, *axes.texts, *axes.get_legend().get_texts()))
    for piece in wanted:
        assert piece in words
    assert "DLK0001" in words and "DLK0002" in words


def test_the_ground_of_the_low_k_is_drawn_above_that_of_the_median_k() -> None:
    one = report()
    low = draw_hop(one, SETTINGS, Language.VIETNAMESE).axes[0].get_lines()[-1].get_ydata()
    median = one.path.sight.surface_m + one.path.sight.bulge_m
    assert (np.asarray(low)[1:-1] > median[1:-1]).all() and low[0] == median[0]


def test_it_is_written_as_a_picture(tmp_path: Path) -> None:
    file = write_hop_figure(report(), SETTINGS, tmp_path / "chặng.png", Language.VIETNAMESE)
    with Image.open(file) as picture:
        assert picture.size[0] > 1000
