"""An account as it is bound for a month or a year (账页): every line and each month's sum."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db.models import Count, Max, QuerySet

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.kernel import Period
from liancun.kernel.days import MONTHS_IN_YEAR
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.accounts import IN_ORDER
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.ledger.rules import AccountSpec, period_of
from liancun.rooms.ledger.rules.pages import DaySum, Foot, Run, runs_of
from liancun.rooms.registry.queries import names


@dataclass(frozen=True)
class Bound:
    """An account in a month or year: its lines, its runs, and what they add up to.

    `since_january` moved in the year before the first day.
    """

    chart: Mapping[str, AccountSpec]
    lines: "QuerySet[EntryLine]"
    runs: tuple[Run[Foot], ...]
    opening_fen: int
    since_january: tuple[int, int]
    debit_fen: int
    credit_fen: int


def bound(org_code: str, account: str, span: Period, *, daily: bool, party: str = "") -> Bound:
    """An account's rows for a month or a year, added up by day where it is `daily`; of a party if named."""
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    every = EntryLine.objects.filter(org_code=org_code, account=account)
    if party:
        every = every.filter(party=party)
    lines = every.filter(accounting_on__range=(span.first_day, span.last_day))
    opening_fen = facts.net_of(every.filter(accounting_on__lt=span.first_day)).get(account, 0)
    earlier = every.filter(accounting_on__gte=date(span.year, 1, 1), accounting_on__lt=span.first_day)
    since_january = facts.turnovers_of(earlier).get(account, (0, 0))
    days = day_sums(lines)
    return Bound(
        chart,
        lines,
        runs_of(span.first_day, opening_fen, since_january, days, daily=daily),
        opening_fen,
        since_january,
        sum(each.debit_fen for each in days),
        sum(each.credit_fen for each in days),
    )


def day_sums(lines: "QuerySet[EntryLine]") -> list[DaySum]:
    """What some lines add up to on each of their days."""
    counts = dict(lines.values_list("accounting_on").annotate(Count("pk")))
    sums = facts.sums_by(lines, "accounting_on")
    return [DaySum(day, counts[day], *both) for (day,), both in sorted(sums.items())]


@dataclass(frozen=True)
class BoundRow:
    """A row of a bound account (账页的一行): a line, or a sum.

    `onward` goes to the next year. `beside` names the party, in a daybook the accounts on the other side. The
    balance is debit minus credit; `year_debit_fen` and `year_credit_fen` have moved since January by then.
    """

    kind: Literal["line", "brought", "day", "month", "year", "onward"]
    day: date
    number: int
    summary: str
    beside: str
    debit_fen: int
    credit_fen: int
    balance_fen: int
    year_debit_fen: int
    year_credit_fen: int


@dataclass(frozen=True)
class AccountBook:
    """An account as it is bound, row by row (一本账里的一个科目)."""

    account: str
    name: str
    rows: tuple[BoundRow, ...]


def account_books(
    viewer: Viewer, org_code: str, period: str, account: str = "", party: str = "", *, daily: bool = False
) -> tuple[AccountBook, ...]:
    """The accounts of a book for a month or a year, the last one unasked: one, or all that stood or moved."""
    viewer.must_see(org_code)
    span = period_of(period or str(clock.today().year - 1))
    codes = [account] if account else sorted(facts.turnovers(org_code, first=date.min, last=span.last_day))
    return tuple(_book(viewer, org_code, span, code, party, daily=daily) for code in codes)


def _book(
    viewer: Viewer, org_code: str, span: Period, account: str, party: str, *, daily: bool
) -> AccountBook:
    own = bound(org_code, account, span, daily=daily, party=party)
    lines = list(own.lines.select_related("entry").order_by(*IN_ORDER))
    if daily:
        others = against(org_code, lines, own.chart)
        beside = ["、".join(others.get((line.entry_id, line.debit_fen > 0), ())) for line in lines]
    else:
        known = names(viewer, {line.party for line in lines if line.party})
        beside = [known.get(line.party, line.party) for line in lines]
    rows = tuple(_rows(own, lines, beside))
    ends = span.last_day.month == MONTHS_IN_YEAR and clock.today() > span.last_day
    if ends and rows[-1].balance_fen:
        rows += (replace(rows[-1], kind="onward", day=span.last_day, debit_fen=0, credit_fen=0),)
    return AccountBook(account, own.chart[account].name if account in own.chart else "", rows)


def _rows(own: Bound, lines: Sequence[EntryLine], beside: Sequence[str]) -> Iterator[BoundRow]:
    held, (debit_fen, credit_fen) = own.opening_fen, own.since_january
    found = iter(zip(lines, beside, strict=True))
    for run in own.runs:
        for line, said in (next(found) for _line in range(run.lines)):
            held += line.debit_fen - line.credit_fen
            debit_fen, credit_fen = debit_fen + line.debit_fen, credit_fen + line.credit_fen
            yield BoundRow(
                "line",
                line.accounting_on,
                line.entry.number,
                line.entry.summary,
                said,
                line.debit_fen,
                line.credit_fen,
                held,
                debit_fen,
                credit_fen,
            )
        for foot in run.feet:
            yield BoundRow(
                foot.kind, foot.day, 0, "", "", foot.debit_fen, foot.credit_fen, held, debit_fen, credit_fen
            )


AGAINST_NAMED = 3
"""So many accounts on the other side are named; a run has hundreds of lines on one or two."""


def against(
    org_code: str, page: Sequence[EntryLine], chart: Mapping[str, AccountSpec]
) -> dict[tuple[int, bool], tuple[str, ...]]:
    """(voucher, whether the line is a debit) -> the first accounts on the other side, by name."""
    own = {line.entry_id for line in page}
    sides = (
        EntryLine.objects.filter(org_code=org_code, entry__in=own)
        .values_list("entry_id", "account")
        .annotate(Max("debit_fen"), Max("credit_fen"))
        .order_by("entry_id", "account")
    )
    found: dict[tuple[int, bool], tuple[str, ...]] = {}
    for entry, account, debit_fen, credit_fen in sides:
        spec = chart.get(account)
        name = spec.name if spec else account
        for mine_is_debit, other_fen in ((True, credit_fen), (False, debit_fen)):
            named = found.get((entry, mine_is_debit), ())
            if other_fen and len(named) < AGAINST_NAMED:
                found[entry, mine_is_debit] = (*named, name)
    return found
