"""NTIA's Irregular Terrain Model (Longley-Rice), version 1.2.2: point to point and area mode, 20 MHz to 20 GHz.

The face of the kernels beside it: ``_system`` (ground and atmosphere), ``_profile`` and ``_geometry`` (what is known of
the terrain), ``_diffraction``, ``_line_of_sight`` and ``_scatter``, joined in ``_reference``, and ``_variability``.

Equations after G. A. Hufford, "The ITS Irregular Terrain Model, version 1.2.2: the Algorithm", results those of NTIA's
C++ release: a work of the US government, whose making by NTIA is hereby acknowledged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.errors import GridError, ModelRangeError
from covplan.propagation.itm._geometry import Geometry, area_geometry
from covplan.propagation.itm._profile import profile_geometry, system_height
from covplan.propagation.itm._reference import Curves, reference_curves
from covplan.propagation.itm._system import System
from covplan.propagation.itm._variability import attenuation, free_space_db, losses_db
from covplan.propagation.itm.remarks import warnings
from covplan.propagation.itm.settings import Climate, ITMSettings, PropagationMode, Siting, Variability
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

__all__ = ["ITM", "Climate", "ITMArea", "PropagationMode", "Siting", "Variability"]

SOURCE = (
    'Hufford, "The ITS Irregular Terrain Model, version 1.2.2: the Algorithm"; NTIA Report 82-100; NTIA C++ release'
)
MIN_POINTS = 2
SPACING_TOLERANCE = 0.01  # of a step: how far a point may lie from its equally spaced place


@dataclass(frozen=True, kw_only=True)
class ITM(ITMSettings):
    """ITM 1.2.2, point to point, over the bare ground of a profile; settings as of ``ITMSettings``.

    The clutter of a profile is not used: ITM is fitted to measurements over bare terrain heights.
    """

    name: ClassVar[str] = "itm"
    edition: ClassVar[str] = "NTIA ITM 1.2.2"
    source: ClassVar[str] = SOURCE
    holds_clutter: ClassVar[bool] = False

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Loss of one path with its intermediates under ITM's symbols.

        Parameters
        ----------
        profile : Profile
            At least 2 equally spaced points.
        freq_mhz : float
            20 to 20000 MHz.
        tx_agl_m, rx_agl_m : float
            Structural heights above ground [m], 0.5 to 3000.

        Returns
        -------
        PathLoss
            ``losses`` [dB]: A_fs, A_ref, V_med, Y_R, Y_S and A, the loss beyond A_fs. ``geometry``: d [km]; heights
            h_e, horizon distances d_hzn, delta_h and a_e [m]; angles theta_hzn [rad]; N_s; mode, see
            ``PropagationMode``. ``remarks``: ITM's warnings.

        Raises
        ------
        ModelRangeError
            If a value is out of range, the ground void, or ITM has no value for the path.
        GridError
            If the points are not equally spaced.

        References
        ----------
        The Algorithm, all sections; NTIA C++ release, ITM_P2P_TLS.
        """
        ground_m = np.ascontiguousarray(profile.ground_m)
        step_m = self._step_m(profile)
        if not np.isfinite(ground_m).all():
            raise ModelRangeError("range.void", model=self.edition)
        system = self.system(system_height(ground_m), freq_mhz, tx_agl_m, rx_agl_m)
        geometry = profile_geometry(ground_m, step_m, tx_agl_m, rx_agl_m, system.a_e)
        curves = reference_curves(geometry, system, True)
        return _path_loss(self, step_m * (ground_m.size - 1), system, geometry, curves)

    def _step_m(self, profile: Profile) -> float:
        """Spacing of the points [m], which must be equal."""
        dist_km = profile.dist_km
        if dist_km.size < MIN_POINTS:
            raise ModelRangeError("range.points", model=self.edition, low=MIN_POINTS, got=dist_km.size)
        step_km = float(dist_km[-1]) / (dist_km.size - 1)
        if np.abs(dist_km - step_km * np.arange(dist_km.size)).max() > SPACING_TOLERANCE * step_km:
            steps_m = 1000.0 * np.diff(dist_km)
            raise GridError("profile.spacing", model=self.edition, low=steps_m.min(), high=steps_m.max())
        return 1000.0 * step_km


@dataclass(frozen=True, kw_only=True)
class ITMArea(ITMSettings):
    """ITM 1.2.2, area mode: terrain known by its irregularity alone, antennas by height and siting.

    Parameters
    ----------
    delta_h_m : float
        Terrain irregularity: interdecile range of the heights [m], >= 0.
    tx_siting, rx_siting : Siting
        Care taken in placing either antenna.

    Other settings as of ``ITMSettings``.
    """

    name: ClassVar[str] = "itm-area"
    edition: ClassVar[str] = "NTIA ITM 1.2.2 area mode"
    source: ClassVar[str] = SOURCE
    ranges: ClassVar[Mapping[str, Range]] = {**ITMSettings.ranges, "delta_h_m": Range(0.0, math.inf, "m")}
    holds_clutter: ClassVar[bool] = False

    delta_h_m: float
    tx_siting: Siting = Siting.RANDOM
    rx_siting: Siting = Siting.RANDOM

    def __post_init__(self) -> None:
        ITMSettings.__post_init__(self)
        self.check("delta_h_m", self.delta_h_m)
        self.check_choice("tx_siting", Siting)
        self.check_choice("rx_siting", Siting)

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Loss over the length of a profile, whose heights are not used; units and symbols as of ``ITM.path``.

        Raises
        ------
        ModelRangeError
            If a value is out of range.

        References
        ----------
        The Algorithm, all sections; NTIA C++ release, ITM_AREA_TLS.
        """
        dist_km = float(profile.dist_km[-1])
        self.check("dist_km", dist_km)
        system, geometry, curves = self._area(freq_mhz, tx_agl_m, rx_agl_m)
        return _path_loss(self, 1000.0 * dist_km, system, geometry, curves)

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Loss of many paths from one antenna [dB], shape (n,); NaN where the distance is not above 0.

        Raises
        ------
        ModelRangeError
            If frequency or antenna heights are out of range.
        """
        _, geometry, curves = self._area(freq_mhz, links.tx_agl_m, links.rx_agl_m)
        dist_m = 1000.0 * np.asarray(links.dist_km, np.float64)
        losses: NDArray[np.float64] = losses_db(dist_m, freq_mhz, geometry, curves, self.statistics)
        return losses

    def _area(self, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> tuple[System, Geometry, Curves]:
        system = self.system(0.0, freq_mhz, tx_agl_m, rx_agl_m)
        geometry = area_geometry(
            tx_agl_m, rx_agl_m, self.tx_siting.position, self.rx_siting.position, self.delta_h_m, system.a_e
        )
        return system, geometry, reference_curves(geometry, system, False)


def _path_loss(model: ITMSettings, dist_m: float, system: System, geometry: Geometry, curves: Curves) -> PathLoss:
    """Attenuation and free space at one distance, as the answer for one path."""
    given = attenuation(dist_m, system.f, geometry, curves, model.statistics)
    if math.isnan(given.A):
        raise ModelRangeError("itm.no_value", model=model.edition)
    losses = given._asdict()
    mode = float(losses.pop("mode"))
    A_fs = free_space_db(dist_m, system.f)
    return PathLoss(
        loss_db=A_fs + given.A,
        freq_mhz=system.f,
        losses={"A_fs": A_fs, **losses},
        geometry={"d": dist_m / 1000.0, **geometry._asdict(), "N_s": system.N_s, "a_e": system.a_e, "mode": mode},
        remarks=warnings(dist_m, system, geometry, model.deviates_used),
    )
