"""Default uncertainties as data: half of the 95 % range in %, for whoever states none."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from lingtan.base import Fault, content_hash, raise_faults
from lingtan.knowledge.factors.records import Provenance
from lingtan.knowledge.standard.models import Text

_HERE = Path(__file__).parent
FILES = ("activity.csv", "evidence.yaml", "factor.csv")
_QUALITIES = ("range", "judgement")
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?%")
_UNKNOWN = "unknown"
Row = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A kind of evidence behind an activity, and the words it is known by."""

    id: str
    name: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DefaultUncertainty:
    """A default: ``pct`` is half of the 95 % range in % of the value.

    ``kind`` is an evidence id for an activity, a gas for a factor, "" for any. ``provenance.quality``: ``range`` where
    the source gives a range (its upper end is taken) or a limit, ``judgement`` where it is ours; ``note`` says why.
    ``confirmed``: the figure was compared with the printed source.
    """

    methods: tuple[str, ...]
    kind: str
    pct: float
    provenance: Provenance
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Uncertainties:
    """All the defaults, validated."""

    evidence: tuple[Evidence, ...]
    activity: tuple[DefaultUncertainty, ...]
    factor: tuple[DefaultUncertainty, ...]


@cache
def uncertainties() -> Uncertainties:
    """The defaults of the product; raises ``InputFaults`` with all faults of their files."""
    return read_uncertainties(_HERE)


@cache
def uncertainties_hash() -> str:
    """SHA-256 over the files of the defaults."""
    return content_hash({name: (_HERE / name).read_bytes() for name in FILES})


@cache
def evidence_of(data_quality: str) -> Evidence:
    """The kind of evidence that a text of ``data_quality`` names; ``unknown`` where it names none."""
    text = _spelled(data_quality)
    kinds = uncertainties().evidence
    by_id = {kind.id: kind for kind in kinds}
    if _completeness(data_quality) is not None:
        return by_id["metered"]
    for kind in kinds:
        if text in (kind.id, _spelled(kind.name.zh), _spelled(kind.name.en), *kind.words):
            return kind
    said = (kind for kind in reversed(kinds) if kind.id != _UNKNOWN and any(_within(word, text) for word in kind.words))
    return next(said, by_id[_UNKNOWN])


@cache
def activity_uncertainty(method: str, data_quality: str) -> DefaultUncertainty:
    """The default for an activity of a method whose ``data_quality`` is a text as people write it.

    A percentage (``97.50%``) is the share of a meter's readings that are there: what is missing is not filled in, so
    its share is combined with the meter's uncertainty by IPCC 2006 V1 equation 3.1.
    """
    found = _by_method(uncertainties().activity, method, evidence_of(data_quality).id)
    share = _completeness(data_quality)
    if not share or share >= 1:
        return found
    pct = math.hypot(found.pct, 100 * (1 - share) / share)
    return replace(found, pct=pct)


@cache
def factor_uncertainty(method: str, gas: str) -> DefaultUncertainty:
    """The default for a factor of a method and gas (``CO2`` ... ``NF3``)."""
    return _by_method(uncertainties().factor, method, gas)


def read_uncertainties(folder: Path) -> Uncertainties:
    """Read a folder of defaults; raises ``InputFaults`` with every fault of its files, each with file and row."""
    faults: list[Fault] = []
    kinds = yaml.load((folder / "evidence.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    made = Uncertainties(
        evidence=_made("evidence.yaml", kinds, _evidence, faults),
        activity=_made("activity.csv", _csv(folder / "activity.csv"), _activity, faults),
        factor=_made("factor.csv", _csv(folder / "factor.csv"), _factor, faults),
    )
    ids = {kind.id for kind in made.evidence}
    faults.extend(_twice("evidence.yaml", [word for kind in made.evidence for word in kind.words]))
    for file, defaults in (("activity.csv", made.activity), ("factor.csv", made.factor)):
        faults.extend(_twice(file, [(m, entry.kind) for entry in defaults for m in entry.methods]))
    missing = ids - {entry.kind for entry in made.activity if "" in entry.methods}
    faults.extend(Fault.at("activity.csv", 1, "evidence", "factor_entry", value=kind) for kind in sorted(missing))
    if not any(entry.kind == "" and "" in entry.methods for entry in made.factor):
        faults.append(Fault.at("factor.csv", 1, "gas", "factor_entry", value=""))
    raise_faults(faults)
    return made


def _by_method(entries: Sequence[DefaultUncertainty], method: str, kind: str) -> DefaultUncertainty:
    known = {(name, entry.kind): entry for entry in entries for name in entry.methods}
    wanted = ((method, kind), (method, ""), ("", kind), ("", ""))
    return next(known[key] for key in wanted if key in known)


def _completeness(data_quality: str) -> float | None:
    found = _SHARE.fullmatch(unicodedata.normalize("NFKC", data_quality).strip())
    return float(found[1]) / 100 if found and float(found[1]) <= 100 else None


def _spelled(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def _within(word: str, text: str) -> bool:
    """Chinese words anywhere, English ones as whole words."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None


def _csv(path: Path) -> Sequence[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _made(file: str, rows: Iterable[Row], make: Callable[[Row], Made], faults: list[Fault]) -> tuple[Made, ...]:
    made = []
    for number, row in enumerate(rows, start=2 if file.endswith(".csv") else 1):
        try:
            made.append(make(row))
        except (KeyError, ValueError, TypeError) as error:
            faults.append(Fault.at(file, number, "-", "factor_entry", value=f"{type(error).__name__} {error}"))
    return tuple(made)


def _twice(file: str, keys: Sequence[object]) -> list[Fault]:
    return [Fault.at(file, 1, "-", "factor_twice", value=key) for key in dict.fromkeys(keys) if keys.count(key) > 1]


def _evidence(row: Row) -> Evidence:
    return Evidence(row["id"], Text(**row["name"]), tuple(_spelled(word) for word in row["words"]))


def _activity(row: Row) -> DefaultUncertainty:
    return _default(row, row["evidence"])


def _factor(row: Row) -> DefaultUncertainty:
    return _default(row, row["gas"])


def _default(row: Row, kind: str) -> DefaultUncertainty:
    pct = float(row["uncertainty_pct"])
    if not 0 < pct < 1000:
        raise ValueError(f"uncertainty_pct {pct}")
    if row["quality"] not in _QUALITIES or not row["source"] or not row["note"]:
        raise ValueError(f"quality {row['quality']}, source {row['source']}, note {row['note']}")
    if row["confirmed"] not in ("yes", "no"):
        raise ValueError(f"confirmed {row['confirmed']}")
    provenance = Provenance(
        source=row["source"],
        publisher=row["publisher"],
        year=int(row["year"]),
        region=row["region"],
        review_by=date.fromisoformat(row["review_by"]).isoformat(),
        quality=row["quality"],
    )
    methods = tuple(row["methods"].split(";"))
    return DefaultUncertainty(methods, kind, pct, provenance, row["confirmed"] == "yes", row["note"])
