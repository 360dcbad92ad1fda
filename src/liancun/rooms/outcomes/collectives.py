"""The village collectives' own income, year by year (村集体自身收入), from their own books.

The report names its growth without a figure, so there is nothing to be met: docs/figures.md 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.outcomes.rules import OwnIncomeTerms
from liancun.rooms.registry import queries as registry

KIND = "village_collective"


@dataclass(frozen=True)
class IncomeYear:
    """A collective's own income of a year (一年收入), in fen, up to a day; by account, with its name."""

    year: int
    upto: date
    total_fen: int
    accounts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class CollectiveIncome:
    """One collective (一个村集体), its years oldest first."""

    village_code: str
    village: str
    org_code: str
    years: tuple[IncomeYear, ...]


@dataclass(frozen=True)
class OwnIncome:
    """The collectives in reach (各村集体). `since`: the first day of the oldest of their books."""

    clause: str
    since: date | None
    rows: tuple[CollectiveIncome, ...]
    totals: tuple[IncomeYear, ...]


def own_income(viewer: Viewer, *, on: date) -> OwnIncome:
    """Own income of every collective whose book is in reach, for each year since the books began."""
    terms = charters.in_force(OwnIncomeTerms, on=on)
    orgs = {org.code: org.village_code for org in _collectives(viewer, on)}
    books = ledger.period_states(orgs)
    if not books:
        return OwnIncome(terms.clause, None, (), ())
    since = min(state.opened_on for state in books.values())
    chart, _clause, _name = ledger.chart_of(next(iter(books)), on)
    names = {account: chart[account].name for account in terms.accounts if account in chart}
    sums = ledger.income_of(books, names, first=since, last=on)
    ends = [min(on, date(year, 12, 31)) for year in range(since.year, on.year + 1)]
    places = registry.village_names()
    return OwnIncome(
        terms.clause,
        since,
        tuple(
            CollectiveIncome(
                village,
                places.get(village, ""),
                code,
                tuple(_year(upto, sums, names, [code]) for upto in ends),
            )
            for code, village in sorted(orgs.items(), key=lambda each: each[1])
            if code in books
        ),
        tuple(_year(upto, sums, names, list(books)) for upto in ends),
    )


def _year(
    upto: date, sums: Mapping[tuple[int, str, str], int], names: Mapping[str, str], orgs: Sequence[str]
) -> IncomeYear:
    found = {account: sum(sums.get((upto.year, org, account), 0) for org in orgs) for account in names}
    accounts = tuple((account, names[account], fen) for account, fen in found.items() if fen)
    return IncomeYear(upto.year, upto, sum(found.values()), accounts)


def _collectives(viewer: Viewer, on: date) -> list[registry.OrganisationRow]:
    rows = registry.organisations(viewer, on=on, kind=KIND)
    return [row for row in rows if viewer.sees(row.code)]


def income_refs(viewer: Viewer, year: int, *, on: date, limit: int = 200) -> tuple[str, ...]:
    """The first entries behind a year's income in reach, oldest first."""
    terms = charters.in_force(OwnIncomeTerms, on=on)
    orgs = [row.code for row in _collectives(viewer, on)]
    span = {"first": date(year, 1, 1), "last": min(on, date(year, 12, 31))}
    return ledger.income_entries(orgs, terms.accounts, **span, limit=limit)
