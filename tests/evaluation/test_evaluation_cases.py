"""Every case of ``tests/cases``: what a park states, and what the standard makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.evaluation.evaluated_parks import GATE, LEADING, evaluated, number

from lingtan.base import InputFaults
from lingtan.evaluation import Evaluation, Exact
from lingtan.knowledge import fault_text, load_rulebook

CASES = Path(__file__).parents[1] / "cases"
STARTS: dict[str, dict[str, Any]] = {"": {}, "gate": GATE, "leading": GATE | LEADING}


def cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*/*.yaml")):
        for case in yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)["cases"]:
            found.append(pytest.param(file.parent.name, case, id=f"{file.parent.name}/{file.stem}: {case['name']}"))
    return found


def stated(case: dict[str, Any]) -> dict[str, Any]:
    quantities = STARTS[case.get("start", "")] | case["quantities"]
    return {name: value for name, value in quantities.items() if value is not None}


def equals(found: Exact | None, expected: object) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    return found.compare(number(expected)) == 0


@pytest.mark.parametrize(("rulebook", "case"), cases())
def test_case(rulebook: str, case: dict[str, Any]) -> None:
    expect = dict(case["expect"])
    settings = case.get("settings", {})
    if "faults" in expect:
        with pytest.raises(InputFaults) as caught:
            evaluated(stated(case), rulebook, **settings)
        assert sorted({fault.code for fault in caught.value.faults}) == sorted(expect["faults"])
        assert all(fault_text(fault, language) for fault in caught.value.faults for language in ("zh", "en"))
        return
    result = evaluated(stated(case), rulebook, **settings)
    if "indicator" in expect:
        check_indicator(result, expect)
    if "target" in expect:
        check_target(result, expect)
    check_whole(result, expect)
    assert not expect, f"not checked: {sorted(expect)}"


def check_indicator(result: Evaluation, expect: dict[str, Any]) -> None:
    entry = {one.no: one for one in result.indicators}[expect.pop("indicator")]
    ways = [one.id for one in entry.alternatives]
    plain = {
        "status": entry.status,
        "value_text": entry.value.text(6) if entry.value else None,
        "ratio_text": entry.ratio.text(6),
        "counted": entry.counted,
        "counted_index": ways.index(entry.counted) if entry.counted else None,
        "steps": entry.alternatives[0].steps,
    }
    check(expect, plain, {"value": entry.value, "ratio": entry.ratio, "points": entry.points})


def check(expect: dict[str, Any], plain: dict[str, Any], exact: dict[str, Exact | None]) -> None:
    """Take what is found out of what is expected; both must be the same."""
    for name in plain.keys() & expect.keys():
        assert plain[name] == expect.pop(name), name
    for name in exact.keys() & expect.keys():
        assert equals(exact[name], expect.pop(name)), name


def check_target(result: Evaluation, expect: dict[str, Any]) -> None:
    entry = {one.id: one for one in result.targets}[expect.pop("target")]
    value, bound = (None if one is None else Exact(one) for one in (entry.value, entry.target))
    check(expect, {"status": entry.status, "reason": entry.reason}, {"value": value, "bound": bound})


def check_whole(result: Evaluation, expect: dict[str, Any]) -> None:
    plain = {
        "score_text": result.score.text() if result.score else None,
        "level": result.level,
        "level_without_bonus": result.level_without_bonus,
        "provisional": result.provisional,
        "band": [point.score.text() for point in result.band[:1] + result.band[-1:]],
        "band_flips": result.band_flips,
        "zero_carbon": result.zero_carbon is not None and result.zero_carbon.reached,
    }
    exact = {name: getattr(result, name) for name in ("score", "score_without_bonus", "score_if_complete")}
    own = result.own_reductions_tco2e
    exact |= {"own_reductions": None if own is None else Exact(own), "offsets": Exact(result.offsets_tco2e)}
    check(expect, plain, exact)
    gate = {entry.clause: entry.status for entry in result.gate}
    assert gate | expect.pop("gate", {}) == gate
    check_categories(result, expect.pop("categories", {}))
    codes = {flag.code for flag in result.flags}
    assert set(expect.pop("flags", ())) <= codes
    assert not set(expect.pop("no_flags", ())) & codes


def check_categories(result: Evaluation, expected: dict[str, dict[str, Any]]) -> None:
    found = {entry.id: entry for entry in result.categories}
    for category, parts in expected.items():
        entry = found[category]
        assert (entry.weight, entry.applicable) == (number(parts["weight"]), parts["applicable"])
        assert equals(entry.points, parts["points"])


def test_every_indicator_has_a_case() -> None:
    have = {int(file.stem.removeprefix("indicator_")) for file in CASES.glob("t_seesa_010_2025/indicator_*.yaml")}
    assert have == {indicator.no for indicator in load_rulebook("t_seesa_010_2025").indicators}
