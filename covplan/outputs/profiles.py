"""What a receiver wants: which layers, in which formats. Profiles are data, ``profiles/*.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

import geopandas as gpd

from covplan.outputs.fields import title_of
from covplan.outputs.geopackage_tables import dictionary_rows
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.tables import Table
from covplan.outputs.texts import text


@dataclass(frozen=True)
class Profile:
    """A receiver's wishes.

    Attributes
    ----------
    name, title : str
        Id, and whom it is for.
    formats : tuple of str
        Of shapefile, geopackage, mapinfo, dxf, kmz, geojson and geotiff.
    layers : tuple of str
        Names of ``fields.LAYERS``, in the order in which they are listed.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    layers: tuple[str, ...]


def profile_names() -> tuple[str, ...]:
    """All profiles."""
    found = files("covplan.outputs").joinpath("profiles").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in found if one.name.endswith(".toml")))


def read_profile(name: str) -> Profile:
    """A profile by its name.

    Raises
    ------
    OutputError
        If there is none.
    """
    if name not in profile_names():
        raise OutputError("output.profile", name=name, known=", ".join(profile_names()))
    file = files("covplan.outputs").joinpath("profiles", f"{name}.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Profile(name, table["title"], tuple(table["formats"]), tuple(table["layers"]))


LIMITS = {
    "shapefile": ("codes", "texts", "size"),
    "geopackage": (),
    "mapinfo": ("codes", "texts", "gaps", "whole_numbers", "size"),
    "dxf": ("no_crs", "no_fields", "outlines"),
    "kmz": ("degrees", "all_text"),
    "geojson": ("degrees", "dates"),
    "geotiff": ("served_only",),
}
"""What each format cannot hold, as keys of the texts ``limit.*``."""


def profile_tables(
    layers: dict[str, gpd.GeoDataFrame], formats: tuple[str, ...], language: Language
) -> tuple[Table, Table, Table]:
    """The list of layers, the empty ones too; the dictionary of their fields; what the formats cannot hold."""

    def heads(*keys: str) -> tuple[str, ...]:
        return tuple(text(f"profile.{key}", language) for key in keys)

    listed = tuple(
        (name, title_of(name, language), len(frame), text("profile.empty", language) if frame.empty else "")
        for name, frame in layers.items()
    )
    return (
        Table("layer_list", heads("layer", "title", "features", "remark"), listed),
        Table(
            "dictionary",
            heads("layer", "code", "name_vi", "name_en", "unit", "kind"),
            tuple(dictionary_rows(list(layers))),
        ),
        Table(
            "limits",
            heads("format", "limit"),
            tuple((form, text(f"limit.{key}", language)) for form in formats for key in LIMITS[form]),
        ),
    )
