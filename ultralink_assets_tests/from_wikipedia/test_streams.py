from __future__ import annotations

import bz2
import gzip
import io
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia import streams
from ultralink_assets.from_wikipedia.streams import Break, stream_starts, unpack_bz2, unpack_gzip


def texts(*parts: int) -> list[bytes]:
    """Texts of so many bytes that do not pack well."""
    return [random.Random(size).randbytes(size // 2).hex().encode() for size in parts]


def joined(pieces: object) -> bytes:
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))  # type: ignore[attr-defined]


def breaks(pieces: list[bytes | Break]) -> list[Break]:
    return [piece for piece in pieces if isinstance(piece, Break)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=6), st.integers(1, 9))
def test_streams_are_found_and_their_texts_joined(parts: list[bytes], level: int) -> None:
    packed = [bz2.compress(part, level) for part in parts]
    file = io.BytesIO(b"".join(packed))
    offsets = [sum(map(len, packed[:number])) for number in range(1, len(packed))]
    assert list(stream_starts(file)) == offsets
    assert joined(unpack_bz2(file)) == b"".join(parts)


def test_starts_are_found_wherever_the_reading_step_cuts_them() -> None:
    packed = [bz2.compress(part) for part in texts(2000, 4000, 6000)]
    padding = next(
        size for size in range(streams.UNPACKED_STEP) if (size + len(packed[0])) % streams.UNPACKED_STEP == 0
    )
    for shift in range(-12, 12):
        front = bz2.compress(b"")  # an empty stream has no block, so it belongs to what stands before it
        filler = b"\0" * (padding + shift - len(front))
        file = io.BytesIO(filler + front + b"".join(packed))
        first = len(filler) + len(front)
        assert list(stream_starts(file)) == [first, first + len(packed[0]), first + len(packed[0]) + len(packed[1])]


def test_the_bytes_of_a_start_inside_of_packed_data_do_not_count() -> None:
    packed = bz2.compress(texts(3000)[0])
    file = io.BytesIO(packed[:900] + b"BZh91AY&SY" + packed[900:] + packed)
    assert list(stream_starts(file)) == [len(packed) + 10]


def test_a_corrupt_stream_costs_only_itself() -> None:
    first, second, third = texts(50_000, 60_000, 70_000)
    packed = [bytearray(bz2.compress(text)) for text in (first, second, third)]
    packed[1][len(packed[1]) // 2] ^= 0xFF
    pieces = list(unpack_bz2(io.BytesIO(b"".join(packed))))
    assert joined(pieces) == first + third
    assert [broken.offset for broken in breaks(pieces)] == [len(packed[0])]
    assert "corrupt" in breaks(pieces)[0].reason


def test_a_stream_without_its_end_costs_only_itself() -> None:
    first, second, third = texts(50_000, 60_000, 70_000)
    packed = [bz2.compress(text) for text in (first, second, third)]
    pieces = list(unpack_bz2(io.BytesIO(packed[0] + packed[1][:9000] + packed[2])))
    assert joined(pieces) == first + third
    assert len(breaks(pieces)) == 1


def test_text_of_a_block_whose_checksum_is_wrong_is_not_given_out() -> None:
    text = texts(4_000_000)[0]
    packed = bytearray(bz2.compress(text, 1))
    packed[len(packed) * 3 // 4] ^= 0x10
    pieces = list(unpack_bz2(io.BytesIO(packed)))
    kept = joined(pieces)
    assert text.startswith(kept)
    assert len(kept) >= len(text) * 3 // 4 - 900_000 - streams.HELD_BACK - streams.UNPACKED_STEP
    assert len(breaks(pieces)) == 1


def test_a_cut_file_gives_its_whole_blocks() -> None:
    text = texts(3_000_000)[0]
    packed = bz2.compress(text)
    pieces = list(unpack_bz2(io.BytesIO(packed[: len(packed) // 2])))
    assert text.startswith(joined(pieces))
    assert len(joined(pieces)) >= 899_000
    assert "too early" in breaks(pieces)[0].reason


def test_something_else_behind_a_stream_is_reported() -> None:
    packed = bz2.compress(b"a text")
    pieces = list(unpack_bz2(io.BytesIO(packed + b"<html>" + packed)))
    assert joined(pieces) == b"a texta text"
    assert breaks(pieces) == [Break(len(packed), "something that is not bzip2 data")]


def test_gzip_members_are_joined() -> None:
    file = io.BytesIO(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0")
    assert list(unpack_gzip(file)) == [b"one ", b"two"]


def test_damaged_gzip_gives_what_stands_before() -> None:
    text = texts(400_000)[0]
    packed = gzip.compress(text)
    cut = list(unpack_gzip(io.BytesIO(packed[: len(packed) // 2])))
    assert text.startswith(joined(cut))
    assert len(joined(cut)) > 150_000
    assert "too early" in breaks(cut)[0].reason
    broken = list(unpack_gzip(io.BytesIO(packed[:-8] + b"\0" * 8)))
    assert "corrupt" in breaks(broken)[0].reason


def test_a_bomb_is_unpacked_in_small_steps() -> None:
    packed = bz2.compress(b"\0" * 50_000_000)
    pieces = unpack_bz2(io.BytesIO(packed))
    assert len(packed) < 200
    assert all(isinstance(piece, bytes) and len(piece) <= streams.UNPACKED_STEP for piece in pieces)
