"""Factors of a park's own for the tests, by what differs from one of 100 kg CO2 per t of a process."""

from fractions import Fraction

from lingtan.knowledge import Factor, Provenance, Text


def own(item="胶粘剂", *, method="process", unit="t", co2="100", **given):
    entry = {
        "id": f"own-{item}",
        "method": method,
        "item": item,
        "name": Text(zh=item, en=item),
        "aliases": (),
        "unit": unit,
        "kg_per_unit": {"CO2": Fraction(co2)},
        "uncertainty_pct": {},
        "preferred": False,
        "valid_from": None,
        "valid_to": None,
        "evidence": "EV-1",
    }
    origin = {"year": 2024, "region": "", **{k: given.pop(k) for k in ("year", "region") if k in given}}
    provenance = Provenance("检测报告", "检测机构", origin["year"], origin["region"], "", "measured")
    return Factor(**{**entry, **given}, provenance=provenance)
