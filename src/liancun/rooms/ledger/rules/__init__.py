"""What an entry and a period may be (记账规则).

农民专业合作社会计制度 (财会〔2021〕37号): debit and credit, yuan to the fen, calendar year. 会计法: no entry
is deleted, a wrong one is reversed. Undecided by law: how long the year-end period stays open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar, Literal

from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Many, Rows, Whole, Word, _
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger.rules.templates import VoucherTemplates

SIDES = (("debit", _("借")), ("credit", _("贷")))
BY_PARTY = (("none", _("不按人")), ("optional", _("可以按人")), ("required", _("必须按人")))


@dataclass(frozen=True)
class AccountSpec:
    """One account of a chart (科目). `party`: whether a line names a member or other party.

    of_members  the account on which the same stands where the party is a member that day; "" for no other:
                37号 keeps 应收款 and 应付款 for who is no member, 成员往来 for members
    """

    name: A[str, Word(_("科目"))]
    side: A[Literal["debit", "credit"], Choice(_("余额方向"), SIDES)]
    party: A[Literal["none", "optional", "required"], Choice(_("按人核算"), BY_PARTY)]
    of_members: A[str, Code(_("与成员往来改记"))] = ""


def _must_lead_somewhere(accounts: Mapping[str, AccountSpec], clause: str) -> None:
    """An account that sends members elsewhere names one of the chart, which sends nobody on."""
    for code, spec in accounts.items():
        there = accounts.get(spec.of_members)
        if spec.of_members and (there is None or there.party != "required" or there.of_members):
            raise Refusal("ledger.charter.of_members", clause, account=code, instead=spec.of_members)


@dataclass(frozen=True)
class CooperativeChart:
    """The cooperative's 48 accounts (合作社会计科目)."""

    DECISION: ClassVar[str] = "law/chart_cooperative"

    clause: str
    accounts: A[Mapping[str, AccountSpec], Rows(_("会计科目"), by=Code(_("科目代码")))]

    def __post_init__(self) -> None:
        _must_lead_somewhere(self.accounts, self.clause)


@dataclass(frozen=True)
class CooperativeBalances:
    """Accounts that stand below nil for nobody on any day (不能低于零的科目), by who they are kept for.

    A member is liable with, and gets back, what the member account holds: 农民专业合作社法 arts 6, 28, 43.
    """

    DECISION: ClassVar[str] = "law/balances_cooperative"

    clause: str
    members: A[tuple[str, ...], Many(_("按成员不能低于零的科目"), each=Code(_("科目")))]


@dataclass(frozen=True)
class CollectiveChart:
    """The village collective's accounts (集体经济组织会计科目)."""

    DECISION: ClassVar[str] = "law/chart_collective"

    clause: str
    accounts: A[Mapping[str, AccountSpec], Rows(_("会计科目"), by=Code(_("科目代码")))]

    def __post_init__(self) -> None:
        _must_lead_somewhere(self.accounts, self.clause)


@dataclass(frozen=True)
class PeriodRule:
    """How long the year-end period stays open, and to what (年终期间)."""

    DECISION: ClassVar[str] = "ledger/periods"

    clause: str
    year_end_kinds: A[tuple[str, ...], Many(_("年终期间可入账的"), each=Word(_("凭证种类")))]
    year_end_last_month: A[int, Whole(_("年终期间到次年"), of=_("月"))]

    def __post_init__(self) -> None:
        if not 1 <= self.year_end_last_month <= 12:
            raise Refusal("ledger.periods.month", month=self.year_end_last_month)


@dataclass(frozen=True)
class StatementLine:
    """A line of a statement (报表项目): the balances of accounts on one side, or other lines added up.

    `accounts`: codes; "114:debit" and "114:credit" are the sub-balances of one side by party, never netted.
    `lines`: numbers of earlier lines, negative to be taken off.
    """

    number: A[int, Whole(_("行次"))]
    name: A[str, Word(_("项目"))]
    side: A[Literal["debit", "credit"], Choice(_("余额方向"), SIDES)] = "debit"
    accounts: A[tuple[str, ...], Many(_("科目"), each=Code(_("科目")))] = ()
    lines: A[tuple[int, ...], Many(_("合计的行"), each=Whole(_("行次")))] = ()


