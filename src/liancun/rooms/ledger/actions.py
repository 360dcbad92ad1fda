"""The writers of the books (记账). Rooms above post through `post_within`, inside their own act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Max

from liancun.base import bulk, charters, clock, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.digest import digest
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Batch, Book, Entry, EntryLine, PeriodEvent
from liancun.rooms.ledger.rules import PeriodRule, closing_lines, entry_faults, period_fault, profit_and_loss


@dataclass(frozen=True)
class EntryDraft:
    """An entry to be posted (待记凭证). `kind` is the settlement kind, for the year-end period alone."""

    accounting_on: date
    summary: str
    lines: tuple[Line, ...]
    source: str = ""
    happened_on: date | None = None
    kind: str = ""
    reverses: int | None = None


def open_book(
    org_code: str, chart: Literal["cooperative", "collective"], *, opened_on: date, by: Viewer, on: date
) -> None:
    """Begin an organisation's book on a chart (建账)."""
    if Book.objects.filter(org_code=org_code).exists():
        raise Refusal("ledger.book_is_open", org=org_code)
    with act("ledger.open_book", org_code, by=by, on=on) as a:
        Book.objects.create(chart=chart, opened_on=opened_on, **a.stamp())
        a.ref = f"book:{org_code}"


def post_within(a: Act, drafts: Sequence[EntryDraft], *, source: str) -> list[str]:
    """Post entries in one sealed batch, inside the caller's act; returns their references in order.

    Refuses, before anything is written, the first entry that is unbalanced, names an account or party the
    chart does not take, or stands in a closed period. Numbers run without gaps per book and month.
    """
    if not drafts:
        return []
    _must_be_sound(a, drafts)
    batch = Batch.objects.create(source=source[:80], count=len(drafts), sealed_at=None, **a.stamp())
    last = dict(
        Entry.objects.filter(org_code=a.org_code, month__in={_month(draft) for draft in drafts})
        .values_list("month")
        .annotate(Max("number"))
    )
    entries: list[Entry] = []
    for draft in drafts:
        month = _month(draft)
        last[month] = last.get(month, 0) + 1
        entries.append(
            Entry(
                batch=batch,
                month=month,
                number=last[month],
                accounting_on=draft.accounting_on,
                happened_on=draft.happened_on or draft.accounting_on,
                summary=draft.summary[:120],
                source=draft.source[:80],
                reverses_id=draft.reverses,
                total_fen=sum(line.debit_fen for line in draft.lines),
                digest=entry_digest(a.org_code, month, last[month], draft.accounting_on, draft.lines),
                **a.stamp(),
            )
        )
    bulk.insert(Entry, entries, with_ids=True)
    bulk.insert(EntryLine, _line_rows(a, batch, entries, drafts))
    Batch.objects.filter(pk=batch.pk).update(sealed_at=clock.now())
    return [f"entry:{entry.pk}" for entry in entries]


def _line_rows(
    a: Act, batch: Batch, entries: Sequence[Entry], drafts: Sequence[EntryDraft]
) -> list[EntryLine]:
    return [
        EntryLine(
            batch=batch,
            entry=entry,
            org_code=a.org_code,
            mark=a.mark,
            accounting_on=draft.accounting_on,
            position=position,
            account=line.account,
            party=line.party,
            debit_fen=line.debit_fen,
            credit_fen=line.credit_fen,
        )
        for entry, draft in zip(entries, drafts, strict=True)
        for position, line in enumerate(draft.lines, 1)
    ]


def _must_be_sound(a: Act, drafts: Sequence[EntryDraft]) -> None:
    charts = {
        year: facts.chart_of(a.org_code, date(year, 12, 31))
        for year in {d.accounting_on.year for d in drafts}
    }
    state = facts.period_state(a.org_code)
    days: dict[tuple[date, str], None] = {}
    for draft in drafts:
        accounts, clause, _name = charts[draft.accounting_on.year]
        faults = entry_faults(draft.lines, accounts, clause)
        if faults:
            raise Refusal(faults[0].code, faults[0].clause, **dict(faults[0].params))
        days[draft.accounting_on, draft.kind] = None
    for day, kind in days:
        fault = period_fault(day, state, charters.in_force(PeriodRule, on=day), kind=kind, on=a.on)
        if fault:
            raise Refusal(fault.code, fault.clause, **dict(fault.params))


def _month(draft: EntryDraft) -> str:
    return str(Period.month_of(draft.accounting_on))


