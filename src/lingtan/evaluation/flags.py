"""Flags: what a reader of the result must know before trusting it. Each is worded by ``flag.<code>``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import decimal_text
from lingtan.carbon import Inventory, double_claims
from lingtan.evaluation.emissions import rising_years
from lingtan.evaluation.facts import Facts
from lingtan.evaluation.records import CategoryResult, Evaluation, Fact, Flag
from lingtan.evaluation.score import level_of
from lingtan.knowledge import Rulebook
from lingtan.park import Park

LIST = "; "
"""What stands between the entries of a list in a detail."""

_SHOWN = 20


def all_flags(result: Evaluation, rulebook: Rulebook, park: Park, inventory: Inventory | None) -> tuple[Flag, ...]:
    """Everything that qualifies an evaluation, in the order of its clauses; ``result.flags`` are kept."""
    found = [
        *_reductions(result),
        *(_sources(inventory) if inventory is not None else ()),
        *_intensity(result),
        *_figures(result.facts, rulebook),
        *_evidence(park),
        *_claims(park),
        *_verified(result.facts),
        *_gate(result, park),
        *_measures(rulebook, park),
        *_settings(result, rulebook, park),
        *_levels(result, rulebook),
        *result.flags,
        *(_accounting(inventory) if inventory is not None else ()),
    ]
    return tuple(dict.fromkeys(found))


def inventory_flags(inventory: Inventory) -> tuple[Flag, ...]:
    """What a reader of the inventory alone must know."""
    return (*_sources(inventory), *_accounting(inventory))


def _accounting(inventory: Inventory) -> Iterator[Flag]:
    """4.1.3: assumptions and substitutions of the accounting."""
    return (Flag("4.1.3", code, details) for code, details in inventory.flags)


def _reductions(result: Evaluation) -> Iterator[Flag]:
    """4.1.1: reduce first, offset only what is unavoidable."""
    own, offsets = result.own_reductions_tco2e, result.offsets_tco2e
    if offsets <= 0:
        return
    if own is None:
        yield Flag("4.1.1", "own_reductions_unknown", _details(offsets=_number(offsets)))
    elif offsets > own:
        yield Flag("4.1.1", "offsets_above_own_reductions", _details(offsets=_number(offsets), own=_number(own)))


def _sources(inventory: Inventory) -> Iterator[Flag]:
    """4.1.2: every source quantified, or excluded with a reason."""
    for code, sources in (
        ("sources_unexplained", inventory.unexplained_sources),
        ("sources_unregistered", inventory.unregistered_sources),
    ):
        if sources:
            yield Flag("4.1.2", code, _details(count=len(sources), list=LIST.join(sources)))


def _intensity(result: Evaluation) -> Iterator[Flag]:
    """4.1.4: the emission intensity keeps falling."""
    rises = rising_years(result.intensities)
    if rises:
        yield Flag("4.1.4", "intensity_rising", _details(list=LIST.join(f"{start}-{end}" for start, end in rises)))


def _figures(facts: Facts, rulebook: Rulebook) -> Iterator[Flag]:
    """Note 3 to formula (1): figures that disagree, and those that lack the reason they need."""
    for fact in facts.values():
        names = _names(rulebook, fact)
        if fact.differs and fact.stated_value is not None and fact.derived_value is not None:
            stated, derived = _number(fact.stated_value), _number(fact.derived_value)
            unit = "" if fact.unit == "1" else f" {fact.unit}"
            yield Flag("6.2", "stated_differs", names + _details(stated=stated, derived=derived, unit=unit))
        if fact.stated is None or fact.stated.note.strip():
            continue
        at = _details(at=f"{fact.stated.origin.file}:{fact.stated.origin.row}")
        kind = rulebook.quantities[fact.quantity].kind
        if not fact.applicable:
            yield Flag("6.2", "na_without_reason", names + at)
        elif kind == "status" and fact.value is not None and 0 < fact.value < 1:
            yield Flag("6.2", "status_without_justification", names + at)


def _names(rulebook: Rulebook, fact: Fact) -> tuple[tuple[str, str], ...]:
    name = rulebook.quantities[fact.quantity].name
    return _details(quantity=fact.quantity, name_zh=name.zh, name_en=name.en, year=fact.year)


def _evidence(park: Park) -> Iterator[Flag]:
    """4.1.3: an evidence id whose file is not there."""
    known = set(park.evidence_files)
    for file in park.evidence_files:
        name = file.rsplit("/", 1)[-1]
        known.update((name, name.rsplit(".", 1)[0], file.rsplit(".", 1)[0]))
    named = {row.evidence for row in park.quantities} | {row.evidence for row in park.instruments}
    missing = named - known - {""}
    of_activities = park.activities["evidence"].unique().cast(pa.string())
    absent = pc.indices_nonzero(
        pc.invert(pc.is_in(of_activities, value_set=pa.array(["", *sorted(known | missing)], pa.string())))
    )
    count = len(missing) + len(absent)
    if count:
        shown = (*sorted(missing), *of_activities.take(absent.slice(0, _SHOWN)).to_pylist())[:_SHOWN]
        yield Flag("4.1.3", "evidence_missing", _details(count=count, list=LIST.join(shown)))


def _claims(park: Park) -> Iterator[Flag]:
    """5.8: units whose serial numbers overlap can't all be claimed."""
    for claim in double_claims(park):
        rows = {"first_row": claim.first.row, "second_row": claim.second.row}
        yield Flag(
            "5.8", "double_claim", _details(registry=claim.registry, kind=claim.kind, serials=claim.serials, **rows)
        )


