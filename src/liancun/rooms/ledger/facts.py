"""What rules and checks see of the books (账簿事实): balances up to a day and a watermark."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Sum, Value

from liancun.base import charters
from liancun.base.request_cache import looking, once
from liancun.base.watermark import Watermark
from liancun.kernel import Reason, Refusal
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger.models import (
    Book,
    Entry,
    EntryLine,
    PeriodEvent,
    ReopeningAnswered,
    ReopeningAsked,
)
from liancun.rooms.ledger.rules import (
    BY_HAND,
    CHART_FAMILIES,
    INCOME,
    AccountSpec,
    CooperativeBalances,
    PeriodState,
    profit_and_loss,
    shortfall,
)
from liancun.rooms.ledger.rules.reopening import still_closed


def chart_of(org_code: str, on: date) -> tuple[dict[str, AccountSpec], str, str]:
    """(accounts, clause, chart name) of an organisation's book. Refuses where it has none."""
    name = Book.objects.filter(org_code=org_code).values_list("chart", flat=True).first()
    if name is None:
        raise Refusal("ledger.no_book", org=org_code)
    chart = charters.in_force(CHART_FAMILIES[name], on=on)
    return dict(chart.accounts), chart.clause, name


@once
def keeps_book(org_code: str) -> bool:
    """Whether an organisation has a book."""
    return Book.objects.filter(org_code=org_code).exists()


@once
def period_state(org_code: str) -> PeriodState:
    """When the book began, which months are closed and which years sealed. Refuses where there is no book."""
    found = period_states([org_code])
    if org_code not in found:
        raise Refusal("ledger.no_book", org=org_code)
    return found[org_code]


def period_states(org_codes: Iterable[str]) -> dict[str, PeriodState]:
    """The same for every organisation of these that has a book."""
    wanted = list(org_codes)
    no_day = Value(None, output_field=DateField())
    books = Book.objects.filter(org_code__in=wanted)
    events = PeriodEvent.objects.filter(org_code__in=wanted)
    opened_again = ReopeningAnswered.objects.filter(org_code__in=wanted, agreed=True)
    begun: dict[str, date] = {}
    closed: dict[str, list[tuple[str, int]]] = {}
    sealed: dict[str, set[int]] = {}
    opened: dict[str, list[tuple[str, int]]] = {}
    told = books.values_list("org_code", Value(""), "mark", "opened_on", Value(0)).union(
        events.values_list("org_code", "period", "mark", no_day, Value(0)),
        opened_again.values_list("org_code", "asked__month", "mark", no_day, Value(1)),
        all=True,
    )
    for org_code, period, mark, day, again in told:
        if not period:
            begun[org_code] = day
        elif "-" not in period:
            sealed.setdefault(org_code, set()).add(int(period))
        else:
            (opened if again else closed).setdefault(org_code, []).append((period, mark))
    return {
        org_code: PeriodState(
            still_closed(closed.get(org_code, ()), opened.get(org_code, ())),
            frozenset(sealed.get(org_code, ())),
            opened_on,
        )
        for org_code, opened_on in begun.items()
    }


def reopening_asked(org_code: str) -> ReopeningAsked | None:
    """The asking that waits for its answer; there is one at most."""
    answered = ReopeningAnswered.objects.filter(asked=OuterRef("pk"))
    return ReopeningAsked.objects.filter(~Exists(answered), org_code=org_code).order_by("pk").first()


def _lines(org_code: str, asof: Watermark | None, first: date | None, last: date | None) -> "Q":
    seen = Q(org_code=org_code)
    if asof is not None:
        seen &= Q(mark__lte=dict(asof.marks).get(org_code, 0))
    if first is not None:
        seen &= Q(accounting_on__gte=first)
    if last is not None:
        seen &= Q(accounting_on__lte=last)
    return seen


HALF_BITS = 31


def turnovers_of(rows: "QuerySet[EntryLine]", by: str = "account") -> dict[str, tuple[int, int]]:
    """Account, or party, -> (debits, credits) of some lines, exact whatever their size."""
    return {key: sums for (key,), sums in sums_by(rows, by).items()}


