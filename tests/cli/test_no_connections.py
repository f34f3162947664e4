"""Every command but ``fetch`` works without opening a connection, whatever the scenario names."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import main
from covplan.cli.words import COMMANDS
from covplan.outputs.report import pdf
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer

SHORT = ("planning.exact_nodes=0", "routing.protection.exact_nodes=20", "assessment.uncertainty.draws=5")
OUT = ["--out", "out", *(part for one in SHORT for part in ("--set", one)), "--set", "outputs.as_of=2026-11-01"]
SCENARIO = ["a/kịch bản.toml"]
DRIVE = "time,lon,lat,operator,technology,freq_mhz,rsrp_dbm\n2026-11-01,108.05,12.67,viettel,5G,2550,-90\n"

CALLS: dict[str, list[list[str]]] = {
    "new": [["new", "moi", "--area", "daklak"], ["new", "noi-khac", "--bbox", "2,48,3,49", "--country", "FRA"]],
    "check": [["check", *SCENARIO, *OUT], ["check", *SCENARIO, *OUT, "--fix"]],
    "template": [["template", "sites.xlsx"]],
    "coverage": [["coverage", *SCENARIO, *OUT]],
    "assess": [["assess", *SCENARIO, *OUT], ["assess", *SCENARIO, *OUT, "--where", "roads"]],
    "plan": [["plan", *SCENARIO, *OUT], ["plan", *SCENARIO, *OUT, "--cost-range"]],
    "route": [["route", *SCENARIO, *OUT]],
    "export": [["export", *SCENARIO, *OUT], ["export", *SCENARIO, *OUT, "--profile", "sxd"]],
    "map": [["map", *SCENARIO, *OUT]],
    "calibrate": [["calibrate", *SCENARIO, "đo.csv", *OUT]],
    "run": [["run", *SCENARIO, *OUT]],
    "compare": [["compare", *SCENARIO, "b/kịch bản.toml"]],
    "report": [["report", *SCENARIO, *OUT]],
    "link": [["link", *SCENARIO, *OUT, "--from", "VT1", "--to", "108.0700,12.6750"]],
}
MAY_FAIL = {"calibrate"}  # one measurement is too few: it says so after it has read everything


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("không mạng")
    write_tiny_scenario(place / "a")
    write_tiny_scenario(place / "b", TOML.replace("target_pct = 99.0", "target_pct = 95.0"))
    (place / "đo.csv").write_text(DRIVE, encoding="utf-8")
    return place


@pytest.fixture(autouse=True)
def no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError(f"a connection was opened: {args[1:]}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(pdf.shutil, "which", lambda name, path=None: None)  # another program's doings are not ours
    monkeypatch.chdir(folder)


def test_every_command_is_tried() -> None:
    assert set(CALLS) == set(COMMANDS) - {"fetch"}


@pytest.mark.parametrize("command", CALLS)
def test_a_command_opens_no_connection(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in CALLS[command]:
        code = main(arguments)
        assert code == 0 or (command in MAY_FAIL and code == 1), capsys.readouterr().err


def test_fetch_offline_opens_none_either(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = folder / "tải.toml"
    scenario.write_text('name = "x"\n[open_data]\nbox = [108, 12, 109, 13]\ncache = "không có"\n', encoding="utf-8")
    assert main(["fetch", str(scenario), "--offline"]) == 1
    assert main(["fetch", str(scenario), "--offline", "--dry-run"]) == 1
    assert "--offline" in capsys.readouterr().err


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


@pytest.mark.parametrize("prefix", ["/vsicurl/", "", "/vsizip//vsicurl/"])
@pytest.mark.parametrize("key", ["area.elevation.files", "area.people.file", "area.boundaries.file", "area.costs"])
def test_inputs_that_name_addresses_are_missing_files(
    server: ImitatingServer, key: str, prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """GDAL could open addresses without Python's sockets: the server itself tells that nobody came."""
    address = prefix + server.serve("/x.tif", moods.ranged(b"II*\0" + bytes(1000)))
    value = f'["{address}"]' if key.endswith("files") else f'"{address}"'
    assert main(["check", *SCENARIO, "--out", "out2", "--set", f"{key}={value}"]) == 1
    assert "x.tif" in capsys.readouterr().err
    assert server.asked == [] and server.heads == []
