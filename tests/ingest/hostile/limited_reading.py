"""Reads files in processes of their own, with limits on memory and time; started as a script by ``Reading``.

The script loads the readers once and forks for each file, so that a case costs milliseconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY_MB, ADDRESS_MB, WALL_S = 500, 3_000, 60
"""Largest resident set; address space beyond that of the loaded libraries; when a hanging reader is ended."""


@dataclass(frozen=True)
class Outcome:
    """What a reader did: the class and text of its error or what it returned, processor time and memory."""

    error: str
    text: str
    seconds: float
    memory_mb: float


class Reading:
    """A process that reads files."""

    def __enter__(self) -> Reading:
        command = [sys.executable, __file__]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def __call__(self, reader: str, file: Path) -> Outcome:
        """Outcome of one of ``READERS`` on a file."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([reader, str(file)]) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


def _readers() -> dict[str, Any]:
    from covplan.grid import Grid
    from covplan.ingest.boundaries import read_communes
    from covplan.ingest.elevation import read_elevation
    from covplan.ingest.people import read_people  # noqa: F401  (loads what rasters need)
    from covplan.ingest.places import VOCABULARY, read_exclusions
    from covplan.ingest.problems import ProblemLog
    from covplan.ingest.roads import read_roads
    from covplan.ingest.settings import AdminEpoch, BoundarySettings, ElevationSettings, SurfaceKind, TableSettings
    from covplan.ingest.table_files import read_table

    grid = Grid(9218, 450_000.0, 1_400_000.0, 100.0, 20, 20)
    return {
        "roads": lambda file: len(read_roads(TableSettings(file, "x"), 9218, ProblemLog())),
        "exclusions": lambda file: len(read_exclusions(TableSettings(file, "x"), 9218, ProblemLog())),
        "table": lambda file: len(read_table(file, VOCABULARY, {}).rows),
        "communes": lambda file: len(
            read_communes(BoundarySettings(file, AdminEpoch.JULY_2025, "x"), 9218, AdminEpoch.JULY_2025, ProblemLog())
        ),
        "elevation": lambda file: float(
            read_elevation(ElevationSettings((file,), SurfaceKind.TERRAIN, "x"), grid, ProblemLog()).values.mean()
        ),
    }


def _child(read: Any, file: Path, pipe: int) -> None:
    import resource
    import signal

    from covplan.errors import CovplanError

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + ADDRESS_MB * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.alarm(WALL_S)
    try:
        error, text = "", str(read(file))
    except CovplanError as raised:
        error, text = f"{type(raised).__name__}:{raised.code}", str(raised)
    except BaseException as raised:  # what a reader must never raise
        error, text = f"!{type(raised).__name__}", str(raised)
    os.write(pipe, json.dumps([error, text[:500]]).encode())
    os._exit(0)


def main() -> None:
    """One JSON line in, [reader, file]; one out, an ``Outcome``."""
    import resource  # noqa: F401

    readers = _readers()
    for line in sys.stdin:
        name, file = json.loads(line)
        there, here = os.pipe()
        child = os.fork()
        if child == 0:
            _child(readers[name], Path(file), here)
        os.close(here)
        said = b""
        while part := os.read(there, 65_536):
            said += part
        os.close(there)
        _, status, used = os.wait4(child, 0)
        error, text = json.loads(said) if said else (f"!signal {os.waitstatus_to_exitcode(status)}", "")
        seconds, memory_mb = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(json.dumps({"error": error, "text": text, "seconds": seconds, "memory_mb": memory_mb}), flush=True)


if __name__ == "__main__":
    main()
