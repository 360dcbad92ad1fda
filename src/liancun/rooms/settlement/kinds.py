"""The kinds of money a town settles (结算类别): each room has one frozen `RunKind` for each.

Settlement knows no mechanism: what a kind is, is all in here. They stand in the `kinds.KINDS` of their rooms
and are gathered when first asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from liancun.base.acts import Act
from liancun.base.discovery import doors
from liancun.base.readiness import stocks
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.rulings import EntryLine, FactSheet, Line, Ruling


def no_records(_org_code: str, _period: Period, _asof: Watermark, _subject: str) -> Iterable[str]:
    """For a kind whose facts are not single records."""
    return ()


@dataclass(frozen=True)
class RunKind:
    """One kind of money (类别), from the records it reads to the entry it posts.

    name           unique; also the charter decision `runs/<name>` that says who makes, checks, decides, pays
    room           the room that owns it; verbs are "<room>.<name>.make" and so on
    direction      pay (we owe the payee) or collect (the payee owes us: a bill)
    grain          what a period is: year or month
    charter        the room's charter type; `charter_day` selects the clause for a period
    fact_type      the frozen dataclass in each `FactLine.facts`; `total_type` the one in `FactSheet.totals`
    facts          everything up to a watermark, for one organisation and period
    rule           pure; `shared` when it divides pots, which then wait whole on an objection
    watched        the organisations whose records `facts` reads, the own one included
    accounting_on  the day whose period takes the entry; the day of posting where that is closed by then
    closes_year    the entry belongs to its own year's end: posted too late it is refused, never moved
    known_on       the day of the paper by which the money is first known, where that comes after the period
                   (a statement agreed with a partner): it takes the place of `accounting_on`
    entry          the balanced lines for some of the run's lines (whole, or held ones confirmed later); never
                   sees a negative amount: a deduction or reversal is the same entry with its sides swapped
    settle_account the account of the book that a payment clears (221, 213, 112); a payee who is a member when
                   the money arises has the one that the chart keeps for members
    tells_members  the rule itself knows whose money is a member's (by each slip's day, by the day of
                   leaving): its accounts stand as it says
    records        the references of the records behind one subject's line ("score:56"), read when asked
    entered        what else is written in the same act when lines enter the book (the share register): given
                   the lines as they are, a deduction or reversal negative, and the entry
    partner        the kind of organisation with which the money is divided: where none stands, there is none
    needs          the stocks of records (`readiness.STOCKS`) without which there is nobody to pay or bill
    """

    name: str
    room: str
    direction: Literal["pay", "collect"]
    grain: Literal["year", "month"]
    charter: type[Any]
    charter_day: Callable[[Period], date]
    fact_type: type[Any]
    total_type: type[Any]
    facts: Callable[[str, Period, Watermark], FactSheet[Any, Any]]
    rule: Callable[[FactSheet[Any, Any], Any], Ruling]
    watched: Callable[[str], Iterable[str]]
    accounting_on: Callable[[Period], date]
    entry: Callable[[Sequence[Line], Any], Sequence[EntryLine]]
    settle_account: Callable[[Line], str]
    needs: tuple[str, ...]
    shared: bool = False
    tells_members: bool = False
    partner: str = ""
    records: Callable[[str, Period, Watermark, str], Iterable[str]] = no_records
    closes_year: bool = False
    known_on: Callable[[str, Period, Watermark], date | None] | None = None
    entered: Callable[[Act, Sequence[Line], str], None] | None = None

    def arises_on(self, org_code: str, period: Period, asof: Watermark) -> date:
        """The day on which the money of a period arises: the paper's by which it is known, or its own."""
        known = self.known_on and self.known_on(org_code, period, asof)
        return known or self.accounting_on(period)

    def lacking(self, org_code: str, first: date, last: date) -> tuple[str, ...]:
        """The stocks it rests on of which an organisation has nothing in a span of days."""
        known = stocks()
        return tuple(name for name in self.needs if not known[name].found(org_code, first, last).count)


@cache
def known() -> dict[str, RunKind]:
    """Every kind by its name."""
    found: dict[str, RunKind] = {}
    for _room, door in doors("kinds"):
        for kind in getattr(door, "KINDS", ()):
            assert kind.name not in found, f"two kinds named {kind.name}"
            found[kind.name] = kind
    return found


def kind_named(name: str) -> RunKind:
    """The kind of that name."""
    return known()[name]


def all_kinds() -> tuple[RunKind, ...]:
    """Every kind, by name."""
    return tuple(known()[name] for name in sorted(known()))
