"""The columnar ledger (多栏式明细账): vouchers one below the other, a column for each item.

An item is an account of one class or of one general account: 5 gives 经营收入, 管理费用 and so on, 332
its two sub-accounts. An account kept by party gives a column for each party.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from django.db.models import Count, QuerySet

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Day, Span, Text, Whole, Yuan, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.accounts import has_book
from liancun.rooms.ledger.models import Entry, EntryLine
from liancun.rooms.ledger.rules import AccountSpec, period_of
from liancun.rooms.ledger.rules.pages import Run, rows_in, window
from liancun.rooms.registry.queries import names

NOBODY = _("没写往来")
"""The column of lines that name no party."""
CLASS = "5"
"""The class shown unasked: income and expenses."""
KINDS = (("line", ""), ("month", _("本月合计")), ("year", _("本年累计")))
ITEMS = ("item_1", "item_2", "item_3", "item_4", "item_5", "item_6", "item_7", "item_8")
OTHERS, BEYOND = "others", _("其他各栏")
"""The columns for items: as many as a sheet laid across has room for."""


@dataclass(frozen=True)
class ColumnarRow:
    """A row of a columnar ledger (多栏账的一行): a voucher, or what a month or the whole adds up to.

    An item's amount stands on the side of its account; on the other side it is negative (红字).
    """

    PHONE: ClassVar[tuple[str, ...]] = ("summary", "debit_fen", "day", "kind", "credit_fen")

    ref: str
    day: A[date, Day(_("日期"))]
    number: A[int | None, Whole(_("记字号"))]
    summary: A[str, Text(_("摘要"), link="ref")]
    kind: A[Literal["line", "month", "year"], Choice(_("合计"), KINDS)]
    debit_fen: A[int, Yuan(_("借方"), None, link="ref")]
    credit_fen: A[int, Yuan(_("贷方"), None, link="ref")]
    item_1: A[int, Yuan(_("第 1 栏"), None)] = 0
    item_2: A[int, Yuan(_("第 2 栏"), None)] = 0
    item_3: A[int, Yuan(_("第 3 栏"), None)] = 0
    item_4: A[int, Yuan(_("第 4 栏"), None)] = 0
    item_5: A[int, Yuan(_("第 5 栏"), None)] = 0
    item_6: A[int, Yuan(_("第 6 栏"), None)] = 0
    item_7: A[int, Yuan(_("第 7 栏"), None)] = 0
    item_8: A[int, Yuan(_("第 8 栏"), None)] = 0
    others: A[int, Yuan(BEYOND, None)] = 0


@dataclass(frozen=True)
class Columnar:
    """A columnar ledger for a month or a year. `labels` says what each column of an item is called."""

    org_code: str
    period: str
    account: str
    rows: tuple[ColumnarRow, ...]
    total: int
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]
    labels: Mapping[str, str]
    hidden: tuple[str, ...] = field(default=())


Sides = tuple[int, int]
"""Debits and credits, in fen."""


@dataclass(frozen=True)
class Items:
    """What the columns are for (各栏): the items by account or by party, and the side on which each grows."""

    by: Literal["account", "party"]
    column_of: Mapping[str, str]
    labels: Mapping[str, str]
    credits: frozenset[str]

    @property
    def hidden(self) -> tuple[str, ...]:
        """The columns that no item has."""
        return tuple(column for column in (*ITEMS, OTHERS) if column not in self.labels)

    def row(
        self,
        moved: Mapping[str, Sides],
        day: date,
        kind: Literal["line", "month", "year"] = "line",
        entry: Entry | None = None,
    ) -> ColumnarRow:
        """A voucher, or a sum: both sides of what moved, and each item in its column."""
        columns: dict[str, int] = {}
        for item, (debit_fen, credit_fen) in moved.items():
            column = self.column_of.get(item, OTHERS)
            grows = -1 if item in self.credits else 1
            columns[column] = columns.get(column, 0) + grows * (debit_fen - credit_fen)
        return ColumnarRow(
            ref=f"entry:{entry.pk}" if entry else "",
            day=day,
            number=entry.number if entry else None,
            summary=entry.summary if entry else "",
            kind=kind,
            debit_fen=sum(debit for debit, _credit in moved.values()),
            credit_fen=sum(credit for _debit, credit in moved.values()),
            **columns,
        )


@listed(
    "ledger.columnar",
    title=_("多栏账"),
    path="/books/{org_code}/columnar",
    command="columnar",
    serves=has_book,
    empty=_("这个期间没有发生额"),
    amount="debit_fen",
)
def columnar(
    viewer: Viewer,
    org_code: str,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    account: A[str, Choice(_("科目"), "ledger.accounts", open=True, most=8)] = CLASS,
    *,
    limit: int,
    offset: int = 0,
) -> Columnar:
    """The vouchers on an account by party, or on the accounts of a class, for a month or a year.

    The last year unasked. `account` is an account, or the figures with which those of a class begin: 5, 52,
    332. The eight items that moved most have a column, what is beyond them stands in one together.
    """
    viewer.must_see(org_code)
    span = period_of(period or str(clock.today().year - 1))
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    of_class = {code: spec for code, spec in chart.items() if code.startswith(account)}
    if not of_class:
        raise Refusal("ledger.no_such_account", account=account)
    lines = EntryLine.objects.filter(
        org_code=org_code, account__in=list(of_class), accounting_on__range=(span.first_day, span.last_day)
    )
    by: Literal["account", "party"] = "party" if len(of_class) == 1 else "account"
    months: dict[int, dict[str, Sides]] = {}
    for (month, item), both in facts.sums_by(lines, "accounting_on__month", by).items():
        months.setdefault(month, {})[item] = both
    whole = added_up(months.values())
    items = _items(viewer, of_class, by, whole)
    runs = _runs(span, lines, items, months, whole)
    first, places = window(runs, offset, limit)
    found = _vouchers(lines, items, first, sum(place is None for place in places))
    return Columnar(
        org_code,
        str(span),
        account,
        tuple(next(found) if place is None else place for place in places),
        rows_in(runs),
        sum(debit_fen for debit_fen, _credit_fen in whole.values()),
        sum(credit_fen for _debit_fen, credit_fen in whole.values()),
        items.labels,
        items.hidden,
    )


def added_up(several: Iterable[Mapping[str, Sides]]) -> dict[str, Sides]:
    """What items moved in several spans together."""
    found: dict[str, Sides] = {}
    for moved in several:
        for item, (debit_fen, credit_fen) in moved.items():
            before = found.get(item, (0, 0))
            found[item] = (before[0] + debit_fen, before[1] + credit_fen)
    return found


def _runs(
    span: Period,
    lines: "QuerySet[EntryLine]",
    items: Items,
    months: Mapping[int, Mapping[str, Sides]],
    whole: Mapping[str, Sides],
) -> tuple[Run[ColumnarRow], ...]:
    """The vouchers of each month and its sum below them; below a year what all of it comes to."""
    counts = dict(lines.values_list("accounting_on__month").annotate(Count("entry", distinct=True)))
    runs = [
        Run(counts[month], (items.row(moved, Period(span.year, month).last_day, "month"),))
        for month, moved in sorted(months.items())
    ]
    if runs and not span.month:
        runs.append(Run(0, (items.row(whole, span.last_day, "year"),)))
    return tuple(runs)


def _vouchers(lines: "QuerySet[EntryLine]", items: Items, first: int, count: int) -> Iterator[ColumnarRow]:
    """Some of the vouchers in the order of the books."""
    order = ("accounting_on", "number")
    page = list(Entry.objects.filter(pk__in=lines.values("entry")).order_by(*order)[first : first + count])
    moved: dict[int, dict[str, Sides]] = {}
    own = lines.filter(entry__in=[each.pk for each in page])
    for (entry, item), both in facts.sums_by(own, "entry_id", items.by).items():
        moved.setdefault(entry, {})[item] = both
    for each in page:
        yield items.row(moved[each.pk], each.accounting_on, entry=each)


def _items(
    viewer: Viewer,
    accounts: Mapping[str, AccountSpec],
    by: Literal["account", "party"],
    whole: Mapping[str, Sides],
) -> Items:
    """The columns for what moved most, in the order of codes, or of parties' names."""
    most = sorted(whole, key=lambda item: (-sum(whole[item]), item))[: len(ITEMS)]
    if by == "account":
        called = {code: accounts[code].name for code in most}
        credits = {code for code, spec in accounts.items() if spec.side == "credit"}
    else:
        known = names(viewer, {party for party in most if party})
        called = {party: known.get(party, party) or NOBODY for party in most}
        (spec,) = accounts.values()
        credits = set(whole) if spec.side == "credit" else set()
    ordered = sorted(most, key=lambda item: (item if by == "account" else called[item], item))
    column_of = dict(zip(ordered, ITEMS, strict=False))
    labels = {column: called[item] for item, column in column_of.items()}
    if len(whole) > len(most):
        labels[OTHERS] = BEYOND
    return Items(by, column_of, labels, frozenset(credits))
