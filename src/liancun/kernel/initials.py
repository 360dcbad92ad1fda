"""The first letters of how Chinese is said (拼音首字母): yhck for 银行存款.

GB 2312 orders its 3,755 usual characters by their Hanyu Pinyin, so that the letter a character begins with
follows from its place; characters with a second usual reading are listed. The rarer ones are ordered by
radical: of those no letter is known, and any is taken.
"""

from bisect import bisect_right
from functools import cache

FIRST = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
LETTERS = "abcdefghjklmnopqrstwxyz"
"""The letter that begins at each place; none begins with i, u or v."""
LAST = 0xD7F9
ALSO = dict(
    zip(
        "行长重会乐曾单朴区仇解查盛调藏石朝传弹降车参折系更便给率种",
        "hzckyzspoqxzctzdzztxjssjgpjsc",
        strict=True,
    )
)
"""The other letter of characters that are read in two ways: 银行 and 行走."""
ANY = frozenset("abcdefghijklmnopqrstuvwxyz")


@cache
def letters_of(sign: str) -> frozenset[str]:
    """The letters that a sign may stand for: itself where it is a letter or figure, none of a mark."""
    if sign.isascii():
        return frozenset(sign.lower()) if sign.isalnum() else frozenset()
    if not sign.isalpha():
        return frozenset()
    try:
        place = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ANY
    if not FIRST[0] <= place <= LAST:
        return ANY
    return frozenset(LETTERS[bisect_right(FIRST, place) - 1] + ALSO.get(sign, ""))


def begins_as_said(text: str, typed: str) -> bool:
    """Whether some part of a text begins with these letters: yhck and ck are of 银行存款, yc is not."""
    said = [letters for sign in text if (letters := letters_of(sign))]
    wanted = typed.lower()
    return any(
        all(letter in letters for letter, letters in zip(wanted, said[start:], strict=False))
        for start in range(len(said) - len(wanted) + 1)
    )


def spellings(text: str, most: int = 8) -> tuple[str, ...]:
    """The ways a text may be spelled by first letters, at most so many; a character of any letter is `*`."""
    found = [""]
    for letters in filter(None, map(letters_of, text)):
        each = "*" if letters == ANY else "".join(sorted(letters))
        found = [begun + letter for begun in found for letter in each][:most]
    return tuple(found)
