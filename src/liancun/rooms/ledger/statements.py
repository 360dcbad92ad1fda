"""The statements of the cooperative (会计报表): balance sheet and surplus, as the forms of 37号 have them."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.rules import CooperativeStatements, StatementLine, as_carried, fill, period_of

BY_PARTY = "114"
"""成员往来: shown on both sides, its members' debit and credit balances never netted."""
ASSETS, CLAIMS = 22, 42
ASSET_LINES = ASSETS
"""Lines 1 to 22 of 会农社01表 are its left side."""


@dataclass(frozen=True)
class StatementRow:
    """A line of a statement: this period's amount and the one beside it, in fen."""

    number: int
    name: str
    amount_fen: int
    before_fen: int
    total: bool


@dataclass(frozen=True)
class Statement:
    """A filled form (报表). `difference_fen` is nil where both sides of a balance sheet agree."""

    org_code: str
    period: str
    form: str
    clause: str
    rows: tuple[StatementRow, ...]
    difference_fen: int = 0


def balance_sheet(viewer: Viewer, org_code: str, period: str) -> Statement:
    """会农社01表 at the end of a month or year, beside the end of the year before."""
    forms, day = _forms(viewer, org_code, period)
    lines = forms.balance_sheet
    amounts = [
        fill(
            lines,
            as_carried(facts.balances(org_code, last=each)),
            {BY_PARTY: facts.party_balances(org_code, BY_PARTY, last=each)},
        )
        for each in (day, date(day.year - 1, 12, 31))
    ]
    rows = tuple(_row(each, *amounts) for each in lines)
    off_fen = amounts[0][ASSETS] - amounts[0][CLAIMS]
    return Statement(org_code, period, "会农社01表", forms.clause, rows, off_fen)


def surplus_statement(viewer: Viewer, org_code: str, period: str) -> Statement:
    """会农社02表, lines 1 to 12, from January to the end of a month or year, beside the year before."""
    forms, day = _forms(viewer, org_code, period)
    first = date(day.year, 1, 1)
    spans = ((first, day), (date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)))
    amounts = [
        fill(
            forms.surplus,
            facts.balances(org_code, first=start, last=end, source_not=facts.CARRY),
            {},
        )
        for start, end in spans
    ]
    rows = tuple(_row(each, *amounts) for each in forms.surplus)
    return Statement(org_code, period, "会农社02表", forms.clause, rows)


def _row(line: StatementLine, now: dict[int, int], before: dict[int, int]) -> StatementRow:
    return StatementRow(line.number, line.name, now[line.number], before[line.number], bool(line.lines))


def _forms(viewer: Viewer, org_code: str, period: str) -> tuple[CooperativeStatements, date]:
    viewer.must_see(org_code)
    day = period_of(period).last_day
    _accounts, _clause, chart = facts.chart_of(org_code, day)
    if chart != "cooperative":
        raise Refusal("ledger.no_form", org=org_code)
    return charters.in_force(CooperativeStatements, on=day), day
