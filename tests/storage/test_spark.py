"""The inventory on Spark: the same expressions, the same digits (a real Spark, in this process and as a cluster)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import activities, park
from tests.storage.clusters import java_or_say_how

from lingtan.carbon import build_inventory
from lingtan.storage.spark import Cluster, spark_session

# Rows on both sides of a tie, beyond the reach of a float, with rates that end and rates that never do.
AMOUNTS = ["0.000000001", "0.000000003", "0.5", "123456789.123456789", "-7.000000005", "99999999.999999999"]


@pytest.fixture(scope="module")
def session(monkeypatch_module):
    java_or_say_how()
    monkeypatch_module.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    with spark_session("local[2]") as running:
        yield running


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def rows():
    own = {"method": "process", "item": "product", "unit": "t", "factor_unit": "tCO2/t", "factor_source": "实测"}
    for amount in AMOUNTS:
        yield {"quantity": amount, "item": "green_power"}
        yield {"quantity": amount}
        yield {**own, "quantity": amount.removeprefix("-"), "factor": Decimal("0.5")}
        yield {**own, "quantity": amount.removeprefix("-"), "factor": Decimal("0.333333333333"), "enterprise": "E2"}
        yield {"method": "combustion", "item": "柴油", "unit": "kg", "quantity": amount.removeprefix("-")}
        yield {"method": "refrigerant_top_up", "item": "R-410A", "quantity": "1.5", "unit": "tCO2e", "source": "S2"}


def test_a_park_accounted_on_spark_is_the_same_inventory_to_the_last_digit(session) -> None:
    table = activities(*rows())
    embedded = build_inventory(park(table), table)
    on_spark = build_inventory(park(table), table, engine_of=lambda given, small: Cluster(session, given, small))
    assert on_spark.years == embedded.years
    assert on_spark.sources == embedded.sources
    assert on_spark.content_hash == embedded.content_hash
    assert on_spark.lines.equals(embedded.lines.cast(on_spark.lines.schema))


def test_its_lines_are_the_half_even_products(session) -> None:
    table = activities(*rows())
    found = build_inventory(park(table), table, engine_of=lambda given, small: Cluster(session, given, small))
    halved = [line for line in found.lines.to_pylist() if line["method"] == "process" and line["enterprise"] == "E1"]
    expected = [round(Fraction(amount.removeprefix("-")) * 10**9 / 2) for amount in AMOUNTS]
    assert [int(line["co2e_t"].scaleb(9)) for line in halved] == expected
