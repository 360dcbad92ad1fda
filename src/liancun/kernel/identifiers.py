"""Numbers that carry their own check (证件号): read exactly, judged by their check digit alone."""

import re
from datetime import date

from stdnum.cn import ric

_ID_NUMBER = re.compile(r"^[0-9]{17}[0-9X]$")


def is_id_number(text: str) -> bool:
    """Whether eighteen characters are an ID number (GB 11643): its day exists and its check digit is right.

    Which county a code stood for in the year of birth is not asked: a number is given at first
    registration, often years later, and one county has had three codes.
    """
    if not _ID_NUMBER.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return bool(text[-1] == ric.calc_check_digit(text))


def swapped_digits(one: str, other: str) -> bool:
    """Whether two ID numbers are told apart by two digits that changed places alone.

    Of the last character, which is worked out from the others, nothing is asked: a number that was copied
    wrongly has one that fits.
    """
    if len(one) != len(other):
        return False
    apart = [(a, b) for a, b in zip(one[:-1], other[:-1], strict=True) if a != b]
    return len(apart) == 2 and apart[0] == apart[1][::-1]


def digits_of(number: str) -> str:
    """What numbers have in common that `swapped_digits` tells apart: all but the last character, in order."""
    return "".join(sorted(number[:-1]))
