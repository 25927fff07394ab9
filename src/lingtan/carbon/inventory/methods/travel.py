"""Transport and travel: by distance and fuel, and by distance and electricity; factors per km stand in the library."""

from __future__ import annotations

from lingtan.carbon.inventory.methods.numbers import Number


def driven_co2e_t(
    distance: Number, distance_per_fuel: Number, co2_t_per_fuel: Number, co2_share_of_co2e: Number
) -> Number:
    """A vehicle's emission by its fuel economy: ``E = distance / economy x CO2 per fuel / share of CO2 in CO2e``.

    Distance and volume of fuel in any units, the same throughout (mile and gallon, km and L); tCO2 per volume;
    returns tCO2e. Source: US EPA, Greenhouse Gas Equivalencies Calculator, miles driven by the average passenger car;
    GHG Protocol, Corporate Value Chain (Scope 3) Standard, categories 6 and 7, fuel- and distance-based methods.
    """
    return distance / distance_per_fuel * co2_t_per_fuel / co2_share_of_co2e


def electric_travel_co2_kg(distance_km: Number, kwh_per_km: Number, grid_kg_per_kwh: Number) -> Number:
    """Travel on electricity: ``E = distance x consumption x grid factor``; km (or passenger-km) to kgCO2.

    ``kwh_per_km`` per km of a vehicle or of a passenger, as the distance; ``grid_kg_per_kwh`` of the grid that charges.
    """
    return distance_km * kwh_per_km * grid_kg_per_kwh
