"""The writers of the books (记账). Rooms above post through `post_within`, inside their own act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from liancun.base import bulk, charters, clock, guards
from liancun.base.acts import Act, act
from liancun.base.offers import bounded, offered
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Period, Problem, Reason, Refusal
from liancun.kernel.days import MONTHS_IN_YEAR
from liancun.kernel.digest import digest
from liancun.kernel.fields import A, Choice, Day, Month, Ref, Span, Text, Whole, _
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.dealings import Dealings
from liancun.rooms.ledger.fields import NewEntry
from liancun.rooms.ledger.models import Batch, Book, Entry, EntryLine, PeriodEvent
from liancun.rooms.ledger.rules import (
    BY_HAND,
    OPENING_KIND,
    PeriodRule,
    closing_fault,
    closing_lines,
    period_fault,
    period_of,
    reversal_fault,
    sealing_fault,
)
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class EntryDraft:
    """An entry to be posted (待记凭证). `kind`: the settlement kind (for the year end) or "opening"."""

    accounting_on: date
    summary: str
    lines: tuple[Line, ...]
    source: str = ""
    happened_on: date | None = None
    kind: str = ""
    reverses: int | None = None

    @property
    def month(self) -> Period:
        """The month it is numbered in."""
        return Period.month_of(self.accounting_on)


COOPERATIVE = "cooperative"
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


@dataclass(frozen=True)
class Reversing:
    """Why an entry is reversed (冲销)."""

    summary: A[str, Text(_("冲销的原因"), most=120)] = ""


@dataclass(frozen=True)
class Reversed:
    """The entry that reverses another."""

    entry: str
    reverses: str
    ref: A[str, Ref(_("冲销凭证"))]


NO_REASON = Reversing()


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


def post_within(a: Act, drafts: Sequence[EntryDraft], *, source: str) -> list[str]:
    """Post entries in one sealed batch, inside the caller's act; returns their references in order.

    Refuses, before anything is written, the first entry that is unbalanced, names an account or party the
    chart does not take, or stands in a closed period. Numbers run without gaps per book and month.
    """
    if not drafts:
        return []
    _must_be_sound(a, drafts, source)
    batch = a.add(Batch, source=source[:80], count=len(drafts), sealed_at=None, **a.stamp())
    months = {day: str(Period.month_of(day)) for day in {draft.accounting_on for draft in drafts}}
    last = dict(
        Entry.objects.filter(org_code=a.org_code, month__in={*months.values()})
        .values_list("month")
        .annotate(Max("number"))
    )
    ids = bulk.reserve(Entry, len(drafts))
    rows = []
    stamp = a.stamp()
    for number, draft in zip(ids, drafts, strict=True):
        month = months[draft.accounting_on]
        last[month] = last.get(month, 0) + 1
        own = {
            "id": number,
            "batch_id": batch.pk,
            "month": month,
            "number": last[month],
            "accounting_on": draft.accounting_on,
            "happened_on": draft.happened_on or draft.accounting_on,
            "summary": draft.summary[:120],
            "source": draft.source[:80],
            "reverses_id": draft.reverses,
            "total_fen": sum(line.debit_fen for line in draft.lines),
            "digest": entry_digest(a.org_code, month, last[month], draft),
        }
        rows.append((*own.values(), *stamp.values()))
    bulk.insert_values(Entry, (*own, *stamp), rows)
    bulk.insert_values(EntryLine, LINE_COLUMNS, _line_rows(a, ids, drafts))
    a.change(batch, sealed_at=clock.now())
    return [f"entry:{number}" for number in ids]


LINE_COLUMNS = (
    "entry_id", "org_code", "mark", "accounting_on", "position", "account", "party", "debit_fen",
    "credit_fen",
)  # fmt: skip


def _line_rows(a: Act, ids: Sequence[int], drafts: Sequence[EntryDraft]) -> list[tuple[object, ...]]:
    return [
        (
            number, a.org_code, a.mark, draft.accounting_on, position, line.account, line.party,
            line.debit_fen, line.credit_fen,
        )
        for number, draft in zip(ids, drafts, strict=True)
        for position, line in enumerate(draft.lines, 1)
    ]  # fmt: skip


def _must_be_sound(a: Act, drafts: Sequence[EntryDraft], source: str) -> None:
    charts = {
        year: facts.chart_of(a.org_code, date(year, 12, 31))
        for year in {d.accounting_on.year for d in drafts}
    }
    state = facts.period_state(a.org_code)
    days: dict[tuple[date, str], None] = {}
    dealings = Dealings(a.org_code, [draft.lines for draft in drafts])
    for draft in drafts:
        accounts, clause, _name = charts[draft.accounting_on.year]
        for fault in dealings.faults(draft.lines, accounts, clause, turned=draft.reverses is not None):
            _refuse(fault)
        if source in BY_HAND or draft.kind == OPENING_KIND:
            for fault in dealings.elsewhere(draft.accounting_on, draft.lines, accounts, clause):
                _refuse(fault)
        days[draft.accounting_on, draft.kind] = None
    for day, kind in days:
        _refuse(period_fault(day, state, charters.in_force(PeriodRule, on=day), kind=kind, on=a.on))
    accounts, _clause, name = charts[max(charts)]
    if name == COOPERATIVE:
        entries = [(draft.accounting_on, draft.lines) for draft in drafts]
        _refuse(facts.sinking(a.org_code, entries, accounts))


def entry_digest(org_code: str, month: str, number: int, draft: EntryDraft) -> str:
    """What seals an entry: its place, where it comes from, and its numbers; never its wording."""
    return digest(
        [
            org_code,
            month,
            number,
            draft.accounting_on,
            draft.happened_on or draft.accounting_on,
            draft.source[:80],
            draft.reverses,
            [(line.account, line.party, line.debit_fen, line.credit_fen) for line in draft.lines],
        ]
    )


@bounded
def post_entry(org_code: str, given: NewEntry, *, by: Viewer, on: date) -> str:
    """Post one entry by hand (手工凭证). Raises BadInput where a line is of both sides or of neither."""
    one_sided = [
        Problem.of("ledger.one_side_only", row=number, column="debit_fen")
        for number, line in enumerate(given.lines, 1)
        if (line.debit_fen == 0) == (line.credit_fen == 0)
    ]
    if one_sided:
        raise BadInput(one_sided)
    with guards.refusing(), act("ledger.post_entry", org_code, by=by, on=on) as a:
        if not given.summary.strip():
            raise Refusal("ledger.no_summary")
        unknown = registry.unknown_parties(line.party for line in given.lines if line.party)
        if unknown:
            raise Refusal("ledger.no_such_party", party=min(unknown))
        lines = tuple(Line(each.account, each.debit_fen, each.credit_fen, each.party) for each in given.lines)
        draft = EntryDraft(given.accounting_on, given.summary.strip(), lines, happened_on=given.happened_on)
        a.ref = post_within(a, [draft], source="hand")[0]
    return a.ref


@offered(
    "ledger.reverse_entry",
    title=_("冲销这张凭证"),
    ask=_("冲销会在今天另记一张相反的凭证,原来的保留。确定吗?"),
    done=_("已冲销,这是冲销凭证"),
    path="entries/{entry_id}/reverse",
    command="reverse",
    of="entry",
)
def reverse_entry(
    entry_id: A[int, Whole(_("凭证编号"), 1, 2**63 - 1)],
    given: Reversing = NO_REASON,
    *,
    by: Viewer,
    on: date,
) -> Reversed:
    """Reverse an entry by a contrary one on the day of the act (冲销); the first stays as it is.

    Refuses one that another room posted (a run, a share, a payment): it is reversed where it was made.
    """
    entry = Entry.objects.select_related("batch").filter(pk=entry_id).first()
    if entry is None or not by.sees(entry.org_code):
        raise Refusal("viewer.not_found")
    with guards.refusing(), act("ledger.reverse_entry", entry.org_code, by=by, on=on) as a:
        again = Entry.objects.filter(reverses=entry).exists()
        _refuse(reversal_fault(entry.batch.source, again, f"entry:{entry_id}"))
        rows = EntryLine.objects.filter(entry=entry).order_by("position")
        lines = tuple(Line(row.account, row.credit_fen, row.debit_fen, row.party) for row in rows)
        said = given.summary.strip() or f"冲销 {entry.month} {entry.number}"
        draft = EntryDraft(on, said, lines, reverses=entry_id)
        a.ref = post_within(a, [draft], source=f"entry:{entry_id}")[0]
    return Reversed(a.ref, f"entry:{entry_id}", a.ref)


@offered(
    "ledger.close_period",
    title=_("结账"),
    ask=_("结账以后这个月不能再记账,也不能打开。确定吗?"),
    done=_("已结账"),
    path="/books/{org_code}/months/{month}/close",
    command="close-month",
    on="balances",
)
def close_period(org_code: str, given: MonthToClose, *, by: Viewer, on: date) -> Closed:
    """Close a month (结账): it is over, the months before it are closed, and it never opens again.

    December closes after its year's result is carried.
    """
    period = period_of(given.month)
    with guards.refusing(), act("ledger.close_period", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=period.last_day).clause
        _refuse(closing_fault(period, facts.period_state(org_code), clause, on=on))
        if period.month == MONTHS_IN_YEAR and facts.uncarried(org_code, period.year):
            raise Refusal("ledger.not_carried", clause, year=period.year)
        a.add(PeriodEvent, period=str(period), **a.stamp())
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
        _refuse(sealing_fault(year, facts.period_state(org_code), clause))
        undone = facts.balances(org_code, last=period.last_day, accounts=("33201", "32201"))
        if any(undone.values()):
            raise Refusal("ledger.allocations_not_nil", year=year, balance_fen=sum(undone.values()))
        a.add(PeriodEvent, period=str(period), **a.stamp())
        a.ref = f"period:{org_code}/{period}"
    return Sealed(org_code, year, year)


def _refuse(fault: Reason | None) -> None:
    if fault:
        raise Refusal.saying(fault)
