"""The company's cash by quarter (公司资金备查): a memo without a book, for the leader and the auditor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Quarter:
    """A quarter of the company's cash (一季现金), in fen; `support_fen` is the parent's."""

    quarter: int
    opening_fen: int
    in_fen: int
    out_fen: int
    support_fen: int

    @property
    def before_support_fen(self) -> int:
        """What there would be without the parent."""
        return self.opening_fen + self.in_fen - self.out_fen

    @property
    def closing_fen(self) -> int:
        """What there is at its end."""
        return self.before_support_fen + self.support_fen


def quarters(opening_fen: int, moves: Iterable[tuple[int, str, int]]) -> tuple[Quarter, ...]:
    """The four quarters out of (quarter, in | out | support, fen)."""
    sums: dict[tuple[int, str], int] = {}
    for quarter, direction, fen in moves:
        sums[quarter, direction] = sums.get((quarter, direction), 0) + fen
    found: list[Quarter] = []
    at_fen = opening_fen
    for quarter in range(1, 5):
        row = Quarter(quarter, at_fen, *(sums.get((quarter, way), 0) for way in ("in", "out", "support")))
        found.append(row)
        at_fen = row.closing_fen
    return tuple(found)


def low_point(rows: Sequence[Quarter]) -> Quarter:
    """The quarter in which there is least before the parent helps; the first of equal ones."""
    return min(rows, key=lambda row: (row.before_support_fen, row.quarter))
