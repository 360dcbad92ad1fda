"""What the rules of land money see (土地钱事实): each holder's plots over the year, the statement."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from liancun.base import charters
from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Period
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.land import facts as land
from liancun.rooms.land.rules import COLLECTIVE, AreaTerms, common_days
from liancun.rooms.park.models import CompanyCash, ParkStatement
from liancun.rooms.park.rules import (
    PART_OF,
    HolderYear,
    ParkYear,
    Piece,
    Statement,
    YearDays,
)
from liancun.rooms.registry import facts as registry


def watched(org_code: str) -> Iterable[str]:
    """The contracts, every collective's plots, the registry."""
    return land.watched(org_code)


def days_in(year: int) -> int:
    """The days of a year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def pieces_of(org_code: str, year: int, asof: Watermark) -> dict[str, list[tuple[str, Piece]]]:
    """Holder -> (village, piece) of every contract over the year: who held which plot, its area."""
    span = DateRange(date(year, 1, 1), date(year, 12, 31))
    kind = charters.in_force(AreaTerms, on=span.end or span.start, org=org_code).pays_by
    past = land.plot_history(asof)
    claims = land.all_claims(org_code, asof)
    found: dict[str, list[tuple[str, Piece]]] = {}
    for contract in land.contracts(org_code, asof):
        if contract.form not in PART_OF or not common_days(contract.days, span):
            continue
        for claim in claims[contract.number]:
            for plot in past.get(claim.plot, ()):
                days = _days_in_all(claim.days, plot.days, span)
                if days:
                    piece = Piece(
                        contract.number, claim.plot, contract.form, contract.payer, plot.area(kind),
                        contract.rate_fen, days,
                    )  # fmt: skip
                    found.setdefault(claim.holder, []).append((plot.village_code, piece))
    return found


def _days_in_all(one: DateRange, other: DateRange, span: DateRange) -> int:
    both = common_days(one, other)
    within = common_days(both, span) if both else None
    if within is None or within.end is None:
        return 0
    return (within.end - within.start).days + 1


def floor_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[HolderYear, YearDays]:
    """Every holder's year of land, by holder code."""
    lines, gaps = _holders(org_code, period, asof)
    return FactSheet(org_code, str(period), lines, YearDays(days_in(period.year)), gaps)


def _holders(
    org_code: str, period: Period, asof: Watermark
) -> tuple[tuple[FactLine[HolderYear], ...], tuple[Gap, ...]]:
    found = pieces_of(org_code, period.year, asof)
    heads = registry.representatives(period.last_day, asof)
    people = {holder: holder if holder.startswith(COLLECTIVE) else heads.get(holder, "") for holder in found}
    gaps = tuple(
        Gap(holder, "park.no_representative", found[holder][0][0])
        for holder, person in sorted(people.items())
        if not person
    )
    payees = registry.payee_for(filter(None, people.values()), period.last_day, asof)
    members = registry.memberships(org_code, asof)
    lines = tuple(
        FactLine(
            holder,
            payees.get(people[holder], ""),
            HolderYear(
                tuple(piece for _village, piece in rows), _is_member(members, people[holder], period.last_day)
            ),
            rows[0][0],
        )
        for holder, rows in sorted(found.items())
    )
    return lines, gaps


def _is_member(members: Mapping[str, tuple[DateRange, ...]], party: str, day: date) -> bool:
    return any(days.holds(day) for days in members.get(party, ()))


def statement_of(org_code: str, year: int, asof: Watermark) -> ParkStatement | None:
    """The latest statement of a year."""
    rows = asof.limit(ParkStatement.objects.filter(org_code=org_code, year=year))
    return rows.order_by("-revision").first()


def agreed_on(org_code: str, period: Period, asof: Watermark) -> date | None:
    """The day on which a year's statement was agreed: before it there is no claim on the company."""
    row = statement_of(org_code, period.year, asof)
    return row.agreed_on if row else None


def share_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[HolderYear, ParkYear]:
    """Every holder's year of land, and the agreed statement; without one there is a gap."""
    lines, gaps = _holders(org_code, period, asof)
    row = statement_of(org_code, period.year, asof)
    if row is None:
        gaps = (*gaps, Gap(str(period.year), "park.no_statement"))
        return FactSheet(
            org_code, str(period), lines, ParkYear(Statement(0, 0, 0, 0, 0), days_in(period.year)), gaps
        )
    statement = Statement(row.fruit_fen, row.labour_fen, row.fee_fen, row.inputs_fen, row.management_fen)
    return FactSheet(org_code, str(period), lines, ParkYear(statement, days_in(period.year)), gaps)


def contract_refs(org_code: str, period: Period, asof: Watermark, subject: str) -> Iterator[str]:
    """The contracts behind one holder's line."""
    seen = dict.fromkeys(
        piece.contract for _village, piece in pieces_of(org_code, period.year, asof).get(subject, ())
    )
    for number in seen:
        yield f"contract:{number}"


def share_refs(org_code: str, period: Period, asof: Watermark, subject: str) -> Iterator[str]:
    """The statement and the contracts behind one holder's share."""
    yield f"park:{period.year}"
    yield from contract_refs(org_code, period, asof, subject)


@once
def cash_rows(org_code: str, year: int) -> tuple[CompanyCash, ...]:
    """The items of the company's memo for a year, by quarter."""
    return tuple(CompanyCash.objects.filter(org_code=org_code, year=year).order_by("quarter", "pk"))


def cash_moves(org_code: str, year: int) -> tuple[int, list[tuple[int, str, int]]]:
    """(opening, moves) of the company's memo for a year."""
    rows = cash_rows(org_code, year)
    opening = sum(row.amount_fen for row in rows if row.direction == CompanyCash.Direction.OPENING)
    moves = [
        (row.quarter, row.direction, row.amount_fen)
        for row in rows
        if row.direction != CompanyCash.Direction.OPENING
    ]
    return opening, moves