def sums_by(rows: "QuerySet[EntryLine]", *by: str) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Values of the columns `by` -> (debits, credits).

    A sum past 2^63 is an error on SQLite, so high and low halves are added apart and joined here.
    """
    halves = {}
    for name in ("debit", "credit"):
        halves[f"{name}_high"] = Sum(F(f"{name}_fen").bitrightshift(HALF_BITS))
        halves[f"{name}_low"] = Sum(F(f"{name}_fen").bitand(2**HALF_BITS - 1))
    return {
        tuple(row[name] for name in by): (
            (int(row["debit_high"]) << HALF_BITS) + int(row["debit_low"]),
            (int(row["credit_high"]) << HALF_BITS) + int(row["credit_low"]),
        )
        for row in rows.values(*by).annotate(**halves).order_by(*by)
    }


def turnovers(org_code: str, *, first: date, last: date) -> dict[str, tuple[int, int]]:
    """Account -> (debits, credits) of the lines in a span of accounting days (发生额)."""
    return turnovers_of(EntryLine.objects.filter(_lines(org_code, None, first, last)))


def monthly(
    org_code: str, *, first: date, last: date, accounts: Iterable[str] = ()
) -> dict[str, dict[int, tuple[int, int]]]:
    """Account -> month of the year -> (debits, credits), in a span of accounting days within a year."""
    rows = EntryLine.objects.filter(_lines(org_code, None, first, last))
    if accounts:
        rows = rows.filter(account__in=list(accounts))
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for (account, month), sums in sums_by(rows, "account", "accounting_on__month").items():
        found.setdefault(account, {})[month] = sums
    return found


def by_month(org_code: str, asof: Watermark) -> dict[tuple[int, int], dict[str, tuple[int, int]]]:
    """(year, month) -> account -> (debits, credits), of the whole book as it stood."""
    rows = EntryLine.objects.filter(_lines(org_code, asof, None, None))
    found: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
    by = ("accounting_on__year", "accounting_on__month", "account")
    for (year, month, account), sums in sums_by(rows, *by).items():
        found.setdefault((year, month), {})[account] = sums
    return found


def balances(
    org_code: str,
    *,
    asof: Watermark | None = None,
    first: date | None = None,
    last: date | None = None,
    accounts: Iterable[str] = (),
    source_not: str | frozenset[str] = "",
) -> dict[str, int]:
    """Account -> debit minus credit of the lines in a span of accounting days.

    `source_not` leaves out what came from these sources, or from every source that begins so.
    """
    wanted = frozenset(accounts)
    if first is not None and looking():
        found = {k: fen for k, fen in _span(org_code, asof, first, last).items() if not wanted or k in wanted}
        left_out = _under(org_code, asof, first, last, source_not, wanted) if source_not else {}
        return {account: fen - left_out.get(account, 0) for account, fen in found.items()}
    rows = EntryLine.objects.filter(_lines(org_code, asof, first, last))
    if wanted:
        rows = rows.filter(account__in=wanted)
    if source_not:
        rows = rows.exclude(_from(source_not, "entry__source"))
    return net_of(rows)


def _from(sources: str | frozenset[str], column: str) -> Q:
    """Of these sources, or of all that begin so."""
    if isinstance(sources, str):
        return Q(**{f"{column}__startswith": sources})
    return Q(**{f"{column}__in": sorted(sources)})


def net_of(rows: "QuerySet[EntryLine]") -> dict[str, int]:
    """Account -> debit minus credit of some lines."""
    return {account: debit - credit for account, (debit, credit) in turnovers_of(rows).items()}


@once
def _span(org_code: str, asof: Watermark | None, first: date | None, last: date | None) -> dict[str, int]:
    """All accounts in one reading: a page asks for these, then for those."""
    return net_of(EntryLine.objects.filter(_lines(org_code, asof, first, last)))


@once
def _under(
    org_code: str,
    asof: Watermark | None,
    first: date | None,
    last: date | None,
    source: str | frozenset[str],
    accounts: frozenset[str],
) -> dict[str, int]:
    """What of them stands under a source: few accounts, or few entries, dated as their lines are."""
    seen = _lines(org_code, asof, first, last)
    if accounts:
        return net_of(EntryLine.objects.filter(seen, _from(source, "entry__source"), account__in=accounts))
    entries = Entry.objects.filter(seen, _from(source, "source"))
    return net_of(EntryLine.objects.filter(entry__in=entries))


def party_balances(
    org_code: str,
    account: str,
    *,
    asof: Watermark | None = None,
    last: date | None = None,
    source_not: str | frozenset[str] = "",
) -> dict[str, int]:
    """Party -> debit minus credit on one account."""
    rows = EntryLine.objects.filter(_lines(org_code, asof, None, last), account=account)
    if source_not:
        rows = rows.exclude(_from(source_not, "entry__source"))
    return {party: debit - credit for party, (debit, credit) in turnovers_of(rows, "party").items()}


def held_by(
    org_code: str,
    accounts: Iterable[str],
    parties: Iterable[str],
    *,
    asof: Watermark | None = None,
    last: date | None = None,
    source_not: frozenset[str] = frozenset(),
) -> dict[tuple[str, str], int]:
    """(account, party) -> debit minus credit, of some parties on several accounts."""
    seen = _lines(org_code, asof, None, last)
    rows = EntryLine.objects.filter(seen, account__in=list(accounts), party__among=parties)
    if source_not:
        rows = rows.exclude(_from(source_not, "entry__source"))
    sums = sums_by(rows, "account", "party")
    return {(account, party): debit - credit for (account, party), (debit, credit) in sums.items()}


def by_hand(org_code: str, account: str) -> dict[str, int]:
    """Party -> debit minus credit of opening balances, of entries by hand and of what reverses them.

    What was sold to somebody on account (against 经营收入 alone) is a claim, and clears nothing.
    """
    written = Q(entry__batch__source__in=BY_HAND) | Q(entry__batch__source__startswith=OPENING)
    written |= Q(entry__batch__source__startswith="entry:")
    others = EntryLine.objects.filter(entry=OuterRef("entry")).exclude(account__in=(account, INCOME))
    rows = EntryLine.objects.filter(written, Exists(others), org_code=org_code, account=account)
    return {party: debit - credit for party, (debit, credit) in turnovers_of(rows, "party").items()}


def vouchered(org_code: str, account: str, since: date) -> dict[str, tuple[int, int]]:
    """Party -> debits and credits on one account by vouchers, by hand or workbook, that nobody reversed; of
    entries from a day on."""
    by_hand = Q(entry__source="") | Q(entry__source__startswith=VOUCHER)
    undone = Entry.objects.filter(org_code=org_code).exclude(reverses=None)
    rows = EntryLine.objects.filter(by_hand, org_code=org_code, account=account, entry__reverses=None)
    rows = rows.filter(entry__accounting_on__gte=since).exclude(party="")
    return turnovers_of(rows.exclude(entry__in=undone.values("reverses")), "party")


def sinking(
    org_code: str, entries: Iterable[tuple[date, Sequence[Line]]], accounts: Mapping[str, AccountSpec]
) -> Reason | None:
    """What of these entries takes more from somebody than stands for them, on any day (不能低于零)."""
    entries = tuple(entries)
    law = charters.in_force(CooperativeBalances, on=max(day for day, _lines in entries))
    moved: dict[tuple[str, str], Counter[date]] = {}
    for day, lines in entries:
        for line in lines:
            if line.account in law.members:
                days = moved.setdefault((line.account, line.party), Counter())
                days[day] += line.credit_fen - line.debit_fen
    taken = {key: days for key, days in moved.items() if min(days.values()) < 0}
    there = credits_by_day(org_code, taken) if taken else {}
    for (account, party), days in sorted(taken.items()):
        first = min(day for day, fen in days.items() if fen < 0)
        held = Counter(there.get((account, party), {}))
        held.update(days)
        if short := shortfall(held, first):
            name, (day, short_fen) = accounts[account].name, short
            return Reason.of(
                "ledger.below_nil",
                law.clause,
                account=account,
                name=name,
                party=party,
                day=str(day),
                short_fen=short_fen,
            )
    return None


def credits_by_day(org_code: str, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[date, int]]:
    """(account, party) -> what came in, less what went out, on each accounting day."""
    accounts, parties = {account for account, _party in keys}, {party for _account, party in keys}
    rows = EntryLine.objects.filter(org_code=org_code, account__in=accounts, party__among=parties)
    found: dict[tuple[str, str], dict[date, int]] = {}
    for (account, party, day), (debit, credit) in sums_by(rows, "account", "party", "accounting_on").items():
        found.setdefault((account, party), {})[day] = credit - debit
    return found


def nameless(org_code: str, accounts: Iterable[str]) -> dict[str, int]:
    """Account -> debit minus credit of the lines that name nobody."""
    return net_of(EntryLine.objects.filter(org_code=org_code, account__in=list(accounts), party=""))


def balances_of(org_code: str, party: str, accounts: Iterable[str], *, last: date) -> dict[str, int]:
    """Account -> debit minus credit of one party up to a day; an account it never touched is absent.

    Added here and not in SQL: grouped by account, SQLite reads the whole book for a party's few lines.
    """
    rows = EntryLine.objects.filter(
        _lines(org_code, None, None, last), party=party, account__in=list(accounts)
    )
    found: dict[str, int] = {}
    for account, debit_fen, credit_fen in rows.values_list("account", "debit_fen", "credit_fen"):
        found[account] = found.get(account, 0) + debit_fen - credit_fen
    return found


CARRY = "carry:"
"""The source of year-end carrying entries, left out where a year's result is asked for."""


