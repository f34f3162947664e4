"""Declared service areas against predicted service: for how many people they disagree, commune by commune.

Inside a pixel people are taken to live evenly, so that a pixel which is declared in part counts in part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
from scipy import sparse

from covplan.assessment.modelled import Modelled
from covplan.assessment.served import Served
from covplan.errors import InputError
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.people import commune_shares
from covplan.ingest.service_areas import ServiceArea

_PARTS = ("both", "declared_only", "predicted_only", "neither")


@dataclass(frozen=True, eq=False)
class DeclaredComparison:
    """What an operator declares beside what is predicted of it.

    Attributes
    ----------
    declared : ServiceArea
    by_commune : DataFrame
        code, name, province (former), population, and the people of each part of it: ``both`` declared and predicted,
        ``declared_only``, ``predicted_only``, ``neither``. In the order of ``Area.communes``.
    """

    declared: ServiceArea
    by_commune: pd.DataFrame


def compare_declared(declared: ServiceArea, served: Served, area: Area) -> DeclaredComparison:
    """Hold a declared area against the predicted service of its operator.

    Raises
    ------
    InputError
        If the scenario has no carrier of the operator: nothing is predicted of it.
    """
    if declared.operator not in area.operators:
        raise InputError("service_area.operator", got=declared.operator, known=", ".join(area.operators))
    people = commune_shares(area.communes, area.grid).matrix @ sparse.diags_array(area.people.values.ravel())
    share, predicted = declared.share.ravel(), served.served[declared.operator].ravel()
    weights = (share * predicted, share * ~predicted, (1 - share) * predicted, (1 - share) * ~predicted)
    table = pd.DataFrame(area.communes[["code", "name", "province"]]).reset_index(drop=True)
    table["population"] = people.sum(axis=1)
    for name, weight in zip(_PARTS, weights, strict=True):
        table[name] = people @ weight
    return DeclaredComparison(declared, table)


def declared_indicators(compared: DeclaredComparison, about: Modelled) -> tuple[Indicator, ...]:
    """What is declared, and how many people declaration and prediction see differently, by place.

    ``declared_5g_pct:<operator>`` [%] is of kind declared and of the date of the declaration;
    ``declared_not_predicted_people:<operator>`` and ``predicted_not_declared_people:<operator>`` are modelled. Places
    where nobody lives have none.
    """
    declared = compared.declared
    ours = replace(about, source=f"{about.source}; {declared.source}")
    found = []
    for code, people in _places(compared.by_commune, about.province_code):
        pct = 100 * (people["both"] + people["declared_only"]) / people["population"]
        found += [
            Indicator(
                *(f"declared_5g_pct:{declared.operator}", code, about.admin_epoch, declared.as_of[:7], pct, "%"),
                *(EvidenceKind.DECLARED, declared.source, declared.as_of),
            ),
            *(
                ours.indicator(f"{id}:{declared.operator}", people[part], "people", code)
                for id, part in (
                    ("declared_not_predicted_people", "declared_only"),
                    ("predicted_not_declared_people", "predicted_only"),
                )
            ),
        ]
    return tuple(found)


def _places(by_commune: pd.DataFrame, province_code: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Code and people of the province, the former provinces and the communes."""
    numbers = ["population", *_PARTS]
    former = by_commune[by_commune["province"] != ""].groupby("province", sort=False)[numbers].sum()
    former.index = "province:" + former.index
    frames = (
        by_commune[numbers].sum().to_frame(province_code).T,
        former,
        by_commune.set_index("code")[numbers],
    )
    for code, row in pd.concat(frames).iterrows():
        if row["population"] > 0:
            yield str(code), {str(name): float(value) for name, value in row.items()}
