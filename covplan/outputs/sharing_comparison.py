"""Ways of sharing compared → tables; numbers stay numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from covplan.assessment.served import ANY_OPERATOR
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.outputs.together_tables import Both
from covplan.planning.sharing_order import SharingStep, steps_in_order
from covplan.planning.sharing_reach import SharingReach
from covplan.planning.sharing_scenarios import SharingOutcome


def sharing_tables(outcomes: Sequence[SharingOutcome], reach: SharingReach, language: Language) -> Both:
    """Scenarios, operators in each of them; then every mast that is built or used, most people per đồng first."""
    population = float(reach.people.sum())
    scenarios = [_scenario(one, population, language) for one in outcomes]
    operators = [_operator(one, operator, population, language) for one in outcomes for operator in reach.operators]
    masts = [
        _mast(one, number, step, reach, language)
        for one in outcomes
        for number, step in enumerate(steps_in_order(one, reach), 1)
    ]
    any_operator = text("word.any_operator", language)
    heads = _heads(("scenario", "new_masts", "masts_used", "new_radios", "opened_radios", "cost", "gap_pct"), language)
    heads += tuple(
        text(f"column.{key}", language, reading=any_operator)
        for key in ("reading_people", "reading_share", "reading_behind_one")
    )
    by_operator = ("scenario", "operator", "cost", "people_served", "share_pct", "people_missing", "behind_one")
    by_mast = (
        *("scenario", "order", "id", "kind", "north", "east", "new_radios_of", "opened_of", "cost"),
        *("antennas_m2", "room_m2", "subscribers_added"),
    )
    shares = tuple(text("column.operator_share", language, operator=operator_name(o)) for o in reach.operators)
    return (
        Table("sharing_scenarios", heads, tuple(scenarios)),
        Table("sharing_operators", _heads(by_operator, language), tuple(operators)),
    ), (Table("sharing_masts", (*_heads(by_mast, language), *shares), tuple(masts)),)


def _name(outcome: SharingOutcome, language: Language) -> str:
    return text(f"scenario.{outcome.scenario or 'today'}", language)


def _scenario(one: SharingOutcome, population: float, language: Language) -> tuple[Any, ...]:
    served = one.people[ANY_OPERATOR]
    done = (one.new_masts, one.masts_used, one.new_radios, one.opened_radios)
    gap_pct = None if one.scenario is None else one.proof.gap_pct
    people = (round(served), 100.0 * served / population, round(one.behind_one[ANY_OPERATOR]))
    return (_name(one, language), *done, one.proof.cost_mn_vnd, gap_pct, *people)


def _operator(one: SharingOutcome, operator: str, population: float, language: Language) -> tuple[Any, ...]:
    served = one.people[operator]
    return (
        _name(one, language),
        operator_name(operator),
        one.cost_by_operator[operator],
        round(served),
        100.0 * served / population,
        round(one.missing.get(operator, 0.0)),
        round(one.behind_one[operator]),
    )


def _mast(
    one: SharingOutcome, order: int, step: SharingStep, reach: SharingReach, language: Language
) -> tuple[Any, ...]:
    option = step.option
    mast, radios = reach.masts[option.mast], [reach.radios[k] for k in option.radios]
    put_up = ", ".join(operator_name(radio.operator) for radio in radios if not radio.on_air)
    opened = ", ".join(operator_name(radio.operator) for radio in radios if option.is_open)
    kind = text("word.build" if mast.is_new else "word.existing", language)
    hung_m2 = sum(radio.antennas_m2 for radio in radios if not radio.on_air)
    what = (_name(one, language), order, mast.id, kind, mast.y_m, mast.x_m, put_up, opened, option.cost_mn_vnd)
    shares = (step.served_pct_after[operator] for operator in reach.operators)
    return (*what, hung_m2, mast.room_m2, round(step.people_added), *shares)


def _heads(keys: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(text(f"column.{key}", language) for key in keys)
