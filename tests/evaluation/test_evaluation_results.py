"""What qualifies a result: facts, flags, explanation, and the JSON that people's scripts rely on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.evaluation.evaluated_parks import GATE, LEADING, NDRC, SEESA, YEAR, evaluated, number, park

from lingtan.base import InputFaults
from lingtan.carbon import Inventory, SourceTotal, build_inventory
from lingtan.evaluation import Evaluation, Node, evaluate, evaluation_json, explain, flag_text
from lingtan.knowledge import load_rulebook
from lingtan.park import DerivedQuantity, Discharge, Instrument, MeasureAnswer, Origin

RULEBOOK = load_rulebook(SEESA)


def derived(quantity: str, value: object, unit: str = "", year: int = YEAR) -> DerivedQuantity:
    basis = (Origin("enterprises.csv", 2), Origin("enterprises.csv", 3))
    inputs = (("E01", Fraction(1), "1"),)
    return DerivedQuantity(quantity, year, number(value), "derived.factories", basis, inputs, unit)


def measure(clause: str, effect: object = None, year: int = YEAR, status: Any = "done") -> MeasureAnswer:
    shown = None if effect is None else number(effect)
    return MeasureAnswer(clause, status, year, None, None, shown, "", Origin("measures.csv", 2))


def flags(result: Evaluation) -> dict[str, dict[str, str]]:
    return {flag.code: dict(flag.details) for flag in result.flags}


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def test_a_stated_value_scores_before_a_derived_one_and_a_difference_is_flagged() -> None:
    result = evaluated({"green_factories": 5, "factories_total": 20}, derived=(derived("factories_total", 25),))
    fact = result.facts["factories_total", YEAR]
    assert (fact.value, fact.stated_value, fact.derived_value) == (Fraction(20), Fraction(20), Fraction(25))
    assert flags(result)["stated_differs"]["quantity"] == "factories_total"


@pytest.mark.parametrize(("value", "differs"), [("100.99", False), ("101", False), ("101.01", True), ("98.99", True)])
def test_more_than_one_percent_is_a_difference(value: str, differs: bool) -> None:
    result = evaluated({"factories_total": 100}, derived=(derived("factories_total", value),))
    assert ("stated_differs" in flags(result)) == differs


def test_a_derived_value_scores_where_none_is_stated() -> None:
    result = evaluated({"green_factories": 5}, derived=(derived("factories_total", 20),))
    assert {one.no: one.value for one in result.indicators}[8] is not None
    assert not result.facts["factories_total", YEAR].differs


def test_a_stated_part_above_a_derived_whole_is_flagged_and_capped() -> None:
    result = evaluated({"green_factories": 25}, derived=(derived("factories_total", 20),))
    assert flags(result)["share_above_one"]["part"] == "green_factories"
    assert {one.no: one.ratio.text() for one in result.indicators}[8] == "1.0000"
    assert "share_above_one" not in flags(evaluated(GATE | LEADING | {"credits_retired": 5000}))


def test_a_derived_number_of_buildings_is_not_held_against_a_stated_area() -> None:
    number_of_buildings = derived("recent_buildings_total", 12, "1")
    result = evaluated(
        {"recent_buildings_total": 9000, "recent_buildings_two_star": 900}, derived=(number_of_buildings,)
    )
    assert "stated_differs" not in flags(result)
    with pytest.raises(InputFaults) as caught:
        evaluated({"recent_buildings_two_star": 900}, derived=(number_of_buildings,))
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.code) == ("enterprises.csv", 2, "kinds_differ")
    assert dict(fault.details)["part_at"] == "quantities.csv:2"


def test_all_faults_are_raised_at_once_at_the_rows_of_the_wholes() -> None:
    with pytest.raises(InputFaults) as caught:
        evaluated({"freight_low_carbon": 1, "freight_total": 0, "people_low_carbon_travel": 1, "people_total": 0})
    assert [(fault.row, fault.column, fault.code) for fault in caught.value.faults] == [
        (3, "value", "part_of_zero"),
        (5, "value", "part_of_zero"),
    ]


def test_own_reductions_are_the_effects_of_the_measures_done_in_the_period() -> None:
    done = (
        measure("5.4.1", 30),
        measure("5.4.2", 20, YEAR - 3),
        measure("5.4.3", 500, YEAR - 9),
        measure("5.4.4", 7, status="planned"),
    )
    result = evaluated(GATE | LEADING, files={"measures": done})
    assert result.own_reductions_tco2e == 50
    assert "offsets_above_own_reductions" in flags(result)


def test_shall_items_without_an_answer_are_listed_where_measures_are_given() -> None:
    assert "shall_measures_unanswered" not in flags(evaluated(GATE))
    listed = flags(evaluated(GATE, files={"measures": (measure("5.4.2"),)}))["shall_measures_unanswered"]["list"].split(
        "; "
    )
    shall = [m.clause for m in RULEBOOK.measures if any(s.modality == "shall" for s in m.statements)]
    assert listed == [clause for clause in shall if clause != "5.4.2"]


def test_a_discharge_above_its_limit_contradicts_compliance() -> None:
    above = Discharge("DW001", "E01", "COD", Fraction(60), Fraction(50), None, None, YEAR, Origin("discharges.csv", 2))
    assert "discharge_contradicts" in flags(evaluated(GATE, files={"discharges": (above,)}))
    assert "discharge_above_limit" in flags(evaluated({}, files={"discharges": (above,)}))
    before = replace(above, year=YEAR - 1)
    within = replace(above, measured=Fraction(50))
    assert (
        not {"discharge_contradicts", "discharge_above_limit"}
        & flags(evaluated(GATE, files={"discharges": (before, within)})).keys()
    )


def test_evidence_whose_file_is_missing_is_flagged_and_figures_without_evidence_are_not() -> None:
    stated = {
        "green_product": {"value": 1, "evidence": "E-01"},
        "ccus": {"value": 1, "evidence": "E-02"},
        "people_total": 9,
    }
    lot = Instrument(
        "ccer",
        "",
        "",
        "",
        "",
        Fraction(1),
        "tCO2e",
        None,
        None,
        "retired",
        date(YEAR, 5, 1),
        YEAR,
        False,
        "E-03",
        Origin("instruments.csv", 2),
    )
    files = {"evidence_files": frozenset({"evidence/E-01.pdf"}), "instruments": (lot,)}
    assert flags(evaluated(stated, files=files))["evidence_missing"] == {"count": "2", "list": "E-02; E-03"}


def test_the_band_keeps_what_the_park_gives_the_two_unconfirmed_categories() -> None:
    weights = {"infrastructure_industry": 0.25, "energy_circularity": 0.40, "management_technology": 0.20}
    result = evaluated(GATE | {"green_area": 30, "developed_land": 100}, weights=weights)
    for point in result.band:
        assert point.weights["infrastructure_industry"] == Fraction(1, 4)
        assert point.weights["energy_circularity"] + point.weights["management_technology"] == Fraction(3, 5)
    assert result.score in [point.score for point in result.band]
    assert {"weights_changed"} <= flags(result).keys()
    assert "weights_unconfirmed" not in flags(result)


def empty_inventory(case: Any) -> Inventory:
    return build_inventory(case, case.activities, "t_seesa")


def test_what_the_inventory_leaves_open_is_passed_on() -> None:
    case = park(GATE)
    inventory = replace(
        empty_inventory(case),
        unexplained_sources=("boiler-2",),
        unregistered_sources=("kiln",),
        flags=(("grid_factor_earlier_year", (("year", "2025"),)),),
    )
    found = {(flag.clause, flag.code) for flag in evaluate(RULEBOOK, case, inventory, ()).flags}
    assert {("4.1.2", "sources_unexplained"), ("4.1.2", "sources_unregistered")} <= found
    assert ("4.1.3", "grid_factor_earlier_year") in found


def test_removals_of_the_inventory_enter_the_zero_carbon_condition_where_none_are_stated() -> None:
    case = park(GATE | LEADING | {"credits_retired": 900})
    empty = empty_inventory(case)
    removing = replace(empty.total, removals_t=Fraction(100))
    inventory = replace(empty, years={**empty.years, empty.reporting_year: removing})
    zero = evaluate(RULEBOOK, case, inventory, ()).zero_carbon
    assert zero is not None
    assert (zero.reached, zero.balance_tco2e) == (True, Fraction(0))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_explanation_reaches_rows_sources_and_evidence(language: Any) -> None:
    stated = GATE | LEADING | {"green_factories": {"value": 8, "evidence": "E-08"}}
    result = evaluated(stated, derived=(derived("factories_total", 25),))
    nodes = {node.key: node for node in walk(explain(result, RULEBOOK, language))}
    assert nodes["score"].value == result.score.text() if result.score else ""
    assert {f"indicator.{no}" for no in range(1, 29)} <= nodes.keys()
    row = next(node for node in nodes["quantity.green_factories.2025"].children if node.key.startswith("stated"))
    assert (row.source, row.evidence) == ("statistics", "E-08")
    assert row.at[0].startswith("quantities.csv:")
    assert nodes["derived.factories_total"].at == ("enterprises.csv:2", "enterprises.csv:3")
    assert "8 ÷ 20" in nodes["alternative.8.only"].line


def test_gross_emissions_open_down_to_the_sources_of_the_inventory() -> None:
    case = park(GATE)
    source = SourceTotal("boiler", "E01", "combustion", "natural_gas", 1, 12, Fraction(1000), {})
    inventory = replace(empty_inventory(case), sources=(source,))
    result = evaluate(RULEBOOK, case, inventory, (derived("gross_emissions", 1000),))
    nodes = {node.key: node for node in walk(explain(result, RULEBOOK, "zh", inventory))}
    assert nodes["source.boiler"].value == "1000"
    assert "source.boiler" not in {node.key for node in walk(explain(result, RULEBOOK, "zh"))}


def test_every_flag_has_words_in_both_languages() -> None:
    stated = GATE | LEADING | {"credits_retired": 900, "gross_emissions": [1000, 1100, 1200, 1250], "boundary_clear": 0}
    stated |= {
        "waste_energy_recovered": 0,
        "waste_energy_recoverable": 0,
        "zero_carbon_office": {"value": 0.5, "note": ""},
    }
    result = evaluated(stated, files={"measures": (measure("5.4.2"),)}, derived=(derived("factories_total", 9),))
    assert len(result.flags) >= 8
    for flag in result.flags:
        assert flag_text(flag, "zh") != flag_text(flag, "en")


CONTRACT = {"park", "year", "rulebook", "gate", "provisional", "score", "score_without_bonus", "level_without_bonus"}
CONTRACT |= {"score_band", "level", "zero_carbon", "categories", "indicators", "flags"}


def answer(quantities: dict[str, Any], rulebook: str = SEESA, language: Any = "zh") -> dict[str, Any]:
    case, book = park(quantities, rulebook), load_rulebook(rulebook)
    found: dict[str, Any] = evaluation_json(evaluate(book, case, None, ()), case, book, language)
    return found


def test_the_json_has_the_keys_of_the_contract() -> None:
    found = answer(GATE | LEADING | {"green_area": "na", "people_total": 1000})
    assert found.keys() >= CONTRACT
    assert (found["score"], found["score_band"]) == ("107.0000", ["107.0000", "107.0000"])
    assert [entry["clause"] for entry in found["gate"]] == ["4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.2.6"]
    assert {entry["id"] for entry in found["categories"]} == {category.id for category in RULEBOOK.categories}
    for entry in found["categories"]:
        assert entry.keys() >= {"id", "weight", "applicable", "points"}
    for entry in found["indicators"]:
        assert entry.keys() >= {"no", "status", "value", "leading", "ratio", "points"}
    assert [entry["no"] for entry in found["indicators"]] == list(range(1, 29))
    assert found["indicators"][21]["status"] == "not_applicable"
    assert found["zero_carbon"] is False


def test_the_json_of_an_empty_park_is_an_answer_too() -> None:
    found = answer({})
    assert (found["score"], found["level"], found["level_without_bonus"], found["provisional"]) == (
        "0.0000",
        None,
        None,
        True,
    )
    assert found["score_if_complete"] == "110.0000"
    assert {entry["status"] for entry in found["gate"]} == {"not_shown"}


def test_the_json_of_the_national_scheme_has_no_score() -> None:
    found = answer({"co2_emissions_910": 50000, "energy_consumption_equivalent": 300000}, NDRC)
    assert (found["score"], found["level"]) == (None, None)
    assert [(entry["id"], entry["status"]) for entry in found["core"]] == [("core", "met")]
    assert len(found["guide"]) == 5
    for entry in (*found["core"], *found["guide"]):
        assert entry.keys() >= {"id", "value", "target", "status"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_input_gives_the_same_bytes(language: Any) -> None:
    stated = GATE | LEADING | {"gross_emissions": [1000, 990, 950, 900]}
    first, second = (json.dumps(answer(stated, language=language)) for _ in range(2))
    assert first == second


def test_the_order_of_the_rows_does_not_matter() -> None:
    stated = GATE | LEADING | {"gross_emissions": [1000, 990, 950, 900]}
    first, second = answer(stated), answer(dict(reversed(stated.items())))
    for found in (first, second):
        del found["explanation"]  # it names the rows
    assert json.dumps(first) == json.dumps(second)
