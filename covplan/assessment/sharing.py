"""How masts are shared today, by the owner and tenant fields of the lists; near masts of different operators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.assessment.modelled import Modelled, of_communes
from covplan.assessment.operator_settings import SharingSettings
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.network import Site


@dataclass(frozen=True, eq=False)
class MastSharing:
    """What the lists say about sharing.

    Attributes
    ----------
    by_commune : DataFrame
        code, name; sites; shared: sites on whose mast the fields name two operators or more; flagged: others that the
        list calls shared, or whose mast is somebody else's, without naming a second operator; near: sites that are
        in ``pairs``. A last row with code "" counts sites
        outside all communes, if there are any.
    by_owner : DataFrame
        owner ("" where the list does not say), masts, tenants (operators on them together), tenancy (the ratio).
        Sites of one owner at one location are one mast.
    pairs : DataFrame
        site_a, site_b, operator_a, operator_b, distance_m, commune: sites of different operators within ``near_m``,
        nearest first, unless the fields of one put the other's operator on its mast already.
    near_m : float
    """

    by_commune: pd.DataFrame
    by_owner: pd.DataFrame
    pairs: pd.DataFrame
    near_m: float


def count_sharing(area: Area, settings: SharingSettings) -> MastSharing:
    """Count shared masts, tenants by owner and pairs of near masts."""
    users = {site.id: mast_users(site, area) for site in area.sites}
    commune = _communes(area)
    pairs = _near_pairs(area, users, settings.near_m, commune)
    near = {*pairs["site_a"], *pairs["site_b"]}
    sites = pd.DataFrame(
        {
            "commune": commune,
            "sites": 1,
            "shared": [len(users[site.id]) > 1 for site in area.sites],
            "flagged": [len(users[site.id]) == 1 and site.is_shared for site in area.sites],
            "near": [site.id in near for site in area.sites],
        }
    )
    counts = sites.astype(int).groupby("commune").sum()
    outside = [-1] if (commune < 0).any() else []
    counts = counts.reindex([*range(len(area.communes)), *outside], fill_value=0).reset_index(drop=True)
    names = pd.DataFrame(area.communes[["code", "name"]]).reset_index(drop=True)
    if outside:
        names.loc[len(names)] = ["", ""]
    return MastSharing(pd.concat([names, counts], axis=1), _by_owner(area, users), pairs, settings.near_m)


def sharing_indicators(result: MastSharing, about: Modelled) -> tuple[Indicator, ...]:
    """``masts_shared_pct`` of communes and parts with sites and of the province: sites on shared masts, of all sites.

    A count of what the operators' lists say: reported, not modelled.
    """
    table = result.by_commune
    own = {code: table[table["code"] == code] for code in table["code"] if code}
    parts = {place.province_code: of_communes(table, codes, "code") for place, codes in about.places()}
    counts = {code: part[["sites", "shared"]].sum() for code, part in {**own, **parts}.items()}
    return tuple(
        Indicator(
            *("masts_shared_pct", str(code), about.admin_epoch, about.period, 100.0 * shared / sites, "%"),
            *(EvidenceKind.REPORTED, about.source, about.as_of),
            confidence=f"{shared} of {sites} sites",
        )
        for code, (sites, shared) in counts.items()
        if sites
    )


def mast_users(site: Site, area: Area) -> frozenset[str]:
    """Operators that the fields put on a site's mast: its own, the tenants, and the owner if that is an operator."""
    owner = {site.mast_owner} & set(area.operators)
    return frozenset({site.operator, *site.tenants} | owner)


def _communes(area: Area) -> NDArray[np.int64]:
    """Row of ``Area.communes`` of each site; -1 outside."""
    found = np.full(len(area.sites), -1, np.int64)
    points = shapely.points(np.array([(site.x_m, site.y_m) for site in area.sites]).reshape(-1, 2))
    site, commune = shapely.STRtree(area.communes.geometry.to_numpy()).query(points, predicate="intersects")
    found[site[::-1]] = commune[::-1]  # on a border the first counts
    return found


def _near_pairs(
    area: Area, users: dict[str, frozenset[str]], near_m: float, commune: NDArray[np.int64]
) -> pd.DataFrame:
    """Sites of different operators within the distance, unless the fields of one name the other's operator."""
    rows = []
    if len(area.sites) > 1:
        tree = KDTree([(site.x_m, site.y_m) for site in area.sites])
        names = area.communes["name"].to_numpy()
        for j, k in tree.query_pairs(near_m):
            a, b = area.sites[min(j, k)], area.sites[max(j, k)]
            if a.operator == b.operator or a.operator in users[b.id] or b.operator in users[a.id]:
                continue
            dist_m = float(np.hypot(a.x_m - b.x_m, a.y_m - b.y_m))
            at = commune[min(j, k)]
            rows.append((a.id, b.id, a.operator, b.operator, dist_m, str(names[at]) if at >= 0 else ""))
    columns = ["site_a", "site_b", "operator_a", "operator_b", "distance_m", "commune"]
    return pd.DataFrame(rows, columns=columns).sort_values(["distance_m", "site_a"], ignore_index=True)


def _by_owner(area: Area, users: dict[str, frozenset[str]]) -> pd.DataFrame:
    """Masts and tenancy of each owner, those with most masts first."""
    place = {id: location.id for location in area.locations for id in location.site_ids}
    masts: dict[tuple[str, str], set[str]] = {}
    for site in area.sites:
        masts.setdefault((site.mast_owner, place[site.id]), set()).update(users[site.id])
    rows = pd.DataFrame(
        [(owner, 1, len(on_it)) for (owner, _), on_it in masts.items()], columns=["owner", "masts", "tenants"]
    )
    table = rows.groupby("owner", as_index=False).sum()
    table["tenancy"] = table["tenants"] / table["masts"]
    return table.sort_values(["masts", "owner"], ascending=[False, True], ignore_index=True)
