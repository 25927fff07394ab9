"""CSV is UTF-8 (BOM allowed) or GB18030 throughout; anything else is refused with what to do."""

from __future__ import annotations

import codecs
from fractions import Fraction
from pathlib import Path

import pytest
from tests.park.park_folders import QUANTITIES, faults, folder

from lingtan.park import read_park

ROWS = ["green_factories,2024,6,家,园区统计,,备注一", "factories_total,2024,20,家,园区统计,,备注二"]
CONTENT = QUANTITIES + "\n".join(ROWS) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_encodings_read_the_same(tmp_path: Path, encoding: str, newline: str) -> None:
    content = CONTENT.replace("\n", newline).encode(encoding)
    park = read_park(folder(tmp_path / "p", {"quantities.csv": content}))
    assert [(entry.value, entry.note, entry.origin.row) for entry in park.quantities] == [
        (Fraction(6), "备注一", 2),
        (Fraction(20), "备注二", 3),
    ]


def test_a_profile_in_gb18030(tmp_path: Path) -> None:
    park = read_park(folder(tmp_path / "p", {"park.yaml": folder_profile().encode("gb18030")}))
    assert park.profile.name == "测试园区"


def folder_profile() -> str:
    return "id: test-park\nname: 测试园区\nregion: CN-SH\nreporting_year: 2024\n"


def test_mixed_encodings_name_the_rows(tmp_path: Path) -> None:
    lines = [
        QUANTITIES.encode(),
        f"{ROWS[0]}\n".encode(),
        f"{ROWS[1]}\n".encode("gb18030"),
        "ccus,2024,1,1,甲,,\n".encode(),
    ]
    assert faults(folder(tmp_path / "p", {"quantities.csv": b"".join(lines)})) == [
        "quantities.csv:3:-: two encodings in one file: rows 3 are GB18030, the others UTF-8; use UTF-8 throughout"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CONTENT.encode("utf-16"), "1:-: the file is UTF-16"),
        (codecs.BOM_UTF16_BE + CONTENT.encode("utf-16-be"), "1:-: the file is UTF-16"),
        (CONTENT.encode("utf-16-le"), "1:-: the file has NUL bytes"),
        (QUANTITIES.encode() + b"ccus,2024,1,1,\xff\xff,,\n", "2:-: rows 2 are neither UTF-8 nor GB18030"),
        (b"PK\x03\x04\x14\x00\x06\x00", "1:-: the file has NUL bytes"),
    ],
)
def test_other_encodings(tmp_path: Path, content: bytes, expected: str) -> None:
    found = faults(folder(tmp_path / "p", {"quantities.csv": content}))
    assert len(found) == 1
    assert found[0].startswith(f"quantities.csv:{expected}")


def test_a_character_over_the_border_of_two_blocks(tmp_path: Path) -> None:
    filling = "ccus,2021,1,1,,," + "x" * ((1 << 18) - 20)
    filled = QUANTITIES + filling + "\n" + filling.replace("2021", "2022") + "\n"
    border = (1 << 19) - len(filled.encode()) - len("green_factories,2024,6,家,".encode())
    note = "ab" * (border // 2 + 2)
    for shift in range(3):
        content = f"{filled}green_factories,2024,6,家,{note[shift:]}字,,\n"
        park = read_park(folder(tmp_path / f"p{shift}", {"quantities.csv": content}))
        assert park.quantities[2].source.endswith("字")
