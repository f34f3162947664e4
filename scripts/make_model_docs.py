"""Write docs/models.md and its pictures from the models themselves: run after a change of ``covplan/propagation``."""

from dataclasses import MISSING, fields
from pathlib import Path

import numpy as np

from covplan.coverage.area_models import AREA_MODELS
from covplan.errors import ModelRangeError
from covplan.outputs import FIGURE_STYLE
from covplan.propagation import (
    ITM,
    P1812,
    TR38901,
    Bullington,
    Cost231Hata,
    DeltaBullington,
    EHata,
    FreeSpace,
    ITMArea,
    KnifeEdge,
    OkumuraHata,
    SeamcatExtendedHata,
)  # fmt: skip
from covplan.propagation.itm import Climate
from covplan.propagation.model import RADIO_RANGES, by_name
from covplan.propagation.tr38901 import Scenario
from covplan.terrain import Profile

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "models.md"
TX_AGL_M, RX_AGL_M = 40.0, 1.5
FREQS_MHZ = (700.0, 1800.0, 3500.0)
DRAWN_MHZ = (700.0, 3500.0)
LENGTH_KM, STEP_KM = 12.0, 0.05
AT_KM = (3.0, 12.0)

# Documentation page and use of each model, by name.
USE = {
    "p1812": ("method_coverage.md", "coverage of a province: terrain, clutter, share of time; the default"),
    "p525": ("model_p525.md", "what is lost where nothing stands in the way: a check on the others"),
    "p526-knife-edge": ("model_p526.md", "one clear ridge; optimistic behind several"),
    "p526-bullington": ("model_p526.md", "rough terrain; optimistic over long smooth paths"),
    "p526-delta-bullington": ("model_p526.md", "terrain alone; microwave hops"),
    "itm": ("model_itm.md", "rural and hilly country, beyond the horizon; a second opinion; bare ground"),
    "itm-area": ("model_itm.md", "country of which only the irregularity is known"),
    "tr38901": ("model_tr38901.md", "comparison with studies of 5G; towns; above 6 GHz; up to 5 or 10 km"),
    "okumura-hata": ("model_hata.md", "quick estimates below 1.5 GHz; comparison with other people's plans"),
    "cost231-hata": ("model_cost231_hata.md", "towns, 1.5 to 2 GHz"),
    "extended-hata-seamcat": ("model_seamcat_extended_hata.md", "compatibility studies; short distances too"),
    "ehata": ("model_ehata.md", "1.5 to 3 GHz to 100 km, with terrain corrections on single paths"),
}
COMPARED = (
    P1812(delta_n=45.0, n0=360.0, latitude_deg=12.8),
    FreeSpace(),
    KnifeEdge(),
    Bullington(),
    DeltaBullington(),
    ITM(climate=Climate.EQUATORIAL, n0=360.0),
    ITMArea(climate=Climate.EQUATORIAL, n0=360.0, delta_h_m=90.0),
    TR38901(Scenario.RMA),
    OkumuraHata(),
    Cost231Hata(),
    SeamcatExtendedHata(),
    EHata(),
)
GROUNDS = {  # height [m] at a distance [km] from the mast; invented
    "plain": ("a plain that rises by 1 m per km", lambda d: 100.0 + d),
    "hills": (
        "hills of 30 m every 2 km and of 15 m every 0.7 km",
        lambda d: 100.0 + 30.0 * np.sin(np.pi * d / 2.0) ** 2 + 15.0 * np.sin(np.pi * d / 0.7) ** 2,
    ),
    "ridge": ("a ridge of 150 m over a plain, 6 km away", lambda d: 100.0 + 150.0 * np.exp(-(((d - 6.0) / 0.6) ** 2))),
}
HEAD = """# Propagation models

Made by `scripts/make_model_docs.py` from the models themselves; a test compares.

A scenario names its model in `[radio.model]`, with the model's own settings beside it; without `name` it is `p1812`:

```toml
[radio.model]
name = "tr38901"
scenario = "rma"
```

In Python, `covplan.propagation.model.by_name()` lists the models with their ranges and sources. *Over areas* says
whether a scenario may name it: models for single paths are refused there. A model that *holds clutter* is never given a
clutter or vegetation loss on top. Ranges are those of frequency, distance, and of both antennas above ground;
Hata's models take a mast outside its range with the nearest end ([model_hata.md](model_hata.md)).

"""
OVER_AREAS = """
## Over areas

P.1812 has kernels of its own ([method_coverage.md](method_coverage.md)). Statistical models take the distance and the
heights of mast and pixel as they are; average ground and line of sight come from the sweep's radial that passes within
half a fine pixel of the pixel, for `method = "exact"` as well.

- **Near the mast**, below the range of distances in the table: free space plus a share of the excess over free space
  that the same path would have at the range's lower end; the share grows linearly from 0 at the mast. This rule is no
  part of any source. Models that hold from a few metres on are taken there as they are.
- **Beyond the range** there is no value: the pixel is not served by that mast. TR 38.901's RMa ends at 5 km where
  ground or clutter cut the line of sight, at 10 km elsewhere.
- Frequencies, the receiver's height and the height of new masts are checked when the scenario is read.
- eHata's terrain corrections need the whole profile: over areas it is the basic median.
- `service.sigma_source = "p1812"` goes with P.1812 only.
"""


