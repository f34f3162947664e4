"""``summary.json``, the figures of a run, and ``run.json``, how they came about."""

from __future__ import annotations

import json
import math
import platform
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from covplan import __version__, planning
from covplan.coverage.service import sigma_db
from covplan.ingest.open_data.lock_file import read_lock
from covplan.network import Technology
from covplan.outputs.files import writing
from covplan.outputs.marking import marks, service_line
from covplan.outputs.settings import Language
from covplan.scenario import Scenario, Step, as_plain, dotted, file_checksum, fingerprint, input_files
from covplan.units import MN_PER_BN
from covplan.workflow.job import Job
from covplan.workflow.plan_and_route import total_cost, total_cost_mn_vnd

SUMMARY, RUN = "summary.json", "run.json"
_ABOUT_CORRECTIONS = ("file", "measurements", "sha256", "rows", "pixels", "first_day", "last_day", "made", "synthetic")
_LIBRARIES = (
    *("numpy", "pandas", "scipy", "numba", "shapely", "pyproj", "pyogrio", "geopandas", "rasterio", "exactextract"),
    *("networkx", "folium", "openpyxl", "pydantic"),
)


def summarise(job: Job) -> dict[str, Any]:
    """The figures of a run, each beside what it depends on."""
    plan, fibre = job.routed
    marking, service = job.marking(Step.EXPORT), job.scenario.service
    corrections = job.area.corrections
    cost = total_cost(plan, fibre)
    built = sum(site.candidate.kind is planning.CandidateKind.BUILD for site in plan.sites)
    return {
        "name": job.scenario.name,
        "title": job.scenario.title,
        "population": round(job.today.population),
        "served_before_pct": _cut(job.today.headline_pct),
        "served_after_pct": _cut(job.after.headline_pct),
        "target_pct": plan.target_pct,
        "target_reached": plan.reached,
        "proof": _proof(plan.proof),
        "missing": [{"name": one.name, "missing": round(one.missing, 1)} for one in plan.missing],
        "years": [_year(one) for one in plan.years],
        "sites_built": built,
        "sites_shared": len(plan.sites) - built,
        "sites_unconnected": len(fibre.unconnected),
        "fibre_new_km": round(fibre.new_km, 3),
        "cost_bn_vnd": round(total_cost_mn_vnd(plan, fibre) / MN_PER_BN, 3),
        "cost_low_bn_vnd": _in_bn(cost.low),
        "cost_high_bn_vnd": _in_bn(cost.high),
        "opex_bn_vnd_per_year": _in_bn(sum(site.candidate.opex_per_year.base for site in plan.sites)),
        "reading": service.reading,
        "operators": list(marking.operators),
        "threshold_dbm": service.threshold_dbm,
        "probability": service.probability_pct / 100,
        "sigma_db": service.sigma_db,
        "sigma_source": service.sigma_source,
        "sigma_by_carrier_db": {
            carrier.id: round(sigma_db(carrier, service, marking.pixel_m, corrections), 2)
            for carrier in job.area.carriers
            if carrier.technology is Technology.NR  # only these serve, and no other can be calibrated
        },
        "corrections": corrections and {name: getattr(corrections, name) for name in _ABOUT_CORRECTIONS},
        "environment": service.environment,
        "carriers": list(marking.carriers),
        "pixel_m": marking.pixel_m,
        "model": marking.model,
        "people_base": marking.people_base,
        "people_void": round(job.today.people_void, 1),
        "pixels_void": int(job.cover.void.sum()),
        "pixels_beyond_model": int(job.cover.beyond_model.sum()),
        "admin_epoch": marking.admin_epoch,
        "synthetic": marking.synthetic,
        "definition": {language: service_line(marking, language) for language in Language},
        "marks": {language: " – ".join(marks(marking, language)) for language in Language},
        "sources": list(marking.sources),
        "as_of": marking.as_of,
        "fingerprint": marking.fingerprint,
    }


