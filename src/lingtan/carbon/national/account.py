"""The second accounting: the CO2 of a park by annex 4 of 发改环资〔2025〕910号, from the same activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pyarrow as pa

from lingtan.base import decimal_text
from lingtan.carbon.inventory.records import Inventory
from lingtan.carbon.national.electricity_heat import electricity_account, heat_parts
from lingtan.carbon.national.fuels import conversion_balances, fuel_uses
from lingtan.carbon.national.indicators import Figure, core_indicator, direct_supply, figures, national_energy
from lingtan.carbon.national.process import product_emissions
from lingtan.carbon.national.records import Flag, NationalAccount
from lingtan.carbon.national.terms import HEADINGS, gross_terms
from lingtan.energy import derive_energy_use
from lingtan.knowledge import coal_equivalents
from lingtan.park import Park

_EQUIVALENT = "electricity_equivalent"
_TOLERANCE = Fraction(1, 100)


def national_account(park: Park, activities: pa.Table, inventory_910: Inventory) -> NationalAccount:
    """E_park = E_energy + E_process and E_energy = E_fuel + E_conversion + E_indirect, with all their parts (annex 4).

    ``inventory_910`` is ``build_inventory(park, activities, "ndrc_910")``, whose gross emissions the parts sum to
    exactly. Raises ``ValueError`` for an inventory of another accounting.
    """
    if inventory_910.method != "ndrc_910":
        raise ValueError(f"an inventory of ndrc_910 is needed, not of {inventory_910.method}")
    terms = gross_terms(inventory_910)
    of = {heading: [term for term in terms if term.heading == heading] for heading in HEADINGS}
    derived = derive_energy_use(park, activities, electricity="equivalent", green_power_counts=False)
    found = figures(park, derived)
    energy = national_energy(found["energy_consumption_equivalent"], derived)
    account = NationalAccount(
        year=inventory_910.reporting_year,
        fuels=fuel_uses(of["fuel"], park.profile),
        conversions=conversion_balances(of["conversion"], park.profile),
        electricity=electricity_account(of["electricity"]),
        heat=heat_parts(of["heat"]),
        process=product_emissions([*of["process"], *of["other"]]),
        energy=energy,
        core=core_indicator(inventory_910.total.gross, energy.tce),
        direct_supply=direct_supply(found),
        consolidation=park.profile.consolidation,
        flags=(),
        inventory_hash=inventory_910.content_hash,
    )
    if account.total_t != inventory_910.total.gross:
        raise ValueError(f"parts sum to {account.total_t}, lines to {inventory_910.total.gross}")
    return replace(account, flags=tuple(_flags(account, found)))


def _flags(account: NationalAccount, found: Mapping[str, Figure]) -> Iterator[Flag]:
    yield from _carbon_flags(account)
    for name, quantity, unit in account.energy.not_counted:
        parts = (("name", name), ("quantity", decimal_text(quantity, 3)), ("unit", unit))
        yield "national_energy_not_counted", parts
    yield from _differing("energy_consumption_equivalent", found["energy_consumption_equivalent"])
    yield from _differing("co2_emissions_910", replace(found["co2_emissions_910"], derived=account.total_t))
    value = next(entry for entry in coal_equivalents() if entry.id == _EQUIVALENT)
    takes_it = account.energy.stated_tce is None and account.electricity.parts
    if takes_it and not value.confirmed:
        yield "national_equivalent_value_unconfirmed", (("value", str(float(value.value))), ("unit", value.unit))


def _carbon_flags(account: NationalAccount) -> Iterator[Flag]:
    for balance in account.conversions:
        if balance.output_t > balance.input_t:
            amounts = (("input", decimal_text(balance.input_t, 3)), ("output", decimal_text(balance.output_t, 3)))
            yield "national_conversion_gains_carbon", (("source", balance.source), *amounts)
    for use in account.fuels:
        if use.group == "other" and use.co2_t:
            yield "national_fuel_in_no_group", (("fuel", use.fuel), ("co2_t", decimal_text(use.co2_t, 3)))
    feedstock = any(use.use == "feedstock" for use in account.fuels)
    beside = [product for product in account.process if product.kind == "other_activity" and product.co2_t]
    if feedstock and not any(product.co2_t for product in account.process if product.kind != "other_activity"):
        yield "national_feedstock_without_process", ()
    for product in beside:
        yield "national_other_activity", (("name", product.product), ("co2_t", decimal_text(product.co2_t, 3)))


def _differing(quantity: str, figure: Figure) -> Iterator[Flag]:
    """The park's own figure and the one accounted here, where they differ by more than 1 %."""
    stated, derived = figure.stated, figure.derived
    if stated is not None and derived is not None and abs(stated - derived) > _TOLERANCE * abs(stated):
        amounts = (("stated", decimal_text(stated, 3)), ("derived", decimal_text(derived, 3)))
        yield "national_stated_differs", (("quantity", quantity), *amounts)
