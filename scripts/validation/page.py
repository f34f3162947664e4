"""The page of the validation, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from validation.p1812 import Symbols
from validation.rows import Row

INTRODUCTION = """\
# Validation

How far covplan is from references that share no code with it. This page is written by `scripts/validate.py`, which runs
everything again; do not edit it. The tests hold the same tolerances on smaller samples.
"""
NOT_VALIDATED = """\
## What is not validated, and why

- **P.1812-8 at mobile frequencies against anyone else's figures.** The published vectors are at 95 to 98 MHz, with
  receivers at 7 and 19 m, p_L = 50 % and σ_L = 0. From 700 to 3,800 MHz, for receivers at 1.5 m and for location
  variability covplan rests on the independent version, which was written from the Recommendation's text and meets the
  same vectors, every intermediate included. A misreading that both share and that 95 MHz does not show would not be
  found.
- **Any model against measurements.** A difference of 1e-6 dB from the text of a model says nothing of the model's error
  in the field, which is many orders larger.
- **P.1812-8 as a whole for monotonicity and continuity.** The Recommendation promises neither: raising one point can
  lower the loss through the smooth-Earth terms, and the loss can step by some dB as a height changes. Both are held for
  J(ν) and for the Bullington part only.
- **The sweep's geometry**, that is where its radials lie beside a profile to each pixel. It is another sampling of the
  same terrain, not an error of the model: 0.1 dB rms and at most 5 dB at the edge of a shadow over the smooth hills and
  the ridge of the tests, more behind sharp edges. The table compares the sweep's arithmetic.
- **The neighbourhood of a mast, under 0.25 km.** There P.1812-8 does not apply; covplan's own rule (see
  [method_coverage.md](method_coverage.md)) has no reference. Only its continuity and its limits are tested.
- **ITM** beyond NTIA's six cases is held by a plain version of its geometry and by reciprocity; the driver's printed
  examples with their intermediates are in the tests.
- **Extended Hata**: no figure for the mast heights that it allows was found published. Those of the table are for 20 m
  and are met by the plain formulas, which the model meets in its range.
- **P.833-10**: the fit of A_m is the Recommendation's own, 3.4 dB from its table at worst.
"""


def page(
    rows: Sequence[Row], symbols: Symbols, environment: Mapping[str, str], command: str, modes: Sequence[str]
) -> str:
    """The whole page."""
    facts = "; ".join(f"{name} {value}" for name, value in environment.items())
    failed = sum(not row.holds for row in rows)
    verdict = "All hold." if not failed else f"**{failed} of {len(rows)} do not hold.**"
    parts = [
        INTRODUCTION, f"Command: `{command}`  \n{facts}\n", f"## Model × reference\n\n{verdict}\n", table(rows),
        "## P.1812-8, quantity by quantity\n", symbol_note(symbols), symbol_table(symbols), NOT_VALIDATED,
        "## Kernels in three modes\n", *(f"- {line}" for line in modes),
    ]  # fmt: skip
    return "\n".join(parts).rstrip("\n") + "\n"


def table(rows: Sequence[Row]) -> str:
    """Model × reference × cases × largest difference × tolerance."""
    lines = [
        "| model | reference | source | cases | largest difference | tolerance | why this tolerance |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        mark = "" if row.holds else " **exceeded**"
        lines.append(
            f"| {row.model} | {row.reference} | {row.source} | {row.cases:,} | {number(row.worst)} {row.unit}{mark} "
            f"| {number(row.tolerance)} | {row.reason} |"
        )
    return "\n".join(lines) + "\n"


def symbol_note(symbols: Symbols) -> str:
    """What the columns of the table of symbols are."""
    freqs = ", ".join(f"{freq:g}" for freq in symbols.oracle)
    return (
        "Largest difference of each quantity that the logs state, in dB for losses and relative (absolute under 1)\n"
        f"for the rest: from the published vectors, and from the independent version at {freqs} MHz.\n"
    )


def symbol_table(symbols: Symbols) -> str:
    """One line per quantity."""
    heads = ["quantity", "vectors", *(f"{freq:g} MHz" for freq in symbols.oracle)]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for name, worst in symbols.vectors.items():
        values = [worst, *(found[name] for found in symbols.oracle.values())]
        lines.append(f"| {name} | " + " | ".join(number(value) for value in values) + " |")
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Three digits are enough of a difference."""
    return "0" if value == 0 else f"{value:.3g}"
