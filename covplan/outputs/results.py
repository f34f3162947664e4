"""Results kept between runs: arrays and JSON in one .npz file each, without pickle, under a step's fingerprint.

A file that was made with other settings or inputs is refused, never used.
"""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import sparse

from covplan.assessment.served import Definition, Served
from covplan.coverage.composite import Coverage
from covplan.coverage.interference import Interference
from covplan.coverage.service import ServiceSettings
from covplan.errors import FingerprintError, MissingFileError
from covplan.grid import Grid
from covplan.network import Carrier
from covplan.outputs.files import writing
from covplan.outputs.settings import OutputError
from covplan.planning.candidate_records import Candidate
from covplan.planning.plan import Plan
from covplan.planning.reach_matrix import Reach
from covplan.routing.backhaul_choice import BackhaulChoice
from covplan.routing.fibre_plan import FibrePlan
from covplan.routing.route_network import RouteNetwork, RouteProof

_Arrays = dict[str, NDArray[Any]]
_PIXELS = ("people", "rows", "cols")  # arrays of a reach
_INTERFERENCE = ("rest_mw", "best_sector", "second_sector", "second_dbm", "sector_power_dbm")
_FRAMES = ("by_commune", "by_district", "by_province")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _plain(value: Any, kind: Any) -> Any:
    return _adapter(kind).dump_python(value, mode="json")


def _save(file: Path, kind: str, fingerprint: str, document: dict[str, Any], arrays: _Arrays) -> None:
    about = json.dumps({"kind": kind, "fingerprint": fingerprint, "document": document}, ensure_ascii=False)
    named: dict[str, Any] = {"about": np.frombuffer(about.encode("utf-8"), np.uint8), **arrays}
    with writing(file) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, **named)


