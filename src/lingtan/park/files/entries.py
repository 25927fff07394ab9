"""Keys and values of ``park.yaml`` as texts with their rows: numbers stay exactly as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lingtan.park.files.cells import shortened
from lingtan.park.files.encoding import scan
from lingtan.park.files.findings import Findings
from lingtan.park.files.raw import RawTable

_MOST_BYTES = 1 << 20
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Entries:
    """The profile as written: dotted key -> text, and the row of every key."""

    file: str
    texts: Mapping[str, str]
    rows: Mapping[str, int]

    def row(self, key: str) -> int:
        """The row of a key, or of the nearest key above it; 1 where there is none."""
        while key:
            if key in self.rows:
                return self.rows[key]
            key = key.rpartition(".")[0]
        return 1


def read_yaml_entries(path: Path, file: str, findings: Findings) -> Entries | None:
    """Read ``park.yaml``; what can't be read is noted and answered with None."""
    node = _composed(path, file, findings)
    return None if node is None else _entries(node, file, findings)


def read_yaml_tree(path: Path, file: str, findings: Findings) -> Mapping[str, Any]:
    """Read a YAML file whose keys are checked where they are used; scalars stay texts, so that numbers stay exact."""
    node = _composed(path, file, findings)
    if node is None:
        return {}
    tree: Mapping[str, Any] = yaml.CBaseLoader("").construct_document(node)
    return tree


def _composed(path: Path, file: str, findings: Findings) -> yaml.MappingNode | None:
    if path.stat().st_size > _MOST_BYTES:
        findings.add(file, 1, "-", "file_too_large", size_mb=path.stat().st_size // 1_000_000, most_mb=1)
        return None
    scanned = scan(path, file, findings)
    if scanned is None:
        return None
    text = path.read_text(encoding=scanned.encoding).removeprefix("\ufeff")
    try:
        if _is_tangled(text, file, findings):
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        reason = shortened(str(getattr(error, "problem", None) or error))
        findings.add(file, mark.line + 1 if mark is not None else 1, "-", "yaml_unreadable", reason=reason)
        return None
    if not isinstance(node, yaml.MappingNode):
        findings.add(file, 1, "-", "yaml_no_keys")
        return None
    return node


def _is_tangled(text: str, file: str, findings: Findings) -> bool:
    """Whether a document has references or deep nesting: either could make it grow without bound."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            findings.add(file, event.start_mark.line + 1 if event.start_mark else 1, "-", "yaml_not_plain")
            return True
    return False


def _entries(top: yaml.MappingNode, file: str, findings: Findings) -> Entries:
    texts: dict[str, str] = {}
    rows: dict[str, int] = {}
    for key, node, row in _walk(top, ""):
        if key in rows:
            findings.add(file, row, key, "key_twice", first=rows[key])
        elif isinstance(node, yaml.SequenceNode):
            findings.add(file, row, key, "key_is_list")
        elif isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null"):
            texts[key] = node.value.strip()
        rows.setdefault(key, row)
    return Entries(file, {key: text for key, text in texts.items() if text}, rows)


def _walk(mapping: yaml.MappingNode, prefix: str) -> Iterator[tuple[str, yaml.Node, int]]:
    for key_node, node in mapping.value:
        written = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        key = f"{prefix}{shortened(written)}"
        yield key, node, key_node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            yield from _walk(node, f"{key}.")


def sheet_entries(raw: RawTable, findings: Findings) -> Entries:
    """The entries of the sheet ``park``: rows of key and value, nested keys dotted."""
    texts: dict[str, str] = {}
    rows: dict[str, int] = {}
    for key, text, row in zip(raw.texts("key"), raw.texts("value"), raw.rows.tolist(), strict=True):
        if not key:
            findings.add(raw.file, row, "key", "cell_missing")
        elif key in rows:
            findings.add(raw.file, row, key, "key_twice", first=rows[key])
        else:
            texts[key], rows[key] = text, row
    return Entries(raw.file, {key: text for key, text in texts.items() if text}, rows)
