"""ITM's warnings: where a result is near the limits of the model or beyond what its approximations bear."""

from __future__ import annotations

from collections.abc import Iterator

from covplan.propagation.itm._geometry import Geometry
from covplan.propagation.itm._system import System, smooth_horizon
from covplan.propagation.path_loss import Remark

STEEP = 0.2  # rad, and slope of the effective heights over the path
NEAR, FAR = 0.1, 3.0  # horizon distance over that of the smooth Earth
DEVIATE = 3.10  # of the normal distribution: 0.1 % in the tail


def warnings(dist_m: float, system: System, geometry: Geometry, deviates: tuple[float, ...]) -> tuple[Remark, ...]:
    """All of NTIA's warnings that a path earns, in the order of its flags."""
    return (*_limits(system), *_distance(dist_m, geometry), *_horizons(system, geometry), *_air(system, deviates))


def _limits(system: System) -> Iterator[Remark]:
    for name, got, unit, low, high in (
        ("tx_agl_m", system.h_tx, "m", 1.0, 1000.0),
        ("rx_agl_m", system.h_rx, "m", 1.0, 1000.0),
        ("freq_mhz", system.f, "MHz", 40.0, 10_000.0),
    ):
        if not low <= got <= high:
            yield Remark("itm.near_limit", {"name": name, "got": got, "unit": unit, "low": low, "high": high})


def _distance(dist_m: float, geometry: Geometry) -> Iterator[Remark]:
    dist_km = dist_m / 1000.0
    steep_km = abs(geometry.h_e_tx - geometry.h_e_rx) / STEEP / 1000.0
    if dist_km > 1000.0:
        yield Remark("itm.path_long", {"dist_km": dist_km})
    if dist_km > 2000.0:
        yield Remark("itm.path_too_long", {"dist_km": dist_km})
    if dist_km < steep_km:
        yield Remark("itm.path_steep", {"dist_km": dist_km, "low_km": steep_km})
    if dist_km < 1.0:
        yield Remark("itm.path_short", {"dist_km": dist_km})


def _horizons(system: System, geometry: Geometry) -> Iterator[Remark]:
    for name, theta in (("theta_hzn_tx", geometry.theta_hzn_tx), ("theta_hzn_rx", geometry.theta_hzn_rx)):
        if abs(theta) > STEEP:
            yield Remark("itm.horizon_angle", {"name": name, "got_mrad": 1000.0 * theta})
    ends = (
        ("d_hzn_tx", geometry.d_hzn_tx / smooth_horizon(geometry.h_e_tx, system.a_e)),
        ("d_hzn_rx", geometry.d_hzn_rx / smooth_horizon(geometry.h_e_rx, system.a_e)),
    )
    for name, share in ends:
        if share < NEAR:
            yield Remark("itm.horizon_near", {"name": name, "share": share})
    for name, share in ends:
        if share > FAR:
            yield Remark("itm.horizon_far", {"name": name, "share": share})


def _air(system: System, deviates: tuple[float, ...]) -> Iterator[Remark]:
    if any(abs(z) > DEVIATE for z in deviates):
        yield Remark("itm.tail")
    if system.N_s < 250.0:
        yield Remark("itm.refractivity", {"got": system.N_s})
