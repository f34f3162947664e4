"""Sites held against the communes that their codes name: what tells a wrong meridian from a right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from covplan.errors import InputError
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import MERIDIANS, meridian_key, transform
from covplan.ingest.settings import Coordinates, SiteListSettings
from covplan.ingest.site_rows import SiteBuilder, SiteContext

COMMUNE_TOLERANCE_M = 1000.0  # a site farther from the commune that its code names is worth a note
FEWEST_OFF = 2  # so many such sites may be due to a wrong meridian


def check_communes(build: SiteBuilder, context: SiteContext, log: ProblemLog) -> None:
    """Say how many sites lie far from the commune that their code names, where the codes' epoch was declared.

    Raises
    ------
    InputError
        If most of them do, or another meridian than the declared one brings more of them home: a neighbouring zone
        moves a list by 27 km or more and may leave it in the province.
    """
    settings = build.settings
    if context.communes is None or settings.admin_epoch is None:
        return
    coded = [(site, code) for site, code in zip(build.sites, build.commune_codes, strict=True) if code]
    shapes = dict(zip(context.communes["code"], context.communes.geometry, strict=True))
    codes = [code for _, code in coded]
    x_m, y_m = np.array([(site.x_m, site.y_m) for site, _ in coded]).reshape(-1, 2).T
    home = _at_home(codes, shapes, x_m, y_m)
    off = [site.id for (site, _), at_home in zip(coded, home, strict=True) if not at_home]
    if not off:
        return
    if len(off) >= FEWEST_OFF:
        at_home = {
            meridian: int(_at_home(codes, shapes, *moved).sum())
            for meridian, moved in _in_other_zones(settings, context.epsg, x_m, y_m).items()
        }
        better = [meridian for meridian, count in at_home.items() if count > int(home.sum())]
        if better or (2 * len(off) > len(coded) and len(off) > FEWEST_OFF):
            declared = settings.meridian or settings.coordinates.value
            params = {"off": len(off), "count": len(coded), "declared": declared, "fits": ", ".join(better) or "-"}
            raise InputError("position.communes", file=settings.file.name, **params)
    ids = ", ".join(off[:10]) + (" …" if len(off) > 10 else "")
    log.note("site.commune", settings.file, count=len(off), ids=ids)


def _at_home(codes: Sequence[str], shapes: dict[str, Any], x_m: Any, y_m: Any) -> Any:
    """Which points lie in or near the commune of their code."""
    points = shapely.points(x_m, y_m)
    pairs = zip(codes, points, strict=True)
    return np.array([code in shapes and shapely.dwithin(shapes[code], at, COMMUNE_TOLERANCE_M) for code, at in pairs])


def _in_other_zones(settings: SiteListSettings, epsg: int, x_m: Any, y_m: Any) -> dict[str, tuple[Any, Any]]:
    """Where the sites would lie, had their list another meridian than the one that is declared for it."""
    if settings.coordinates is not Coordinates.VN2000 or settings.meridian is None:
        return {}
    own = MERIDIANS[meridian_key(settings.meridian)]
    east, north = transform(x_m, y_m, epsg, own, settings.file)
    return {
        meridian: transform(east, north, other, epsg, settings.file)
        for meridian, other in MERIDIANS.items()
        if other != own
    }
