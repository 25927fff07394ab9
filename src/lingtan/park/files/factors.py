"""``factors.csv``: the park's own emission factors, checked against each other and within themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from lingtan.knowledge import Factor, FactorMissing, Provenance, Text, method, warming_potentials
from lingtan.park.files import cells
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.profile import region
from lingtan.park.files.rows import Row

TOTAL = "CO2e"
BIOGENIC = "CO2_biogenic"
_SPECIES = ("CO2", "CH4", "N2O")
_TOLERANCE = Fraction(5, 1000)
_TOLERANCE_KG = Fraction(21, 1_000_000)
"""Tables print four figures (three gases and their total) to 5 decimals, so each may be off by 0.000005 kg."""
_QUALITY = "own"


def read_factors(rows: Sequence[Row], findings: Findings) -> tuple[Factor, ...]:
    """The own factors; what is wrong is noted, and one without a name, a unit or an amount is left out."""
    _note_repeated(rows, findings)
    made = [(row, _factor(row, findings)) for row in rows]
    named = ("id", "method", "item", "unit")
    return tuple(factor for row, factor in made if factor.kg_per_unit and all(row[name] for name in named))


def _factor(row: Row, findings: Findings) -> Factor:
    _note_names(row, findings)
    if row["valid_from"] and row["valid_to"] and row["valid_from"] > row["valid_to"]:
        findings.add(row.file, row.number, "valid_to", "validity_order", start=row["valid_from"])
    kg_per_unit = _kg_per_unit(row, findings)
    item = row["item"] or "-"
    name = Text(zh=row["zh"] or row["en"] or item, en=row["en"] or row["zh"] or item)
    return Factor(
        id=row["id"],
        method=row["method"],
        item=row["item"],
        name=name,
        aliases=tuple(alias.strip() for alias in re.split("[;；]", row["aliases"]) if alias.strip()),
        unit=row["unit"] or "",
        kg_per_unit=kg_per_unit,
        uncertainty_pct=_uncertainty(row, kg_per_unit, findings),
        preferred=bool(row["preferred"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        provenance=Provenance(
            source=row["source"],
            publisher=row["publisher"],
            year=row["year"] or 0,
            region=row["region"],
            review_by=row["review_by"].isoformat() if row["review_by"] else "",
            quality=row["quality"] or _QUALITY,
        ),
        evidence=row["evidence"],
    )


def _note_names(row: Row, findings: Findings) -> None:
    if row["method"]:
        try:
            method(row["method"])
        except FactorMissing as missing:
            findings.add(row.file, row.number, "method", missing.code, **missing.details)
    if row["region"]:
        try:
            region(row["region"])
        except cells.Refused as refused:
            findings.add(row.file, row.number, "region", refused.code, **refused.details)


def _kg_per_unit(row: Row, findings: Findings) -> Mapping[str, Fraction]:
    """kg by species; the total only where no species of it is given, since it would count them twice."""
    given: dict[str, Fraction] = {name: row[name] for name in (*_SPECIES, TOTAL) if row[name] is not None}
    for name, amount in _pairs(row, "other", findings):
        _note_species(row, name, findings)
        if name in given:
            findings.add(row.file, row.number, "other", "species_twice", value=name)
        given.setdefault(name, amount)
    if not given:
        findings.add(row.file, row.number, TOTAL, "own_factor_empty")
    split = {name: amount for name, amount in given.items() if name != TOTAL}
    if split.keys() <= {BIOGENIC}:
        return given
    _note_total(row, split, given.get(TOTAL), findings)
    return split


def _note_species(row: Row, name: str, findings: Findings) -> None:
    known = {species for report in warming_potentials().values() for species in report} | {BIOGENIC, TOTAL}
    if name not in known:
        near = nearest(name, sorted(known))
        findings.add(row.file, row.number, "other", "species_unknown", value=cells.shortened(name), nearest=near)


def _note_total(row: Row, given: Mapping[str, Fraction], total: Fraction | None, findings: Findings) -> None:
    """The split must add up to the total by the potentials of one report: a source may have used another than ours."""
    if total is None:
        return
    sums = {
        report: sum((amount * potentials[name] for name, amount in given.items() if name != BIOGENIC), Fraction(0))
        for report, potentials in warming_potentials().items()
        if given.keys() - {BIOGENIC} <= potentials.keys()
    }
    most = max(_TOLERANCE * total, _TOLERANCE_KG)
    if sums and all(abs(found - total) > most for found in sums.values()):
        shown = ", ".join(f"{report} {float(found):.6g}" for report, found in sorted(sums.items()))
        findings.add(row.file, row.number, TOTAL, "split_differs", value=f"{float(total):.6g}", found=shown)


def _uncertainty(row: Row, kg_per_unit: Mapping[str, Fraction], findings: Findings) -> Mapping[str, Fraction]:
    """Half of the 95 % range by species; one number stands for all of the factor's species."""
    text = row["uncertainty_pct"]
    if not text:
        return {}
    if "=" not in text and "＝" not in text:
        try:
            half = _amount(text.removesuffix("%").rstrip())
        except cells.Refused as refused:
            findings.add(row.file, row.number, "uncertainty_pct", refused.code, **refused.details)
            return {}
        return dict.fromkeys(kg_per_unit, half)
    found = dict(_pairs(row, "uncertainty_pct", findings))
    for name in found:
        if name not in kg_per_unit:
            allowed = ", ".join(kg_per_unit) or "-"
            findings.add(row.file, row.number, "uncertainty_pct", "species_missing", value=name, allowed=allowed)
    return found


def _pairs(row: Row, column: str, findings: Findings) -> Iterator[tuple[str, Fraction]]:
    """The pairs ``name=number`` of a cell."""
    for part in re.split("[;；]", row[column]):
        name, equals, value = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        if not part.strip():
            continue
        if not (name and equals and value):
            findings.add(row.file, row.number, column, "species_syntax", value=cells.shortened(part))
            continue
        try:
            yield name, _amount(value)
        except cells.Refused as refused:
            findings.add(row.file, row.number, column, refused.code, **refused.details)


def _amount(text: str) -> Fraction:
    amount = cells.number(text)
    if amount < 0:
        raise cells.Refused("negative", value=cells.shortened(text))
    return amount


def _note_repeated(rows: Iterable[Row], findings: Findings) -> None:
    """One method, item, year and region has one factor: which of two would count could not be said."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in ("method", "item", "year", "region"))
        if "None" in key:
            continue
        if key in first:
            shown = cells.shortened(", ".join(part for part in key if part))
            findings.add(row.file, row.number, "item", "given_twice", value=shown, first=first[key])
        first.setdefault(key, row.number)
