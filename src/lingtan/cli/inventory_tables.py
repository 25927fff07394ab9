"""What a person reads of inventories on the terminal: one just taken, closed versions, comparisons, the base year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console

from lingtan.app.carbon import EnterpriseCase, InventoryCase
from lingtan.app.versions import ReadVersion
from lingtan.carbon import (
    BaseYearStatus,
    Inventory,
    Manifest,
    NationalAccount,
    Totals,
    Uncertainty,
    Verification,
    totals_of,
)
from lingtan.cli.drawing import add_columns, new_console, new_table, print_flags
from lingtan.evaluation import Flag, inventory_flags
from lingtan.knowledge import Language, text
from lingtan.storage import StoredVersion

_LARGEST = 10
_TOTALS = (
    "total_tco2e",
    "location_based_tco2e",
    "other_indirect_tco2e",
    "removals_tco2e",
    "biogenic_tco2",
)
_VIEWS = ("by_category", "by_gas", "by_enterprise")
_ANNEX_4 = "annex4"


def print_inventory(case: InventoryCase, language: Language) -> None:
    """Totals by year, the range, the largest sources, the national account beside them, notices."""
    console = new_console()
    _print_amounts(console, case.inventory, case.uncertainty, language)
    flags = inventory_flags(case.inventory)
    if case.national is not None:
        if case.beside:
            _print_beside(console, case, language)
        else:
            _print_national(console, case.national, language)
        _print_core(console, case.national, language)
        flags = (*flags, *(Flag(_ANNEX_4, code, details) for code, details in case.national.flags))
    print_flags(console, flags, language)


def print_enterprise(alone: EnterpriseCase, language: Language) -> None:
    """The same of one enterprise standing alone."""
    console = new_console()
    named = {entry.enterprise: entry.name for entry in alone.of_park.park.enterprises}
    name = f"{alone.enterprise} {named.get(alone.enterprise, '')}".strip()
    console.print(text("cli.enterprise_alone", language, name=name), style="bold", highlight=False)
    _print_amounts(console, alone.inventory, alone.uncertainty, language)
    print_flags(console, inventory_flags(alone.inventory), language)


def _print_amounts(console: Console, inventory: Inventory, found: Uncertainty | None, language: Language) -> None:
    years = new_table("cli.table.inventory", language, year=inventory.reporting_year)
    add_columns(years, language, "year")
    add_columns(years, language, "gross", "location", "other", right=True)
    for year, total in sorted(inventory.years.items()):
        years.add_row(str(year), *map(_tonnes, (total.gross, total.location_based, total.other_indirect)))
    console.print(years)
    if found is not None:
        _print_uncertainty(console, found, language)
    sources = new_table("cli.table.sources", language)
    add_columns(sources, language, "source", "enterprise", "category")
    add_columns(sources, language, "emissions", right=True)
    for source in sorted(inventory.sources, key=lambda s: (-s.co2e_t, s.source))[:_LARGEST]:
        sources.add_row(source.source, source.enterprise, str(source.category), _tonnes(source.co2e_t))
    console.print(sources)


def _print_uncertainty(console: Console, found: Uncertainty, language: Language) -> None:
    total = found.park
    shown = {"low": f"{total.low_t:,.0f}", "high": f"{total.high_t:,.0f}", "pct": _percent(total.simulated_pct)}
    console.print(text("cli.uncertainty", language, **shown, propagated=_percent(total.pct)))


def _print_beside(console: Console, case: InventoryCase, language: Language) -> None:
    table = new_table("cli.table.beside", language, year=case.inventory.reporting_year)
    add_columns(table, language, "heading")
    add_columns(table, language, "t_seesa", "t_seesa_location", "ndrc_910", right=True)
    add_columns(table, language, "why")
    for row in case.beside:
        # The reasons of the total are those of its parts, just above it.
        codes = () if row.heading == "total" else row.reasons
        why = "\n".join(text(f"national.reason.{code}", language) for code in codes)
        amounts = (row.t_seesa_tco2e, row.t_seesa_location_tco2e, row.national_tco2)
        table.add_row(text(f"national.heading.{row.heading}", language), *map(_tonnes, amounts), why)
    console.print(table)


def _print_national(console: Console, account: NationalAccount, language: Language) -> None:
    """E_park by its parts."""
    table = new_table("cli.table.national", language, year=account.year)
    add_columns(table, language, "heading")
    add_columns(table, language, "ndrc_910", right=True)
    parts = {
        "fuel": account.fuel_t,
        "conversion": account.conversion_t,
        "electricity": account.electricity.co2_t,
        "heat": account.heat_t,
        "process": account.process_t,
        "total": account.total_t,
    }
    for heading, amount in parts.items():
        table.add_row(text(f"national.heading.{heading}", language), _tonnes(amount))
    console.print(table)


def _print_core(console: Console, account: NationalAccount, language: Language) -> None:
    """The core indicator of annex 3 and what it is made of."""
    core = account.core
    shown = {"energy": account.energy.tce, "value": core.value, "target": core.target}
    plain = {name: "–" if value is None else _significant(value) for name, value in shown.items()}
    status = text(f"national.status.{core.status}", language)
    console.print(text("cli.national_core", language, **plain, status=status), highlight=False)


def print_versions(stored: Sequence[StoredVersion], language: Language) -> None:
    """The closed versions with who, when, why and how much."""
    table = new_table("cli.table.versions", language, count=len(stored))
    add_columns(table, language, "year", "version", "kind", "method", "date", "by")
    add_columns(table, language, "gross", right=True)
    add_columns(table, language, "reason")
    for version in stored:
        entry = version.manifest
        signed = (entry.method, entry.closed_on.isoformat(), entry.by)
        table.add_row(
            str(entry.year), str(entry.number), _kind(entry, language), *signed, _exact(entry.total_tco2e), entry.reason
        )
    new_console().print(table)


def print_closed(stored: StoredVersion, language: Language) -> None:
    """What was just closed, where it stands, and the hash by which it is known."""
    entry, console = stored.manifest, new_console()
    place = "/".join(stored.folder.parts[-3:])
    console.print(_headline(entry, language), style="bold", highlight=False)
    console.print(text("cli.closed_at", language, folder=place, sha256=stored.sha256), highlight=False, soft_wrap=True)


def print_version(read: ReadVersion, language: Language) -> None:
    """A version with its totals; a verified one beside the version it is of."""
    entry, console = read.stored.manifest, new_console()
    console.print(_headline(entry, language), style="bold", highlight=False)
    if entry.reason:
        console.print(text("cli.because", language, reason=entry.reason), highlight=False)
    if read.verification is None:
        totals = totals_of(read.inventory)
        table = new_table("cli.table.version", language, year=entry.year, number=entry.number)
        add_columns(table, language, "heading")
        add_columns(table, language, "emissions", right=True)
        for name, amount in _amounts(totals, language):
            table.add_row(name, _fine(amount))
        console.print(table)
        return
    _print_verification(console, read.verification, entry, language)


def _print_verification(console: Console, found: Verification, entry: Manifest, language: Language) -> None:
    table = new_table("cli.table.verification", language, year=entry.year, of=entry.of)
    add_columns(table, language, "heading")
    add_columns(table, language, "own", "verified", "difference", right=True)
    sides = (_amounts(side, language) for side in (found.closed, found.verified, found.difference))
    for (name, own), (_, verified), (_, difference) in zip(*sides, strict=True):
        table.add_row(name, _fine(own), _fine(verified), _signed(difference))
    console.print(table)
    if found.adjustments:
        listed = new_table("cli.table.adjustments", language, count=len(found.adjustments))
        add_columns(listed, language, "enterprise", "source", "category", "gas")
        add_columns(listed, language, "difference", right=True)
        add_columns(listed, language, "reason")
        for one in found.adjustments:
            place = (one.enterprise, one.source, str(one.category), one.gas)
            listed.add_row(*place, _signed(one.change_t), one.reason)
        console.print(listed)
    for name, judged in (("total", found.gross), ("other_indirect", found.other_indirect)):
        line = text(
            "cli.materiality",
            language,
            name=text(f"cli.amount.{name}", language),
            misstated=_fine(judged.misstated_t),
            share="–" if judged.share_pct is None else f"{float(judged.share_pct):.3g}",
            threshold=f"{float(judged.threshold_pct):g}",
            answer=text("cli.material" if judged.material else "cli.immaterial", language),
        )
        console.print(line, highlight=False)
    statement = found.statement
    level = text(f"versions.assurance.{statement.level}", language)
    console.print(text("cli.assurance", language, by=statement.verifier, on=statement.on, level=level), highlight=False)


def print_comparison(found: Mapping[str, Any], year: int, numbers: tuple[int, int], language: Language) -> None:
    """What changed between two versions and by how much, from the comparison as one object."""
    console = new_console()
    table = new_table("cli.table.comparison", language, year=year, old=numbers[0], new=numbers[1])
    add_columns(table, language, "heading")
    add_columns(table, language, "old", "new", "difference", right=True)
    for name, amounts in _compared(found, language):
        table.add_row(name, _exact(amounts["old"]), _exact(amounts["new"]), _signed(Fraction(amounts["difference"])))
    console.print(table)
    _print_lines(console, found["lines"], language)
    _print_factors(console, found["factors"], language)
    _print_exclusions(console, found["exclusions"], language)


def _print_lines(console: Console, lines: Mapping[str, Any], language: Language) -> None:
    sums = new_table("cli.table.line_changes", language)
    add_columns(sums, language, "change")
    add_columns(sums, language, "lines", "gross", "other", right=True)
    largest = new_table("cli.table.largest_changes", language)
    add_columns(largest, language, "change", "enterprise", "source", "activity", "start", "gas")
    add_columns(largest, language, "old", "new", right=True)
    for change, entry in lines.items():
        word = text(f"versions.change.{change}", language)
        amounts = (_signed(Fraction(entry[name])) for name in ("total_tco2e", "other_indirect_tco2e"))
        sums.add_row(word, str(entry["count"]), *amounts)
        for line in entry["listed"][:_LARGEST]:
            place = (line["enterprise"], line["source"], f"{line['method']}:{line['item']}", line["start"], line["gas"])
            largest.add_row(word, *place, *map(_exact, (line["old_gross_t"], line["new_gross_t"])))
    console.print(sums)
    if largest.rows:
        console.print(largest)


def _print_factors(console: Console, factors: Sequence[Mapping[str, Any]], language: Language) -> None:
    table = new_table("cli.table.factor_changes", language)
    add_columns(table, language, "change", "id")
    add_columns(table, language, "old", "new", "lines", "effect", right=True)
    for entry in factors:
        sides = [entry[side] or {} for side in ("old", "new")]
        name = next(side["id"] for side in reversed(sides) if side)
        rates = (f"{side['tco2e_per_unit']:.6g}" if side else "–" for side in sides)
        word = text(f"versions.change.{entry['change']}", language)
        table.add_row(word, name, *rates, str(entry["lines"]), _signed(Fraction(entry["effect_tco2e"])))
    if table.rows:
        console.print(table)


def _print_exclusions(console: Console, exclusions: Sequence[Mapping[str, Any]], language: Language) -> None:
    table = new_table("cli.table.exclusion_changes", language)
    add_columns(table, language, "change", "source", "reason")
    for entry in exclusions:
        said = entry["new"] or entry["old"] or {}
        table.add_row(text(f"versions.change.{entry['change']}", language), entry["source"], said.get("reason", ""))
    if table.rows:
        console.print(table)


def print_base_year(status: BaseYearStatus, language: Language) -> None:
    """The closed base year against its recomputation, by what triggers a recalculation."""
    console = new_console()
    table = new_table("cli.table.base_year", language, year=status.year)
    add_columns(table, language, "trigger", "name")
    add_columns(table, language, "difference", right=True)
    for trigger in status.triggers:
        table.add_row(text(f"versions.trigger.{trigger.trigger}", language), "", _signed(trigger.change_t))
        for name, amount in trigger.parts[:_LARGEST]:
            table.add_row("", name, _signed(amount))
    console.print(table)
    line = text(
        "cli.base_year",
        language,
        closed=_fine(status.closed_t),
        today=_fine(status.recalculated_t),
        cumulative=_fine(status.cumulative_t),
        share="–" if status.cumulative_pct is None else f"{float(status.cumulative_pct):.3g}",
        threshold=f"{float(status.threshold_pct):g}",
    )
    console.print(line, highlight=False)
    console.print(text("cli.recalculation_due" if status.due else "cli.recalculation_not_due", language), style="bold")


def _headline(entry: Manifest, language: Language) -> str:
    return text(
        "cli.version_headline",
        language,
        year=entry.year,
        number=entry.number,
        kind=_kind(entry, language),
        total=_exact(entry.total_tco2e),
        by=entry.by,
        on=entry.closed_on,
    )


def _kind(entry: Manifest, language: Language) -> str:
    return text(f"versions.kind.{entry.kind}", language)


def _amounts(totals: Totals, language: Language) -> Iterable[tuple[str, Fraction]]:
    """The totals by their names, then gross emissions and the rest by category."""
    named = {
        "total": totals.gross,
        "location_based": totals.location_based,
        "other_indirect": totals.other_indirect,
        "removals": totals.removals,
        "biogenic": totals.biogenic,
    }
    for name, amount in named.items():
        yield text(f"cli.amount.{name}", language), amount
    for category in range(1, 7):
        yield text("cli.amount.category", language, category=category), totals.by_category[category]


def _compared(found: Mapping[str, Any], language: Language) -> Iterable[tuple[str, Mapping[str, str]]]:
    """The totals, and of the views those entries that differ."""
    for name in _TOTALS:
        key = name.removesuffix("_tco2e").removesuffix("_tco2")
        yield text(f"cli.amount.{key}", language), found["totals"][name]
    for view in _VIEWS:
        for name, amounts in found[view].items():
            if Fraction(amounts["difference"]) and not (view == "by_category" and name == "0"):
                yield text("cli.amount.category", language, category=name) if view == "by_category" else name, amounts


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _tonnes(amount: Fraction | None) -> str:
    return "–" if amount is None else f"{float(amount):,.1f}"


def _significant(value: Fraction) -> str:
    number = float(value)
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def _fine(amount: Fraction) -> str:
    return f"{float(amount):,.3f}"


def _signed(amount: Fraction) -> str:
    return f"{float(amount):+,.3f}"


def _exact(amount: str | None) -> str:
    return "–" if amount is None else _fine(Fraction(amount))
