"""Small park folders and workbooks for the tests of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from lingtan.base import InputFaults
from lingtan.knowledge import fault_text
from lingtan.park import read_park

PARK = """id: test-park
name: 测试园区
region: CN-SH
reporting_year: 2024
"""
QUANTITIES = "quantity,year,value,unit,source,evidence,note\n"
ACTIVITIES = (
    "enterprise,source,method,item,quantity,unit,start,end,factor,factor_unit,factor_source,counterparty,note\n"
)
GOOD = {
    "park.yaml": PARK,
    "quantities.csv": QUANTITIES
    + "green_factories,2024,6,1,统计,E-01,\nfactories_total,2024,20,家,统计,,\nccus,2024,na,1,,,园区无此类排放源\n",
    "enterprises.csv": "enterprise,name,land_m2,is_factory,green_factory\nE01,甲,25000,是,1\nE02,乙,1.5e4,否,0\n",
    "activities.csv": ACTIVITIES
    + "E01,S1,combustion,天然气,12.5,10^4 Nm3,2024-01-01,2024-02-01,,,,,\n"
    + "E01,S2,electricity,grid,-3,MWh,2024/1/1,2025-01-01,,,,E02,\n",
    "sources.csv": "source,enterprise,category,gases,status\nS1,E01,1,CO2;CH4,quantified\nS2,E01,2,CO2,已排除\n",
    "exclusions.csv": "source,reason,estimate_tco2e\nS2,无数据,15\n",
    "buildings.csv": "building,enterprise,kind,completed_on,floor_area_m2,stars,ultra_low_energy\n"
    "B01,E01,工业,2023-06-30,12000.50,2,\n",
    "discharges.csv": "outlet,enterprise,pollutant,measured,limit,total_t,cap_t,year\nW1,,COD,32,50,,,2024\n",
    "instruments.csv": "kind,registry,serial_from,serial_to,quantity,unit,status,retired_on,claim_year,boundary\n"
    "ccer,登记系统,A1,A500,500,tCO2e,retired,2025-03-01,2024,\n"
    "own_project,登记系统,B1,B9,9,tCO2e,retired,,2024,outside\n",
    "measures.csv": "clause,status,year,capex_cny,note\n5.4.2,done,2024,3500000,\n",
    "meters.csv": "meter,name,kind,unit,parent,reading,timezone,activity\n"
    "M1,总表,electricity,kWh,,,,electricity:grid\nM2,分表,electricity,kWh,M1,register,UTC,\n",
}
NUMBERS = {"year", "value", "quantity", "land_m2", "floor_area_m2", "stars", "category", "measured", "capex_cny"}


def folder(directory: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A park folder of the good files with some changed, added or (None) left out."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in {**GOOD, **(changes or {})}.items():
        if isinstance(content, bytes):
            (directory / name).write_bytes(content)
        elif content is not None:
            (directory / name).write_text(content, encoding="utf-8", newline="")
    return directory


def faults(path: Path, language: str = "en") -> list[str]:
    """The faults of a park as a user reads them; none where it can be read."""
    try:
        read_park(path)
    except InputFaults as found:
        return [fault_text(fault, language) for fault in found.faults]
    return []


def workbook_of(content: Mapping[str, str]) -> openpyxl.Workbook:
    """A workbook with the sheets of a folder, numbers as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in content.items():
        sheet = book.create_sheet(name.rpartition(".")[0])
        if name == "park.yaml":
            sheet.append(["key", "value"])
            for line in text.splitlines():
                key, _, value = line.partition(": ")
                sheet.append([key, int(value) if value.isdigit() else value])
            continue
        header, *rows = [line.split(",") for line in text.splitlines()]
        sheet.append(header)
        for row in rows:
            sheet.append([_typed(column, cell) for column, cell in zip(header, row, strict=True)])
    return book


def _typed(column: str, cell: str) -> object:
    try:
        return float(cell) if column in NUMBERS and cell else (cell or None)
    except ValueError:
        return cell
