"""The manifests of versions are a chain: any changed byte of one shows in itself, any changed version in the next."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingtan.carbon import FileHash, Manifest, broken_links, chained, manifest_bytes, read_manifest

DRAFT = Manifest(
    park="park",
    year=2024,
    number=0,
    kind="closed",
    method="t_seesa",
    gwp="AR6",
    closed_on=date(2025, 3, 31),
    by="李工",
    reason="",
    program="lingtan 0.1.0",
    content_hash="0" * 64,
    of=0,
    total_tco2e="1.000000000",
    location_based_tco2e="1.000000000",
    other_indirect_tco2e="0.000000000",
    removals_tco2e="0.000000000",
    biogenic_tco2="0.000000000",
)
FILES = (FileHash("statement.json", 2, "ab"), FileHash("lines.csv.gz", 3, "cd", "ef"))


def chain(*drafts):
    contents: list[bytes] = []
    for draft in drafts:
        contents.append(manifest_bytes(chained(draft, FILES, contents)))
    return contents


CHAIN = chain(DRAFT, replace(DRAFT, kind="restated", of=1, reason="抄表错误"), replace(DRAFT, kind="verified", of=2))


def breaks(contents):
    return broken_links([read_manifest(content) for content in contents], contents)


def test_a_manifest_is_read_back_as_it_was_written() -> None:
    first, second, third = map(read_manifest, CHAIN)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.files == tuple(sorted(FILES, key=lambda file: file.name))
    assert (first.previous_sha256, second.reason) == ("", "抄表错误")
    assert breaks(CHAIN) == ()


@given(st.integers(0, len(CHAIN[1]) - 1), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_a_manifest_is_found(place, change) -> None:
    content = bytearray(CHAIN[1])
    content[place] ^= change
    with pytest.raises(ValueError, match="manifest"):
        read_manifest(bytes(content))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b'{"manifest_sha256": 1, "format": 2, "files": 3}'])
def test_what_is_no_manifest_is_refused(content) -> None:
    with pytest.raises(ValueError, match="no manifest"):
        read_manifest(content)


def test_a_manifest_rewritten_with_a_hash_of_its_own_breaks_the_next() -> None:
    forged = manifest_bytes(replace(read_manifest(CHAIN[0]), by="another"))
    assert breaks([forged, *CHAIN[1:]]) == (2,)


@pytest.mark.parametrize(
    ("contents", "broken"),
    [
        ([CHAIN[1], CHAIN[2]], (1, 2)),  # the first is gone
        ([CHAIN[0], CHAIN[2]], (2,)),  # one between is gone
        ([CHAIN[0], CHAIN[1], CHAIN[1]], (3,)),  # one is there twice
        ([CHAIN[0], *chain(replace(DRAFT, park="other"))], (2,)),  # another park's slipped in
        (chain(DRAFT, replace(DRAFT, year=2023)), (2,)),
        (chain(replace(DRAFT, of=1)), (1,)),  # no version corrects itself
    ],
)
def test_a_version_missing_doubled_or_slipped_in_breaks_the_chain(contents, broken) -> None:
    assert breaks(contents) == broken
