"""How the pages of a bound book run (订本账的行次): lines, and after them what they add up to.

The daybooks of cash and bank are added up at the end of each day (财会〔2021〕37号, 101 and 102); every book
at the end of each month, with what has moved since January.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

BANK = "102"
"""银行存款, in both charts"""


def is_money(account: str) -> bool:
    """Whether an account is money (货币资金): both charts number cash, bank and other money from 101 on."""
    return account.startswith("10")


FootKind = Literal["brought", "day", "month", "year"]


@dataclass(frozen=True)
class DaySum:
    """What moved on a day: how many lines there are, and both sides in fen."""

    day: date
    lines: int
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class Foot:
    """A row that adds up (合计行): what moved, and what stands after it, debit minus credit.

    `brought` opens the book: nothing moved, so much stood.
    """

    kind: FootKind
    day: date
    debit_fen: int
    credit_fen: int
    balance_fen: int


F = TypeVar("F", covariant=True)


@dataclass(frozen=True)
class Run(Generic[F]):
    """So many lines one after the other, and the rows that stand below them."""

    lines: int
    feet: tuple[F, ...]


def runs_of(
    first: date, opening_fen: int, since_january: tuple[int, int], days: Sequence[DaySum], *, daily: bool
) -> tuple[Run[Foot], ...]:
    """An account from a day on, within a year: each day's sum where it is `daily`, each month's in any case.

    `opening_fen` stood before the first day, debit minus credit; `since_january` moved from January to then.
    """
    held = opening_fen
    year_debit_fen, year_credit_fen = since_january
    month_debit_fen = month_credit_fen = 0
    runs = [Run(0, (Foot("brought", first, 0, 0, held),))]
    for at, each in enumerate(days):
        held += each.debit_fen - each.credit_fen
        month_debit_fen += each.debit_fen
        month_credit_fen += each.credit_fen
        year_debit_fen += each.debit_fen
        year_credit_fen += each.credit_fen
        feet = [Foot("day", each.day, each.debit_fen, each.credit_fen, held)] if daily else []
        if at + 1 == len(days) or days[at + 1].day.month != each.day.month:
            feet.append(Foot("month", each.day, month_debit_fen, month_credit_fen, held))
            feet.append(Foot("year", each.day, year_debit_fen, year_credit_fen, held))
            month_debit_fen = month_credit_fen = 0
        runs.append(Run(each.lines, tuple(feet)))
    return tuple(runs)


def rows_in(runs: Sequence[Run[F]]) -> int:
    """How many rows there are, lines and feet."""
    return sum(run.lines + len(run.feet) for run in runs)


def window(runs: Sequence[Run[F]], offset: int, limit: int) -> tuple[int, tuple[F | None, ...]]:
    """Some of the rows: the number of the first line among them, and each row, None for the next line."""
    first_line, passed = 0, 0
    places: list[F | None] = []
    for run in runs:
        whole = run.lines + len(run.feet)
        start, end = (min(max(edge - passed, 0), whole) for edge in (offset, offset + limit))
        passed += whole
        first_line += min(start, run.lines)
        places += [None] * (min(end, run.lines) - min(start, run.lines))
        places += run.feet[max(start - run.lines, 0) : max(end - run.lines, 0)]
    return first_line, tuple(places)
