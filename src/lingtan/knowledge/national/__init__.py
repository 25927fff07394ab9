"""What annex 4 of 发改环资〔2025〕910号 sorts by: groups of fuels, products of processes, origins of electricity."""

from lingtan.knowledge.national.loading import (
    ElectricityOriginKind,
    FuelGroup,
    FuelKind,
    ProcessProduct,
    RawCoal,
    electricity_origin,
    fuel_group,
    process_product,
    process_products,
)

__all__ = [
    "ElectricityOriginKind",
    "FuelGroup",
    "FuelKind",
    "ProcessProduct",
    "RawCoal",
    "electricity_origin",
    "fuel_group",
    "process_product",
    "process_products",
]