@dataclass(frozen=True)
class CooperativeStatements:
    """The forms of the cooperative's statements (会农社01表、02表), line by line."""

    DECISION: ClassVar[str] = "law/statements_cooperative"

    clause: str
    balance_sheet: A[tuple[StatementLine, ...], Rows(_("资产负债表"))]
    surplus: A[tuple[StatementLine, ...], Rows(_("盈余及盈余分配表"))]

    def __post_init__(self) -> None:
        for form in (self.balance_sheet, self.surplus):
            known: set[int] = set()
            for line in form:
                if line.number in known or not known.issuperset(map(abs, line.lines)):
                    raise Refusal("ledger.statement_line", number=line.number)
                known.add(line.number)


def as_carried(balances: Mapping[str, int]) -> dict[str, int]:
    """A cooperative's balances as if its result were carried to 331 already: a sheet in mid-year."""
    result_fen = sum(fen for account, fen in balances.items() if profit_and_loss(account))
    kept = {account: fen for account, fen in balances.items() if not profit_and_loss(account)}
    return {**kept, "331": kept.get("331", 0) + result_fen}


def fill(
    form: Sequence[StatementLine], balances: Mapping[str, int], parties: Mapping[str, Mapping[str, int]]
) -> dict[int, int]:
    """The amount of each line of a form, in fen (填列).

    `balances` is account -> debit minus credit, `parties` the same by party of accounts taken side by side.
    """
    filled: dict[int, int] = {}
    for line in form:
        amount_fen = sum(filled[abs(number)] * (1 if number > 0 else -1) for number in line.lines)
        for place in line.accounts:
            account, _colon, side = place.partition(":")
            if side:
                sign = 1 if side == "debit" else -1
                own_fen = sum(max(sign * fen, 0) for fen in parties[account].values())
            else:
                own_fen = balances.get(account, 0) * (1 if line.side == "debit" else -1)
            amount_fen += own_fen
        filled[line.number] = amount_fen
    return filled


CHARTERS = (
    CooperativeChart,
    CooperativeBalances,
    CollectiveChart,
    CooperativeStatements,
    PeriodRule,
    VoucherTemplates,
)

CHART_FAMILIES: dict[str, type[CooperativeChart] | type[CollectiveChart]] = {
    "cooperative": CooperativeChart,
    "collective": CollectiveChart,
}


MOST_FEN = 2**63 - 1
"""The most a line or one side of an entry may hold: what both databases keep exactly (金额上限)."""


def entry_faults(
    lines: Sequence[EntryLine],
    accounts: Mapping[str, AccountSpec],
    clause: str,
    nameless: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Reason, ...]:
    """What is wrong with an entry: unbalanced, too big, unknown account, party missing or out of place.

    `nameless` is what stands without a name on accounts that want one (debit less credit), from before they
    did: it may be settled as it stands.
    """
    faults = []
    debit_fen = sum(line.debit_fen for line in lines)
    credit_fen = sum(line.credit_fen for line in lines)
    if len(lines) < 2:
        faults.append(Reason.of("ledger.one_sided", clause))
    if debit_fen != credit_fen:
        faults.append(Reason.of("ledger.unbalanced", clause, debit_fen=debit_fen, credit_fen=credit_fen))
    if max(debit_fen, credit_fen) > MOST_FEN:
        faults.append(
            Reason.of("ledger.too_big", clause, total_fen=max(debit_fen, credit_fen), most_fen=MOST_FEN)
        )
    for line in lines:
        spec = accounts.get(line.account)
        if spec is None:
            faults.append(Reason.of("ledger.no_such_account", clause, account=line.account))
        elif spec.party == "required" and not line.party:
            if not _settles(nameless.get(line.account, 0), nameless_of(lines, line.account)):
                faults.append(Reason.of("ledger.party_missing", clause, account=line.account, name=spec.name))
        elif spec.party == "none" and line.party:
            faults.append(
                Reason.of("ledger.party_out_of_place", clause, account=line.account, name=spec.name)
            )
    return tuple(dict.fromkeys(faults))


