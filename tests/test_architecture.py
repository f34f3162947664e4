"""The rules of dependency, held on the source itself: who imports whom, who touches files, what a kernel may use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "covplan"
LAYERS = (
    {"error_texts"},
    {"errors", "units", "notebook"},
    {"grid", "network", "linear_reference"},
    {"ingest"},
    {"terrain"},
    {"propagation"},
    {"coverage"},
    {"assessment"},
    {"planning"},
    {"routing"},
    {"outputs"},
    {"scenario"},
    {"workflow"},
    {""},  # covplan/__init__.py
    {"cli"},
    {"__main__"},
)
MAY_TOUCH_FILES = {"ingest", "outputs", "scenario", "workflow"}
KERNEL_IMPORTS = {"__future__", "heapq", "math", "numpy", "numba", "typing", "covplan.units"}
NAMES_THAT_ACCEPT_ANYTHING = {"core", "common", "base", "helper", "helpers", "util", "utils", "misc"}
FILE_METHODS = {"read_text", "write_text", "read_bytes", "write_bytes", "unlink", "mkdir", "touch", "rename"}
FILE_FUNCTIONS = {
    "pyogrio.read_dataframe",
    "pyogrio.write_dataframe",
    "rasterio.open",
    "gpd.read_file",
    "np.load",
    "np.save",
    "np.savez",
    "np.savez_compressed",
    "os.replace",
    "pd.read_csv",
    "pd.read_excel",
}


def level(layer: str) -> int:
    return next(k for k, names in enumerate(LAYERS) if layer in names)


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of modules and of what is taken from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" if node.level == 0 else "relative" for alias in node.names)


def breaches(module: str, source: str) -> list[str]:
    """What a module (``covplan.layer.name``) does that the architecture forbids."""
    tree = ast.parse(source)
    layer = (module.split(".") + [""])[1]
    return [
        *_wrong_imports(module, layer, tree),
        *_file_access(layer, tree),
        *(
            "prints"
            for node in ast.walk(tree)
            if layer != "cli"
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ),
        *(f"the name {part} accepts anything" for part in module.split(".") if part in NAMES_THAT_ACCEPT_ANYTHING),
    ]


def _wrong_imports(module: str, layer: str, tree: ast.AST) -> Iterator[str]:
    is_kernel = module.rsplit(".", 1)[-1].startswith("_") and not module.endswith("__main__")
    for name in imported(tree):
        if name == "relative":
            yield "relative import"
        parts = name.split(".")
        other = (parts + [""])[1] if parts[0] == "covplan" else None
        if other == "__version__":
            continue  # a constant: the only thing of covplan/__init__.py that a layer may ask for
        if other is not None and level(other) > level(layer):
            yield f"imports {name}, which stands below {layer or 'covplan'}"
        elif other is not None and level(other) == level(layer) and other != layer:
            yield f"imports {name} of its own level"
        if other == "scenario" and layer not in {"scenario", "workflow", "", "cli"}:
            yield "imports the scenario"
        if is_kernel and not (_among(name, KERNEL_IMPORTS) or _is_kernel_name(parts)):
            yield f"a kernel imports {name}"


def _among(name: str, allowed: set[str]) -> bool:
    return any(name == known or name.startswith(f"{known}.") for known in allowed)


def _is_kernel_name(parts: list[str]) -> bool:
    return parts[0] == "covplan" and any(part.startswith("_") for part in parts[1:])


def _file_access(layer: str, tree: ast.AST) -> Iterator[str]:
    if layer in MAY_TOUCH_FILES:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        last = called.rsplit(".", 1)[-1]
        if called == "open" or called in FILE_FUNCTIONS or (last in FILE_METHODS and "." in called):
            yield f"touches a file: {called}"


def modules() -> dict[str, Path]:
    names = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return names


@pytest.mark.parametrize("module", modules())
def test_module_keeps_to_the_architecture(module: str) -> None:
    found = breaches(module, modules()[module].read_text(encoding="utf-8"))
    assert not found, f"{module}: {found}"


def test_every_layer_is_there() -> None:
    seen = {(name.split(".") + [""])[1] for name in modules()}
    assert seen == set().union(*LAYERS)


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("covplan.ingest.roads", "from covplan.terrain.profile import read_profile", "stands below ingest"),
        ("covplan.grid", "import covplan.network", "of its own level"),
        ("covplan.planning.plan", "from covplan.scenario import Scenario", "imports the scenario"),
        ("covplan.outputs.maps", "def f():\n    from covplan import scenario", "imports the scenario"),
        ("covplan.terrain._sampling", "import pandas as pd", "a kernel imports pandas"),
        ("covplan.terrain._sampling", "from covplan.grid import Grid", "a kernel imports covplan.grid.Grid"),
        ("covplan.coverage.prediction", "open('x')", "touches a file: open"),
        ("covplan.routing.fibre_plan", "file.write_text('x')", "touches a file"),
        ("covplan.planning.plan", "import rasterio\nrasterio.open('x')", "touches a file: rasterio.open"),
        ("covplan.assessment.served", "print(1)", "prints"),
        ("covplan.ingest.utils", "", "accepts anything"),
        ("covplan.ingest.area", "from . import costs", "relative import"),
    ],
)
def test_breaches_are_found(module: str, source: str, expected: str) -> None:
    assert any(expected in found for found in breaches(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "covplan.terrain._sampling",
            "import math\nfrom numba import njit\nfrom covplan.units import C",
        ),
        ("covplan.propagation.p1812._los", "from covplan.propagation.p1812._terms import x"),
        ("covplan.workflow", "from covplan.scenario import Scenario\nfrom covplan import __version__\nopen('x')"),
        ("covplan.cli.commands", "print(1)\nfrom covplan import workflow"),
    ],
)
def test_what_is_allowed_is_not_a_breach(module: str, source: str) -> None:
    assert breaches(module, source) == []


def test_only_open_data_can_open_a_connection() -> None:
    networks = {"requests", "urllib", "http", "socket", "ftplib", "aiohttp", "httpx", "osmnx"}
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for name in imported(ast.parse(file.read_text(encoding="utf-8")))
        if name.split(".")[0] in networks and not name.startswith("urllib.parse")
    }
    found.remove("ingest/openstreetmap.py")  # takes a graph of osmnx apart: its test allows no socket
    assert found == {
        f"ingest/open_data/{name}.py" for name in ("asking", "fetching", "http_files", "overpass", "parts")
    }