def _load(file: Path, kind: str, fingerprint: str) -> tuple[dict[str, Any], _Arrays]:
    if not file.is_file():
        raise MissingFileError("file.missing", file=file)
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        about = json.loads(arrays.pop("about").tobytes().decode("utf-8"))
        found = (about["kind"], about["fingerprint"], about["document"])
    except (OSError, ValueError, KeyError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise OutputError("result.kind", file=file, kind=kind, reason=error) from error
    if found[0] != kind:
        raise OutputError("result.kind", file=file, kind=kind, reason=found[0])
    if found[1] != fingerprint:
        raise FingerprintError("result.fingerprint", file=file, got=found[1], expected=fingerprint)
    return found[2], arrays


def save_coverage(cover: Coverage, file: Path, fingerprint: str) -> None:
    """Store received power."""
    document = {
        "grid": _plain(cover.grid, Grid),
        "carriers": _plain(cover.carriers, tuple[Carrier, ...]),
        "sector_ids": list(cover.sector_ids),
    }
    arrays: _Arrays = {"void": cover.void, "beyond_model": cover.beyond_model}
    arrays |= {f"rsrp:{id}": values for id, values in cover.rsrp_dbm.items()}
    arrays |= {f"best:{operator}": values for operator, values in cover.best_sector.items()}
    if cover.interference is not None:
        document["noise_figure_db"] = cover.interference.noise_figure_db
        for name in _INTERFERENCE:
            arrays |= {f"{name}:{id}": values for id, values in getattr(cover.interference, name).items()}
    _save(file, "coverage", fingerprint, document, arrays)


def load_coverage(file: Path, fingerprint: str) -> Coverage:
    """Received power as stored; ``FingerprintError`` if it was made with other settings or inputs."""
    document, arrays = _load(file, "coverage", fingerprint)
    return Coverage(
        grid=_adapter(Grid).validate_python(document["grid"]),
        carriers=_adapter(tuple[Carrier, ...]).validate_python(document["carriers"]),
        rsrp_dbm=_with_prefix(arrays, "rsrp:"),
        best_sector=_with_prefix(arrays, "best:"),
        sector_ids=tuple(document["sector_ids"]),
        void=arrays["void"],
        beyond_model=arrays["beyond_model"],
        interference=_stored_interference(document, arrays),
    )


def _stored_interference(document: Any, arrays: _Arrays) -> Interference | None:
    if "noise_figure_db" not in document:
        return None
    layers: dict[str, Any] = {name: _with_prefix(arrays, f"{name}:") for name in _INTERFERENCE}
    return Interference(noise_figure_db=document["noise_figure_db"], **layers)


def _with_prefix(arrays: _Arrays, prefix: str) -> _Arrays:
    return {name.removeprefix(prefix): values for name, values in arrays.items() if name.startswith(prefix)}


def save_served(served: Served, file: Path, fingerprint: str) -> None:
    """Store the people served."""
    document = {
        "service": _plain(served.service, ServiceSettings),
        "people_base": served.people_base,
        "headline_pct": served.headline_pct,
        "totals": dict(served.totals),
        "population": served.population,
        "people_void": served.people_void,
        "synthetic": served.synthetic,
        "frames": {name: getattr(served, name).to_dict(orient="list") for name in _FRAMES},
    }
    masks = {f"served:{reading}": mask for reading, mask in served.served.items()}
    _save(file, "served", fingerprint, document, {"people": served.people, **masks})


def load_served(file: Path, fingerprint: str) -> Served:
    """The people served as stored; ``FingerprintError`` if made with other settings or inputs."""
    document, arrays = _load(file, "served", fingerprint)
    frames: dict[str, Any] = {name: pd.DataFrame(columns) for name, columns in document.pop("frames").items()}
    document["service"] = _adapter(ServiceSettings).validate_python(document["service"])
    return Served(served=_with_prefix(arrays, "served:"), people=arrays["people"], **frames, **document)


def save_reach(reach: Reach, file: Path, fingerprint: str) -> None:
    """Store candidates and whom each would serve."""
    document = {
        "candidates": _plain(reach.candidates, tuple[Candidate, ...]),
        "people_total": reach.people_total,
        "people_served_before": reach.people_served_before,
        "reading": reach.reading,
        "definition": _plain(reach.definition, Definition | None),
    }
    arrays = {"starts": reach.matrix.indptr, "indices": reach.matrix.indices}
    _save(file, "reach", fingerprint, document, arrays | {name: getattr(reach, name) for name in _PIXELS})


def load_reach(file: Path, fingerprint: str) -> Reach:
    """A reach matrix as stored; ``FingerprintError`` if made with other settings or inputs."""
    document, arrays = _load(file, "reach", fingerprint)
    candidates = _adapter(tuple[Candidate, ...]).validate_python(document.pop("candidates"))
    document["definition"] = _adapter(Definition | None).validate_python(document["definition"])
    pixels: dict[str, Any] = {name: arrays[name] for name in _PIXELS}
    served = np.ones(len(arrays["indices"]), bool)
    shape = (len(candidates), len(pixels["people"]))
    matrix = sparse.csr_array((served, arrays["indices"], arrays["starts"]), shape=shape)
    return Reach(candidates=candidates, matrix=matrix, **pixels, **document)


def save_plan(plan: Plan, file: Path, fingerprint: str) -> None:
    """Store a plan."""
    _save(file, "plan", fingerprint, _plain(plan, Plan), {})


def load_plan(file: Path, fingerprint: str) -> Plan:
    """A plan as stored; ``FingerprintError`` if made with other settings or inputs."""
    document, _ = _load(file, "plan", fingerprint)
    plan: Plan = _adapter(Plan).validate_python(document)
    return plan


def save_fibre(fibre: FibrePlan, file: Path, fingerprint: str) -> None:
    """Store a fibre plan."""
    segments = fibre.segments
    document = {
        "epsg": segments.crs.to_epsg(),
        "columns": segments.drop(columns="geometry").to_dict(orient="list"),
        "geometry": shapely.to_wkb(segments.geometry.to_numpy(), hex=True).tolist(),
        "new_km": fibre.new_km,
        "cost_mn_vnd": fibre.cost_mn_vnd,
        "site_cost_mn_vnd": dict(fibre.site_cost_mn_vnd),
        "unconnected": list(fibre.unconnected),
        "synthetic": fibre.synthetic,
    }
    _save(file, "fibre", fingerprint, document, {})


def load_fibre(file: Path, fingerprint: str) -> FibrePlan:
    """A fibre plan as stored; ``FingerprintError`` if made with other settings or inputs."""
    document, _ = _load(file, "fibre", fingerprint)
    geometry = shapely.from_wkb(np.array(document["geometry"], object))
    return FibrePlan(
        segments=gpd.GeoDataFrame(document["columns"], geometry=geometry, crs=document["epsg"]),
        new_km=document["new_km"],
        cost_mn_vnd=document["cost_mn_vnd"],
        site_cost_mn_vnd=document["site_cost_mn_vnd"],
        unconnected=tuple(document["unconnected"]),
        synthetic=document["synthetic"],
    )


def save_choice(choice: BackhaulChoice, file: Path, fingerprint: str) -> None:
    """Store fibre or microwave for each mast."""
    proof = {name: getattr(choice, name) for name in ("cost", "bound", "gap", "seconds")}
    arrays = {name: getattr(choice, name) for name in ("edges", "option", "parent")}
    _save(file, "backhaul", fingerprint, proof, arrays)


def load_choice(file: Path, fingerprint: str) -> BackhaulChoice:
    """Fibre or microwave as stored; ``FingerprintError`` if made with other settings or inputs."""
    proof, arrays = _load(file, "backhaul", fingerprint)
    return BackhaulChoice(arrays["edges"], arrays["option"], arrays["parent"], **proof)


def save_network(network: RouteNetwork, file: Path, fingerprint: str) -> None:
    """Store the chosen edges of shared routes."""
    _save(file, "routes", fingerprint, _plain(network.proof, RouteProof), {"edges": network.edges})


def load_network(file: Path, fingerprint: str) -> RouteNetwork:
    """Chosen edges as stored; ``FingerprintError`` if made with other settings or inputs."""
    document, arrays = _load(file, "routes", fingerprint)
    return RouteNetwork(arrays["edges"], _adapter(RouteProof).validate_python(document))
