"""How entries are posted (入账): in one sealed batch, balanced, numbered without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from liancun.base import bulk, charters, clock
from liancun.base.acts import Act
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.digest import digest
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.dealings import Dealings
from liancun.rooms.ledger.models import Batch, Entry, EntryLine
from liancun.rooms.ledger.rules import (
    BY_HAND,
    OPENING_KIND,
    PeriodRule,
    period_fault,
)


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
            refuse(fault)
        if source in BY_HAND or draft.kind == OPENING_KIND:
            for fault in dealings.elsewhere(draft.accounting_on, draft.lines, accounts, clause):
                refuse(fault)
        days[draft.accounting_on, draft.kind] = None
    for day, kind in days:
        refuse(period_fault(day, state, charters.in_force(PeriodRule, on=day), kind=kind, on=a.on))
    accounts, _clause, name = charts[max(charts)]
    if name == COOPERATIVE:
        entries = [(draft.accounting_on, draft.lines) for draft in drafts]
        refuse(facts.sinking(a.org_code, entries, accounts))


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


def refuse(fault: Reason | None) -> None:
    """Refuse with a fault; nothing where there is none."""
    if fault:
        raise Refusal.saying(fault)
