"""The workbook of settlement (收付款回单): what the bank or the cashier says was paid, row by row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Problem
from liancun.kernel.digest import digest
from liancun.rooms.settlement import actions, facts, queries

MONEY = (("银行", "102"), ("现金", "101"))
RESULTS = (("成功", "paid"), ("失败", "failed"))
_FAILED = "failed"

COLUMNS = (
    Column("line", "结算行编号", "integer", help="清单上每行的编号,只写数字", example="34", least=1),
    Column("amount_fen", "金额(元)", "yuan", help="与结算行同方向;扣回、退款写负数", example="30.00"),
    Column("happened_on", "收付日期", "day", help="钱到账或付出的日子", example="2026-02-05"),
    Column("money_account", "方式", "choice", choices=MONEY, example="银行"),
    Column("bank_ref", "回单号", "text", help="银行回单号或收据页号", max_length=60, example="20260205-0001"),
    Column("result", "结果", "choice", choices=RESULTS, example="成功"),
    Column("failure", "失败原因", "text", required=False, max_length=100, help="失败时必填"),
)


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
        yield {"line": row.line, "amount_fen": row.open_fen}


IMPORTS = (
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
