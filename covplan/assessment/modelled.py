"""Figures of an assessment → indicators of the kind ``modelled``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.settings import AdminEpoch


@dataclass(frozen=True)
class Modelled:
    """What all indicators of one assessment have in common; ``source`` names model, service and inputs.

    ``headline`` is the reading (an operator or ``any``) whose figures also carry the plain id where those of every
    reading carry it after a further colon: ``district_5g_pct:seat`` and ``district_5g_pct:seat:viettel``. ``parts`` are
    places that consist of communes, such as former provinces, with the codes of these.
    """

    province_code: str
    admin_epoch: AdminEpoch
    period: str
    source: str
    as_of: str
    headline: str = ""
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def indicator(self, id: str, value: float, unit: str, admin_code: str = "", confidence: str = "") -> Indicator:
        """One value, of the province unless a code is given."""
        code = admin_code or self.province_code
        kind = EvidenceKind.MODELLED
        return Indicator(
            id, code, self.admin_epoch, self.period, value, unit, kind, self.source, self.as_of, confidence=confidence
        )

    def places(self) -> Iterator[tuple[Modelled, frozenset[str] | None]]:
        """The province, then each part: what its indicators have in common, and its communes (None: all)."""
        yield self, None
        for code, communes in self.parts.items():
            yield replace(self, province_code=code, parts={}), communes

    def shares(self, by_commune: pd.DataFrame, ids: Mapping[str, str]) -> Iterator[Indicator]:
        """People [%] of each commune, part and of the province; ``ids`` maps columns of people to ids of indicators.

        Places without people have no percentage and no indicator.
        """
        columns = ["population", *ids]
        parts = {code: by_commune.loc[by_commune["code"].isin(codes), columns] for code, codes in self.parts.items()}
        sums = {code: part.sum() for code, part in parts.items()} | {self.province_code: by_commune[columns].sum()}
        places = pd.concat([by_commune.set_index("code")[columns], pd.DataFrame(sums).T])
        for column, id in ids.items():
            pct = 100 * places[column] / places["population"].where(places["population"] > 0)
            for code, value in pct.items():
                if not math.isnan(value):
                    yield self.indicator(id, float(value), "%", str(code))

    def of_reading(self, id: str, reading: str, value_pct: float, confidence: str) -> list[Indicator]:
        """A percentage of one reading, under both ids if the reading is the headline's."""
        ids = [f"{id}:{reading}", *([id] if reading == self.headline else [])]
        return [self.indicator(one, value_pct, "%", confidence=confidence) for one in ids]


def of_communes(table: pd.DataFrame, codes: frozenset[str] | None, column: str = "commune_code") -> pd.DataFrame:
    """The rows of some communes; all of them for None."""
    return table if codes is None else table[table[column].isin(codes)]


def parts_text(counted: float, whole: float, untold: float, decimals: int = 0) -> str:
    """``20/24``, and ``20/24 (?1)`` where one of them cannot be told: the remark beside a share."""
    text = f"{counted:.{decimals}f}/{whole:.{decimals}f}"
    return f"{text} (?{untold:.{decimals}f})" if round(untold, decimals) > 0 else text
