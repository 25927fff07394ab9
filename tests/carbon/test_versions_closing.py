"""T/SEESA 010-2025, 4.1.2: all activities in the boundary; an inventory with an unexplained source is not closed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import activities, exclusion, source
from tests.carbon.frozen_inventories import factor, frozen, line, table

from lingtan.carbon import Manifest, Signature, completeness_faults, freeze, signature_faults, totals_of
from lingtan.knowledge import fault_text

CLOSED = Manifest(
    "park",
    2024,
    1,
    "closed",
    "t_seesa",
    "AR6",
    date(2025, 3, 31),
    "李工",
    "",
    "lingtan",
    "",
    0,
    "0",
    "0",
    "0",
    "0",
    "0",
)


def refused(*rows, year=2024, sources=(), exclusions=(), method="t_seesa"):
    faults = completeness_faults(activities(*rows), year, sources, exclusions, method)
    for fault in faults:
        assert fault_text(fault, "zh") != fault_text(fault, "en")
    return [(fault.file, fault.row, fault.code, dict(fault.details).get("source")) for fault in faults]


def test_a_source_is_explained_by_its_activity_even_by_one_of_zero() -> None:
    assert refused({"source": "S1"}, sources=[source("S1")]) == []
    assert refused({"source": "S1", "quantity": "0"}, sources=[source("S1")]) == []


def test_every_source_without_figures_or_explanation_is_named_at_its_row_of_the_register() -> None:
    register = [source("S1", row=2), source("S2", row=3), source("S3", row=4, status="excluded")]
    assert refused({"source": "S1"}, sources=register) == [
        ("sources.csv", 3, "closing_source_unexplained", "S2"),
        ("sources.csv", 4, "closing_source_unexplained", "S3"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (exclusion("S2", "无计量", "12"), []),
        (exclusion("S2", " ", "12"), ["closing_exclusion_without_reason"]),
        (replace(exclusion("S2", "无计量"), estimate_tco2e=None), ["closing_exclusion_without_estimate"]),
        (exclusion("S9", "无计量", "12"), ["closing_source_unexplained"]),
    ],
)
def test_an_exclusion_needs_a_reason_and_an_estimate_of_its_size(given, expected) -> None:
    register = [source("S1"), source("S2", row=3, status="excluded")]
    assert [found[2] for found in refused({"source": "S1"}, sources=register, exclusions=[given])] == expected


def test_figures_of_another_year_don_t_explain_a_source() -> None:
    rows = ({"source": "S1"}, {"source": "S2", "start": date(2023, 1, 1), "end": date(2023, 2, 1)})
    register = [source("S1"), source("S2", row=3)]
    assert [found[3] for found in refused(*rows, sources=register)] == ["S2"]
    assert [found[3] for found in refused(*rows, year=2023, sources=register)] == ["S1"]


def test_a_source_the_register_names_for_several_enterprises_is_asked_of_each() -> None:
    register = [source("BOILER", enterprise="E1", row=2), source("BOILER", enterprise="E2", row=3)]
    assert refused({"source": "BOILER", "enterprise": "E1"}, sources=register) == [
        ("sources.csv", 3, "closing_source_unexplained", "BOILER")
    ]


def test_a_source_the_register_names_once_holds_for_the_park_whoever_reports_it() -> None:
    assert refused({"source": "BOILER", "enterprise": "E2"}, sources=[source("BOILER", enterprise="E1")]) == []


def test_an_activity_of_a_source_no_register_knows_is_named_at_its_row() -> None:
    rows = ({"source": "S1"}, {"source": "S7"}, {"source": "S7"}, {"source": "S8"})
    assert refused(*rows, sources=[source("S1")]) == [
        ("activities.csv", 3, "closing_source_unregistered", "S7"),
        ("activities.csv", 5, "closing_source_unregistered", "S8"),
    ]
    assert refused(*rows, sources=[]) == []


def test_a_year_without_activities_has_no_inventory_to_close() -> None:
    assert [found[2] for found in refused({"source": "S1"}, year=2022)] == ["closing_without_activities"]


def test_the_national_accounting_asks_for_sources_of_carbon_dioxide_only() -> None:
    register = [source("S1"), source("CHILLER", gases=("HFCs",), row=3)]
    assert refused({"source": "S1"}, sources=register, method="ndrc_910") == []
    assert len(refused({"source": "S1"}, sources=register)) == 1


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        (Signature("李工", date(2025, 4, 1), "抄表错误"), []),
        (Signature("李工", date(2025, 4, 1), " "), ["restatement_without_reason"]),
        (Signature("", date(2025, 4, 1), "抄表错误"), ["closing_without_name"]),
        (Signature("李工", date(2025, 3, 30), "抄表错误"), ["closing_before_latest"]),
        (Signature("李工", date(2024, 12, 31), "抄表错误"), ["closing_before_year_end", "closing_before_latest"]),
    ],
)
def test_a_correction_says_who_when_and_why(signature, expected) -> None:
    faults = signature_faults(signature, 2024, "inventories/2024", CLOSED, CLOSED)
    assert [fault.code for fault in faults] == expected
    assert all(fault_text(fault, language) for fault in faults for language in ("zh", "en"))


def test_what_is_frozen_is_the_year_with_its_lines_the_factors_they_use_and_totals_to_the_last_digit() -> None:
    rows = [
        line(co2e_t="30.000000001", biogenic_co2_t="4"),
        line(co2e_t="0.1", category=2, location_co2e_t="0.2"),
        line(category=3),
    ]
    other = factor("unused")
    found = frozen(*rows, line(year=2022), factors=[factor(), other])
    totals = totals_of(found)
    assert found.lines.num_rows == 3
    assert [entry["id"] for entry in found.factors] == [factor()["id"]]
    assert (totals.gross, totals.location_based) == (Fraction("30.100000001"), Fraction("30.200000001"))
    assert (totals.other_indirect, totals.removals, totals.biogenic) == (30, 0, 4)


@pytest.mark.parametrize(
    ("changes", "year"), [({"total_tco2e": 29.0}, 2021), ({"year": 2020}, 2021), ({"factors": []}, 2021)]
)
def test_a_statement_that_does_not_fit_its_lines_is_never_frozen(changes, year) -> None:
    said = {"year": 2021, "method": "t_seesa", "total_tco2e": 30.0, "factors": [factor()], **changes}
    with pytest.raises(ValueError, match=r"2021|factors"):
        freeze(said, table(line()), said["factors"], year, "AR6")
