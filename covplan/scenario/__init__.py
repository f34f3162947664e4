"""The scenario: one TOML file → settings of every layer, checked once, with a fingerprint for each step.

Every mistake of a file is collected before anything is raised. Relative files resolve against the TOML in which they
are written; ``extends`` takes another TOML as the base (tables are merged, lists replaced); ``--set`` comes last.
"""

from covplan.scenario.fingerprints import Step, as_plain, file_checksum, fingerprint
from covplan.scenario.reading import read_open_data, read_scenario
from covplan.scenario.settings import Scenario, dotted, input_files

__all__ = [
    "Scenario",
    "Step",
    "as_plain",
    "dotted",
    "file_checksum",
    "fingerprint",
    "input_files",
    "read_open_data",
    "read_scenario",
]