def _verified(facts: Facts) -> Iterator[Flag]:
    """4.2.2, 7.3.1: figures of a verified version, and those whose inventory was restated after it was verified."""
    for entry in (fact.verified for fact in facts.values() if fact.verified is not None):
        parts = _details(year=entry.year, number=entry.number, of=entry.of)
        yield Flag("4.2.2", "verified_version_used", parts)
        if entry.outdated:
            yield Flag("7.3.1", "verified_version_outdated", parts)


def _gate(result: Evaluation, park: Park) -> Iterator[Flag]:
    """4.2.3: discharges that speak against what is stated."""
    compliant = result.facts.get(("environment_compliant", result.year))
    above = [
        f"{row.outlet} {row.pollutant}"
        for row in park.discharges
        if row.year == result.year and (_above(row.measured, row.limit) or _above(row.total_t, row.cap_t))
    ]
    if above:
        stated = compliant is not None and compliant.value == 1
        code = "discharge_contradicts" if stated else "discharge_above_limit"
        yield Flag("4.2.3", code, _details(count=len(above), list=LIST.join(dict.fromkeys(above))))
    open_clauses = [entry.clause for entry in result.gate if entry.status != "met"]
    if open_clauses:
        yield Flag("4.2", "gate_open", _details(list=LIST.join(open_clauses)))


def _above(value: Fraction | None, bound: Fraction | None) -> bool:
    return value is not None and bound is not None and value > bound


def _measures(rulebook: Rulebook, park: Park) -> Iterator[Flag]:
    """Clause 5: 'shall' items without an answer, where the park answers at all."""
    if not park.measures:
        return
    answered = {answer.clause for answer in park.measures}
    silent = [
        measure.clause
        for measure in rulebook.measures
        if measure.clause not in answered and any(part.modality == "shall" for part in measure.statements)
    ]
    if silent:
        yield Flag("5", "shall_measures_unanswered", _details(count=len(silent), list=LIST.join(silent)))


def _settings(result: Evaluation, rulebook: Rulebook, park: Park) -> Iterator[Flag]:
    """6.1: values the text does not confirm, and values the park has set for itself."""
    own_weights, own_leading = park.profile.weights, park.profile.leading_values
    changed_weights = [one for one in result.categories if one.id in own_weights]
    if changed_weights:
        yield Flag("6.1", "weights_changed", _weights(changed_weights))
    unconfirmed = [one for one in result.categories if not one.confirmed and one.id not in own_weights]
    if unconfirmed:
        yield Flag("6.1", "weights_unconfirmed", _weights(unconfirmed))
    if own_leading:
        shown = {str(no): _number(value) for no, value in sorted(own_leading.items())}
        yield Flag("6.1", "leading_values_changed", _details(list=_listed(shown)))
    open_values = [
        str(one.no)
        for one in result.indicators
        if not one.confirmed and one.no not in own_leading and one.status != "not_applicable"
    ]
    if open_values:
        yield Flag("6.1", "leading_values_unconfirmed", _details(list=LIST.join(open_values)))
    chosen = {entry.name: entry.chosen for entry in rulebook.interpretations}
    changed = {name: option for name, option in result.options.items() if chosen[name] != option}
    if changed:
        yield Flag("6", "interpretations_changed", _details(list=_listed(changed)))


def _levels(result: Evaluation, rulebook: Rulebook) -> Iterator[Flag]:
    """Where the level hangs on something the text leaves open."""
    score, without = result.score, result.score_without_bonus
    if score is None or without is None or result.level_of_score is None:
        return
    with_bonus, without_bonus = level_of(score, rulebook.levels), level_of(without, rulebook.levels)
    if with_bonus != without_bonus:
        yield Flag("6.1", "level_hangs_on_bonus", _details(level=with_bonus, level_without=without_bonus))
    if result.band_flips:
        levels = LIST.join(dict.fromkeys(point.level for point in result.band))
        low, high = result.band[0].score.text(), result.band[-1].score.text()
        yield Flag("6.1", "level_flips_in_band", _details(low=low, high=high, levels=levels))
    for level in rulebook.levels:
        if score.compare(level.above) != 0 and score.text() == decimal_text(level.above, 4):
            yield Flag("7.4.1", "score_rounds_to_bound", _details(score=score.text(), level=result.level_of_score))


def _weights(categories: Sequence[CategoryResult]) -> tuple[tuple[str, str], ...]:
    shown = [(one.name, _percent(one.weight_stated)) for one in categories]
    return _details(
        list_zh=LIST.join(f"{name.zh} {weight}" for name, weight in shown),
        list_en=LIST.join(f"{name.en} {weight}" for name, weight in shown),
    )


def _listed(values: Mapping[str, str]) -> str:
    return LIST.join(f"{name} = {value}" for name, value in values.items())


def _percent(value: Fraction) -> str:
    return f"{decimal_text(value * 100, 2).rstrip('0').rstrip('.')} %"


def _number(value: Fraction) -> str:
    return decimal_text(value, 3).rstrip("0").rstrip(".")


def _details(**parts: object) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in parts.items())
