"""``check --fix``: cleaned copies of the tables, what was changed, and what a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from covplan.ingest.decisions import read_decisions
from covplan.ingest.fixing import fix_tables
from covplan.outputs.change_tables import write_changes, write_new_units, write_proposals
from covplan.outputs.cleaned_tables import write_cleaned
from covplan.workflow.job import Job

CLEANED, PROPOSALS, CHANGES, NEW_UNITS = "cleaned", "proposals.xlsx", "changes.csv", "new_units.csv"


@dataclass(frozen=True)
class FixAnswer:
    """How much was changed and how much is asked, and where it stands.

    Attributes
    ----------
    cleaned : tuple of Path
        Copies of the tables, with every change that is certain or agreed to.
    changed, asked, undecided, outdated : int
        Cells and rows changed; proposals; those of them without a decision; decisions about rows that are not there any
        more or say something else.
    """

    folder: Path
    cleaned: tuple[Path, ...]
    changed: int
    asked: int
    undecided: int
    outdated: int


def fix(job: Job) -> FixAnswer:
    """Clean the tables of a scenario; decisions of a person are read from the table of proposals of the last time.

    Raises
    ------
    InputError, InputProblemsError
        If the table of proposals that was handed back cannot be read, or agrees to what excludes one another.
    OutputError
        If a table of the scenario lies in the folder of the cleaned copies itself.
    """
    settings, targets, language = job.scenario.area, job.scenario.targets, job.language
    handed_back = job.folder / PROPOSALS
    decisions = read_decisions(handed_back) if handed_back.is_file() else {}
    with job.step("fix"):
        fixed = fix_tables(settings, () if targets is None else targets.indicators, decisions)
        cleaned = write_cleaned(fixed.tables, job.folder / CLEANED)
        write_changes(fixed.changes, job.folder, language)
        write_proposals(fixed.proposals, decisions, handed_back, language)
        write_new_units(fixed.new_units, fixed.commune_names, job.folder / NEW_UNITS, language)
    undecided = sum(decisions.get(one.id) is None for one in fixed.proposals)
    return FixAnswer(job.folder, cleaned, len(fixed.changes), len(fixed.proposals), undecided, len(fixed.outdated))
