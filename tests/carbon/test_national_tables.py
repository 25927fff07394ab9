"""The tables that annex 4 sorts by: they cover the library, carry their sources, and refuse what is wrong."""

import shutil
from pathlib import Path

import pytest

from lingtan.base import InputFaults
from lingtan.carbon.national import records
from lingtan.knowledge import fuel_group, fuels, methods, process_product, process_products, text
from lingtan.knowledge.national import loading

FOLDER = Path(loading.__file__).parent


@pytest.mark.parametrize("fuel_set", ["A", "B"])
def test_every_fossil_fuel_of_the_library_is_coal_oil_or_gas_and_waste_and_biomass_are_neither(fuel_set) -> None:
    for entry in fuels(fuel_set):
        found = fuel_group(entry.id)
        assert found.provenance.source
        assert (found.group == "other") == (entry.set == "any" and entry.id != "coking_coal"), entry.id


def test_four_kinds_of_raw_coal() -> None:
    kinds = {entry.id: fuel_group(entry.id).raw_coal for entry in fuels("A") if fuel_group(entry.id).raw_coal}
    assert kinds == {
        "anthracite": "anthracite",
        "bituminous_coal": "general_bituminous",
        "coking_coal": "coking_bituminous",
        "lignite": "lignite",
    }


def test_a_fuel_the_library_does_not_know_is_in_no_group() -> None:
    assert fuel_group("废轮胎").group == "other"


@pytest.mark.parametrize(
    ("item", "product"),
    [
        ("合成氨", "ammonia"),
        ("ammonia_partial_oxidation", "ammonia"),
        ("甲醇（天然气，联合转化）", "methanol"),
        ("电解铝", "primary_aluminium"),
        ("steel_bof", "crude_steel"),
        ("石墨电极", "crude_steel"),
        ("硅锰合金", "ferro_alloys"),
        ("金属硅", "industrial_silicon"),
        ("nitric_acid_low", None),
        ("铅", None),
        ("玻璃", None),
    ],
)
def test_items_by_any_name_belong_to_the_product_of_the_annex(item, product) -> None:
    found = process_product(item)
    assert (None if found is None else found.id) == product


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("fuel_groups.csv", "anthracite,coal,anthracite", "anthracite,peat,anthracite", "factor_entry"),
        ("fuel_groups.csv", "diesel,oil,,", "diesel,oil,lignite,", "factor_entry"),
        ("fuel_groups.csv", "diesel,oil", "dieseline,oil", "factor_entry"),
        ("fuel_groups.csv", "gasoline,oil", "diesel,oil", "factor_twice"),
        ("process_products.csv", "ammonia;合成氨", "methanol;合成氨", "factor_twice"),
        ("process_products.csv", "2027-12-31", "soon", "factor_entry"),
        ("electricity_origins.csv", "onsite_pv,in_park", "onsite_pv,on_the_roof", "factor_entry"),
    ],
)
def test_a_wrong_table_is_refused_with_its_file(tmp_path, file, old, new, code) -> None:
    folder = tmp_path / "national"
    shutil.copytree(FOLDER, folder)
    before = (folder / file).read_text(encoding="utf-8")
    assert old in before
    (folder / file).write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputFaults) as raised:
        loading.read_national_tables(folder)
    assert {(fault.file, fault.code) for fault in raised.value.faults} >= {(file, code)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_of_the_account_has_its_words(language) -> None:
    uses = {choice for entry in methods() if entry.rule == "fuel" for choice in entry.parameters["use"].choices}
    terms = [
        *(f"use.{use}" for use in uses - {""}),
        *(f"group.{group}" for group in records.FUEL_KINDS),
        *(f"raw_coal.{fuel_group(entry.id).raw_coal}" for entry in fuels("A") if fuel_group(entry.id).raw_coal),
        *(f"zero.{reason}" for reason in records.ZERO_REASONS),
        *(f"heat_basis.{basis}" for basis in records.HEAT_BASES),
        *(f"process_basis.{basis}" for basis in records.PROCESS_BASES),
        *(f"direction.{direction}" for direction in ("in", "out", "covered")),
        *(f"origin.{origin}" for origin in ("over_grid", "direct_line", "in_park")),
        *(f"kind.{kind}" for kind in ("listed", "other_product", "other_activity")),
        *(f"status.{status}" for status in ("met", "not_met", "no_target")),
    ]
    assert all(text(f"national.{term}", language) for term in terms)
    assert len(process_products()) == 9
