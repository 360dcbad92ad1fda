"""Where a cell stands (单元格的位置), "C5" and (5, 3); and what a workbook is turned away with."""

from functools import lru_cache
from typing import Any


class Unfit(Exception):
    """A workbook that is not taken in: the problem's code and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def number_of(digits: str) -> int:
    """The number of a row, or of a column where it is said by number. Raises Unfit."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 7):
        raise Unfit("import.damaged")
    return int(digits)


def place_of(cell: str) -> tuple[int, int]:
    """(row, column) of "C5": (5, 3)."""
    letters = cell.rstrip("0123456789")
    return number_of(cell[len(letters) :]), column_of(letters)


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """3 for "C". Raises Unfit."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise Unfit("import.damaged")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def cell_name(row: int, column: int) -> str:
    """ "C5" for (5, 3)."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
