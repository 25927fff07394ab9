"""Default uncertainties: the words people write for data quality, methods, gases, and faults of the data."""

import math
import shutil
from pathlib import Path

import pytest

from lingtan.base import InputFaults
from lingtan.carbon.uncertainty.distributions import half_range
from lingtan.knowledge import methods
from lingtan.knowledge import uncertainty as defaults_room
from lingtan.knowledge.uncertainty import (
    activity_uncertainty,
    evidence_of,
    factor_uncertainty,
    uncertainties,
    uncertainties_hash,
)
from lingtan.knowledge.uncertainty.library import read_uncertainties

FOLDER = Path(defaults_room.__file__).parent
GASES = ("CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("检定", "verified"),
        ("Verified_Meter", "verified"),
        ("计量", "metered"),
        ("抄表", "metered"),
        ("measured", "metered"),
        ("metered", "metered"),
        ("99.99%", "metered"),
        ("发票", "invoice"),
        ("invoice", "invoice"),
        ("电费发票(3月)", "invoice"),
        ("台账", "records"),
        ("calculated", "calculated"),
        ("分摊", "calculated"),
        ("估算", "estimated"),
        ("estimated", "estimated"),
        ("", "unknown"),
        ("A级", "unknown"),
    ],
)
def test_data_quality_is_read_as_people_write_it(written, kind) -> None:
    assert evidence_of(written).id == kind


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("计量+估算", "estimated"),
        ("metered, partly estimated", "estimated"),
        ("未计量", "estimated"),
        ("unmetered", "estimated"),
    ],
)
def test_where_a_text_names_two_kinds_the_less_certain_counts(written, kind) -> None:
    assert evidence_of(written).id == kind


@pytest.mark.parametrize("written", ["未检定", "not calibrated"])
def test_a_meter_that_is_not_verified_is_only_a_meter(written) -> None:
    assert evidence_of(written).id == "metered"


def test_less_evidence_never_means_less_uncertainty() -> None:
    """Invoices are left out: the meter behind a settlement is often better than the user's own."""
    for method in (*(entry.id for entry in methods()), "a method of tomorrow"):
        found = [
            activity_uncertainty(method, kind).pct
            for kind in ("verified", "metered", "records", "calculated", "estimated", "unknown")
        ]
        assert found == sorted(found), method
        assert found[0] < found[-1]


def test_every_method_and_gas_has_a_default_for_its_factor() -> None:
    for entry in methods():
        for gas in GASES:
            assert 0 < factor_uncertainty(entry.id, gas).pct <= 341
    assert factor_uncertainty("combustion", "CO2").pct == 7
    assert factor_uncertainty("steam", "CO2").pct == 20


def test_readings_that_are_missing_count_as_uncertain() -> None:
    """Nothing is filled in for them (equation 3.1 with the missing share over the present one)."""
    meter = activity_uncertainty("electricity", "metered").pct
    assert activity_uncertainty("electricity", "100%").pct == meter
    assert activity_uncertainty("electricity", "80.00%").pct == pytest.approx(math.hypot(meter, 25))


@pytest.mark.parametrize(("factor", "pct"), [(10, 248), (3, 114), (math.sqrt(30), 182)])
def test_factors_of_a_range_are_percentages_of_a_lognormal(factor, pct) -> None:
    """From the median over ``factor`` to the median times ``factor``; the mean stays."""
    assert 100 * half_range(math.log(factor) / 1.959963984540054) == pytest.approx(pct, abs=0.5)


def test_every_default_says_where_it_comes_from() -> None:
    found = uncertainties()
    for entry in (*found.activity, *found.factor):
        assert entry.provenance.source
        assert entry.provenance.review_by
        assert entry.note
        assert entry.provenance.quality in ("range", "judgement")
    assert len(uncertainties_hash()) == 64


def test_faults_of_the_data_are_reported_together(tmp_path) -> None:
    folder = tmp_path / "uncertainty"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, before, after in (
        ("activity.csv", ",metered,2,", ",metered,-2,"),
        ("factor.csv", "transport;commuting", "combustion;commuting"),
        ("factor.csv", "combustion,N2O", "combustion,CH4"),
        ("evidence.yaml", "words: [发票,", "words: [发票, 计量,"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputFaults) as raised:
        read_uncertainties(folder)
    assert {(fault.file, fault.code) for fault in raised.value.faults} == {
        ("activity.csv", "factor_entry"),
        ("factor.csv", "factor_twice"),
        ("evidence.yaml", "factor_twice"),
    }
