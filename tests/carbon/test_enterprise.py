"""One enterprise as an organisation of its own (ISO 14064-1:2018 5.1), beside its part of the park."""

from tests.carbon.carbon_parks import activities, exclusion, park, source

from lingtan.carbon import build_inventory, enterprise_inventory

BOILER = {"method": "combustion", "item": "天然气", "unit": "10^4Nm3", "enterprise": "E1", "source": "boiler"}
PIPE = {"method": "heat", "item": "bought", "unit": "GJ", "enterprise": "E2", "source": "pipe", "quantity": "300"}


def alone(enterprise, *rows, **given):
    table = activities(*rows)
    return enterprise_inventory(park(table, **given), table, enterprise)


def test_energy_taken_over_from_a_neighbour_is_energy_imported() -> None:
    rows = (BOILER, {**PIPE, "counterparty": "E1"})
    table = activities(*rows)
    assert build_inventory(park(table), table).total.by_category[2] == 0
    assert alone("E2", *rows).total.by_category[2] == 33


def test_energy_passed_on_is_taken_off_by_who_passes_it_on() -> None:
    passed_on = {**PIPE, "enterprise": "E1", "counterparty": "E2", "quantity": "-300"}
    assert alone("E1", BOILER, passed_on).total.by_category[2] == -33


def test_without_transfers_the_enterprises_are_the_parts_of_the_park() -> None:
    table = activities(BOILER, PIPE, {"enterprise": "E2"})
    whole = build_inventory(park(table), table)
    parts = [enterprise_inventory(park(table), table, name).total.gross for name in ("E1", "E2")]
    assert parts == [whole.total.by_enterprise["E1"], whole.total.by_enterprise["E2"]]
    assert sum(parts) == whole.total.gross


def test_the_register_and_the_exclusions_of_others_are_not_its_own() -> None:
    registered = (source("boiler", row=2), source("pipe", row=3, enterprise="E2"))
    found = alone("E1", BOILER, sources=registered, exclusions=(exclusion("pipe", "停用"),))
    assert (found.unexplained_sources, found.exclusions) == ((), ())
