"""The annexes of a greenhouse-gas report: sources, their data, and the factors with all that is known of them (o))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon import GASES, AppliedFactor, SourceTotal
from lingtan.knowledge import listed_factors
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.emissions import factor_source, span
from lingtan.reports.chapters.ghg_case import GhgGround, gap, limited, with_place
from lingtan.reports.chapters.ghg_methods import quality_name
from lingtan.reports.chapters.ghg_quality import meters_table, way_name
from lingtan.reports.document import Block, Cell, Paragraph, Section
from lingtan.reports.wording import plain, words_cell

MANY_SOURCES = 1000
"""From more sources on, the printed forms show the largest ``PRINTED_SOURCES`` only."""
PRINTED_SOURCES = 300
_PRINTED_FACTORS = 400


def sources_annex(ground: GhgGround) -> Section:
    """Every source with its emissions; of very many, the printed forms show the largest."""
    words, names = ground.words, ground.enterprise_names()
    sources = ground.inventory.sources
    many = len(sources) > MANY_SOURCES
    ranked = sorted(sources, key=_by_size if many else _by_category)
    activities = {key: ground.activity_name(*key) for key in {(source.method, source.item) for source in sources}}
    rows = [
        (
            words_cell(source.source),
            words_cell(names.get(source.enterprise, source.enterprise)),
            words_cell(activities[source.method, source.item]),
            words_cell(str(source.category)),
            words_cell(" ".join(words.gas(gas) for gas in GASES if gas in source.by_gas)),
            words.number(source.co2e_t, 3),
        )
        for source in ranked
    ]
    headings = "source:l:1.9 enterprise:l:2.1 activity:l:2.4 category_no:c:0.6 gases:l:1.3 emissions:r:1.4"
    made = with_place(table(words, "sources", headings, rows), words("sheet.sources"))
    blocks: list[Block] = [Paragraph(words("text.source_annex"))]
    if many:
        parts = {"count": f"{len(ranked):,}", "shown": f"{PRINTED_SOURCES:,}", "sheet": made.sheet}
        blocks.append(Paragraph(words("text.many_sources", **parts), "note"))
        others = ranked[PRINTED_SOURCES:]
        rest = sum((source.co2e_t for source in others), Fraction(0))
        label = words_cell(words("row.rest_sources", count=f"{len(others):,}"))
        made = limited(
            words, made, PRINTED_SOURCES, (label, *(words_cell("") for _ in range(4)), words.number(rest, 3))
        )
    return Section(words("annex.sources"), (*blocks, made), annex=True)


def _by_category(source: SourceTotal) -> tuple[int, float, str, str]:
    return source.category, -float(source.co2e_t), source.source, source.enterprise


def _by_size(source: SourceTotal) -> tuple[float, int, str, str]:
    return -abs(float(source.co2e_t)), source.category, source.source, source.enterprise


def data_annex(ground: GhgGround) -> Section:
    """The data of every source: facility and meter, how often and how the data came about (GB/T 32150 annex E)."""
    words, names = ground.words, ground.enterprise_names()
    registered = {(source.source, source.enterprise): source for source in ground.park.sources}
    meters = {meter.meter for meter in ground.park.meters}
    rows = []
    for entry in ground.sums.sources:
        facts = registered.get((entry.source, entry.enterprise))
        place = [] if facts is None else [part for part in (facts.name, facts.facility, facts.meter) if part]
        if entry.source in meters:
            place.append(words("metered_by", meter=entry.source))
        rows.append(
            (
                words_cell(entry.source),
                words_cell(names.get(entry.enterprise, entry.enterprise)),
                words_cell(words.list(place)) if place else words_cell(words("unknown"), "not_shown"),
                words.number(Fraction(entry.rows), 0),
                words_cell(words.list([way_name(words, way) for way in entry.data_quality])),
                words_cell("–") if entry.uncertainty_pct is None else words.exact_amount(entry.uncertainty_pct),
                words.number(Fraction(entry.evidenced_rows), 0),
            )
        )
    headings = (
        "source:l:1.6 enterprise:l:1.9 facility:l:3.2 records:r:0.6 obtained:l:1.2 stated_pct:r:1 evidenced:r:0.9"
    )
    made = with_place(
        table(words, "source_data", headings, rows), words("sheet.source_data"), words("note.source_data")
    )
    shown = limited(words, made, PRINTED_SOURCES) if len(rows) > MANY_SOURCES else made
    blocks: list[Block] = [Paragraph(words("text.source_data")), shown]
    if meters and not ground.enterprise:
        blocks.append(meters_table(ground))
    if not ground.given.facts.responsible:
        blocks.append(gap(words, "quality_plan"))
    return Section(words("annex.source_data"), tuple(blocks), annex=True, answers=("gbt.plan",))


def factors_annex(ground: GhgGround) -> Section:
    """Every factor with its split by gas, source, year, region, quality, uncertainty and review date."""
    words = ground.words
    grouped: dict[tuple[object, ...], list[AppliedFactor]] = defaultdict(list)
    for factor in ground.inventory.factors:
        key = (
            factor.method, factor.item, factor.unit, factor.tco2e_per_unit, factor.location_tco2e_per_unit,
            factor.source, factor.factor_year, factor.region,
        )  # fmt: skip
        grouped[key].append(factor)
    carried = _carried(ground)
    ordered = sorted(
        grouped.values(), key=lambda same: (same[0].method, same[0].item, same[0].unit, same[0].year, same[0].id)
    )
    if len(ordered) > _PRINTED_FACTORS:
        ordered.sort(key=lambda same: -max(carried.get(factor.id, Fraction(0)) for factor in same))
    publishers = {
        entry.provenance.source: entry.provenance.publisher for entry in listed_factors(own=ground.park.factors)
    }
    rows = [_factor_row(ground, same, publishers) for same in ordered]
    headings = (
        "activity:l:1.8 years:l:0.8 factor:r:1.3 unit:l:1.4 split:l:1.8 factor_source:l:2.5 quality:l:1.3 "
        "review_by:l:1.1"
    )
    made = with_place(table(words, "factors", headings, rows), words("sheet.factors"), words("note.factors_ghg"))
    blocks = (Paragraph(words("text.factors_ghg", as_of=ground.as_of)), limited(words, made, _PRINTED_FACTORS))
    return Section(words("annex.factors"), blocks, annex=True, answers=("iso.o",))


def _carried(ground: GhgGround) -> dict[str, Fraction]:
    found: dict[str, Fraction] = defaultdict(Fraction)
    for kind in ground.sums.kinds:
        found[kind.factor_id] += abs(kind.co2e_t)
    return found


def _factor_row(ground: GhgGround, same: list[AppliedFactor], publishers: Mapping[str, str]) -> tuple[Cell, ...]:
    words, factor = ground.words, same[-1]
    unit = f"tCO₂e/{words.unit(factor.unit) or '1'}"
    overdue = bool(factor.review_by) and factor.review_by < ground.as_of
    due = words("overdue", date=factor.review_by) if overdue else factor.review_by or "–"
    return (
        words_cell(ground.activity_name(factor.method, factor.item)),
        words_cell(span([entry.year for entry in same])),
        Cell(plain(factor.tco2e_per_unit, 9), float(factor.tco2e_per_unit)),
        words_cell(unit),
        words_cell(_split(ground, factor)),
        words_cell(_source(factor, publishers)),
        words_cell(_quality(ground, factor)),
        words_cell(due, "not_met" if overdue else ""),
    )


def _source(factor: AppliedFactor, publishers: Mapping[str, str]) -> str:
    """Source with publisher, region and year; a factor of several sources names every publisher once."""
    parts = factor.source.partition(" [")[0].split("；")
    known = dict.fromkeys(publishers[part] for part in parts if publishers.get(part))
    of = "、".join(publisher for publisher in known if publisher not in factor.source)
    place = ", ".join(part for part in (of, factor.region) if part)
    return factor_source(factor.source, place, factor.factor_year) or "–"


def _split(ground: GhgGround, factor: AppliedFactor) -> str:
    """What the factor is made of: a part a gas, biogenic CO2, and the location-based rate where it is another."""
    words = ground.words
    parts = [f"{words.gas(gas)} {plain(rate, 9)}" for gas, rate in factor.rates.items()]
    if factor.biogenic:
        parts.append(words("split.biogenic", value=plain(factor.biogenic, 9)))
    if factor.location is not None:
        parts.append(words("split.location", value=plain(factor.location, 9)))
    return "\n".join(parts) or "–"


def _quality(ground: GhgGround, factor: AppliedFactor) -> str:
    """The quality of a factor and half of its 95 % range, from its surest gas to its least sure one."""
    ranges = sorted(factor.uncertainty_pct.values())
    parts = [quality_name(ground.words, factor.quality)] if factor.quality else []
    if ranges:
        ends = dict.fromkeys((plain(ranges[0], 1), plain(ranges[-1], 1)))
        parts.append(f"±{'–'.join(ends)} %")
    return "\n".join(parts) or "–"
