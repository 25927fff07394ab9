"""What a person reads on the terminal: tables of an evaluation, the factor library, a rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.tree import Tree

from lingtan.app.evaluation import EvaluationCase
from lingtan.cli import screen
from lingtan.cli.drawing import add_columns, new_console, new_table, print_flags
from lingtan.evaluation import Evaluation, Exact, Node, explain
from lingtan.knowledge import Interpretation, Language, ListedFactor, Rulebook, text

_STATUS_STYLE = {"met": "green", "not_met": "red", "not_applicable": "dim", "not_reported": "yellow"}
_LIST_WIDTH = 150


def print_evaluation(case: EvaluationCase, language: Language) -> None:
    """Gate, indicators, categories, what would raise the score most, notices; then score and level."""
    console, result, profile = new_console(), case.evaluation, case.park.profile
    name = profile.name if language == "zh" else profile.name_en
    console.print(
        text("cli.headline.park", language, name=name, year=result.year, rulebook=case.rulebook.code), style="bold"
    )
    _print_gate(console, result, language)
    if result.score is None:
        _print_targets(console, result, language)
    else:
        _print_indicators(console, result, language)
        _print_categories(console, result, language)
        _print_improvements(console, result, language)
    print_flags(console, result.flags, language)
    if result.score is not None:
        _print_headline(console, result, language)
    console.print(text("cli.headline.hash", language, value=result.rulebook_hash[:16]), style="dim")


def print_factors(found: Sequence[ListedFactor], language: Language) -> None:
    """Factors with value, unit, year, region, review date and source, and how many there are."""
    table = new_table("cli.table.factors", language, count=len(found))
    add_columns(table, language, "id", "name")
    add_columns(table, language, "factor", right=True)
    add_columns(table, language, "unit", "year", "review_by", "origin")
    for entry in found:
        origin = entry.provenance
        name = " ".join(part for part in (entry.name.of(language), entry.parameter) if part)
        year = " ".join(part for part in (str(origin.year), origin.region) if part)
        table.add_row(entry.id, name, entry.value, entry.unit, year, origin.review_by, origin.source)
    console = new_console()
    console.print(table, width=max(console.width, _LIST_WIDTH), crop=False)


def print_rulebooks(books: Sequence[Rulebook], language: Language) -> None:
    """All rulebooks with their content hashes."""
    table = new_table("cli.table.rulebooks", language)
    add_columns(table, language, "no", "name", "hash")
    for book in books:
        table.add_row(book.id, f"{book.code} {book.name.of(language)}", book.content_hash[:16])
    new_console().print(table)


def print_rulebook(book: Rulebook, language: Language) -> None:
    """A rulebook: requirements, indicators, interpretations with options and reasons."""
    console = new_console()
    console.print(f"{book.code} {book.name.of(language)}", style="bold")
    console.print(text("cli.headline.hash", language, value=book.content_hash), style="dim")
    gate = new_table("cli.table.gate", language)
    add_columns(gate, language, "clause", "requirement")
    for requirement in book.requirements:
        gate.add_row(requirement.clause, requirement.text.of(language))
    console.print(gate)
    console.print(_indicator_list(book, language) if book.indicators else _target_list(book, language))
    console.print(text("cli.table.interpretations", language, name=book.id), style="bold")
    for entry in book.interpretations:
        _print_interpretation(console, entry, language)


def _print_interpretation(console: Console, entry: Interpretation, language: Language) -> None:
    marks = [text("cli.confirmed" if entry.confirmed else "cli.unconfirmed", language)]
    if entry.settable:
        marks.append(text("cli.settable", language))
    console.print(f"{entry.name} ({entry.clause}) · {' · '.join(marks)}", style="bold", highlight=False)
    console.print(Padding(entry.question.of(language), (0, 0, 0, 2)))
    for option in entry.options:
        sign = "*" if option.id == entry.chosen else "-"
        console.print(Padding(f"{sign} {option.id}: {option.text.of(language)}", (0, 0, 0, 4)))
    console.print(Padding(entry.reason.of(language), (0, 0, 1, 2)), style="dim")


def print_explanation(case: EvaluationCase, wanted: str, language: Language) -> None:
    """Open the score, or one indicator, down to the rows and evidence behind it."""
    node = explain(case.evaluation, case.rulebook, language, case.inventory)
    found = node if wanted == "score" else _find(node, f"indicator.{wanted}")
    if found is None:
        screen.refuse("cli.unknown_indicator", language, value=wanted)
    new_console().print(_branch(found))


def _find(node: Node, key: str) -> Node | None:
    if node.key == key:
        return node
    return next((found for child in node.children if (found := _find(child, key))), None)


def _branch(node: Node) -> Tree:
    tree = Tree(node.line)
    for child in node.children:
        tree.add(_branch(child))
    return tree


def _print_gate(console: Console, result: Evaluation, language: Language) -> None:
    table = new_table("cli.table.gate", language)
    add_columns(table, language, "clause", "requirement", "status")
    for entry in result.gate:
        table.add_row(entry.clause, entry.name.of(language), _status(entry.status, language))
    console.print(table)


def _print_indicators(console: Console, result: Evaluation, language: Language) -> None:
    table = new_table("cli.table.indicators", language)
    add_columns(table, language, "no", "indicator", "status")
    add_columns(table, language, "value", "leading", "ratio", "points", "most", right=True)
    for entry in result.indicators:
        table.add_row(
            str(entry.no),
            entry.name.of(language),
            _status(entry.status, language),
            "" if entry.value is None else entry.value.text(4),
            entry.leading_text.of(language),
            "" if entry.value is None else entry.ratio.text(4),
            entry.points.text(2),
            f"{float(entry.most_points):.2f}",
        )
    console.print(table)


def _print_categories(console: Console, result: Evaluation, language: Language) -> None:
    table = new_table("cli.table.categories", language)
    add_columns(table, language, "category")
    add_columns(table, language, "weight", "applicable", "points", "most", right=True)
    for entry in result.categories:
        mark = "" if entry.confirmed else "*"
        cells = (f"{float(entry.weight):.1%}{mark}", str(entry.applicable), entry.points.text(2))
        table.add_row(entry.name.of(language), *cells, f"{float(entry.weight * 100):.2f}")
    console.print(table)


def _print_improvements(console: Console, result: Evaluation, language: Language) -> None:
    table = new_table("cli.table.improvements", language)
    add_columns(table, language, "no", "indicator")
    add_columns(table, language, "gain", "score_then", right=True)
    add_columns(table, language, "level_then")
    for entry in result.improvements[:5]:
        level = text(f"cli.level.{entry.level_then}", language)
        table.add_row(str(entry.no), entry.name.of(language), entry.gain.text(2), entry.score_then.text(2), level)
    if result.improvements:
        console.print(table)


def _print_targets(console: Console, result: Evaluation, language: Language) -> None:
    table = new_table("cli.table.targets", language)
    add_columns(table, language, "indicator", "status")
    add_columns(table, language, "value", "target", right=True)
    add_columns(table, language, "reason")
    for entry in result.targets:
        value, target = _plain(entry.value), _plain(entry.target)
        table.add_row(entry.name.of(language), _status(entry.status, language), value, target, entry.reason)
    console.print(table)


def _print_headline(console: Console, result: Evaluation, language: Language) -> None:
    score, without = _score(result.score), _score(result.score_without_bonus)
    console.print(text("cli.headline.score", language, score=score, without=without), style="bold")
    if result.level is None:
        console.print(text("cli.headline.provisional", language), style="bold red")
    else:
        level = text(f"cli.level.{result.level}", language)
        console.print(text("cli.headline.level", language, level=level), style="bold")
    ends = sorted(result.band, key=lambda point: float(point.score))
    levels = ", ".join(dict.fromkeys(text(f"cli.level.{point.level}", language) for point in ends))
    low, high = ends[0].score.text(), ends[-1].score.text()
    console.print(text("cli.headline.band", language, low=low, high=high, levels=levels))
    console.print(text("cli.headline.complete", language, score=_score(result.score_if_complete)))
    if result.zero_carbon is not None:
        answer = text("cli.status.met" if result.zero_carbon.reached else "cli.status.not_met", language)
        console.print(text("cli.headline.zero", language, answer=answer))


def _indicator_list(book: Rulebook, language: Language) -> Table:
    table = new_table("cli.table.indicators", language)
    add_columns(table, language, "no", "indicator", "clause", "category", "leading")
    names = {category.id: category.name for category in book.categories}
    for indicator in book.indicators:
        category = names.get(indicator.category, book.bonus_category)
        table.add_row(
            str(indicator.no),
            "\n".join(a.name.of(language) for a in indicator.alternatives),
            indicator.clause,
            "" if category is None else category.of(language),
            indicator.leading_text.of(language) + ("" if indicator.confirmed else "*"),
        )
    return table


def _target_list(book: Rulebook, language: Language) -> Table:
    table = new_table("cli.table.targets", language)
    add_columns(table, language, "indicator", "clause", "target")
    for indicator in book.target_indicators:
        targets = "; ".join(
            f"{'≤' if target.comparison == 'at_most' else '≥'} {_plain(target.value)}" for target in indicator.targets
        )
        table.add_row(indicator.name.of(language), indicator.clause, targets)
    return table


def _score(value: Exact | None) -> str:
    return "" if value is None else value.text(4)


def _plain(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.4g}"


def _status(status: str, language: Language) -> str:
    style = _STATUS_STYLE.get(status)
    word = text(f"cli.status.{status}", language)
    return f"[{style}]{word}[/{style}]" if style else word
