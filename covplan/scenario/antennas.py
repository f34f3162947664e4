"""Antennas that a scenario takes from files: each entry with ``file`` becomes the antenna that the file holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from covplan.errors import InputError, InputProblemsError, MissingFileError, Problem, Severity
from covplan.ingest.problems import ProblemLog
from covplan.scenario.mistakes import Mistake
from covplan.scenario.settings import dotted

_BESIDE_TOML = {"file", "name"}
_ALL_ROUND = {"gain_dbi": 0.0, "horizontal_beamwidth_deg": 360.0, "vertical_beamwidth_deg": 360.0}


@dataclass
class AntennaFiles:
    """What came of the files that a scenario's antennas name.

    Attributes
    ----------
    files : list of Path
        Files that were read.
    mistakes : list
        What is wrong with the entries.
    problems : list of Problem
        What is wrong inside the files, by their lines.
    remarks : list of Problem
        What was repaired in the files or is worth knowing of them.
    nameless : bool
        An entry without a name could not be read, so that nobody knows which antenna is missing.
    """

    files: list[Path] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    nameless: bool = False


def read_antenna_files(table: dict[str, Any]) -> AntennaFiles:
    """Put the antennas of files into the entries of ``[[antennas]]``, in place.

    An entry whose file cannot be used becomes an antenna that radiates alike all round, so that the rest of the
    scenario is checked as if it were there; the scenario is refused all the same.
    """
    found = AntennaFiles()
    rows: list[Any] = table["antennas"] if isinstance(table.get("antennas"), list) else []
    for index, row in enumerate(rows):
        if isinstance(row, dict) and "file" in row:
            try:
                rows[index] = _antenna(row, index, found)
                continue
            except InputProblemsError as error:
                errors = (problem for problem in error.problems if problem.severity is Severity.ERROR)
                found.problems += [problem for problem in errors if problem not in found.problems]
            except (InputError, MissingFileError) as error:
                found.mistakes.append((("antennas", index, "file"), error.code, error.params))
            found.nameless |= "name" not in row
            rows[index] = {"name": row.get("name", f"antennas[{index + 1}]"), **_ALL_ROUND}
    return found


def _antenna(row: dict[str, Any], index: int, found: AntennaFiles) -> dict[str, Any]:
    from covplan.ingest.antennas import pattern_facts  # they import the table readers, which most scenarios need not
    from covplan.ingest.equipment import read_equipment

    stated = {key: value for key, value in row.items() if key != "file"}
    if not isinstance(row["file"], str):
        path = ("antennas", index, "file")
        found.mistakes.append((path, "scenario.text", {"key": dotted(path), "got": row["file"]}))
        return {"name": row.get("name", ""), **_ALL_ROUND}
    file = Path(row["file"])
    if file.suffix.lower() == ".toml":
        for key in sorted(row.keys() - _BESIDE_TOML):
            params = {"key": dotted(("antennas", index, key)), "file": file.name}
            found.mistakes.append((("antennas", index, key), "scenario.antenna_beside", params))
        equipment = read_equipment(file)
        antenna = equipment.antenna(row.get("name"))
        found.files.append(file)
        found.remarks += [remark for remark in equipment.remarks if remark not in found.remarks]
        return asdict(antenna)
    log = ProblemLog()
    facts = pattern_facts(file, stated, log)
    log.raise_errors()
    found.files.append(file)
    found.remarks += log.problems
    return facts