def nameless_of(lines: Iterable[EntryLine], account: str) -> int:
    """What an entry moves on an account without a name, debit less credit."""
    own = (line for line in lines if line.account == account and not line.party)
    return sum(line.debit_fen - line.credit_fen for line in own)


def _settles(standing_fen: int, moved_fen: int) -> bool:
    """Whether what moves brings what stands nearer to nil, and not past it."""
    return standing_fen * moved_fen < 0 and abs(moved_fen) <= abs(standing_fen)


def shortfall(held: Mapping[date, int], first: date) -> tuple[date, int] | None:
    """The first day from `first` on whose balance stands below nil, and by how much; None where none does.

    `held` is what came in, less what went out, on each day.
    """
    balance_fen = 0
    for day in sorted(held):
        balance_fen += held[day]
        if day >= first and balance_fen < 0:
            return day, -balance_fen
    return None


FIRST_YEAR, LAST_YEAR = 1990, 2100


def period_of(text: str) -> Period:
    """The month or year that somebody named. Refuses what is none, or lies beyond any book."""
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("ledger.no_such_period", period=text[:20]) from None
    if not FIRST_YEAR <= period.year <= LAST_YEAR:
        raise Refusal("ledger.no_such_period", period=text[:20])
    return period


@dataclass(frozen=True)
class PeriodState:
    """Where an organisation's periods stand (期间状态): when the book began, what is closed and sealed."""

    closed: frozenset[str]
    sealed_years: frozenset[int]
    opened_on: date


OPENING_KIND = "opening"
"""The kind of entry that may stand before the book begins: its opening balance (期初余额)."""
PERIOD_CLOSED = "ledger.period_closed"
YEAR_SEALED = "ledger.year_sealed"
"""The faults of a day that came too late: what moved then may be booked later."""


def period_fault(day: date, state: PeriodState, charter: PeriodRule, *, kind: str, on: date) -> Reason | None:
    """Why an entry may not stand on a day, or None.

    Nothing stands before the book begins but its opening balance, nor beyond the month of the act. A closed
    month takes nothing. The closed December of a year that is not yet sealed takes 31 December's entries of
    the kinds the charter names, until its last month of the following year.
    """
    if kind == OPENING_KIND:
        return _opening_fault(day, state, charter)
    if day < state.opened_on:
        return Reason.of("ledger.before_opening", charter.clause, opened_on=str(state.opened_on))
    if day > Period.month_of(on).last_day:
        return Reason.of("ledger.day_ahead", charter.clause, day=str(day), on=str(on))
    month = str(Period.month_of(day))
    if day.year in state.sealed_years:
        return Reason.of(YEAR_SEALED, charter.clause, year=day.year)
    if month not in state.closed:
        return None
    year_end = day == date(day.year, 12, 31) and kind in charter.year_end_kinds
    if year_end and on <= Period(day.year + 1, charter.year_end_last_month).last_day:
        return None
    return Reason.of(PERIOD_CLOSED, charter.clause, month=month)


def _opening_fault(day: date, state: PeriodState, charter: PeriodRule) -> Reason | None:
    """The opening balance stands on the eve of the first day, and comes in while no month is closed."""
    eve = state.opened_on - timedelta(days=1)
    if day != eve:
        return Reason.of("ledger.not_the_eve", charter.clause, day=str(eve))
    if state.closed:
        return Reason.of("ledger.opening_too_late", charter.clause, month=min(state.closed))
    return None


