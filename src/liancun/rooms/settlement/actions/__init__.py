"""The only writers of settlement (结算办理). Each takes who acts and the day; each is one transaction.

drafting: draft_run, draft_runs, draft_reversal, withdraw_run · life: check_run, publish_run, confirm_run,
post_run · lines: replace_line, check_lines, confirm_lines · paying: record_payments, settle_within ·
whole: pay_run · undoing: undo_payment
"""

from liancun.rooms.settlement.actions.drafting import (
    Drafted,
    NewRun,
    Remark,
    Turned,
    draft_reversal,
    draft_run,
    draft_runs,
    withdraw_run,
)
from liancun.rooms.settlement.actions.life import check_run, confirm_run, post_run, publish_run
from liancun.rooms.settlement.actions.lines import (
    Replaced,
    check_line,
    check_lines,
    confirm_line,
    confirm_lines,
    replace_line,
)
from liancun.rooms.settlement.actions.paying import (
    BANK,
    CASH,
    FAILURE,
    KEY,
    NewList,
    NewPayment,
    Recorded,
    is_listed,
    payment_faults,
    record_payments,
    record_payments_within,
    settle_within,
)
from liancun.rooms.settlement.actions.paying_runs import SEEN, LeftOut, WholeList, pay_run
from liancun.rooms.settlement.actions.steps import Stepped
from liancun.rooms.settlement.actions.undoing import (
    UNDOINGS,
    Undoing,
    Undone,
    undo_all_within,
    undo_payment,
    undoing_faults,
)
from liancun.rooms.settlement.calculation import Gaps

__all__ = [
    "BANK",
    "CASH",
    "FAILURE",
    "KEY",
    "SEEN",
    "UNDOINGS",
    "Drafted",
    "Gaps",
    "LeftOut",
    "NewList",
    "NewPayment",
    "NewRun",
    "Recorded",
    "Remark",
    "Replaced",
    "Stepped",
    "Turned",
    "Undoing",
    "Undone",
    "WholeList",
    "check_line",
    "check_lines",
    "check_run",
    "confirm_line",
    "confirm_lines",
    "confirm_run",
    "draft_reversal",
    "draft_run",
    "draft_runs",
    "is_listed",
    "pay_run",
    "payment_faults",
    "post_run",
    "publish_run",
    "record_payments",
    "record_payments_within",
    "replace_line",
    "settle_within",
    "undo_all_within",
    "undo_payment",
    "undoing_faults",
    "withdraw_run",
]
