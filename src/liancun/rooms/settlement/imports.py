"""The workbooks of settlement: what was paid, row by row (收付款回单); what came back of it (退回和误记)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Problem
from liancun.kernel.digest import digest
from liancun.kernel.fields import A, Choice, Day, Text, Whole, Yuan, _
from liancun.rooms.settlement import actions, facts, queries, rules
from liancun.rooms.settlement.models import Payment, RunLine

_FAILED = "failed"
RESULTS = (("paid", _("成功")), (_FAILED, _("失败")))
MONEY = (("102", _("银行")), ("101", _("现金")))


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One payment as the bank or the cashier tells it (回单的一行)."""

    line: A[int, Whole(_("结算行编号"), 1, None, help=_("清单上每行的编号,只写数字"), example="34")]
    amount_fen: A[
        int, Yuan(_("金额"), None, None, help=_("与结算行同方向;扣回、退款写负数"), example="30.00")
    ]
    happened_on: A[date, Day(_("收付日期"), help=_("钱到账或付出的日子"), example="2026-02-05")]
    money_account: A[str, Choice(_("方式"), MONEY, example="银行")]
    bank_ref: A[str, Text(_("回单号"), most=60, help=_("银行回单号或收据页号"), example="20260205-0001")]
    result: A[str, Choice(_("结果"), RESULTS, example="成功")]
    failure: A[str | None, Text(_("失败原因"), most=100, help=_("失败时必填"))] = None


COLUMNS = columns_of(PaymentRow)


def _payment(row: Row) -> actions.NewPayment:
    failed = row["result"] == _FAILED
    return actions.NewPayment(
        row["line"],
        row["amount_fen"],
        row["happened_on"],
        row["money_account"],
        row["bank_ref"],
        row["failure"] or "-" if failed else "",
    )


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every row that may not be recorded, at once."""
    numbers = {row["line"] for row in rows}
    lines = facts.lines_to_pay(source.org_code, numbers)
    known = [row for row in rows if row["line"] in lines]
    for row in rows:
        if row["line"] not in lines:
            yield source.problem("settlement.no_such_line", row, "结算行编号", line=row["line"])
        if row["result"] == _FAILED and not row["failure"]:
            yield source.problem("settlement.no_failure_said", row, "失败原因")
    for place, refusal in actions.payment_faults(lines, [_payment(row) for row in known], source.on):
        params: dict[str, Any] = refusal.params
        yield source.problem(refusal.code, known[place], **params)


def save(rows: Sequence[Row], a: Act) -> None:
    """Record them as one list, named by its content."""
    payments = [_payment(row) for row in rows]
    actions.record_payments_within(a, payments, key=f"import:{digest(payments)[:16]}", checked=True)


def export(viewer: Viewer, org_code: str) -> Iterable[Mapping[str, Any]]:
    """What is still open, ready to be filled in."""
    for row in queries.open_lines(viewer, org_code):
        if free_fen := rules.payable_fen(row.open_fen, row.held_fen):
            yield {"line": row.line, "amount_fen": free_fen}


@dataclass(frozen=True, kw_only=True)
class ReturnRow:
    """One payment that the bank sent back or that was booked in error (退回和误记的一行)."""

    line: A[int, Whole(_("结算行编号"), 1, None, help=_("清单上每行的编号,只写数字"), example="34")]
    bank_ref: A[str, Text(_("回单号"), most=60, help=_("付出去那一笔的回单号"), example="20260205-0001")]
    happened_on: A[date, Day(_("退回、更正的日子"), example="2026-02-07")]
    why: A[str, Choice(_("怎么回事"), actions.UNDOINGS, example="银行退回")]
    reason: A[str, Text(_("原因"), most=100, example="账号户名不符,退票")]
    return_ref: A[str | None, Text(_("退回的回单号"), most=60)] = None


RETURN_COLUMNS = columns_of(ReturnRow)


def _undoing(row: Row) -> actions.Undoing:
    return actions.Undoing(
        why=row["why"],
        happened_on=row["happened_on"],
        reason=row["reason"],
        bank_ref=row["return_ref"] or "",
    )


def _meant(rows: Sequence[Row], org_code: str) -> dict[int, list[Payment]]:
    """Row number -> the payments that a row may mean: of its line, under its reference, standing."""
    lines = RunLine.objects.filter(org_code=org_code, pk__among=[row["line"] for row in rows])
    standing = facts.standing_payments().filter(line__in=lines.values("pk"))
    found: dict[tuple[int, str], list[Payment]] = {}
    for payment in standing.select_related("line__run").order_by("pk"):
        found.setdefault((payment.line_id, payment.bank_ref), []).append(payment)
    return {row.number: found.get((row["line"], row["bank_ref"]), []) for row in rows}


def check_returns(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every row that names no payment, or one that may not be undone."""
    meant = _meant(rows, source.org_code)
    known = []
    for row in rows:
        count = len(meant[row.number])
        if count == 1:
            known.append(row)
        else:
            code = "settlement.which_payment" if count else "settlement.no_such_payment"
            yield source.problem(code, row, "回单号", line=row["line"], bank_ref=row["bank_ref"], count=count)
    payments = [meant[row.number][0] for row in known]
    for place, refusal in actions.undoing_faults(payments, [_undoing(row) for row in known], source.on):
        params: dict[str, Any] = refusal.params
        yield source.problem(refusal.code, known[place], **params)


def save_returns(rows: Sequence[Row], a: Act) -> None:
    """Undo each."""
    meant = _meant(rows, a.org_code)
    payments = [meant[row.number][0] for row in rows]
    actions.undo_all_within(a, payments, [_undoing(row) for row in rows])


IMPORTS = (
    ImportKind(
        name="payment_returns",
        title="退回和误记",
        verb="settlement.import_payments",
        columns=RETURN_COLUMNS,
        key=("line", "bank_ref", "happened_on"),
        save=save_returns,
        check=check_returns,
    ),
    ImportKind(
        name="payments",
        title="收付款回单",
        verb="settlement.import_payments",
        columns=COLUMNS,
        key=("line", "bank_ref"),
        save=save,
        check=check,
        export=export,
    ),
)
