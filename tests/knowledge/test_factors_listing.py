"""The library as a list: everything in it, searched, and what is due for review."""

from datetime import date

from lingtan.knowledge import listed_factors


def ids(*search, **given):
    return [entry.id for entry in listed_factors(*search, **given)]


def test_every_kind_of_value_is_listed_once() -> None:
    found = ids()
    assert len(found) == len(set(found))
    for one in (
        "fuel:A:diesel:ncv",
        "grid:province:CN-SH:2023",
        "heat:national",
        "clinker-cn-provincial",
        "gwp:AR6:SF6:24300",
        "gwp:AR6:SF6:25200",
        "blend:R-410A",
        "carbonate:dolomite:co2_per_carbonate:CN:2024",
    ):
        assert one in found


def test_a_value_is_shown_with_unit_source_year_region_and_review_date() -> None:
    (found,) = listed_factors("grid:province:CN-SH:2023")
    assert (found.value, found.unit, found.method) == ("0.5737", "kgCO2/kWh", "electricity")
    origin = found.provenance
    assert (origin.year, origin.region, origin.review_by) == (2023, "CN-SH", "2026-12-31")
    assert "2025年第47号" in origin.source


def test_a_search_takes_all_its_words_in_either_language() -> None:
    assert ids("clinker CN") == ["clinker-cn-ets", "clinker-cn-provincial"]
    assert ids("水泥熟料 IPCC") == ["clinker-ipcc"]
    assert ids("no such factor") == []


def test_what_is_due_for_review_by_a_day_is_listed() -> None:
    assert ids(overdue_on=date(2026, 12, 31)) == []
    due = ids(overdue_on=date(2027, 1, 1))
    assert "grid:province:CN-SH:2023" in due
    assert "fuel:A:diesel:ncv" not in due
