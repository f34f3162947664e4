"""Measure covplan and print JSON: ``bench.py COMMAND``, each with ``--help``; ``bench.py --help`` lists them.

Run it with an interpreter that has covplan, e.g. ``.venv/bin/python scripts/bench.py sweep``. See docs/performance.md.
"""

from __future__ import annotations

import argparse
import json

from benchmarks import (
    adversarial,
    corridors,
    exact,
    incremental,
    machine,
    map_page,
    open_grid,
    open_transfer,
    osm_extract,
    peers,
    province,
    reach,
    roads,
    sites,
    steinlib,
    survivable,
    sweep,
    whole_job,
)

COMMANDS = {
    "run": whole_job,
    "fetch": open_transfer,
    "exact": exact,
    "sweep": sweep,
    "adversarial": adversarial,
    "peers": peers,
    "province": province,
    "incremental": incremental,
    "reach": reach,
    "sites": sites,
    "corridors": corridors,
    "survivable": survivable,
    "steiner": steinlib,
    "roads": roads,
    "map": map_page,
    "osm": osm_extract,
    "grid": open_grid,
}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        summary = module.__doc__.splitlines()[0]
        module.add_arguments(commands.add_parser(name, help=summary, description=summary))
    chosen = parser.parse_args(arguments)
    found = machine.describe()  # before the measurement loads it
    result = {"command": chosen.command, "machine": found, **COMMANDS[chosen.command].measure(chosen)}
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
