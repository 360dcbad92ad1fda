"""The company's cash by quarter (公司资金备查): a memo without a book, for the leader and the auditor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liancun.kernel.fields import A, Whole, Yuan, _


@dataclass(frozen=True)
class Quarter:
    """A quarter of the company's cash (一季现金), in fen; `support_fen` is the parent's.

    `before_support_fen` is what there would be without it, `closing_fen` what there is at the end.
    """

    quarter: A[int, Whole(_("季"))]
    opening_fen: A[int, Yuan(_("期初"))]
    in_fen: A[int, Yuan(_("收入"))]
    out_fen: A[int, Yuan(_("支出"))]
    before_support_fen: A[int, Yuan(_("托底前"))]
    support_fen: A[int, Yuan(_("母公司托底"))]
    closing_fen: A[int, Yuan(_("期末"))]


def quarters(opening_fen: int, moves: Iterable[tuple[int, str, int]]) -> tuple[Quarter, ...]:
    """The four quarters out of (quarter, in | out | support, fen)."""
    sums: dict[tuple[int, str], int] = {}
    for quarter, direction, fen in moves:
        sums[quarter, direction] = sums.get((quarter, direction), 0) + fen
    found: list[Quarter] = []
    at_fen = opening_fen
    for quarter in range(1, 5):
        in_fen, out_fen, support_fen = (sums.get((quarter, way), 0) for way in ("in", "out", "support"))
        before_fen = at_fen + in_fen - out_fen
        closing_fen = before_fen + support_fen
        found.append(Quarter(quarter, at_fen, in_fen, out_fen, before_fen, support_fen, closing_fen))
        at_fen = closing_fen
    return tuple(found)


def low_point(rows: Sequence[Quarter]) -> Quarter:
    """The quarter in which there is least before the parent helps; the first of equal ones."""
    return min(rows, key=lambda row: (row.before_support_fen, row.quarter))
