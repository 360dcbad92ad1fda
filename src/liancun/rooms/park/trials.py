"""Trying land money on a case of one's own (试算): `liancun try guaranteed_dividend|park_share CASE.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from liancun.base.trials import Outcome, Trial
from liancun.kernel import BadInput, DateRange, Problem
from liancun.kernel.rulings import FactLine, FactSheet, Line
from liancun.rooms.land.rules import AreaTerms, common_days
from liancun.rooms.park import rules
from liancun.rooms.park.rules import (
    Bearer,
    FloorTerms,
    HolderYear,
    ParkYear,
    Piece,
    ShareTerms,
    Statement,
    YearDays,
)

CLAUSE = "case"


@dataclass(frozen=True)
class FloorCharter:
    """The charter values of a land money case."""

    floor_fen: int = 40_000
    cost_account: str = "141"
    own_party: str = "O:head"
    company_party: str = "O:company"


@dataclass(frozen=True)
class Land:
    """A plot in a contract over some days of the year (一块地).

    area_centimu hundredths of a mu; rate_fen of a mu and year; payer the company's or the cooperative's code
    start, end   the first and last day; the whole year where left out
    """

    plot: str
    area_centimu: int
    rate_fen: int
    form: Literal["shares", "lease", "second"] = "shares"
    payer: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Holder:
    """A holder's year of a case. `payee` by written authority; `member` of the cooperative."""

    holder: str
    land: tuple[Land, ...]
    payee: str = ""
    member: bool = True


@dataclass(frozen=True)
class FloorCase:
    """A case of the guaranteed dividend."""

    year: int
    holders: tuple[Holder, ...]
    charter: FloorCharter = FloorCharter()


@dataclass(frozen=True)
class ShareCharter:
    """The charter values of the agreement with the company."""

    company: Fraction = Fraction(7, 10)
    farmers: Fraction = Fraction(1, 4)
    collectives: Fraction = Fraction(1, 20)
    top_up_by: Bearer = "company"
    top_up_account: str = "521"
    collectives_by: Literal["area", "equal"] = "area"


@dataclass(frozen=True)
class ShareCase:
    """A case of the share above the floor: the year's land, and the net income that was agreed."""

    year: int
    net_fen: int
    holders: tuple[Holder, ...]
    charter: FloorCharter = FloorCharter()
    partnership: ShareCharter = ShareCharter()


def try_floor(case: FloorCase) -> Outcome:
    """What each holder of the case is owed for the year, and the entry."""
    terms = _floor_terms(case.charter)
    sheet = FactSheet(CLAUSE, str(case.year), _lines(case, terms), YearDays(_days_in(case.year)))
    ruling = rules.guaranteed_dividend(sheet, terms)
    return Outcome(ruling.steps, ruling.lines, _result(ruling.lines))


def try_share(case: ShareCase) -> Outcome:
    """What the case's statement gives above the floor, and the entry."""
    floor, given = _floor_terms(case.charter), case.partnership
    terms = ShareTerms(
        CLAUSE, floor, given.company, given.farmers, given.collectives, given.top_up_by, given.top_up_account,
        given.collectives_by,
    )  # fmt: skip
    year = ParkYear(Statement(case.net_fen, 0, 0, 0, 0), _days_in(case.year))
    ruling = rules.park_share(FactSheet(CLAUSE, str(case.year), _lines(case, floor), year), terms)
    return Outcome(ruling.steps, ruling.lines, _result(ruling.lines))


def _floor_terms(given: FloorCharter) -> FloorTerms:
    areas = AreaTerms(CLAUSE, "measured")
    return FloorTerms(
        CLAUSE, areas, given.floor_fen, given.cost_account, given.own_party, given.company_party
    )


def _days_in(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _lines(case: FloorCase | ShareCase, terms: FloorTerms) -> tuple[FactLine[HolderYear], ...]:
    _must_be_one_holders(case)
    return tuple(
        FactLine(
            each.holder,
            each.payee or each.holder,
            HolderYear(tuple(_piece(land, each.holder, case.year, terms) for land in each.land), each.member),
        )
        for each in case.holders
    )


def _must_be_one_holders(case: FloorCase | ShareCase) -> None:
    """Refuse a plot that is in two contracts on one day; a second payment stands beside the first."""
    taken: dict[tuple[str, bool], list[tuple[date, date, str]]] = {}
    twice: list[Problem] = []
    for each in case.holders:
        for land in each.land:
            start, end = _days_of(land, each.holder, case.year)
            before = taken.setdefault((land.plot, land.form == "second"), [])
            for first, last, holder in before:
                if max(start, first) <= min(end, last):
                    told: dict[str, Any] = {
                        "plot": land.plot,
                        "day": max(start, first).isoformat(),
                        "other": holder,
                    }
                    twice.append(Problem.of("park.plot_twice", column=f"{each.holder}.{land.plot}", **told))
            before.append((start, end, each.holder))
    if twice:
        raise BadInput(twice)


def _days_of(land: Land, holder: str, year: int) -> tuple[date, date]:
    start = _day(land.start, holder, land.plot) or date(year, 1, 1)
    return start, _day(land.end, holder, land.plot) or date(year, 12, 31)


def _piece(land: Land, holder: str, year: int, terms: FloorTerms) -> Piece:
    first, last = date(year, 1, 1), date(year, 12, 31)
    start, end = _days_of(land, holder, year)
    within = common_days(DateRange(start, end), DateRange(first, last)) if start <= end else None
    days = (within.end - within.start).days + 1 if within and within.end else 0
    usual = terms.own_party if land.form == "second" else terms.company_party
    return Piece(land.plot, land.plot, land.form, land.payer or usual, land.area_centimu, land.rate_fen, days)


def _day(text: str, holder: str, plot: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput([Problem.of("park.day_unreadable", column=f"{holder}.{plot}", value=text)]) from None


def _result(lines: Sequence[Line]) -> dict[str, Any]:
    entry = rules.entry(lines, None) if lines else ()
    return {
        "total_fen": sum(line.amount_fen for line in lines),
        "paid_fen": sum(line.amount_fen for line in lines if line.payable),
        "entry": [
            {
                "account": line.account,
                "party": line.party,
                "debit_fen": line.debit_fen,
                "credit_fen": line.credit_fen,
            }
            for line in entry
        ],
    }


TRIALS = {"guaranteed_dividend": Trial(FloorCase, try_floor), "park_share": Trial(ShareCase, try_share)}
