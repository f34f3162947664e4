"""Pixels where people live, and how a count of them is divided among communes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.people import commune_shares


@dataclass(frozen=True, eq=False)
class Residents:
    """The n pixels where somebody lives, in row-major order.

    Attributes
    ----------
    rows, cols : array of int, shape (n,)
    position : array of int, shape of the grid
        Place of a pixel among the n; -1 where nobody lives.
    in_communes : sparse array, shape (communes, n)
        People by commune and pixel.
    names : DataFrame
        code and name of the communes, in the order of ``Area.communes``.
    """

    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    position: NDArray[np.int64]
    in_communes: sparse.csr_array
    names: pd.DataFrame

    @property
    def inhabited(self) -> NDArray[np.bool_]:
        """Where somebody lives, shape of the grid."""
        return self.position >= 0

    @property
    def population(self) -> float:
        """All people."""
        return float(self.in_communes.sum())

    def count(self, served: NDArray[np.bool_]) -> NDArray[np.float64]:
        """People of the chosen pixels by commune: shape (communes,) of (n,), (communes, k) of (n, k)."""
        return np.asarray(self.in_communes @ served.astype(float))

    def total(self, served: NDArray[np.bool_]) -> float:
        """People of the chosen pixels, shape (n,), in all communes."""
        return float(self.count(served).sum())


def find_residents(area: Area) -> Residents:
    """The pixels where people live.

    Raises
    ------
    PlanningError
        If nobody lives in the communes.
    """
    everywhere = commune_shares(area.communes, area.grid).matrix @ sparse.diags_array(
        area.people.values.ravel().astype(float)
    )
    pixels = np.flatnonzero(np.asarray(everywhere.sum(axis=0)).ravel() > 0)
    if not pixels.size:
        raise PlanningError("planning.nobody")
    position = np.full(area.grid.rows * area.grid.cols, -1, np.int64)
    position[pixels] = np.arange(pixels.size)
    rows, cols = np.divmod(pixels, area.grid.cols)
    names = pd.DataFrame(area.communes[["code", "name"]]).reset_index(drop=True)
    in_communes = sparse.csr_array(sparse.csc_array(everywhere)[:, pixels])
    return Residents(rows, cols, position.reshape(area.grid.shape), in_communes, names)
