"""Symbols of masts: what their lists say, who shares them, what is proposed; and a legend of the same symbols."""

from __future__ import annotations

from dataclasses import replace

from covplan.ingest.area import Area
from covplan.network import MastClass, Technology
from covplan.outputs import palette
from covplan.outputs.map_masts import existing_group, mast_code, mast_data, plan_group, planned_look, users_of
from covplan.outputs.map_symbols import Look, symbol
from covplan.outputs.settings import Language
from covplan.planning.candidates import CandidateKind

VI = Language.VIETNAMESE


def test_masts_look_as_their_lists_say(three_masts: Area) -> None:
    data = mast_data(three_masts, VI)
    looks = [data["looks"][item["look"]] for item in data["items"]]
    viettel, mobifone = (palette.operator_colours(three_masts.operators)[o] for o in ("viettel", "mobifone"))
    assert [look["shape"] for look in looks] == ["roof", "triangle", "circle"]
    assert [look["fills"] for look in looks] == [(viettel, mobifone), (mobifone,), (viettel,)]
    assert [look["hollow"] for look in looks] == [False, True, False]
    assert [look["dot"] for look in looks] == [Technology.NR in site.technologies for site in three_masts.sites]
    assert {look["edge"] for look in looks} == {palette.STANDING}
    assert [item["letter"] for item in data["items"]] == ["V+M", "M", "V"]
    assert [mast_code(site) for site in three_masts.sites] == ["A2a", "A1b", ""]


def test_a_mast_shared_with_somebody_unnamed_has_a_second_stripe(three_masts: Area) -> None:
    site = three_masts.sites[2]
    for changed in (replace(site, sharing_reported=True), replace(site, mast_owner="VNPT")):
        assert users_of(changed, three_masts.operators) == ("viettel", "")
    assert users_of(site, three_masts.operators) == ("viettel",)


def test_the_legend_has_the_symbols_that_are_on_the_map_and_no_others(three_masts: Area, results) -> None:  # type: ignore[no-untyped-def]
    (keys,) = existing_group(three_masts, VI).keys
    words = [words.split(":")[0] for _, words in keys.symbols]
    assert words == ["A2a", "A1b", "danh sách không ghi loại cột", "có 5G", "dùng chung"]
    plain = replace(three_masts, sites=(three_masts.sites[2],))
    assert [words for _, words in existing_group(plain, VI).keys[0].symbols] == ["danh sách không ghi loại cột"]
    built, shared = plan_group(three_masts, results.plan, True, VI).keys
    assert [words for _, words in built.symbols] == ["trên mặt đất (A2b)"]
    assert [words for _, words in shared.symbols] == ["dùng chung: màu nhà mạng và chủ cột"]
    looks = [planned_look(site.candidate, three_masts.operators) for site in results.plan.sites]
    assert [symbol(look) for look in looks[::-1]] == [built.symbols[0][0], shared.symbols[0][0]]


def test_what_is_proposed_is_red(three_masts: Area, results) -> None:  # type: ignore[no-untyped-def]
    rent, build = (site.candidate for site in results.plan.sites)
    look = planned_look(rent, three_masts.operators)
    assert (look.shape, look.edge, len(look.fills)) == ("diamond", palette.PROPOSED, 2)
    own = planned_look(replace(rent, kind=CandidateKind.UPGRADE, mast_owner="mobifone"), three_masts.operators)
    assert own.fills == ("#fff",) and own.edge == palette.PROPOSED
    assert planned_look(build, three_masts.operators).fills == (palette.PROPOSED,)
    roof = planned_look(replace(build, mast_class=MastClass.BUILDING), three_masts.operators)
    together = planned_look(replace(build, operator="viettel+mobifone"), three_masts.operators)
    assert roof.shape == "roof" and len(together.fills) == 2 and together.edge == palette.PROPOSED


def test_a_symbol_of_the_legend_has_a_path_for_each_stripe() -> None:
    drawing = str(symbol(Look("circle", ("#111111", "#222222", "#333333"), "#000000", 4.0, dot=True)))
    assert [drawing.count(f'fill="#{k * 6}"') for k in ("1", "2", "3")] == [1, 1, 1]
    assert drawing.count("<circle") == 2
    hollow = str(symbol(Look("triangle", ("#111111",), "#000000", 4.0, hollow=True)))
    assert hollow.count('fill="#fff"') == 1
