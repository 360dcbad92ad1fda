"""The books' workbooks (账簿工作簿): opening balances and vouchers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Code, Day, Text, Whole, Yuan, _
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.actions import EntryDraft, post_within
from liancun.rooms.ledger.dealings import Dealings
from liancun.rooms.ledger.fields import ACCOUNT, PARTY
from liancun.rooms.ledger.models import Entry
from liancun.rooms.ledger.rules import OPENING_KIND, PeriodRule, period_fault
from liancun.rooms.registry import facts as registry

DEBIT, CREDIT = Yuan(_("借方"), heading="借方"), Yuan(_("贷方"), heading="贷方")


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """One account's opening balance as the workbook has it (期初余额的一行)."""

    day: A[date, Day(_("余额日"), help=_("启用日的前一天"), example="2024-12-31")]
    account: A[str, ACCOUNT]
    party: A[str | None, PARTY] = None
    debit: A[int | None, DEBIT] = None
    credit: A[int | None, CREDIT] = None


@dataclass(frozen=True, kw_only=True)
class VoucherRow:
    """One line of a voucher as the workbook has it (记账凭证的一行)."""

    voucher: A[
        str,
        Code(_("凭证编号"), most=40, slash=True, help=_("同一张凭证各行相同"), example="2025-03-0012"),
    ]
    position: A[int, Whole(_("行次"), 1, 9999)]
    day: A[date, Day(_("日期"))]
    summary: A[str, Text(_("摘要"), most=120)]
    account: A[str, ACCOUNT]
    party: A[str | None, PARTY] = None
    debit: A[int | None, DEBIT] = None
    credit: A[int | None, CREDIT] = None


def _line(row: Row) -> Line:
    return Line(row["account"], row["debit"] or 0, row["credit"] or 0, row["party"] or "")


def _one_side(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    for row in rows:
        if ((row["debit"] or 0) == 0) == ((row["credit"] or 0) == 0):
            yield source.problem("ledger.one_side_only", row, "借方")


def _groups(rows: Sequence[Row], by: tuple[str, ...]) -> dict[tuple[object, ...], list[Row]]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    return groups


def _unknown_parties(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    unknown = registry.unknown_parties({row["party"] for row in rows if row["party"]})
    for row in rows:
        if row["party"] in unknown:
            yield source.problem("ledger.no_such_party", row, PARTY.label, party=row["party"])


def _check_groups(rows: Sequence[Row], source: Source, by: str, kind: str) -> Iterable[Problem]:
    """One-sidedness, balance, accounts, parties and periods, with the row of each voucher."""
    faulty = [*_one_side(rows, source), *_unknown_parties(rows, source)]
    yield from faulty
    wrong = {problem.row for problem in faulty}
    spoilt = {row[by] for row in rows if row.number in wrong}
    rows = [row for row in rows if row[by] not in spoilt]
    if not rows:
        return
    try:
        state = facts.period_state(source.org_code)
        charts = {
            year: facts.chart_of(source.org_code, date(year, 12, 31))
            for year in {row["day"].year for row in rows}
        }
    except Refusal as no:
        yield source.problem(no.code, rows[0], "科目", **no.params)
        return
    dealings = Dealings(source.org_code, [[_line(row) for row in rows]])
    for group in _groups(rows, (by,)).values():
        first = group[0]
        if any(row["day"] != first["day"] for row in group):
            yield source.problem("ledger.voucher_days_differ", first, "日期", voucher=first["voucher"])
            continue
        accounts, clause, _name = charts[first["day"].year]
        lines = [_line(row) for row in group]
        unsound = dealings.faults(lines, accounts, clause)
        for fault in (*unsound, *dealings.elsewhere(first["day"], lines, accounts, clause)):
            yield source.problem(fault.code, first, "科目", **dict(fault.params))
        rule = charters.in_force(PeriodRule, on=first["day"])
        fault_of_day = period_fault(first["day"], state, rule, kind=kind, on=source.on)
        if fault_of_day:
            label = "余额日" if kind == OPENING_KIND else "日期"
            yield source.problem(fault_of_day.code, first, label, **dict(fault_of_day.params))


def check_opening(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """The opening balance balances, on the eve of the book's first day, while no month is closed."""
    yield from _check_groups(rows, source, "day", OPENING_KIND)


def save_opening(rows: Sequence[Row], a: Act) -> None:
    """One entry for the opening balance."""
    source = f"{facts.OPENING}{a.org_code}"
    drafts = [
        EntryDraft(group[0]["day"], "期初余额", tuple(map(_line, group)), source, kind=OPENING_KIND)
        for group in _groups(rows, ("day",)).values()
    ]
    post_within(a, drafts, source=f"{facts.OPENING}{a.org_code}")


def _entered(org_code: str, vouchers: Iterable[str]) -> set[str]:
    """Of these vouchers, those that stand in the book already."""
    sources = {f"voucher:{voucher}" for voucher in vouchers}
    rows = Entry.objects.filter(org_code=org_code, source__among=sources)
    return {source.partition(":")[2] for source in rows.values_list("source", flat=True)}


def check_vouchers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Each voucher is whole, balanced and new: one in the book takes no further lines."""
    entered = _entered(source.org_code, (row["voucher"] for row in rows))
    for row in rows:
        if row["voucher"] in entered:
            yield source.problem("ledger.voucher_entered", row, "凭证编号", voucher=row["voucher"])
    yield from _check_groups([row for row in rows if row["voucher"] not in entered], source, "voucher", "")


def save_vouchers(rows: Sequence[Row], a: Act) -> None:
    """The vouchers by day and number, an entry each, in one sealed batch."""
    groups = [
        sorted(group, key=lambda row: row["position"]) for group in _groups(rows, ("voucher",)).values()
    ]
    groups.sort(key=lambda group: (group[0]["day"], group[0]["voucher"]))
    drafts = [
        EntryDraft(
            group[0]["day"], group[0]["summary"], tuple(map(_line, group)), f"voucher:{group[0]['voucher']}"
        )
        for group in groups
    ]
    post_within(a, drafts, source="import:vouchers")


IMPORTS = (
    ImportKind(
        "opening_balances",
        "期初余额",
        "ledger.import_opening",
        columns_of(BalanceRow),
        ("day", "account", "party"),
        save_opening,
        check_opening,
        together=("day",),
    ),
    ImportKind(
        "vouchers",
        "记账凭证",
        "ledger.import_vouchers",
        columns_of(VoucherRow),
        ("voucher", "position"),
        save_vouchers,
        check_vouchers,
        together=("voucher",),
    ),
)