def _proof(proof: planning.Proof) -> dict[str, Any]:
    return {
        "model_cost_bn_vnd": _in_bn(proof.cost_mn_vnd),
        "bound_bn_vnd": _in_bn(proof.bound_mn_vnd),
        "people": round(proof.people, 1),
        "bound_people": None if proof.bound_people is None else round(proof.bound_people, 1),
        "gap_pct": None if proof.gap_pct is None else round(proof.gap_pct, 4),
        "method": proof.method,
        "interrupted": proof.interrupted,
    }


def _year(year: planning.PlanYear) -> dict[str, Any]:
    return {
        "year": year.year,
        "budget_bn_vnd": _in_bn(year.budget_mn_vnd),
        "target_pct": year.target_pct,
        "cost_bn_vnd": _in_bn(year.cost_mn_vnd),
        "present_value_bn_vnd": _in_bn(year.present_value_mn_vnd),
        "served_pct": _cut(year.served_pct),
        "most_pct": round(year.most_pct, 3),
    }


def _cut(share_pct: float) -> float:
    """To three decimals, never up: a share that misses its target by less must not be taken for one that reaches it."""
    return math.floor(share_pct * 1000.0 + 1e-6) / 1000.0


def _in_bn(mn_vnd: float | None) -> float | None:
    return None if mn_vnd is None else round(mn_vnd / MN_PER_BN, 3)


def describe_run(job: Job, outputs: list[Path]) -> dict[str, Any]:
    """Settings, inputs, versions, times: what another needs to get the same figures."""
    scenario = job.scenario
    names = [item.name for item in fields(scenario) if item.name not in ("file", "remarks")]
    return {
        "scenario": scenario.file.name,
        "settings": {name: as_plain(getattr(scenario, name)) for name in names},
        "inputs": [
            {"key": dotted(path), "file": str(file), "sha256": file_checksum(file)}
            for path, file in input_files(scenario)
        ],
        "open_data": read_lock(scenario.file.parent),
        "versions": _versions(),
        "seconds": job.seconds,
        "unchanged": job.unchanged,
        "peak_memory_mb": _peak_memory_mb(),
        "fingerprints": {step: fingerprint(scenario, step) for step in Step},
        "outputs": sorted(file.relative_to(job.folder).as_posix() for path in outputs for file in _files_of(path)),
    }


def write_json(document: dict[str, Any], file: Path) -> Path:
    """Write a document that people can read and compare."""
    with writing(file) as temporary:
        temporary.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return file


def read_unchanged(scenario: Scenario, folder: Path) -> dict[str, Any] | None:
    """The summary of an earlier run with the same fingerprint whose files are all there, else None."""
    summary = _own_summary(scenario, folder)
    try:
        earlier = json.loads((folder / RUN).read_text(encoding="utf-8"))
        there = all((folder / name).exists() for name in earlier["outputs"])
    except (OSError, ValueError, KeyError, TypeError):  # none, or damaged: the run is made again
        return None
    return summary if there else None


def forget_other_run(scenario: Scenario, folder: Path) -> None:
    """Before files are written: take away the record of a run with other settings, which they will no longer be.

    Figures that are of these settings stay, as a report leaves them without a run.
    """
    if read_unchanged(scenario, folder) is None:
        (folder / RUN).unlink(missing_ok=True)
    if _own_summary(scenario, folder) is None:
        (folder / SUMMARY).unlink(missing_ok=True)


def _own_summary(scenario: Scenario, folder: Path) -> dict[str, Any] | None:
    """The summary in a folder if it has the scenario's fingerprint, else None."""
    try:
        summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        same = summary["fingerprint"] == fingerprint(scenario, Step.EXPORT)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return summary if same else None


def _versions() -> dict[str, str]:
    import pyproj
    import rasterio

    return {
        "covplan": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "gdal": rasterio.__gdal_version__,
        "proj": pyproj.proj_version_str,
        **{name: version(name) for name in _LIBRARIES},
    }


def _files_of(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _peak_memory_mb() -> int | None:
    """Largest memory of this process so far; None where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))  # macOS counts bytes, Linux kB
