"""``park.yaml`` of the contract: keys, defaults and faults with the row of the key."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.park.park_folders import PARK, faults, folder

from lingtan.park import GridFactorChoice, read_park


def test_numbers_stay_exactly_as_written(tmp_path: Path) -> None:
    more = """weights:
  infrastructure_industry: 0.30
  energy_circularity: 35 %
  management_technology: "0.2"
  credits_performance: 0.15
leading_values:
  10: 0.3
  26: 4.2000000000000000001
"""
    profile = read_park(folder(tmp_path / "p", {"park.yaml": PARK + more})).profile
    assert sum(profile.weights.values()) == 1
    assert profile.weights["energy_circularity"] == Fraction("0.35")
    assert profile.leading_values == {10: Fraction("0.3"), 26: Fraction("4.2000000000000000001")}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", GridFactorChoice("provincial")),
        ("grid_factor: national\n", GridFactorChoice("national")),
        (
            "grid_factor: 0.42\ngrid_factor_source: 沪环气\n",
            GridFactorChoice("stated", Fraction("0.42"), "沪环气"),
        ),
        (
            "grid_factor: {value: 0.42, unit: kgCO2/kWh, source: 沪环气}\n",
            GridFactorChoice("stated", Fraction("0.42"), "沪环气"),
        ),
    ],
)
def test_grid_factor(tmp_path: Path, more: str, expected: GridFactorChoice) -> None:
    assert read_park(folder(tmp_path / "p", {"park.yaml": PARK + more})).profile.grid_factor == expected


def test_the_two_lost_weights_can_be_set_alone(tmp_path: Path) -> None:
    more = "weights: {energy_circularity: 30 %, management_technology: 25 %}\n"
    profile = read_park(folder(tmp_path / "p", {"park.yaml": PARK + more})).profile
    assert profile.weights == {"energy_circularity": Fraction(3, 10), "management_technology": Fraction(1, 4)}


def test_all_faults_of_the_profile_come_at_once(tmp_path: Path) -> None:
    more = "gwp: AR7\nweights: {infrastructure_industry: 1.5}\nleading_values: {29: 1}\ninterpretations: {bonus: no}\n"
    found = faults(folder(tmp_path / "p", {"park.yaml": PARK + more}))
    assert {line.split(":")[2] for line in found} == {
        "gwp",
        "weights.infrastructure_industry",
        "leading_values.29",
        "interpretations.bonus",
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PARK + "reporting_yaer: 2023\n", "5:reporting_yaer: no such key; the nearest is reporting_year"),
        (PARK.replace("2024", "abc"), "4:reporting_year: abc is no number"),
        (PARK.replace("2024", "1850"), "4:reporting_year: 1850 is out of bounds; at least 1990, at most 2100"),
        (PARK.replace("name: 测试园区\n", ""), "1:name: this key is missing"),
        (PARK.replace("CN-SH", "Shanghai"), "3:region: Shanghai is no region of ISO 3166-2"),
        (PARK.replace("CN-SH", "CN-SHA"), "3:region: no option CN-SHA"),
        (PARK.replace("CN-SH", "DE-BE"), "1:grid_factor: there is no grid factor for DE-BE"),
        (PARK + "rulebook: t_seesa\n", "5:rulebook: no option t_seesa, the nearest is t_seesa_010_2025"),
        (PARK + "weights:\n  energy: 1\n", "6:weights.energy: no energy, the nearest is energy_circularity"),
        (PARK + "weights:\n  energy_circularity: 1\n", "5:weights: the weights sum to 1.65; expected exactly 1"),
        (
            PARK + "weights: {infrastructure_industry: 0.3, energy_circularity: 0.3, "
            "management_technology: 0.3, credits_performance: 0.3}\n",
            "5:weights: the weights sum to 1.2; expected exactly 1",
        ),
        (PARK + "leading_values:\n  99: 1\n", "6:leading_values.99: no 99"),
        (PARK + "leading_values:\n  10: 0\n", "6:leading_values.10: 0 is not above 0"),
        (PARK + "interpretations:\n  foo: bar\n", "6:interpretations.foo: no foo"),
        (PARK + "grid_factor: provincal\n", "5:grid_factor: provincal is no grid factor, the nearest is provincial"),
        (PARK + "grid_factor: 0.42\n", "5:grid_factor: an own grid factor without its source"),
        (PARK + "grid_factor: {value: 420, source: x}\n", "5:grid_factor: a grid factor of 420 can't be"),
        (PARK + "timezone: Asia/Shanghia\n", "5:timezone: no time zone Asia/Shanghia, the nearest is Asia/Shanghai"),
        (PARK + "gwp: AR2\n", "5:gwp: no option AR2"),
        (PARK + "gwp: [AR6]\n", "5:gwp: the value is a list"),
        (PARK + "gwp: {a: AR6}\n", "5:gwp: expected one value here"),
        (PARK + "id: again\n", "5:id: this key is given in row 1 already"),
        (PARK + "name_en: &a x\ngwp: *a\n", "6:-: references and deep nesting"),
        (PARK + "x: " + "[" * 5000 + "\n", "5:-: references and deep nesting"),
        (PARK + "name_en: 'x\n", "6:-: no readable YAML"),
        ("- 1\n", "1:-: no keys in the file"),
    ],
)
def test_profile_faults(tmp_path: Path, content: str, expected: str) -> None:
    found = faults(folder(tmp_path / "p", {"park.yaml": content}))
    assert any(line.startswith(f"park.yaml:{expected}") for line in found), found


def test_a_broken_profile_does_not_hide_the_faults_of_the_tables(tmp_path: Path) -> None:
    changes = {"park.yaml": PARK + "gwp: AR9\n", "quantities.csv": "quantity,year,value,unit\nccus,2019,1,1\n"}
    assert [line.partition(": ")[0] for line in faults(folder(tmp_path / "p", changes))] == [
        "park.yaml:5:gwp",
        "quantities.csv:2:year",
    ]
