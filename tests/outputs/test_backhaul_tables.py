"""Backhaul as people get it: the table, the layer of hops, and the choice kept between runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from backhaul_cases import MICROWAVE, chosen, priced

from covplan.errors import FingerprintError
from covplan.ingest.area import Area
from covplan.outputs.backhaul_tables import make_backhaul_table
from covplan.outputs.results import load_choice, save_choice
from covplan.outputs.route_layers import make_hop_layer
from covplan.outputs.settings import Language
from covplan.routing.backhaul_plan import BackhaulPlan

pytestmark = pytest.mark.kernel


@pytest.fixture()
def plan(tiny_area: Area) -> BackhaulPlan:
    _, found = chosen(priced(tiny_area, 1.0))
    assert found.by_hop.size
    return found


@pytest.mark.parametrize("language", list(Language))
def test_the_table_tells_each_mast(plan: BackhaulPlan, language: Language) -> None:
    table = make_backhaul_table(plan, {int(plan.by_hop[0]): "hop.png"}, language)
    assert len(table.rows) == int((~plan.basis.problem.lit).sum())
    assert {len(row) for row in table.rows} == {len(table.columns)} == {28}
    assert sum(row[-1] == "hop.png" for row in table.rows) == 1
    hops = [row for row in table.rows if row[10]]
    assert len(hops) == plan.by_hop.size
    for row in hops:
        assert row[8] <= row[9] and row[5] >= MICROWAVE.availability_pct and row[14] >= 1.0 and row[15] >= 0.6
        assert row[21] < row[22] < row[23]
    assert plan.cost.base == pytest.approx(sum(row[22] for row in hops))


def test_the_layer_has_a_line_for_each_hop(plan: BackhaulPlan) -> None:
    (frame,) = make_hop_layer(plan).values()
    assert frame["cot"].tolist() == plan.basis.masts["id"].iloc[plan.by_hop].tolist()
    assert np.allclose(frame.geometry.length, frame["dai_m"]) and frame.crs.to_epsg() == 9218


def test_a_choice_is_kept_under_its_fingerprint(plan: BackhaulPlan, tmp_path: Path) -> None:
    save_choice(plan.choice, tmp_path / "backhaul.npz", "a")
    again = load_choice(tmp_path / "backhaul.npz", "a")
    for name, value in vars(plan.choice).items():
        assert np.array_equal(getattr(again, name), value), name
    with pytest.raises(FingerprintError):
        load_choice(tmp_path / "backhaul.npz", "b")