def entry_digest(org_code: str, month: str, number: int, day: date, lines: Sequence[Line]) -> str:
    """What seals an entry: its place and its numbers."""
    return digest(
        [org_code, month, number, day, [(ln.account, ln.party, ln.debit_fen, ln.credit_fen) for ln in lines]]
    )


def post_entry(
    org_code: str, *, accounting_on: date, summary: str, lines: Sequence[Line], by: Viewer, on: date
) -> str:
    """Post one entry by hand (手工凭证)."""
    with guards.refusing(), act("ledger.post_entry", org_code, by=by, on=on) as a:
        refs = post_within(a, [EntryDraft(accounting_on, summary, tuple(lines))], source="hand")
        a.ref = refs[0]
    return refs[0]


def reverse_entry(entry_id: int, *, by: Viewer, on: date, summary: str = "") -> str:
    """Reverse an entry by a contrary one on the day of the act (冲销); the first stays as it is."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None or not by.sees(entry.org_code):
        raise Refusal("viewer.not_found")
    if Entry.objects.filter(reverses=entry).exists():
        raise Refusal("ledger.already_reversed", entry=f"entry:{entry_id}")
    rows = EntryLine.objects.filter(entry=entry).order_by("position")
    lines = tuple(Line(row.account, row.credit_fen, row.debit_fen, row.party) for row in rows)
    draft = EntryDraft(on, summary or f"冲销 {entry.month} {entry.number}", lines, reverses=entry_id)
    with guards.refusing(), act("ledger.reverse_entry", entry.org_code, by=by, on=on) as a:
        refs = post_within(a, [draft], source=f"entry:{entry_id}")
        a.ref = refs[0]
    return refs[0]


def close_period(org_code: str, month: str, *, by: Viewer, on: date) -> None:
    """Close a month (结账): the months before it are closed, it is over, and it never opens again."""
    period = Period.parse(month)
    assert period.month, "a month"
    book = Book.objects.filter(org_code=org_code).first()
    if book is None:
        raise Refusal("ledger.no_book", org=org_code)
    if on <= period.last_day:
        raise Refusal("ledger.month_not_over", month=month)
    closed = facts.period_state(org_code).closed
    if month in closed:
        raise Refusal("ledger.already_closed", month=month)
    for earlier in Period(period.year).months:
        late = earlier < period and earlier.last_day >= book.opened_on and str(earlier) not in closed
        if late:
            raise Refusal("ledger.earlier_month_open", month=month, open=str(earlier))
    with guards.refusing(), act("ledger.close_period", org_code, by=by, on=on) as a:
        PeriodEvent.objects.create(period=month, **a.stamp())
        a.ref = f"period:{org_code}/{month}"


def carry_year_end(org_code: str, year: int, *, by: Viewer, on: date) -> list[str]:
    """Carry the year's profit and loss to undistributed surplus on 31 December (年终结转)."""
    last_day = date(year, 12, 31)
    _accounts, _clause, chart = facts.chart_of(org_code, last_day)
    source = f"{facts.CARRY}{org_code}/{year}"
    if Entry.objects.filter(org_code=org_code, source=source).exists():
        raise Refusal("ledger.already_carried", year=year)
    found = facts.balances(org_code, first=date(year, 1, 1), last=last_day)
    result = {account: fen for account, fen in found.items() if profit_and_loss(account)}
    first, second = closing_lines(result, "cooperative" if chart == "cooperative" else "collective")
    drafts = [
        EntryDraft(last_day, f"{year}年{title}", lines, source)
        for title, lines in (("损益结转", first), ("本年盈余转入未分配", second))
        if lines
    ]
    with guards.refusing(), act("ledger.carry_year_end", org_code, by=by, on=on) as a:
        refs = post_within(a, drafts, source=source)
        a.ref = f"carry:{org_code}/{year}"
    return refs


def seal_year(org_code: str, year: int, *, by: Viewer, on: date) -> None:
    """Seal a year (封账): after the assembly nothing more stands in it, not even the year-end period."""
    state = facts.period_state(org_code)
    if str(Period(year, 12)) not in state.closed:
        raise Refusal("ledger.december_open", year=year)
    if year in state.sealed_years:
        raise Refusal("ledger.year_sealed", year=year)
    undone = facts.balances(org_code, last=date(year, 12, 31), accounts=("33201", "32201"))
    if any(undone.values()):
        raise Refusal("ledger.allocations_not_nil", year=year, balance_fen=sum(undone.values()))
    with guards.refusing(), act("ledger.seal_year", org_code, by=by, on=on) as a:
        PeriodEvent.objects.create(period=str(year), **a.stamp())
        a.ref = f"period:{org_code}/{year}"
