"""What ``covplan export --profile`` does with a job: the layers of a receiver in every format that it wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import geopandas as gpd

from covplan import outputs
from covplan.errors import Problem
from covplan.outputs.department_layers import make_department_layers
from covplan.outputs.dxf import write_dxf
from covplan.outputs.fields import title_of
from covplan.outputs.files import writing_folder
from covplan.outputs.kmz import write_kmz
from covplan.outputs.mapinfo import write_mapinfo
from covplan.outputs.palette import SERVED_TODAY
from covplan.outputs.profiles import Profile, profile_tables, read_profile
from covplan.outputs.qml import qml_style
from covplan.outputs.settings import Language, Marking
from covplan.outputs.table_rows import problem_rows
from covplan.outputs.vectors import write_geojson
from covplan.scenario import Step
from covplan.workflow.job import Job


class _About(TypedDict):
    marking: Marking
    language: Language


@dataclass(frozen=True)
class ProfileExport:
    """The folder of an export, its profile, the layers without data, and what a format could not hold."""

    folder: Path
    profile: Profile
    empty: tuple[str, ...]
    notes: tuple[Problem, ...]


def export_profile(job: Job, name: str) -> ProfileExport:
    """Write the layers, their dictionary and list, and the remarks; the folder is replaced as a whole.

    Raises
    ------
    OutputError
        If there is no such profile or a file cannot be written.
    """
    profile = read_profile(name)
    job.have_all()
    key_areas = job.where.key_areas
    with job.step("export") as progress:
        layers = _layers(job, profile, make_department_layers(job.area, key_areas, job.language))
        folder = job.folder / f"export_{profile.name}"
        with writing_folder(folder) as temporary:
            notes = _write(job, profile, layers, temporary, progress)
    return ProfileExport(folder, profile, tuple(one for one, frame in layers.items() if frame.empty), notes)


def _layers(job: Job, profile: Profile, department: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    marking, (plan, fibre) = job.marking(Step.EXPORT), job.routed
    every = outputs.make_layers(job.area, job.today, plan, fibre, job.after, marking, job.language) | department
    return {name: every[name] for name in profile.layers}


def _write(
    job: Job,
    profile: Profile,
    layers: dict[str, gpd.GeoDataFrame],
    folder: Path,
    progress: Callable[[float], None],
) -> tuple[Problem, ...]:
    about: _About = {"marking": job.marking(Step.EXPORT), "language": job.language}
    name, notes = job.scenario.name, list[Problem]()
    for done, form in enumerate(profile.formats):
        match form:
            case "shapefile":
                notes += outputs.write_shapefiles(layers, folder / "shapefile", **about)
                for layer in layers:
                    if not layers[layer].empty:
                        (folder / "shapefile" / f"{layer}.qml").write_text(
                            qml_style(layer, job.language), encoding="utf-8"
                        )
            case "geopackage":
                outputs.write_geopackage(layers, folder / f"{name}.gpkg", **about)
            case "mapinfo":
                notes += write_mapinfo(layers, folder / "mapinfo", **about)
            case "dxf":
                write_dxf(layers, folder / f"{name}.dxf", **about)
            case "kmz":
                write_kmz(layers, folder / f"{name}.kmz", **about)
            case "geojson":
                write_geojson(layers, folder / "geojson", **about)
            case "geotiff":
                what = title_of("VUNG_PHU", job.language)
                outputs.write_geotiff(
                    job.after.served[job.scenario.service.reading], job.area.grid, folder / "VUNG_PHU.tif",
                    description=what, nodata=0, colours={1: SERVED_TODAY}, **about,
                )  # fmt: skip
        progress((done + 1) / (len(profile.formats) + 1))
    about_layers = profile_tables(layers, profile.formats, job.language)
    columns, rows = problem_rows(notes, job.language)
    remarks = outputs.Table("problems", columns, tuple(rows))
    outputs.write_workbook((*about_layers, remarks), folder / "tu_dien.xlsx", **about)
    return tuple(notes)
