"""Closed inventories on a shelf for the tests of storage: small, but with every file a version has."""

from __future__ import annotations

from datetime import date

from tests.carbon.frozen_inventories import frozen, line

from lingtan.carbon import Manifest
from lingtan.storage import store_version

DRAFT = Manifest(
    park="park",
    year=2021,
    number=0,
    kind="closed",
    method="t_seesa",
    gwp="AR6",
    closed_on=date(2022, 3, 31),
    by="李工",
    reason="",
    program="lingtan",
    content_hash="0" * 64,
    of=0,
    total_tco2e="30.000000000",
    location_based_tco2e="30.000000000",
    other_indirect_tco2e="0.000000000",
    removals_tco2e="0.000000000",
    biogenic_tco2="0.000000000",
)
ROWS = (
    line(evidence='EV "1", 甲\n乙', co2e_t="-0.000000001"),
    line(source="S2", category=2, quantity="123456789012345.000000001", co2e_t="5", internal=True),
    line(enterprise="", gas="CH4", category=3, co2e_t="7"),
)


def filled(folder, versions=3):
    """A shelf with some versions of one year."""
    shelf = folder / "inventories"
    inventory = frozen(*ROWS)
    for _ in range(versions):
        store_version(shelf, DRAFT, {"changes.json": b"{}\n"}, inventory)
    return shelf


def contents(folder):
    """Every file below a folder with its bytes."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
