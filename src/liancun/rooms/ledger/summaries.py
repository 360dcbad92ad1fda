"""The summary of accounts (科目汇总表): what a span of vouchers comes to, account by account."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Day, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.accounts import has_book
from liancun.rooms.ledger.models import Entry, EntryLine
from liancun.rooms.ledger.rules import period_of

MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class SummaryRow:
    """An account in a span of vouchers (科目汇总表的一行): both its sides."""

    entries: str
    account: A[str, Text(_("科目"), link="entries")]
    name: A[str, Word(_("名称"), link="entries")]
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]


@dataclass(frozen=True)
class Summary:
    """A summary of accounts: which vouchers, how many, and what both sides come to.

    `vouchers` names the first and the last of them: 2025-03 记-1 至 记-45.
    """

    org_code: str
    first: date
    last: date
    rows: tuple[SummaryRow, ...]
    total: int
    vouchers: A[str, Text(_("凭证"))]
    count: A[int, Whole(_("凭证张数"))]
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]


@listed(
    "ledger.summary",
    title=_("科目汇总表"),
    path="/books/{org_code}/summary",
    command="summary",
    serves=has_book,
    empty=_("这些天、这些号里没有凭证"),
)
def summary(
    viewer: Viewer,
    org_code: str,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    first_day: A[date | None, Day(_("从"))] = None,
    last_day: A[date | None, Day(_("到"))] = None,
    first_number: A[int | None, Whole(_("凭证号从"), 1, MOST_NUMBER)] = None,
    last_number: A[int | None, Whole(_("凭证号到"), 1, MOST_NUMBER)] = None,
    *,
    limit: int,
    offset: int = 0,
) -> Summary:
    """What the vouchers of a month or year, of some of its days, or of some numbers of a month come to.

    This month unasked. Refuses days and numbers that run backwards or lie outside the period, and numbers of
    a year: each month numbers its own.
    """
    viewer.must_see(org_code)
    span = period_of(period or str(Period.month_of(first_day or clock.today())))
    first, last = first_day or span.first_day, last_day or span.last_day
    if not span.first_day <= first <= last <= span.last_day:
        raise Refusal("ledger.summary_days", first=str(first), last=str(last), period=str(span))
    entries = Entry.objects.filter(org_code=org_code, accounting_on__range=(first, last))
    lines = EntryLine.objects.filter(org_code=org_code, accounting_on__range=(first, last))
    if first_number or last_number:
        entries = entries.filter(_numbered(span, first_number or 1, last_number or MOST_NUMBER))
        lines = lines.filter(entry__in=entries)
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    sums = sorted(facts.turnovers_of(lines).items())
    rows = tuple(
        SummaryRow(
            f"entries:{org_code}/{span}/{account}",
            account,
            chart[account].name if account in chart else "",
            *both,
        )
        for account, both in sums[offset : offset + limit]
    )
    return Summary(
        org_code,
        first,
        last,
        rows,
        len(sums),
        _called(entries),
        entries.count(),
        *(sum(both[side] for _account, both in sums) for side in (0, 1)),
    )


def _numbered(span: Period, first: int, last: int) -> Q:
    """The vouchers of a month from a number to a number."""
    if not span.month:
        raise Refusal("ledger.numbers_of_a_month", period=str(span))
    if first > last:
        raise Refusal("ledger.numbers_backwards", first=first, last=last)
    return Q(month=str(span), number__range=(first, last))


def _called(entries: "QuerySet[Entry]") -> str:
    """The first and the last of some vouchers by month and number; nothing where there are none."""
    inside = entries.order_by("month", "number").values_list("month", "number")
    ends = [inside.first(), inside.last()]
    return " 至 ".join(dict.fromkeys(f"{end[0]} 记-{end[1]}" for end in ends if end))
