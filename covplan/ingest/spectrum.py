"""Licensed spectrum (operator, lower and upper edge of the downlink block, source): who may radiate where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.owners import owner_id
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.table_files import read_table
from covplan.network import Carrier

VOCABULARY: Vocabulary = {
    "operator": ("operator", "nhamang", "doanhnghiep"),
    "low_mhz": ("low_mhz", "lowmhz", "tumhz", "tansoduoi"),
    "high_mhz": ("high_mhz", "highmhz", "denmhz", "tansotren"),
    "source": ("source", "nguon"),
}
_EDGE_MHZ = 1e-6  # of rounding: edges of blocks and carriers may coincide


@dataclass(frozen=True)
class LicensedBlock:
    """A block of downlink spectrum that an operator may use."""

    operator: str
    low_mhz: float
    high_mhz: float
    source: str

    def holds(self, carrier: Carrier) -> bool:
        """Whether the whole channel of a carrier lies in the block and is its operator's."""
        half = carrier.bandwidth_mhz / 2.0
        return (
            carrier.operator == self.operator
            and carrier.freq_mhz - half >= self.low_mhz - _EDGE_MHZ
            and carrier.freq_mhz + half <= self.high_mhz + _EDGE_MHZ
        )


def read_spectrum(file: Path) -> tuple[LicensedBlock, ...]:
    """The blocks of a file, in its order.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    InputProblemsError
        With all rows that are wrong, blocks that overlap among them.
    """
    table = read_table(file, VOCABULARY, {})
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    log, blocks = ProblemLog(), list[LicensedBlock]()
    for row in read_rows(table, columns):
        try:
            block = _block(row)
            for other in blocks:
                if block.low_mhz < other.high_mhz and other.low_mhz < block.high_mhz:
                    raise RejectedRow(
                        "spectrum.overlap", row.heading("low_mhz"), operator=other.operator, low=other.low_mhz,
                        high=other.high_mhz,
                    )  # fmt: skip
            blocks.append(block)
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    log.raise_errors()
    return tuple(blocks)


def check_licences(carriers: Sequence[Carrier], blocks: Iterable[LicensedBlock], file: Path, log: ProblemLog) -> None:
    """Write down as errors the carriers that lie in no block of their operator."""
    blocks = tuple(blocks)
    for carrier in carriers:
        if not any(block.holds(carrier) for block in blocks):
            held = [f"{b.low_mhz:g}–{b.high_mhz:g}" for b in blocks if b.operator == carrier.operator]
            half = carrier.bandwidth_mhz / 2.0
            log.add(
                Severity.ERROR, "spectrum.unlicensed", file, carrier=carrier.id, low=carrier.freq_mhz - half,
                high=carrier.freq_mhz + half, held=", ".join(held) or "-",
            )  # fmt: skip


def _block(row: Row) -> LicensedBlock:
    operator = owner_id(row.required("operator"))
    for field in ("low_mhz", "high_mhz"):
        row.required(field)
    low, high = (row.value(field, 30.0, 100_000.0, "MHz") or 0.0 for field in ("low_mhz", "high_mhz"))
    if not low < high:
        raise RejectedRow("spectrum.order", row.heading("low_mhz"), low=low, high=high)
    return LicensedBlock(operator, low, high, row.required("source"))
