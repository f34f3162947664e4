"""People by hexagon, and which of them are served: what everybody may see of rasters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.grid import Grid
from covplan.outputs.hexagons import Hexagons
from covplan.outputs.palette import SERVED_CLASSES_PCT
from covplan.outputs.settings import LEAST_PEOPLE

_MOSTLY_PCT = 50.0


@dataclass(frozen=True, eq=False)
class Aggregates:
    """Sums over hexagons, of people outside the withheld polygons only.

    A hexagon of which nothing is shown may be empty, nearly empty or withheld: which of them does not show, so that
    gaps do not draw the polygons.
    """

    lattice: Hexagons
    inside: NDArray[np.bool_]  # pixels in communes: nothing is painted beyond
    weights: NDArray[np.float64]  # people by pixel
    totals: NDArray[np.float64]  # people by hexagon
    shown: NDArray[np.bool_]  # by hexagon

    @classmethod
    def of(
        cls, people: NDArray[np.float64], inside: NDArray[np.bool_], grid: Grid, region: shapely.Geometry
    ) -> Aggregates:
        """Of people by pixel and whether it lies in a commune, shape of the grid; the union of withheld polygons."""
        weights = people
        if not region.is_empty:
            withheld = rasterio.features.rasterize(
                [region], out_shape=grid.shape, transform=grid.transform, all_touched=True, dtype="uint8"
            )
            weights = np.where(withheld == 1, 0.0, people)
        lattice = Hexagons.over(grid)
        totals = lattice.sums(weights)
        return cls(lattice, inside, weights, totals, totals >= LEAST_PEOPLE)

    @property
    def people(self) -> NDArray[np.float64]:
        """People by pixel, the same all over a hexagon; 0 where it is not shown."""
        pixels = np.maximum(self.lattice.sums(self.inside.astype(float)), 1.0)
        return self._painted(np.where(self.shown, self.totals / pixels, 0.0))

    def _painted(self, values: NDArray[Any]) -> NDArray[Any]:
        """A value of each hexagon on its pixels in communes; 0 beyond."""
        painted = values[self.lattice.of_pixel]
        return np.where(self.inside, painted, np.zeros_like(painted))

    def shares_pct(self, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Share of the people of each hexagon that are served, 0 where it is not shown."""
        served = self.lattice.sums(self.weights * mask)
        return 100.0 * np.divide(served, self.totals, out=np.zeros_like(served), where=self.shown)

    def classes(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The lower end [%] of the class of that share, of the hexagons that are shown."""
        lows = np.array([0.0, *SERVED_CLASSES_PCT])
        # rounded: sums of floats must not put 100 % into the class below
        share = self.shares_pct(mask)[self.shown].round(6)
        return lows[np.searchsorted(lows, share, side="right") - 1].astype(np.int64)

    def served(self, served: Served) -> Served:
        """Figures of units as they are; rasters by what holds for most people of each hexagon."""
        return Served(
            by_commune=served.by_commune,
            by_district=served.by_district,
            by_province=served.by_province,
            served={name: self._painted(self.shares_pct(mask) >= _MOSTLY_PCT) for name, mask in served.served.items()},
            service=served.service,
            people_base=served.people_base,
            headline_pct=served.headline_pct,
            people=self.people,
            totals=served.totals,
            population=served.population,
            people_void=served.people_void,
        )
