"""An account as it is bound for a month or a year (账页): every line and each month's sum."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
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
    """An account in a month or year: its lines, its runs, and what they add up to."""

    chart: Mapping[str, AccountSpec]
    lines: "QuerySet[EntryLine]"
    runs: tuple[Run[Foot], ...]
    opening_fen: int
    debit_fen: int
    credit_fen: int


def bound(org_code: str, account: str, span: Period, *, daily: bool) -> Bound:
    """An account's rows for a month or a year, added up by day where it is `daily`."""
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    every = EntryLine.objects.filter(org_code=org_code, account=account)
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
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    every = EntryLine.objects.filter(org_code=org_code, **_asked(account, party))
    earlier = every.filter(accounting_on__lt=span.first_day)
    opening = facts.net_of(earlier)
    since_january = facts.turnovers_of(earlier.filter(accounting_on__gte=date(span.year, 1, 1)))
    within = every.filter(accounting_on__range=(span.first_day, span.last_day))
    lines = list(within.select_related("entry").order_by(*IN_ORDER))
    beside = _beside(viewer, org_code, lines, chart, daily=daily)
    of_account: dict[str, list[tuple[EntryLine, str]]] = {}
    for line, said in zip(lines, beside, strict=True):
        of_account.setdefault(line.account, []).append((line, said))
    found = []
    for code in [account] if account else sorted({*opening, *of_account}):
        mine, before = of_account.get(code, []), since_january.get(code, (0, 0))
        runs = runs_of(
            span.first_day, opening.get(code, 0), before, _days([line for line, _said in mine]), daily=daily
        )
        rows = tuple(_rows(runs, opening.get(code, 0), before, mine))
        ends = span.last_day.month == MONTHS_IN_YEAR and clock.today() > span.last_day
        if ends and rows[-1].balance_fen:
            rows += (replace(rows[-1], kind="onward", day=span.last_day, debit_fen=0, credit_fen=0),)
        found.append(AccountBook(code, chart[code].name if code in chart else "", rows))
    return tuple(found)


def _asked(account: str, party: str) -> dict[str, str]:
    return {name: value for name, value in (("account", account), ("party", party)) if value}


def _beside(
    viewer: Viewer,
    org_code: str,
    lines: Sequence[EntryLine],
    chart: Mapping[str, AccountSpec],
    *,
    daily: bool,
) -> list[str]:
    """What stands beside each line: its party, in a daybook the accounts on the other side."""
    if daily:
        others = against(org_code, lines, chart)
        return ["、".join(others.get((line.entry_id, line.debit_fen > 0), ())) for line in lines]
    known = names(viewer, {line.party for line in lines if line.party})
    return [known.get(line.party, line.party) for line in lines]


def _days(lines: Sequence[EntryLine]) -> list[DaySum]:
    """What an account's lines, in order, add up to on each of their days."""
    by_day = ((day, list(each)) for day, each in groupby(lines, key=attrgetter("accounting_on")))
    return [
        DaySum(day, len(each), sum(line.debit_fen for line in each), sum(line.credit_fen for line in each))
        for day, each in by_day
    ]


def _rows(
    runs: Sequence[Run[Foot]],
    opening_fen: int,
    since_january: tuple[int, int],
    lines: Sequence[tuple[EntryLine, str]],
) -> Iterator[BoundRow]:
    held, (debit_fen, credit_fen) = opening_fen, since_january
    found = iter(lines)
    for run in runs:
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
