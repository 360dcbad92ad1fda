"""The writers of the books (记账). Rooms above post through `post_within`, inside their own act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Max

from liancun.base import bulk, charters, clock, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.days import MONTHS_IN_YEAR
from liancun.kernel.digest import digest
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Batch, Book, Entry, EntryLine, PeriodEvent
from liancun.rooms.ledger.rules import (
    CHART_FAMILIES,
    PeriodRule,
    closing_fault,
    closing_lines,
    entry_faults,
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


def open_book(
    org_code: str, chart: Literal["cooperative", "collective"], *, opened_on: date, by: Viewer, on: date
) -> None:
    """Begin an organisation's book on a chart (建账)."""
    with act("ledger.open_book", org_code, by=by, on=on) as a:
        if chart not in CHART_FAMILIES:
            raise Refusal("ledger.no_such_chart", chart=chart)
        if not registry.keeps_a_book(org_code, on):
            raise Refusal("ledger.keeps_no_book", org=org_code)
        if Book.objects.filter(org_code=org_code).exists():
            raise Refusal("ledger.book_is_open", org=org_code)
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
    Batch.objects.filter(pk=batch.pk).update(sealed_at=clock.now())
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


def _must_be_sound(a: Act, drafts: Sequence[EntryDraft]) -> None:
    charts = {
        year: facts.chart_of(a.org_code, date(year, 12, 31))
        for year in {d.accounting_on.year for d in drafts}
    }
    state = facts.period_state(a.org_code)
    days: dict[tuple[date, str], None] = {}
    for draft in drafts:
        accounts, clause, _name = charts[draft.accounting_on.year]
        for fault in entry_faults(draft.lines, accounts, clause):
            _refuse(fault)
        days[draft.accounting_on, draft.kind] = None
    for day, kind in days:
        _refuse(period_fault(day, state, charters.in_force(PeriodRule, on=day), kind=kind, on=a.on))


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


def entry_line(account: str, party: str = "", *, debit_fen: int = 0, credit_fen: int = 0) -> Line:
    """A line as somebody writes it by hand; refuses one of both sides, of neither, or below nil."""
    if min(debit_fen, credit_fen) < 0 or (debit_fen == 0) == (credit_fen == 0):
        raise Refusal("ledger.one_side_only")
    return Line(account, debit_fen, credit_fen, party)


def post_entry(
    org_code: str,
    *,
    accounting_on: date,
    summary: str,
    lines: Sequence[Line],
    by: Viewer,
    on: date,
    happened_on: date | None = None,
) -> str:
    """Post one entry by hand (手工凭证)."""
    with guards.refusing(), act("ledger.post_entry", org_code, by=by, on=on) as a:
        if not summary.strip():
            raise Refusal("ledger.no_summary")
        unknown = registry.unknown_parties(line.party for line in lines if line.party)
        if unknown:
            raise Refusal("ledger.no_such_party", party=min(unknown))
        draft = EntryDraft(accounting_on, summary.strip(), tuple(lines), happened_on=happened_on)
        a.ref = post_within(a, [draft], source="hand")[0]
    return a.ref


def reverse_entry(entry_id: int, *, by: Viewer, on: date, summary: str = "") -> str:
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
        said = summary.strip() or f"冲销 {entry.month} {entry.number}"
        draft = EntryDraft(on, said, lines, reverses=entry_id)
        a.ref = post_within(a, [draft], source=f"entry:{entry_id}")[0]
    return a.ref


def close_period(org_code: str, month: str, *, by: Viewer, on: date) -> None:
    """Close a month (结账): it is over, the months before it are closed, and it never opens again.

    December closes after its year's result is carried.
    """
    period = period_of(month)
    if not period.month:
        raise Refusal("ledger.not_a_month", period=month)
    with guards.refusing(), act("ledger.close_period", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=period.last_day).clause
        _refuse(closing_fault(period, facts.period_state(org_code), clause, on=on))
        if period.month == MONTHS_IN_YEAR and facts.uncarried(org_code, period.year):
            raise Refusal("ledger.not_carried", clause, year=period.year)
        PeriodEvent.objects.create(period=str(period), **a.stamp())
        a.ref = f"period:{org_code}/{period}"


def carry_year_end(org_code: str, year: int, *, by: Viewer, on: date) -> list[str]:
    """Carry the year's profit and loss to undistributed surplus on 31 December (年终结转).

    What comes in afterwards, while December is open, is carried by calling again.
    """
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
    return refs


def seal_year(org_code: str, year: int, *, by: Viewer, on: date) -> None:
    """Seal a year (封账): after the assembly nothing more stands in it, not even the year-end period."""
    period = period_of(str(year))
    with guards.refusing(), act("ledger.seal_year", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=period.last_day).clause
        _refuse(sealing_fault(year, facts.period_state(org_code), clause))
        undone = facts.balances(org_code, last=period.last_day, accounts=("33201", "32201"))
        if any(undone.values()):
            raise Refusal("ledger.allocations_not_nil", year=year, balance_fen=sum(undone.values()))
        PeriodEvent.objects.create(period=str(period), **a.stamp())
        a.ref = f"period:{org_code}/{period}"


def _refuse(fault: Reason | None) -> None:
    if fault:
        raise Refusal(fault.code, fault.clause, **dict(fault.params))
