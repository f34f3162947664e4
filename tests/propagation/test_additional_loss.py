"""Clutter and vegetation on top of a model: added once, at the right height, and refused on a model that holds them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from covplan.errors import CovplanError, DoubleClutterError
from covplan.propagation.additional_loss import Terminal, WithTerminalLoss, refuse_second_clutter
from covplan.propagation.clutter_loss import Clutter, HeightGainClutter, StatisticalClutter
from covplan.propagation.free_space import FreeSpace
from covplan.propagation.model import MODELS, by_name
from covplan.propagation.p526 import Bullington, DeltaBullington, KnifeEdge
from covplan.propagation.p1812 import P1812
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.tr38901 import TR38901, Scenario
from covplan.propagation.vegetation import Woodland
from covplan.terrain.profile import Profile

STREET, PLACES, TREES = HeightGainClutter(Clutter.URBAN), StatisticalClutter(), Woodland(50.0, 0.17, 26.5)
WITHOUT_CLUTTER = (FreeSpace(), KnifeEdge(), Bullington(), DeltaBullington())
RADIO = {"freq_mhz": 900.0, "tx_agl_m": 30.0, "rx_agl_m": 1.5}


def hill(length_km: float = 5.0) -> Profile:
    dist = np.linspace(0.0, length_km, 51)
    return Profile.of(dist, 60.0 * np.exp(-(((dist - 2.0) / 0.5) ** 2)), np.zeros(51), np.full(51, 4))


def path(model: Any, **changes: float) -> PathLoss:
    return model.path(hill(changes.pop("length_km", 5.0)), **{**RADIO, **changes})


@pytest.mark.parametrize("model", WITHOUT_CLUTTER)
def test_losses_are_added_at_their_ends(model: Any) -> None:
    got = path(WithTerminalLoss(model, tx=TREES, rx=PLACES))
    below = path(model)
    trees_db = TREES.loss_db(Terminal(900.0, 5.0, 30.0))
    places_db = PLACES.loss_db(Terminal(900.0, 5.0, 1.5))
    assert got.loss_db == pytest.approx(below.loss_db + trees_db + places_db)
    assert got.losses == {**below.losses, "Lb": below.loss_db, "A_tx": trees_db, "A_rx": places_db}
    assert got.geometry == below.geometry
    assert path(WithTerminalLoss(model)).loss_db == below.loss_db


@pytest.mark.parametrize("model", WITHOUT_CLUTTER)
def test_the_height_gain_counts_from_the_top_of_the_clutter(model: Any) -> None:
    got = path(WithTerminalLoss(model, rx=STREET))
    above = path(model, rx_agl_m=15.0)
    assert got.losses["Lb"] == above.loss_db
    assert got.loss_db == pytest.approx(above.loss_db + STREET.loss_db(Terminal(900.0, 5.0, 1.5)))
    assert path(WithTerminalLoss(model, tx=STREET)).loss_db == path(model).loss_db  # 30 m stand above 15 m


def test_statistics_at_both_ends_need_a_longer_path() -> None:
    one, both = WithTerminalLoss(FreeSpace(), rx=PLACES), WithTerminalLoss(FreeSpace(), tx=PLACES, rx=PLACES)
    assert path(one, length_km=0.5).loss_db > 0.0
    assert path(both, length_km=1.0).loss_db > path(one, length_km=1.0).loss_db
    with pytest.raises(CovplanError, match=r"dist_km must be 1 to 3000 km for ITU-R P\.2108-1 §3\.2, got 0\.5"):
        path(both, length_km=0.5)


@pytest.mark.parametrize("model", [P1812(45.0, 370.0, 12.7), *(TR38901(scenario) for scenario in Scenario)])
@pytest.mark.parametrize("loss", [STREET, PLACES, TREES])
def test_a_second_clutter_is_refused_by_name(model: Any, loss: Any) -> None:
    text = f"^{loss.name} cannot be put on {model.edition}, which holds the loss of clutter already$"
    for ends in ({"tx": loss}, {"rx": loss}):
        with pytest.raises(DoubleClutterError, match=text) as caught:
            WithTerminalLoss(model, **ends)
        assert isinstance(caught.value, ValueError)


def test_nor_is_it_put_on_twice() -> None:
    wooded = WithTerminalLoss(DeltaBullington(), rx=TREES)
    assert str(wooded) == wooded.edition == "ITU-R P.526-16 + ITU-R P.833-10 §2.1"
    with pytest.raises(DoubleClutterError, match=r"P\.2108-1 §3\.2 cannot be put on ITU-R P\.526-16 \+ ITU-R P\.833"):
        WithTerminalLoss(wooded, rx=PLACES)


def test_models_by_name() -> None:
    """Each says what it is; those without clutter take a loss, the others refuse it."""
    without = {"p525", "p526-knife-edge", "p526-bullington", "p526-delta-bullington"}
    assert without | {"p1812", "tr38901"} <= set(MODELS)
    for name, model in MODELS.items():
        assert by_name(name) is model
        assert model.name == name
        assert {"freq_mhz", "dist_km", "tx_agl_m", "rx_agl_m"} <= set(model.ranges)
        assert model.edition and model.source
        if model.holds_clutter:
            with pytest.raises(DoubleClutterError):
                refuse_second_clutter(model, "any loss")
        else:
            refuse_second_clutter(model, "any loss")
    assert {name for name in without if not MODELS[name].holds_clutter} == without
    everything = by_name()
    assert everything == MODELS
    assert all(f"{name}: {model.edition}\n" in repr(everything) for name, model in MODELS.items())
    assert "dist_km 0.25 to 3000 km" in repr(everything) and "Recommendation ITU-R P.1812-8" in repr(everything)
    with pytest.raises(CovplanError, match="there is no propagation model 'hata-okumara'; known: .*p1812.*tr38901"):
        by_name("hata-okumara")
