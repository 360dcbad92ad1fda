"""What a village prints has a glyph for every character (字库): made-up names, rare ones, our own words.

Read from the fonts' character maps: a PDF shows a missing glyph as an empty box, and nobody is told.
"""

import struct
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from liancun.faces.prints import listing
from liancun.faces.words import all_words
from liancun.scenario import names

FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
CAPITALS = "人民币零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正"


@cache
def characters_of(font: Path) -> frozenset[str]:
    """The characters a TrueType font has a glyph for: its `cmap` table of format 12, or else 4."""
    content = font.read_bytes()
    (tables,) = struct.unpack_from(">H", content, 4)
    for place in range(12, 12 + 16 * tables, 16):
        tag, _sum, cmap, _length = struct.unpack_from(">4sLLL", content, place)
        if tag == b"cmap":
            break
    else:
        raise AssertionError("no cmap")
    (count,) = struct.unpack_from(">H", content, cmap + 2)
    found: set[int] = set()
    for each in range(count):
        (offset,) = struct.unpack_from(">L", content, cmap + 4 + 8 * each + 4)
        (form,) = struct.unpack_from(">H", content, cmap + offset)
        found |= {12: _groups, 4: _segments}.get(form, lambda *_: set())(content, cmap + offset)
    return frozenset(map(chr, found))


def _groups(content: bytes, start: int) -> set[int]:
    """Format 12: groups of (first, last, glyph of the first)."""
    (count,) = struct.unpack_from(">L", content, start + 12)
    found: set[int] = set()
    for each in range(count):
        first, last, glyph = struct.unpack_from(">LLL", content, start + 16 + 12 * each)
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _segments(content: bytes, start: int) -> set[int]:
    """Format 4: segments of the basic plane; glyph 0 is "missing"."""
    (twice,) = struct.unpack_from(">H", content, start + 6)
    ends, starts = start + 14, start + 16 + twice
    deltas, offsets = starts + twice, starts + 2 * twice
    found: set[int] = set()
    for at in range(0, twice, 2):
        first, last, delta, offset = (
            struct.unpack_from(">H", content, table + at)[0] for table in (starts, ends, deltas, offsets)
        )
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", content, offsets + at + offset + 2 * (code - first))
            if (glyph + delta if glyph or not offset else 0) & 0xFFFF:
                found.add(code)
    return found


def lacking(text: str, font: str) -> str:
    """The characters of a text that a font has no glyph for, with their numbers."""
    missing = set(text) - characters_of(Path(settings.FONTS_DIR) / font) - set("\n\t")
    return " ".join(f"{each} U+{ord(each):04X}" for each in sorted(missing))


@pytest.mark.parametrize("font", FONTS)
def test_every_character_of_a_name_is_in_the_font(font):
    assert not lacking(names.every_character(), font)


@pytest.mark.parametrize("font", FONTS)
def test_everything_we_say_is_in_the_font(font):
    said = "".join(str(word) for word in all_words().values())
    template = Path(listing.__file__).with_name(listing.TEMPLATE)
    assert not lacking(said + template.read_text(encoding="utf-8"), font)
    assert not lacking(CAPITALS + "".join(listing.SIGNERS), font)


@pytest.mark.parametrize("font", FONTS)
def test_a_missing_glyph_is_seen(font):
    assert lacking("贵\ue000", font) == "\ue000 U+E000"
