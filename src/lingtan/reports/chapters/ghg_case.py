"""What a greenhouse-gas report is written from: the inventory, and everything that may stand beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from lingtan.base import content_hash
from lingtan.carbon import Inventory, Uncertainty
from lingtan.knowledge import Language, Rulebook, text
from lingtan.park import DerivedQuantity, Park, Profile
from lingtan.reports.chapters.case import Ground
from lingtan.reports.chapters.ghg_sums import Sums, sums_of
from lingtan.reports.document import Cell, Paragraph, Table
from lingtan.reports.wording import Words


@dataclass(frozen=True, slots=True)
class ReportingFacts:
    """What the organisation says of its report; "" and None are not stated.

    ``consolidation``: ``park`` (the physical boundary whole) or an approach of ISO 14064-1:2018, 5.1. ``significance``:
    its criteria for significant indirect emissions (5.2.3) in its own words, ``gwp_reason`` why it does not take the
    latest global warming potentials (9.3.1 t)).
    """

    responsible: str = ""
    intended_use: str = ""
    consolidation: str = "park"
    base_year: int | None = None
    recalculation_threshold_pct: Fraction | None = None
    verification: str = ""
    significance: str = ""
    gwp_reason: str = ""


def reporting_facts(profile: Profile) -> ReportingFacts:
    """The facts of ``park.yaml`` that the report states."""
    return ReportingFacts(
        responsible=profile.responsible,
        intended_use=profile.intended_use,
        consolidation=profile.consolidation,
        base_year=profile.base_year,
        recalculation_threshold_pct=profile.recalculation_threshold_pct,
        verification=profile.verification,
    )


@dataclass(frozen=True, slots=True)
class GhgCase:
    """An inventory and what is known beside it; what is not given is shown as not available, never as zero.

    ``activities``: table of ``ACTIVITY_SCHEMA`` the inventory was made of (None: those of the park alone). ``energy``:
    derived quantities of energy use. ``national``: the account by annex 4 of 发改环资〔2025〕910号 (and under
    ``side_by_side`` its rows beside the inventory's), ``base_year``:
    the closed base year against today's recomputation, ``versions``: manifests oldest first, ``verification``: the
    verified version beside the park's, ``comparison``: the latest restatement against the version before it, all as
    JSON-like objects whose amounts are numbers or exact texts. ``organisation``: legal facts of GB/T 32150 by name
    (``ENTITY_FACTS``). ``as_of`` is the day review dates are held against: by default that of the last closing, else
    the end of the year.
    """

    inventory: Inventory
    park: Park
    rulebook: Rulebook
    activities: pa.Table | None = None
    facts: ReportingFacts = field(default_factory=ReportingFacts)
    organisation: Mapping[str, str] = field(default_factory=dict)
    energy: tuple[DerivedQuantity, ...] = ()
    uncertainty: Uncertainty | None = None
    national: Mapping[str, Any] | None = None
    base_year: Mapping[str, Any] | None = None
    versions: Sequence[Mapping[str, Any]] = ()
    verification: Mapping[str, Any] | None = None
    comparison: Mapping[str, Any] | None = None
    as_of: date | None = None


ENTITY_FACTS = ("credit_code", "legal_representative", "address", "contact", "products")
"""The facts of the reporting entity that GB/T 32151 puts on the first page of a report."""


@dataclass(frozen=True, slots=True)
class GhgGround(Ground):
    """The common ground of the chapters with all that is given, and the sums of the year's lines.

    ``enterprise`` is the enterprise that reports, empty where it is the park.
    """

    given: GhgCase
    sums: Sums
    enterprise: str = ""

    @property
    def organisation_name(self) -> str:
        """Who reports."""
        return self.enterprise_names().get(self.enterprise, self.enterprise) if self.enterprise else self.park_name

    def activity_name(self, method: str, item: str) -> str:
        """A method with its item, as an activity is called."""
        name = self.method_names().get(method, method)
        return self.words("activity_name", method=name, item=self.item_name(method, item))

    @property
    def iso(self) -> bool:
        """Whether the accounting is that of ISO 14064-1, not the national one of CO2 alone."""
        return self.inventory.method == "t_seesa"

    @property
    def as_of(self) -> str:
        """The day (YYYY-MM-DD) review dates are held against."""
        if self.given.as_of is not None:
            return self.given.as_of.isoformat()
        closed = [str(version["closed_on"]) for version in self.given.versions if version.get("closed_on")]
        return closed[-1] if closed else self.dated


def ground_of(given: GhgCase, language: Language, enterprise: str = "") -> GhgGround:
    """The ground of a report: the year's lines are summed here, once."""
    activities = given.park.activities if given.activities is None else given.activities
    sums = sums_of(given.inventory, activities)
    return GhgGround(given.inventory, given.park, given.rulebook, Words(language), given, sums, enterprise)


def gap(words: Words, key: str, **parts: object) -> Paragraph:
    """What is not available, and what to do about it (``report.gap.<key>``)."""
    return Paragraph(words(f"gap.{key}", **parts), "gap")


def with_place(made: Table, sheet: str, *notes: str) -> Table:
    """A table with its sheet of the workbook and its notes."""
    return replace(made, sheet=sheet, notes=notes)


def limited(words: Words, made: Table, most: int, rest: tuple[Cell, ...] = ()) -> Table:
    """A table of which the printed forms show the first ``most`` rows and say where all are (its sheet)."""
    if len(made.rows) <= most:
        return made
    note = words("note.printed", shown=f"{most:,}", count=f"{len(made.rows):,}", sheet=made.sheet)
    return replace(made, notes=(note, *made.notes), printed=most, rest=rest)


def amount(of: Mapping[str, Any] | None, *path: str) -> Fraction | None:
    """A number of a JSON-like object by its path; None where it is not there."""
    found: Any = of
    for name in path:
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    if isinstance(found, bool) or not isinstance(found, int | float | str | Decimal | Fraction):
        return None
    return Fraction(found) if found != "" else None


def said(of: Mapping[str, Any] | None, *path: str) -> str:
    """A text of a JSON-like object by its path; empty where it is not there."""
    found: Any = of
    for name in path:
        if not isinstance(found, Mapping) or name not in found:
            return ""
        found = found[name]
    return "" if found is None else str(found)


def worded(words: Words, key: str, otherwise: str) -> str:
    """A text that may be missing, as for a method or a step that came later than the report's words."""
    try:
        return text(key, words.language)
    except KeyError:
        return otherwise


def ghg_content(ground: GhgGround, other_inventory: str = "") -> str:
    """SHA-256 of what the report says: the inventory, the rulebook, and everything given beside them."""
    given = ground.given
    beside = {
        "facts": repr(given.facts),
        "organisation": sorted(given.organisation.items()),
        "energy": [(entry.quantity, str(entry.value)) for entry in given.energy],
        "uncertainty": repr(given.uncertainty),
        "national": given.national,
        "base_year": given.base_year,
        "versions": list(given.versions),
        "verification": given.verification,
        "comparison": given.comparison,
        "as_of": ground.as_of,
        "enterprise": ground.enterprise,
        "other_inventory": other_inventory,
    }
    parts = {
        "park": f"{ground.park.profile.id}\n{ground.year}\n".encode(),
        "rulebook": ground.rulebook.content_hash.encode(),
        "inventory": ground.inventory.content_hash.encode(),
        "beside": json.dumps(beside, sort_keys=True, default=str, ensure_ascii=False).encode(),
    }
    return content_hash(parts)
