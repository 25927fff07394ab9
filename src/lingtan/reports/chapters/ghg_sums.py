"""Sums of the reporting year's lines, made once for all chapters, each a sum of the inventory's own lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon import Inventory, full_cube

_PLACE = ("file", "row", "source", "start")
_KIND = ("category", "method", "item", "unit", "factor_id", "internal", "sent_out", "evidenced", "gas")


@dataclass(frozen=True, slots=True)
class Kind:
    """Activity rows of one factor and direction: their quantity in ``unit``, rows, and tCO2e.

    ``evidenced``: whether the rows name evidence; ``internal``: transfers inside the park, which emit nothing here.
    """

    category: int
    method: str
    item: str
    unit: str
    factor_id: str
    internal: bool
    sent_out: bool
    evidenced: bool
    quantity: Fraction
    rows: int
    co2e_t: Fraction
    location_t: Fraction
    biogenic_t: Fraction


@dataclass(frozen=True, slots=True)
class QualityPart:
    """Activity rows whose data came about in one way, and the size of their emissions (without sign), tCO2e."""

    data_quality: str
    rows: int
    evidenced_rows: int
    size_t: Fraction


@dataclass(frozen=True, slots=True)
class SourceData:
    """How the data of a source came about: rows of the year, ways, largest stated uncertainty in %, evidence."""

    enterprise: str
    source: str
    rows: int
    evidenced_rows: int
    data_quality: tuple[str, ...]
    uncertainty_pct: Fraction | None


@dataclass(frozen=True, slots=True)
class Sums:
    """All sums of the year: market-based tCO2e by category and gas, enterprise, month; kinds; data quality.

    ``categories`` are those with data; ``size_t`` is the size of all emissions without sign, of which ``evidenced_t``
    name evidence. ``changed_methods``: source, enterprise, methods of the year before and of the year.
    """

    categories: frozenset[int]

    by_category_gas: Mapping[tuple[int, str], Fraction]
    by_enterprise_category: Mapping[tuple[str, int], Fraction]
    by_month_category: Mapping[tuple[int, int], Fraction]
    kinds: tuple[Kind, ...]
    quality: tuple[QualityPart, ...]
    sources: tuple[SourceData, ...]
    size_t: Fraction
    evidenced_t: Fraction
    changed_methods: tuple[tuple[str, str, str, str], ...]

    def of_category(self, category: int) -> tuple[Kind, ...]:
        """The kinds of a category."""
        return tuple(kind for kind in self.kinds if kind.category == category)


def sums_of(inventory: Inventory, activities: pa.Table) -> Sums:
    """Sum the reporting year; ``activities`` is the table of ``ACTIVITY_SCHEMA`` the inventory was made of."""
    year = inventory.reporting_year
    cube = full_cube(inventory.cube.filter(pc.equal(inventory.cube["year"], year)))
    lines = _lines_of(inventory, year)
    sized = lines.append_column("size", pc.abs(lines["co2e_t"]))
    active = activities.filter(pc.equal(pc.year(activities["start"]), year))
    evidenced = sized.filter(sized["evidenced"])
    return Sums(
        categories=frozenset(lines["category"].unique().to_pylist()),
        by_category_gas=_by(cube, "category", "gas"),
        by_enterprise_category=_by(cube, "enterprise", "category"),
        by_month_category=_by(cube, "month", "category"),
        kinds=_kinds(sized),
        quality=_quality(sized, active),
        sources=_sources(active),
        size_t=_total(sized["size"]),
        evidenced_t=_total(evidenced["size"]),
        changed_methods=_changed_methods(inventory, year),
    )


def _lines_of(inventory: Inventory, year: int) -> pa.Table:
    lines = inventory.lines.filter(pc.equal(inventory.lines["year"], year))
    texts = ("file", "source", "method", "item", "unit", "factor_id", "gas")
    made = {name: _plain(lines[name]) for name in texts}
    kept = {name: lines[name] for name in ("row", "category", "start", "quantity", "internal")}
    amounts = {name: lines[name] for name in ("co2e_t", "location_co2e_t", "biogenic_co2_t")}
    marks = {
        "sent_out": pc.less(lines["quantity"], pa.scalar(0, pa.decimal128(38, 9))),
        "evidenced": pc.not_equal(_plain(lines["evidence"]), ""),
    }
    return pa.table({**made, **kept, **amounts, **marks})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _by(cube: pa.Table, *names: str) -> dict[Any, Fraction]:
    summed = cube.group_by(list(names), use_threads=False).aggregate([("co2e_t", "sum")])
    keys = zip(*(summed[name].to_pylist() for name in names), strict=True)
    return {key: Fraction(value) for key, value in zip(keys, summed["co2e_t_sum"].to_pylist(), strict=True)}


def _total(column: pa.ChunkedArray) -> Fraction:
    return Fraction(pc.sum(column).as_py() or 0)


def _kinds(lines: pa.Table) -> tuple[Kind, ...]:
    """An activity has a line a gas: quantity and rows are those of one gas, emissions those of all."""
    amounts = ("co2e_t", "location_co2e_t", "biogenic_co2_t")
    wanted = [("quantity", "sum"), ("row", "count"), *((name, "sum") for name in amounts)]
    summed = lines.group_by(list(_KIND), use_threads=False).aggregate(wanted)
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in summed.to_pylist():
        found[tuple(row[name] for name in _KIND[:-1])].append(row)
    return tuple(_kind(key, rows) for key, rows in sorted(found.items()))


def _kind(key: tuple[Any, ...], rows: list[Mapping[str, Any]]) -> Kind:
    def of_all(name: str) -> Fraction:
        return sum((Fraction(row[f"{name}_sum"]) for row in rows), Fraction(0))

    first = min(rows, key=lambda row: str(row["gas"]))
    named: dict[str, Any] = dict(zip(_KIND, key, strict=False))
    return Kind(
        **named,
        quantity=Fraction(first["quantity_sum"]),
        rows=first["row_count"],
        co2e_t=of_all("co2e_t"),
        location_t=of_all("location_co2e_t"),
        biogenic_t=of_all("biogenic_co2_t"),
    )


def _quality(lines: pa.Table, active: pa.Table) -> tuple[QualityPart, ...]:
    """Lines find their data quality at their activity; those of certificates have none."""
    ways = pa.table(
        {
            **{name: active[name] for name in ("row", "start")},
            **{name: _plain(active[name]) for name in ("file", "source", "data_quality")},
            "evidenced": pc.cast(pc.not_equal(_plain(active["evidence"]), ""), pa.int64()),
        }
    )
    joined = lines.select([*_PLACE, "size"]).join(ways.select([*_PLACE, "data_quality"]), list(_PLACE))
    sizes: dict[str, Fraction] = defaultdict(Fraction)
    for row in joined.group_by("data_quality").aggregate([("size", "sum")]).to_pylist():
        sizes[_way(row["data_quality"])] += Fraction(row["size_sum"])
    rows, evidenced = Counter[str](), Counter[str]()
    for row in ways.group_by("data_quality").aggregate([("row", "count"), ("evidenced", "sum")]).to_pylist():
        rows[_way(row["data_quality"])] += row["row_count"]
        evidenced[_way(row["data_quality"])] += row["evidenced_sum"]
    found = (QualityPart(way, rows[way], evidenced[way], sizes[way]) for way in {*sizes, *rows})
    return tuple(sorted(found, key=lambda part: (-part.size_t, part.data_quality)))


METERED, INSTRUMENTS, NOT_STATED = "%", "instruments", ""
"""Ways of data that the activities do not name in a word: readings with a completeness, certificates, none."""


def _way(data_quality: str | None) -> str:
    if data_quality is None:
        return INSTRUMENTS
    return METERED if data_quality.endswith("%") else data_quality


def _sources(active: pa.Table) -> tuple[SourceData, ...]:
    plain = pa.table(
        {
            **{name: _plain(active[name]) for name in ("enterprise", "source", "data_quality")},
            "row": active["row"],
            "evidenced": pc.cast(pc.not_equal(_plain(active["evidence"]), ""), pa.int64()),
            "uncertainty_pct": active["uncertainty_pct"],
        }
    )
    wanted = [("row", "count"), ("evidenced", "sum"), ("uncertainty_pct", "max")]
    summed = plain.group_by(["enterprise", "source", "data_quality"], use_threads=False).aggregate(wanted)
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in summed.to_pylist():
        found[row["enterprise"], row["source"]].append(row)
    return tuple(_source_data(*place, rows) for place, rows in sorted(found.items()))


def _source_data(enterprise: str, source: str, rows: Iterable[Mapping[str, Any]]) -> SourceData:
    rows = list(rows)
    stated = [Fraction(row["uncertainty_pct_max"]) for row in rows if row["uncertainty_pct_max"] is not None]
    return SourceData(
        enterprise,
        source,
        sum(row["row_count"] for row in rows),
        sum(row["evidenced_sum"] for row in rows),
        tuple(sorted({_way(row["data_quality"]) for row in rows})),
        max(stated, default=None),
    )


def _changed_methods(inventory: Inventory, year: int) -> tuple[tuple[str, str, str, str], ...]:
    """Sources computed by other methods than in the year before: source, enterprise, methods before and now."""
    lines = inventory.lines
    recent = lines.filter(pc.is_in(lines["year"], pa.array([year - 1, year], lines["year"].type)))
    names = ("enterprise", "source", "method")
    plain = pa.table({"year": recent["year"], **{name: _plain(recent[name]) for name in names}})
    found: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in plain.group_by(["year", *names], use_threads=False).aggregate([]).to_pylist():
        found[row["source"], row["enterprise"]][row["year"]].add(row["method"])
    return tuple(
        (source, enterprise, ", ".join(sorted(years[year - 1])), ", ".join(sorted(years[year])))
        for (source, enterprise), years in sorted(found.items())
        if len(years) > 1 and years[year - 1] != years[year]
    )
