"""Vouchers whole, as they are printed (记账凭证): every line, who made them, what they reverse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Entry, EntryLine, Papers
from liancun.rooms.ledger.rules import period_of
from liancun.rooms.registry.queries import names, staff_names

MOST_LINES = 20_000
"""Lines that are printed at once: more take longer than may be waited for."""


@dataclass(frozen=True)
class VoucherName:
    """What another voucher is called: its day and its number in the month."""

    accounting_on: date
    number: int


@dataclass(frozen=True)
class VoucherLineRow:
    """A line of a voucher (分录), in fen."""

    account: str
    name: str
    party_name: str
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class Voucher:
    """A voucher with all its lines (记账凭证)."""

    ref: str
    accounting_on: date
    number: int
    summary: str
    total_fen: int
    by_name: str
    papers: int | None
    reverses: VoucherName | None
    undone_by: VoucherName | None
    lines: tuple[VoucherLineRow, ...]


def voucher(viewer: Viewer, entry_id: int) -> tuple[str, Voucher]:
    """One voucher and whose book it stands in; refuses, as not found, one out of reach."""
    row = Entry.objects.filter(pk=entry_id).first()
    if row is None or not viewer.sees(row.org_code):
        raise Refusal("viewer.not_found")
    (found,) = _whole(viewer, row.org_code, [row])
    return row.org_code, found


def vouchers(viewer: Viewer, org_code: str, period: str, first_number: int = 1) -> tuple[Voucher, ...]:
    """The vouchers of a month or year in their order, of a month from a number on.

    Refuses more lines than are printed at once.
    """
    viewer.must_see(org_code)
    span = period_of(period)
    facts.chart_of(org_code, span.last_day)
    rows = Entry.objects.filter(
        org_code=org_code, accounting_on__range=(span.first_day, span.last_day), number__gte=first_number
    )
    lines = EntryLine.objects.filter(entry__in=rows).count()
    if lines > MOST_LINES:
        raise Refusal("ledger.too_many_to_print", rows=lines, most=MOST_LINES)
    return _whole(viewer, org_code, list(rows.order_by("month", "number")))


def _whole(viewer: Viewer, org_code: str, entries: Sequence[Entry]) -> tuple[Voucher, ...]:
    ids = [each.pk for each in entries]
    lines: dict[int, list[EntryLine]] = {}
    for line in EntryLine.objects.filter(entry_id__in=ids).order_by("entry_id", "position"):
        lines.setdefault(line.entry_id, []).append(line)
    known = names(viewer, {line.party for own in lines.values() for line in own if line.party})
    staff = staff_names(viewer, (each.recorded_by for each in entries))
    latest = max((each.accounting_on for each in entries), default=date.max)
    chart, _clause, _name = facts.chart_of(org_code, latest)
    others = Entry.objects.filter(pk__in=[each.reverses_id for each in entries if each.reverses_id])
    old = {each.pk: VoucherName(each.accounting_on, each.number) for each in others}
    papers = dict(Papers.objects.filter(entry__in=ids).values_list("entry", "count"))
    undoing = Entry.objects.filter(reverses__in=ids)
    new = {each.reverses_id: VoucherName(each.accounting_on, each.number) for each in undoing}
    return tuple(
        Voucher(
            f"entry:{each.pk}",
            each.accounting_on,
            each.number,
            each.summary,
            each.total_fen,
            staff[each.recorded_by],
            papers.get(each.pk),
            old.get(each.reverses_id or 0),
            new.get(each.pk),
            tuple(
                VoucherLineRow(
                    line.account,
                    chart[line.account].name if line.account in chart else "",
                    known.get(line.party, line.party),
                    line.debit_fen,
                    line.credit_fen,
                )
                for line in lines.get(each.pk, [])
            ),
        )
        for each in entries
    )
