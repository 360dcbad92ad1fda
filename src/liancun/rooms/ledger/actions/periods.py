"""Books begun, months closed, years carried and sealed (建账、结账、结转、封账)."""

from dataclasses import asdict, dataclass
from datetime import date

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.unentered import unentered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.days import MONTHS_IN_YEAR
from liancun.kernel.fields import A, Choice, Day, Month, Ref, Span, Text, Whole, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.actions.posting import COOPERATIVE, EntryDraft, post_within, refuse
from liancun.rooms.ledger.models import Book, ClosedAnyway, Entry, PeriodEvent
from liancun.rooms.ledger.rules import (
    PeriodRule,
    closing_fault,
    closing_lines,
    period_of,
    sealing_fault,
)
from liancun.rooms.registry import facts as registry

CHARTS = ((COOPERATIVE, _("合作社")), ("collective", _("集体")))


@dataclass(frozen=True)
class NewBook:
    """A book to begin (建账): its chart of accounts, and its first day."""

    chart: A[str, Choice(_("科目表"), CHARTS)]
    opened_on: A[date, Day(_("启用日"))]


@dataclass(frozen=True)
class Begun:
    """A book that was begun."""

    org: str
    chart: str
    ref: A[str, Ref(_("账簿"))]


@dataclass(frozen=True)
class MonthToClose:
    """The month to close (结账): the one after the last that is closed."""

    month: A[str, Month(_("月份"), example="2025-03")]
    reason: A[str, Text(_("没入账也要结的原因"), most=120, help=_("都入账了不填"))] = ""


@dataclass(frozen=True)
class Closed:
    """A month that is closed."""

    org: str
    month: A[str, Month(_("月份"))]
    closed: str


@dataclass(frozen=True)
class BookYear:
    """A year of a book (年度)."""

    year: A[int, Whole(_("年度"), 1990, 2100)]


@dataclass(frozen=True)
class Carried:
    """A year whose result was carried, and the entries that did it."""

    org: str
    year: A[int, Span(_("年度"))]
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Sealed:
    """A year that is sealed."""

    org: str
    year: A[int, Span(_("年度"))]
    sealed: int


@offered(
    "ledger.open_book",
    title=_("建账"),
    ask=_("启用日和科目表定了就不能改。确定建账吗?"),
    done=_("已建账"),
    command="open",
)
def open_book(org_code: str, given: NewBook, *, by: Viewer, on: date) -> Begun:
    """Begin an organisation's book on a chart (建账)."""
    chart, opened_on = given.chart, given.opened_on
    with act("ledger.open_book", org_code, by=by, on=on) as a:
        if not registry.keeps_a_book(org_code, on):
            raise Refusal("ledger.keeps_no_book", org=org_code)
        if Book.objects.filter(org_code=org_code).exists():
            raise Refusal("ledger.book_is_open", org=org_code)
        a.add(Book, chart=chart, opened_on=opened_on, **a.stamp())
        a.ref = f"book:{org_code}"
    return Begun(org_code, chart, a.ref)


@offered(
    "ledger.close_period",
    title=_("结账"),
    ask=_("结账以后这个月不能再记账;要再打开,须另一人同意。确定吗?"),
    done=_("已结账"),
    path="/books/{org_code}/months/{month}/close",
    command="close-month",
    on="unentered",
)
def close_period(org_code: str, given: MonthToClose, *, by: Viewer, on: date) -> Closed:
    """Close a month (结账): it is over, the months before it are closed, and what belongs in it is in.

    Refuses where something is not in the book, unless a reason says why: that is kept with what was not in.
    December closes after its year's result is carried.
    """
    period = period_of(given.month)
    with guards.refusing(), act("ledger.close_period", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=period.last_day).clause
        refuse(closing_fault(period, facts.period_state(org_code), clause, on=on))
        if period.month == MONTHS_IN_YEAR and facts.uncarried(org_code, period.year):
            raise Refusal("ledger.not_carried", clause, year=period.year)
        missing, reason = unentered(org_code, period), given.reason.strip()
        if missing and not reason:
            raise Refusal("ledger.not_all_in", clause, month=str(period), count=len(missing))
        event = a.add(PeriodEvent, period=str(period), **a.stamp())
        if reason:
            told = [asdict(each) for each in missing]
            a.add(ClosedAnyway, event=event, reason=reason, unentered=told, **a.stamp())
        a.ref = f"period:{org_code}/{period}"
    return Closed(org_code, str(period), str(period))


@offered(
    "ledger.carry_year_end",
    title=_("年终结转"),
    ask=_("把这一年的收入、支出结转到未分配。确定吗?"),
    done=_("损益已结转"),
    path="/books/{org_code}/years/{year}/carry",
    command="carry-year",
    on="balances",
)
def carry_year_end(org_code: str, given: BookYear, *, by: Viewer, on: date) -> Carried:
    """Carry the year's profit and loss to undistributed surplus on 31 December (年终结转).

    What comes in afterwards, while December is open, is carried by calling again.
    """
    year = given.year
    last_day = period_of(str(year)).last_day
    source = f"{facts.CARRY}{org_code}/{year}"
    with guards.refusing(), act("ledger.carry_year_end", org_code, by=by, on=on) as a:
        _accounts, _clause, chart = facts.chart_of(org_code, last_day)
        result = facts.uncarried(org_code, year)
        if not result and Entry.objects.filter(org_code=org_code, source=source).exists():
            raise Refusal("ledger.already_carried", year=year)
        first, second = closing_lines(result, "cooperative" if chart == "cooperative" else "collective")
        drafts = [
            EntryDraft(last_day, f"{year}年{title}", lines, source)
            for title, lines in (("损益结转", first), ("本年盈余转入未分配", second))
            if lines
        ]
        refs = post_within(a, drafts, source=source)
        a.ref = f"carry:{org_code}/{year}"
    return Carried(org_code, year, tuple(refs))


@offered(
    "ledger.seal_year",
    title=_("封账"),
    ask=_("封账以后这一年什么都不能再记。成员大会开过了吗?"),
    done=_("已封账"),
    path="/books/{org_code}/years/{year}/seal",
    command="seal-year",
    on="balances",
)
def seal_year(org_code: str, given: BookYear, *, by: Viewer, on: date) -> Sealed:
    """Seal a year (封账): after the assembly nothing more stands in it, not even the year-end period."""
    year = given.year
    period = period_of(str(year))
    with guards.refusing(), act("ledger.seal_year", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=period.last_day).clause
        refuse(sealing_fault(year, facts.period_state(org_code), clause))
        undone = facts.balances(org_code, last=period.last_day, accounts=("33201", "32201"))
        if any(undone.values()):
            raise Refusal("ledger.allocations_not_nil", year=year, balance_fen=sum(undone.values()))
        a.add(PeriodEvent, period=str(period), **a.stamp())
        a.ref = f"period:{org_code}/{period}"
    return Sealed(org_code, year, year)
