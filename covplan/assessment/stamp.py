"""From figures of an assessment to ``Indicator`` records, which targets are held against."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.ingest.indicators import EvidenceKind, Indicator


@dataclass(frozen=True)
class Stamp:
    """What the indicators of one assessment have in common.

    ``headline`` is the reading (an operator or ``any``) whose figures carry the plain id; those of every reading carry
    it after a further colon: ``district_5g_pct:seat`` and ``district_5g_pct:seat:viettel``.
    """

    admin_code: str
    admin_epoch: str
    period: str
    source: str
    as_of: str
    headline: str

    def indicator(self, id: str, value: float, unit: str, confidence: str) -> Indicator:
        """A modelled value."""
        return Indicator(
            id=id,
            admin_code=self.admin_code,
            admin_epoch=self.admin_epoch,
            period=self.period,
            value=value,
            unit=unit,
            kind=EvidenceKind.MODELLED,
            source=self.source,
            as_of=self.as_of,
            confidence=confidence,
        )

    def of_reading(self, id: str, reading: str, value_pct: float, confidence: str) -> list[Indicator]:
        """A modelled percentage of one reading, under both ids if the reading is the headline's."""
        ids = [f"{id}:{reading}", *([id] if reading == self.headline else [])]
        return [self.indicator(one, value_pct, "%", confidence) for one in ids]


def parts_text(counted: float, whole: float, untold: float, decimals: int = 0) -> str:
    """``20/24``, and ``20/24 (?1)`` where one of them cannot be told: the remark beside a share."""
    text = f"{counted:.{decimals}f}/{whole:.{decimals}f}"
    return f"{text} (?{untold:.{decimals}f})" if round(untold, decimals) > 0 else text
