"""T/SEESA 010-2025 and the national scheme of 2025 as data: what an expert with the texts in hand would count."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import pytest
from pydantic import BaseModel

from lingtan.knowledge import Rulebook, Text, load_rulebook, rulebook_ids
from lingtan.knowledge.texts.catalogue import text


@pytest.fixture(scope="module")
def standard() -> Rulebook:
    return load_rulebook("t_seesa_010_2025")


@pytest.fixture(scope="module")
def national() -> Rulebook:
    return load_rulebook("ndrc_2025_910")


def test_both_rulebooks_load_and_carry_their_folders_name() -> None:
    assert rulebook_ids() == ("ndrc_2025_910", "t_seesa_010_2025")
    assert [load_rulebook(name).id for name in rulebook_ids()] == list(rulebook_ids())
    assert len({load_rulebook(name).content_hash for name in rulebook_ids()}) == 2


def test_an_unknown_rulebook_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="t_seesa_010_2022"):
        load_rulebook("t_seesa_010_2022")


# --- 4.2 ---


def test_4_2_has_six_basic_requirements(standard: Rulebook) -> None:
    assert [requirement.clause for requirement in standard.requirements] == [f"4.2.{n}" for n in range(1, 7)]


def test_4_2_6_is_computed_from_two_areas_and_the_others_are_ticked(standard: Rulebook) -> None:
    *ticked, occupancy = standard.requirements
    assert occupancy.share == ("settled_industrial_land", "industrial_land")
    assert occupancy.at_least == Fraction(1, 2)
    assert all(requirement.quantities and requirement.share is None for requirement in ticked)
    assert all(standard.quantities[name].kind == "gate" for one in ticked for name in one.quantities)


# --- Table 1 ---


def test_table_1_has_28_indicators_two_of_them_bonus(standard: Rulebook) -> None:
    counts = Counter(indicator.category for indicator in standard.indicators)
    assert counts == {
        "infrastructure_industry": 9,
        "energy_circularity": 8,
        "management_technology": 5,
        "credits_performance": 4,
        "bonus": 2,
    }
    assert [indicator.no for indicator in standard.indicators] == list(range(1, 29))
    assert [indicator.clause for indicator in standard.indicators] == [f"B.{n}" for n in range(1, 29)]


def test_table_1_second_level_groups(standard: Rulebook) -> None:
    counts = Counter(indicator.group for indicator in standard.indicators)
    assert [counts[group.id] for group in standard.groups] == [3, 2, 4, 4, 4, 3, 2, 2, 2, 2]


def test_table_1_weights_and_which_of_them_are_printed(standard: Rulebook) -> None:
    weights = {category.id: (category.weight, category.confirmed) for category in standard.categories}
    assert weights == {
        "infrastructure_industry": (Fraction("0.30"), True),
        "energy_circularity": (Fraction("0.35"), False),
        "management_technology": (Fraction("0.20"), False),
        "credits_performance": (Fraction("0.15"), True),
    }


def test_the_band_runs_over_the_four_splits_of_the_lost_55_percent(standard: Rulebook) -> None:
    splits = [(split["energy_circularity"], split["management_technology"]) for split in standard.band]
    percent = [("27.5", "27.5"), ("30", "25"), ("35", "20"), ("40", "15")]
    assert splits == [(Fraction(energy) / 100, Fraction(management) / 100) for energy, management in percent]
    printed = {(split["infrastructure_industry"], split["credits_performance"]) for split in standard.band}
    assert printed == {(Fraction("0.30"), Fraction("0.15"))}


@pytest.mark.parametrize(
    ("no", "leading"),
    [
        (1, "1"), (2, "0.5"), (3, "0.8"), (4, "1"), (5, "1"), (6, "1"), (7, "3"), (8, "0.5"), (9, "0.1"), (10, "0.2"),
        (11, "1"), (12, "0.7"), (13, "0.5"), (14, "0.9"), (15, "0.95"), (16, "0.5"), (17, "0.3"), (18, "1"),
        (21, "1"), (22, "0.3"), (23, "0.05"), (24, "0.1"), (25, "0.04"), (26, "4.2"), (27, "1"), (28, "1"),
    ],
)  # fmt: skip
def test_table_1_leading_values_as_printed(standard: Rulebook, no: int, leading: str) -> None:
    indicator = standard.indicators[no - 1]
    assert (indicator.leading, indicator.confirmed) == (Fraction(leading), True)


def test_the_lost_leading_values_of_19_and_20_are_marked_unconfirmed(standard: Rulebook) -> None:
    lost = [(one.no, one.leading, one.leading_text.zh) for one in standard.indicators if not one.confirmed]
    assert lost == [(19, 1, "有"), (20, 1, "100%")]


def test_the_leading_text_says_the_leading_value(standard: Rulebook) -> None:
    for indicator in standard.indicators:
        number, sign = re.findall(r"^([\d.]*)(.*)$", indicator.leading_text.zh)[0]
        printed = Fraction(number) / (100 if sign == "%" else 1) if number else Fraction(1)
        assert printed == indicator.leading, indicator.no


def test_either_or_indicators_have_two_ways(standard: Rulebook) -> None:
    ways = {one.no: [way.id for way in one.alternatives] for one in standard.indicators if len(one.alternatives) > 1}
    assert ways == {
        1: ["public_transport", "charging_spaces"],
        6: ["green_product", "energy_saving_product"],
        21: ["ccus", "ecological_sink"],
    }
    assert all(one.alternatives[0].id == "only" for one in standard.indicators if one.no not in ways)


def test_indicator_1_takes_annex_b_s_reading_as_an_option(standard: Rulebook) -> None:
    spaces = standard.indicators[0].alternatives[1]
    assert spaces.inputs["whole"] == "new_parking_spaces"
    (variant,) = spaces.variants
    assert (variant.interpretation, variant.option) == ("indicator_1_spaces", "all_spaces")
    assert variant.inputs["whole"] == "parking_spaces_total"


def test_formulas_by_indicator(standard: Rulebook) -> None:
    formulas = {one.no: {way.formula for way in one.alternatives} for one in standard.indicators}
    assert [no for no, found in formulas.items() if found == {"status"}] == [5, 6, 11, 18, 19, 21, 27, 28]
    assert (formulas[7], formulas[25], formulas[26]) == ({"count"}, {"yearly_fall"}, {"output_per_emission"})
    assert sum(found == {"share"} for found in formulas.values()) == 17


def test_the_bonus_is_five_points_each(standard: Rulebook) -> None:
    assert standard.bonus_points == 5
    assert standard.bonus_category is not None
    assert [one.no for one in standard.indicators if one.category == "bonus"] == [27, 28]


def test_category_colours_can_be_read_on_white(standard: Rulebook) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert all(1.05 / (luminance(category.colour) + 0.05) >= 4.5 for category in standard.categories)


# --- 7.4.1, Table 2 and the zero-carbon condition ---


def test_table_2_levels(standard: Rulebook) -> None:
    levels = [(level.id, level.name.zh, level.above, level.inclusive) for level in standard.levels]
    assert levels == [
        ("basic", "基础级", 60, True),
        ("creation", "创建级", 75, False),
        ("leading", "引领级", 90, True),
    ]
    assert standard.levels[2].characteristic.zh == "表征园区零碳创建水平较高。"


def test_the_zero_carbon_condition_names_its_figures(standard: Rulebook) -> None:
    assert standard.zero_condition is not None
    assert standard.zero_condition.inputs == {
        "gross": "gross_emissions",
        "removals": "removals_inside",
        "own_outside": "own_project_offsets_outside",
        "purchased": "credits_retired",
    }


# --- 5 and 7 ---


def test_clause_5_has_37_items_in_eight_systems(standard: Rulebook) -> None:
    items = [f"5.{system}.{n}" for system, count in enumerate((4, 5, 5, 5, 6, 4, 5, 3), 1) for n in range(1, count + 1)]
    assert [measure.clause for measure in standard.measures] == items
    assert len(items) == 37
    assert [system.clause for system in standard.systems] == [f"5.{n}" for n in range(1, 9)]


def test_modalities_follow_the_wording(standard: Rulebook) -> None:
    words = {"shall": "应", "should": "宜", "encouraged": "鼓励", "promote": "推动"}
    continued = ("并按 GB 55015", "开展碳足迹", "产品材料选择", "开展绿色供应链")
    for measure in standard.measures:
        for statement in measure.statements:
            wording = statement.text.zh
            if statement.modality == "unmarked":
                assert not re.search(r"应(?!用|链)|宜|鼓励|推动", wording), measure.clause
            elif not wording.startswith(continued):
                assert words[statement.modality] in wording, measure.clause


def test_measures_name_the_indicators_they_move_in_order(standard: Rulebook) -> None:
    for measure in standard.measures:
        assert list(measure.indicators) == sorted(set(measure.indicators)), measure.clause
    moved = {no for measure in standard.measures for no in measure.indicators}
    assert moved == set(range(1, 29)), "clause 5 works on every indicator"


def test_clause_7_has_three_stages_and_a_result(standard: Rulebook) -> None:
    assert [step.clause for step in standard.steps] == [
        "7.1.1", "7.1.2", "7.1.3", "7.2.1", "7.2.2", "7.3.1", "7.3.2", "7.4.1", "7.4.2",
    ]  # fmt: skip
    assert [len(step.parts) for step in standard.steps] == [2, 2, 3, 2, 3, 3, 6, 2, 4]


def test_the_glossary_has_clause_3_the_principles_and_annex_b(standard: Rulebook) -> None:
    clauses = Counter(term.clause for term in standard.glossary)
    assert all(clauses[f"3.{n}"] == 1 for n in range(1, 7))
    assert all(clauses[f"4.1.{n}"] == 1 for n in range(1, 5))
    assert all(clauses[f"B.{n}"] == (2 if n in (1, 6, 21) else 1) for n in range(1, 29))


# --- what the text leaves open ---


def test_interpretations_that_the_text_itself_settles_are_the_only_confirmed_ones(standard: Rulebook) -> None:
    confirmed = {one.name for one in standard.interpretations if one.confirmed}
    assert confirmed == {
        "occupancy", "bonus_points", "ratio_cap", "qualitative_status", "data_period", "indicator_10_nuclear",
        "indicator_21_sink", "indicator_23_projects", "level_below_60", "level_boundaries", "certificate_validity",
    }  # fmt: skip


def test_weights_and_leading_values_are_unconfirmed(standard: Rulebook) -> None:
    open_questions = {one.name: one for one in standard.interpretations}
    for name in ("weights", "leading_value_19", "leading_value_20"):
        assert not open_questions[name].confirmed
        assert not open_questions[name].settable, "set by their own keys of park.yaml"


def test_settable_interpretations_and_their_options(standard: Rulebook) -> None:
    settable = {
        one.name: ([option.id for option in one.options], one.chosen)
        for one in standard.interpretations
        if one.settable
    }
    assert settable == {
        "bonus_counts_for_level": (["yes", "no"], "yes"),
        "indicator_1_spaces": (["new_spaces", "all_spaces"], "new_spaces"),
        "indicator_10_grid_green_power": (["excluded", "included"], "excluded"),
        "indicator_10_electricity_tce": (["calorific", "equivalent"], "calorific"),
    }


def test_every_interpretation_names_another_answer(standard: Rulebook, national: Rulebook) -> None:
    for one in (*standard.interpretations, *national.interpretations):
        assert len(one.options) >= 2, one.name


# --- the national scheme ---


def test_annex_1_has_four_basic_conditions(national: Rulebook) -> None:
    assert [one.clause for one in national.requirements] == [f"annex1.{n}" for n in range(1, 5)]


def test_annex_3_has_one_core_and_five_guide_indicators(national: Rulebook) -> None:
    kinds = Counter(one.kind for one in national.target_indicators)
    assert kinds == {"core": 1, "guide": 5}
    assert not national.indicators
    assert not national.levels


def test_annex_3_core_targets_by_size(national: Rulebook) -> None:
    core = national.target_indicators[0]
    classes = [(one.value, one.comparison, one.from_size, one.to_size) for one in core.targets]
    assert classes == [
        (Fraction("0.2"), "at_most", 200_000, 1_000_000),
        (Fraction("0.3"), "at_most", 1_000_000, None),
    ]
    assert core.size == "energy_consumption_equivalent"


def test_annex_3_guide_targets(national: Rulebook) -> None:
    guide = {one.id: (one.targets[0].value, one.targets[0].comparison) for one in national.target_indicators[1:]}
    assert guide == {
        "clean_energy": (Fraction("0.9"), "at_least"),
        "product_energy": (Fraction(1), "at_least"),
        "solid_waste": (Fraction("0.8"), "at_least"),
        "waste_energy": (Fraction("0.5"), "at_least"),
        "water_reuse": (Fraction("0.8"), "at_least"),
    }


def test_annex_3_waste_heat_cold_and_pressure_are_one_weighted_mean(national: Rulebook) -> None:
    waste = next(one for one in national.target_indicators if one.id == "waste_energy")
    assert [pair[1] for pair in waste.pairs] == [f"waste_{one}_recoverable" for one in ("heat", "cold", "pressure")]


# --- both ---


@pytest.mark.parametrize("name", rulebook_ids())
def test_every_entry_has_its_clause(name: str) -> None:
    for entry in entries(load_rulebook(name)):
        clause = getattr(entry, "clause", None)
        assert clause is None or re.fullmatch(r"\d(\.\d+)*|[AB](\.\d+)?|annex[134](\.\d)?", clause), entry


@pytest.mark.parametrize("name", rulebook_ids())
def test_every_text_is_in_both_languages(name: str) -> None:
    texts = [entry for entry in entries(load_rulebook(name)) if isinstance(entry, Text)]
    assert len(texts) > 50
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for one in texts:
        assert not chinese.search(one.en), one.en
        assert chinese.search(one.zh) or re.fullmatch(r"[\d.]+ ?%.*", one.zh) or one.zh.startswith("0.8"), one.zh
        assert "  " not in one.zh + one.en
        assert "\n" not in one.zh + one.en


@pytest.mark.parametrize("name", rulebook_ids())
def test_kinds_periods_stages_and_modalities_have_words(name: str) -> None:
    rulebook = load_rulebook(name)
    keys = {f"quantity_kind.{one.kind}" for one in rulebook.quantities.values()}
    keys |= {f"quantity_period.{one.period}" for one in rulebook.quantities.values()}
    keys |= {f"process_stage.{one.stage}" for one in rulebook.steps}
    keys |= {f"modality.{part.modality}" for one in rulebook.measures for part in one.statements}
    assert all(text(key, language) for key in keys for language in ("zh", "en"))


def entries(entry: BaseModel) -> list[BaseModel]:
    """An entry and all entries within it."""
    found = [entry]
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        found += [inner for part in parts if isinstance(part, BaseModel) for inner in entries(part)]
    return found
