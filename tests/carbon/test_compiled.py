"""The queries of the embedded engine are the expressions, compiled ahead."""

from lingtan.carbon.inventory.engine import COMPILED
from lingtan.carbon.inventory.expressions import embedded_sql


def test_the_compiled_queries_are_what_the_expressions_say() -> None:
    """After a change: ``python -m lingtan.carbon.inventory.expressions`` writes them anew."""
    compiled = {file.name: file.read_text(encoding="utf-8") for file in COMPILED.glob("*.sql")}
    assert compiled == embedded_sql()
