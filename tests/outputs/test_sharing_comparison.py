"""Tables of ways of sharing: every heading in both languages, numbers as they came."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from covplan.outputs.settings import Language
from covplan.outputs.sharing_comparison import sharing_tables
from covplan.planning.plan import Proof
from covplan.planning.sharing_options import Option, SharingScenario
from covplan.planning.sharing_reach import Mast, Radio, SharingReach
from covplan.planning.sharing_scenarios import SharingOutcome


@pytest.mark.parametrize("language", list(Language))
def test_scenarios_operators_and_masts(language: Language) -> None:
    mast = Mast("N-0001", 450_100.0, 1_400_200.0, True, frozenset(), 900.0, 12.0)
    radios = (Radio(0, "viettel", False, 1000.0, 0.0, 4.05), Radio(0, "mobifone", False, 1000.0, 0.0))
    serves = sparse.csr_array(np.ones((2, 1), bool))
    reach = SharingReach(("viettel", "mobifone"), (mast,), radios, serves, np.array([200.0]))
    people = {"viettel": 0.0, "mobifone": 0.0, "any": 0.0}
    today = SharingOutcome(
        None, (), 0, 0, 0, 0, {"viettel": 0.0, "mobifone": 0.0}, people, people, {"viettel": 198.0}, Proof(0, 0, "")
    )
    shared = SharingOutcome(
        SharingScenario.ACTIVE,
        (Option(0, (0,), True, (1000.0, 1000.0)),),
        *(1, 0, 1, 0),
        {"viettel": 1000.0, "mobifone": 1000.0},
        *(dict.fromkeys(people, 150.4), dict.fromkeys(people, 20.0)),
        {"mobifone": 47.6},
        Proof(2000.0, 1900.0, "search"),
    )
    shown, files = sharing_tables([today, shared], reach, language)
    tables = {table.key: table for table in (*shown, *files)}
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
        assert len(set(table.columns)) == len(table.columns), table.key
    first, second = tables["sharing_scenarios"].rows
    assert first[1:] == (0, 0, 0, 0, 0.0, None, 0, 0.0, 0)
    assert second[1:] == (1, 0, 1, 0, 2000.0, pytest.approx(100 / 19), 150, 75.2, 20)
    assert tables["sharing_operators"].rows[3][1:] == ("MobiFone", 1000.0, 150, 75.2, 48, 20)
    assert tables["sharing_masts"].rows[0][1:3] == (1, "N-0001")
    assert tables["sharing_masts"].rows[0][4:] == (
        *(1_400_200.0, 450_100.0, "Viettel", "Viettel", 2000.0, 4.05, 12.0, 400),
        *(100.0, 100.0),  # open to both, and nobody is served today
    )
