"""Packages that import a name when it is asked for: each name is found, and nothing heavy comes before."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

PACKAGES = ("ingest", "assessment", "planning", "routing", "outputs")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_package_is_found_at_its_home(package: str) -> None:
    module = import_module(f"covplan.{package}")
    for name, home in module._HOME.items():
        assert getattr(module, name) is getattr(import_module(f"covplan.{package}.{home}"), name)
    assert set(module._HOME) == set(module.__all__) - {"regrid"}
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing


def test_no_submodule_hides_a_name_of_its_package() -> None:
    """``from covplan.routing import connect`` would be a module, once somebody has imported that module."""
    for package in PACKAGES:
        module = import_module(f"covplan.{package}")
        assert not set(module._HOME) & set(module._HOME.values())


def test_a_run_of_which_nothing_changed_needs_little() -> None:
    """What the command line imports before it knows whether there is anything to do."""
    wanted = "covplan.cli.answers, covplan.scenario, covplan.workflow"
    script = f"import sys, {wanted}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    heavy = {"exactextract", "folium", "geopandas", "networkx", "openpyxl", "pandas", "pyogrio", "rasterio"}
    assert not set(done.stdout.split()) & heavy
