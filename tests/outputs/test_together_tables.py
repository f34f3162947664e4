"""Tables of operators together, failures and intervals: every heading in both languages, numbers as they came."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from covplan.assessment.operators import OperatorsTogether
from covplan.assessment.resilience import Resilience
from covplan.assessment.sharing import MastSharing
from covplan.assessment.uncertainty import Uncertainty
from covplan.assessment.uncertainty_settings import UncertaintySettings
from covplan.ingest.risk_groups import RiskKind
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.together_tables import operator_tables, resilience_tables, uncertainty_tables

NAMES = {"code": ["24133"], "name": ["Buôn Đôn"], "population": [1000.0]}
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def by_key(both: tuple[tuple[Table, ...], tuple[Table, ...]]) -> dict[str, Table]:
    tables = [*both[0], *both[1]]
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
        assert len(set(table.columns)) == len(table.columns), table.key
    return {table.key: table for table in tables}


@LANGUAGES
def test_operators_together(language: Language) -> None:
    people = {"viettel": [600.2], "mobifone": [300.0], "any": [700.0], "all": [200.0]}
    shared = {f"{name}:every_mast": [800.0] for name in people}
    own = {"own": [600.2, 300.0], "own_pct": [60.02, 30.0], "roaming": [700.0] * 2, "roaming_pct": [70.0] * 2}
    every = {"every_mast": [800.0] * 2, "every_mast_pct": [80.0] * 2}
    masts = {"sites": [3], "shared": [1], "flagged": [0], "near": [0]}
    result = OperatorsTogether(
        ("own", "roaming", "every_mast"),
        pd.DataFrame(NAMES | people | shared),
        pd.DataFrame({"operator": ["viettel", "mobifone"], **own, **every}),
        pd.DataFrame([[0.0, 50.4], [500.0, 0.0]], index=["viettel", "mobifone"], columns=["viettel", "mobifone"]),
        1000.0,
        3,
    )
    sharing = MastSharing(
        pd.DataFrame({"code": ["24133"], "name": ["Buôn Đôn"], **masts}),
        pd.DataFrame({"owner": ["viettel", ""], "masts": [2, 1], "tenants": [3, 1], "tenancy": [1.5, 1.0]}),
        pd.DataFrame(columns=["site_a", "site_b", "operator_a", "operator_b", "distance_m", "commune"]),
        200.0,
    )
    tables = by_key(operator_tables(result, sharing, language))
    assert tables["arrangements"].rows[0] == ("Viettel", 600, 60.02, 700, 70.0, 800, 80.0)
    assert [row[1:] for row in tables["readings"].rows] == [(700, 70.0), (200, 20.0), (800, 80.0), (800, 80.0)]
    assert tables["gains"].rows == (("Viettel", None, 50), ("MobiFone", 500, None))
    assert tables["tenancy"].rows[1][0] == {"vi": "Không rõ", "en": "Unknown"}[language]
    assert tables["near_masts"].rows == ()
    assert tables["operator_communes"].rows[0][:6] == ("24133", "Buôn Đôn", 1000, 600, 300, 700)


@LANGUAGES
def test_failures(language: Language) -> None:
    group = {"kind": [RiskKind.POWER], "name": ["E26"], "sites": [3], "operators": [2], "autonomy_h": [math.nan]}
    result = Resilience(
        pd.DataFrame({**group, "autonomy_unknown": [3], "any": [12.0], "viettel": [40.0]}),
        pd.DataFrame(NAMES | {"served": [800.0], "one_power": [12.4]}),
        (RiskKind.FIBRE,),
    )
    tables = by_key(resilience_tables(result, language))
    row = tables["risk_groups"].rows[0]
    assert row[0] == {"vi": "Khu vực điện", "en": "Power area"}[language]
    assert row[1:4] + row[5:] == ("E26", 3, 2, 3, 12, 40) and math.isnan(row[4])  # unknown hours stay empty
    assert tables["risk_communes"].rows == (("24133", "Buôn Đôn", 1000, 800, 12),)


@LANGUAGES
def test_intervals(language: Language) -> None:
    spread = {"mean_pct": [70.0], "sd_pct": [2.0], "low_pct": [66.0], "high_pct": [73.0]}
    settings = UncertaintySettings(interval_pct=80.0)
    result = Uncertainty(
        pd.DataFrame({"reading": ["any"], "median_pct": [71.0], **spread}),
        pd.DataFrame({**NAMES, "median_pct": [71.0], **spread}),
        pd.DataFrame({"source": ["shadowing"], **spread}),
        np.full((1, 1, 1), 700.0),
        np.full((1, 1), 1000.0),
        settings,
        5.0,
    )
    tables = by_key(uncertainty_tables(result, language))
    assert tables["interval"].rows[0][1:] == (71.0, 70.0, 2.0, 66.0, 73.0)
    assert "80 %" in tables["interval"].columns[-1]
    assert tables["interval_sources"].rows[0][1:] == (70.0, 2.0, 66.0, 73.0)
    assert tables["interval_communes"].rows[0][2] == 1000