def models_table() -> str:
    """One row per model."""
    lines = [
        "| name | edition | MHz | km | mast m | receiver m | holds clutter | over areas | good for |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, model in by_name().items():
        link, use = USE[name]
        cells = [f"[`{name}`]({link})", model.edition, *(span(model.ranges[key]) for key in RADIO_RANGES)]
        cells += ["yes" if model.holds_clutter else "no", "yes" if name in AREA_MODELS else "no", use]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("\nSources:\n")
    lines += [f"- `{name}`: {model.source}" for name, model in by_name().items()]
    return "\n".join(lines) + "\n"


def span(one) -> str:
    """``0.25–3000``; without ends where there are none."""
    if np.isinf(one.high):
        return f"from {one.low:g}"
    return f"{one.low:g}–{one.high:g}"


def profile_of(ground: str, length_km: float) -> Profile:
    """The first kilometres of an invented ground, bare and inland."""
    dist = np.linspace(0.0, length_km, round(length_km / STEP_KM) + 1)
    return Profile.of(dist, GROUNDS[ground][1](dist), np.zeros(dist.size), np.full(dist.size, 4))


def loss_db(model, ground: str, freq_mhz: float, dist_km: float) -> float:
    """Loss to a receiver on the profile; NaN out of the model's range."""
    try:
        path = model.path(profile_of(ground, dist_km), freq_mhz=freq_mhz, tx_agl_m=TX_AGL_M, rx_agl_m=RX_AGL_M)
    except ModelRangeError:
        return np.nan
    return path.loss_db


def comparison() -> str:
    """What every model says of the three profiles."""
    lines = [
        "\n## Compared\n",
        f"Three invented profiles of {LENGTH_KM:g} km without clutter; mast {TX_AGL_M:g} m, receiver {RX_AGL_M:g} m:\n",
        *(f"- **{name}**: {words}" for name, (words, _) in GROUNDS.items()),
        "\nSettings: "
        + "; ".join(f"`{model.name}` {settings(model)}" for model in COMPARED if settings(model))
        + "; all others are defaults.",
        f"\nLoss [dB] at {AT_KM[0]:g} and {AT_KM[1]:g} km; – is out of range. TR 38.901 and Hata's models "
        "bring buildings and trees of their own; the others see bare ground here.",
    ]
    for freq_mhz in FREQS_MHZ:
        lines += [
            f"\n| {freq_mhz:g} MHz | {' | '.join(f'{name}, {km:g} km' for name in GROUNDS for km in AT_KM)} |",
            f"|---|{'---|' * len(GROUNDS) * len(AT_KM)}",
        ]
        for model in COMPARED:
            losses = [loss_db(model, name, freq_mhz, km) for name in GROUNDS for km in AT_KM]
            if not np.isnan(losses).all():
                lines.append(f"| `{model.name}` | {' | '.join(whole(loss) for loss in losses)} |")
    lines.append("")
    lines += [f"![{name}](images/models_{name}.png)\n" for name in GROUNDS]
    return "\n".join(lines)


def whole(loss: float) -> str:
    """A loss in whole decibels."""
    return "–" if np.isnan(loss) else f"{loss:.0f}"


def settings(model) -> str:
    """The settings of a model that are no defaults, in one line."""
    chosen = ((item.name, getattr(model, item.name)) for item in fields(model) if item.default is MISSING)
    return ", ".join(f"{key}={value}" for key, value in chosen)


def page() -> str:
    """The whole page."""
    return HEAD + models_table() + OVER_AREAS + comparison()


def draw(ground: str, file: Path) -> None:
    """Loss of every model along a profile at the drawn frequencies, over the profile."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.style.use(FIGURE_STYLE)
    figure, axes = plt.subplots(2, 2, figsize=(10, 5.6), sharex=True, height_ratios=(4, 1), layout="constrained")
    dist = np.arange(0.5, LENGTH_KM + 0.01, 0.25)
    colours = plt.get_cmap("tab20").colors
    for freq_mhz, (above, below) in zip(DRAWN_MHZ, axes.T, strict=True):
        for k, model in enumerate(COMPARED):
            losses = [loss_db(model, ground, freq_mhz, d) for d in dist]
            if not np.isnan(losses).all():
                above.plot(dist, losses, label=model.name, color=colours[k], linewidth=1.3)
        above.set_title(f"{freq_mhz:g} MHz, {ground}")
        above.invert_yaxis()
        above.grid(True)
        above.legend(fontsize=7, ncols=2, loc="lower left")
        whole_km = np.linspace(0.0, LENGTH_KM, 400)
        below.fill_between(whole_km, GROUNDS[ground][1](whole_km), 80.0, color="0.7")
        below.set_xlabel("km")
    axes[0, 0].set_ylabel("loss [dB]")
    axes[1, 0].set_ylabel("ground [m]")
    figure.savefig(file, dpi=80)
    plt.close(figure)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    (DOCS / "images").mkdir(exist_ok=True)
    for one in GROUNDS:
        draw(one, DOCS / "images" / f"models_{one}.png")
