"""YAML as plain values together with the lines they stand on, so that a fault can be placed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from lingtan.base import Fault

_INTEGER = re.compile(r"[-+]?\d+")
_TAG = "tag:yaml.org,2002:"
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Marked:
    """A YAML file as values (lists as tuples, keys as texts) with its nodes; ``value`` is None if unreadable."""

    value: object
    node: yaml.Node | None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Reading:
    file: str
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.seen:
            self.faults.append(Fault.at(self.file, line(node), "-", "rulebook_yaml_alias"))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return tuple([self.value(part) for part in node.value])
        return self._mapping(node)

    def _mapping(self, node: yaml.Node) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, part in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "-"
            if name in values:
                self.faults.append(Fault.at(self.file, line(key), name, "rulebook_key_twice", value=name))
            values[name] = self.value(part)
        return values


def _scalar(node: yaml.ScalarNode) -> object:
    kind: str = node.tag.removeprefix(_TAG)
    text: str = node.value
    if kind == "bool":
        return _TRUTH[text.lower()]
    if kind == "null":
        return None
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "float" and text[-1].isdigit():
        return float(text)
    return text


def line(node: yaml.Node) -> int:
    """The line a node starts on, from 1."""
    return int(node.start_mark.line) + 1


def read_marked(content: bytes, file: str) -> Marked:
    """Read one YAML document; what can't be read is a fault of the result, not an exception."""
    try:
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else 1
        return Marked(None, None, (Fault.at(file, row, "-", "rulebook_yaml_unreadable"),))
    if node is None:
        return Marked({}, None)
    reading = _Reading(file)
    return Marked(reading.value(node), node, tuple(reading.faults))


def lines_along(node: yaml.Node | None, steps: tuple[str | int, ...]) -> Iterator[int]:
    """The lines of a node and of its parts along the steps, as far as the file goes."""
    while node is not None:
        yield line(node)
        if not steps:
            return
        node, steps = _part(node, steps[0]), steps[1:]


def _part(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        part: yaml.Node = node.value[step]
        return part
    if isinstance(node, yaml.MappingNode):
        return next((part for key, part in node.value if key.value == step), None)
    return None
