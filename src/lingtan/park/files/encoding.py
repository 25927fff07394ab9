"""What a text file is before it is parsed: UTF-8 or GB18030, its line lengths and quotation marks."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lingtan.park.files.findings import Findings

Encoding = Literal["utf-8", "gb18030"]
_BLOCK = 1 << 19
_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_ROWS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file that can be parsed: its encoding, whether it starts with a UTF-8 BOM and has quotation marks."""

    encoding: Encoding
    bom: bool
    quotes: bool


@dataclass(slots=True)
class _Scan:
    zeros: bool = False
    endless: bool = False
    quotes: int = 0
    utf8: bool = True


def scan(path: Path, file: str, findings: Findings) -> Scanned | None:
    """Look a whole file over in blocks; what can't be parsed is noted and answered with None."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        findings.add(file, 1, "-", "encoding_utf16")
        return None
    found = _look_over(path)
    if found.zeros:
        findings.add(file, 1, "-", "binary_file")
    elif found.endless:
        findings.add(file, 1, "-", "endless_line")
    elif found.quotes % 2:
        findings.add(file, _open_quote_row(path), "-", "open_quote")
    elif found.utf8 or _is_gb18030(path, file, findings):
        encoding: Encoding = "utf-8" if found.utf8 else "gb18030"
        return Scanned(encoding, start.startswith(codecs.BOM_UTF8), found.quotes > 0)
    return None


def _look_over(path: Path) -> _Scan:
    found = _Scan()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.zeros = found.zeros or b"\0" in block
            found.quotes += block.count(b'"')
            whole = len(block) == _BLOCK
            found.endless = found.endless or (whole and b"\n" not in block and b"\r" not in block)
            if found.zeros or found.endless:
                return found
            found.utf8 = found.utf8 and _decodes(decoder, block)
    found.utf8 = found.utf8 and _decodes(decoder, b"", final=True)
    return found


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_gb18030(path: Path, file: str, findings: Findings) -> bool:
    """Whether a file that is not UTF-8 is GB18030 throughout; mixed or unreadable lines are noted."""
    utf8_rows: list[int] = []
    other_rows: list[int] = []
    unreadable: list[int] = []
    with path.open("rb") as stream:
        for row, line in enumerate(stream, start=1):
            if line.isascii():
                continue
            if (text := _decoded(line, "utf-8")) is not None:
                if _CJK.search(text):
                    utf8_rows.append(row)
            else:
                other_rows.append(row)
                if _decoded(line, "gb18030") is None:
                    unreadable.append(row)
    if utf8_rows:
        fewer, named = sorted((other_rows, utf8_rows), key=len)[0], len(utf8_rows) >= len(other_rows)
        findings.add(
            file,
            fewer[0],
            "-",
            "mixed_encodings",
            rows=_named(fewer),
            encoding="GB18030" if named else "UTF-8",
            other="UTF-8" if named else "GB18030",
        )
    elif unreadable:
        findings.add(file, unreadable[0], "-", "encoding_unknown", rows=_named(unreadable))
    return not utf8_rows and not unreadable


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _named(rows: list[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    return f"{shown} ... ({len(rows)})" if len(rows) > _ROWS_NAMED else shown


def _open_quote_row(path: Path) -> int:
    opened, inside = 1, False
    with path.open("rb") as stream:
        for row, line in enumerate(stream, start=1):
            if line.count(b'"') % 2:
                inside = not inside
                opened = row if inside else opened
    return opened