def uncarried(org_code: str, year: int) -> dict[str, int]:
    """The profit and loss accounts that still hold something of a year: debit minus credit."""
    found = balances(org_code, first=date(year, 1, 1), last=date(year, 12, 31))
    return {account: fen for account, fen in found.items() if profit_and_loss(account) and fen}


def surplus_of_year(org_code: str, year: int, asof: Watermark | None = None) -> int:
    """The year's surplus (本年盈余), a loss negative: profit and loss accounts without the carrying entry."""
    found = balances(org_code, asof=asof, first=date(year, 1, 1), last=date(year, 12, 31), source_not=CARRY)
    return -sum(amount for account, amount in found.items() if profit_and_loss(account))


UNDISTRIBUTED = ("33201", "33202", "331")
"""The accounts of undistributed surplus, and of the year's result where it was not carried."""


def undistributed(held: Mapping[str, int]) -> int:
    """Undistributed surplus (未分配盈余) in the balances of accounts, a loss negative."""
    return -sum(held.get(account, 0) for account in UNDISTRIBUTED)


def income_of(
    org_codes: Iterable[str], accounts: Iterable[str], *, first: date, last: date
) -> dict[tuple[int, str, str], int]:
    """(year, book, account) -> credits minus debits of a span, without what the year's end carried away."""
    rows = EntryLine.objects.filter(
        org_code__in=list(org_codes), account__in=list(accounts), accounting_on__range=(first, last)
    ).exclude(entry__source__startswith=CARRY)
    return {
        (year, org, account): credit - debit
        for (year, org, account), (debit, credit) in sums_by(
            rows, "accounting_on__year", "org_code", "account"
        ).items()
    }


def income_entries(
    org_codes: Iterable[str], accounts: Iterable[str], *, first: date, last: date, limit: int
) -> tuple[str, ...]:
    """References of the entries behind `income_of`, oldest first."""
    rows = EntryLine.objects.filter(
        org_code__in=list(org_codes), account__in=list(accounts), accounting_on__range=(first, last)
    ).exclude(entry__source__startswith=CARRY)
    found = rows.order_by("accounting_on", "entry").values_list("entry", flat=True)
    return tuple(f"entry:{pk}" for pk in dict.fromkeys(found[:limit]))


VOUCHER = "voucher:"
"""The source of entries that came in as vouchers by workbook; those written by hand have none."""
OPENING = "opening:"
"""The source of opening balances, which stand on the last day before the book begins."""
