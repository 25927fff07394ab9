"""A small park to close: three enterprises, their diesel and electricity in the base year 2021 and in 2024."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.park.park_folders import folder

from lingtan.carbon import Signature

HEADER = "enterprise,source,method,item,quantity,unit,start,end,factor,factor_unit,factor_source,evidence\n"
PARK = """id: test-park
name: 测试园区
region: CN-SH
reporting_year: 2024
base_year: 2021
"""
SIGNED = Signature("李工", date(2025, 3, 31))
CORRECTED = Signature("李工", date(2025, 4, 30), "抄表错误")


def activity(enterprise, source, quantity, year=2024, item="柴油", **changes):
    row = {
        "enterprise": enterprise,
        "source": source,
        "method": "mobile_combustion",
        "item": item,
        "quantity": quantity,
        "unit": "t",
        "start": f"{year}-01-01",
        "end": f"{year + 1}-01-01",
        "factor": "3",
        "factor_unit": "tCO2/t",
        "factor_source": "实测",
        "evidence": "",
        **changes,
    }
    return ",".join(map(str, row.values())) + "\n"


ROWS = tuple(
    activity(f"E{number}", f"S{number}", quantity, year)
    for year, quantity in ((2021, "100"), (2024, "120"))
    for number in (1, 2, 3)
)
FILES: dict[str, str | bytes | None] = {
    "park.yaml": PARK,
    "quantities.csv": "quantity,year,value,unit,source,evidence,note\n",
    "enterprises.csv": "enterprise,name,joined_on,left_on\nE1,甲,,\nE2,乙,,\nE3,丙,,\n",
    "activities.csv": HEADER + "".join(ROWS),
    "sources.csv": "source,enterprise,category,gases,status\n"
    + "".join(f"S{number},E{number},1,CO2,quantified\n" for number in (1, 2, 3)),
    "exclusions.csv": "source,reason,estimate_tco2e\n",
    **dict.fromkeys(("buildings.csv", "discharges.csv", "instruments.csv", "measures.csv", "meters.csv")),
}


def park(directory: Path, **changes: str | None) -> Path:
    """The park's folder, files changed by their names without ending."""
    named = {name.partition(".")[0]: name for name in FILES}
    return folder(directory, {**FILES, **{named[name]: content for name, content in changes.items()}})


def with_rows(*rows: str) -> str:
    return HEADER + "".join(rows)