def closing_fault(month: Period, state: PeriodState, clause: str, *, on: date) -> Reason | None:
    """Why a month may not be closed, or None: it is over, not closed yet, and all before it are closed."""
    if month.last_day < state.opened_on:
        return Reason.of("ledger.before_opening", clause, opened_on=str(state.opened_on))
    if on <= month.last_day:
        return Reason.of("ledger.month_not_over", clause, month=str(month))
    if str(month) in state.closed:
        return Reason.of("ledger.already_closed", clause, month=str(month))
    earlier = next_to_close(state)
    if earlier != month:
        return Reason.of("ledger.earlier_month_open", clause, month=str(month), open=str(earlier))
    return None


def next_to_close(state: PeriodState) -> Period:
    """The first month since the book began that is not closed yet."""
    month = Period.month_of(state.opened_on)
    while str(month) in state.closed:
        month = month.next
    return month


def sealing_fault(year: int, state: PeriodState, clause: str) -> Reason | None:
    """Why a year may not be sealed, or None: its December is closed, the year before it is sealed."""
    if year in state.sealed_years:
        return Reason.of(YEAR_SEALED, clause, year=year)
    if str(Period(year, 12)) not in state.closed:
        return Reason.of("ledger.december_open", clause, year=year)
    if year > state.opened_on.year and year - 1 not in state.sealed_years:
        return Reason.of("ledger.earlier_year_open", clause, year=year, open=year - 1)
    return None


INCOME = "501"
"""经营收入, in both charts: what is sold on account is booked against it"""

BY_HAND = ("hand", "import:vouchers")
"""Where entries come from that an accountant may reverse alone; others are reversed where they were made."""


def reversal_fault(source: str, reversed_already: bool, entry: str) -> Reason | None:
    """Why an entry of a batch from `source` may not be reversed by hand, or None (冲销)."""
    if reversed_already:
        return Reason.of("ledger.already_reversed", entry=entry)
    if source not in BY_HAND:
        return Reason.of("ledger.not_by_hand", entry=entry, source=source)
    return None


def closing_lines(
    balances: Mapping[str, int], chart: Literal["cooperative", "collective"]
) -> tuple[tuple[EntryLine, ...], tuple[EntryLine, ...]]:
    """The two entries that carry a year (年终结转): profit and loss to 331, that to undistributed.

    `balances` is account -> debit minus credit, of the profit-and-loss accounts. Source: 37号, 331 and 332.
    """
    year, undistributed = ("331", "33202") if chart == "cooperative" else ("321", "32202")
    first: list[EntryLine] = []
    total_fen = 0
    for account, balance_fen in sorted(balances.items()):
        if balance_fen:
            first.append(contrary(account, balance_fen))
            total_fen += balance_fen
    if total_fen:
        first.append(EntryLine(year, debit_fen=max(total_fen, 0), credit_fen=max(-total_fen, 0)))
    second: tuple[EntryLine, ...] = ()
    if total_fen:
        second = (
            EntryLine(year, debit_fen=max(-total_fen, 0), credit_fen=max(total_fen, 0)),
            EntryLine(undistributed, debit_fen=max(total_fen, 0), credit_fen=max(-total_fen, 0)),
        )
    return tuple(first), second


def contrary(account: str, balance_fen: int, party: str = "") -> EntryLine:
    """The line that brings a debit (positive) or credit (negative) balance to nil."""
    return EntryLine(account, max(-balance_fen, 0), max(balance_fen, 0), party)


Family = Literal["asset", "liability", "equity", "income", "expense"]
FAMILIES: Mapping[str, Family] = {"1": "asset", "2": "liability", "3": "equity", "4": "asset"}
"""First figure of a code -> what the account is; 4 is what production holds until it is done (成本)."""


def family(account: str, spec: AccountSpec | None) -> Family:
    """What an account is by its number in both charts (科目类别); 5 by the side on which it grows."""
    grows: Family = "income" if spec is not None and spec.side == "credit" else "expense"
    return FAMILIES.get(account[:1], grows)


def profit_and_loss(account: str) -> bool:
    """Whether an account is closed at year end: both charts number them 501 to 531."""
    return account.startswith("5")
