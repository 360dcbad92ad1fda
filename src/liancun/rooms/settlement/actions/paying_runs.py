"""Paying a run's whole list in one act (整单收付): all that is open of it, but for the exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base.acts import act
from liancun.base.offers import bounded
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Lines, Seen, Text, _
from liancun.rooms.settlement import calculation, facts, holds
from liancun.rooms.settlement.actions.paying import (
    BANK,
    FAILURE,
    LINE,
    MONEY_ACCOUNT,
    NewPayment,
    Recorded,
    Repeated,
    as_recorded,
    record_payments_within,
)
from liancun.rooms.settlement.actions.steps import found_run
from liancun.rooms.settlement.models import Payment, PaymentList, Run

NAMED = 5
"""How many lines a refusal names."""


SEEN = Seen(_("清单序号"), 0, 2**63 - 1)


@dataclass(frozen=True)
class LeftOut:
    """A line of a list that was not paid, and why it did not go through; '' where it was not tried."""

    line: A[int, LINE]
    failure: A[str, FAILURE] = ""


@dataclass(frozen=True, kw_only=True)
class WholeList:
    """How a run's list was paid: one day, one account, one document (整单收付).

    `left` names the lines that were not. `seen` is the mark at which the payer read the list; None for
    whoever names the run alone.
    """

    happened_on: A[date, Day(_("收付日期"))]
    money_account: A[str, MONEY_ACCOUNT] = BANK
    bank_ref: A[str, Text(_("凭据号"), most=60, help=_("银行回单号、领款单号"))]
    left: A[tuple[LeftOut, ...], Lines(_("没有收付的行"), LeftOut, 0)] = ()
    seen: A[int | None, SEEN] = None

    @property
    def exceptions(self) -> Mapping[int, str]:
        """The lines that were not paid, by why each did not go through."""
        return {each.line: each.failure for each in self.left}


@bounded
def pay_run(run_id: int, told: WholeList, *, key: str, by: Viewer, on: date) -> Recorded:
    """Record that every open line of a run was paid to the fen, those `left` excepted: one list, one entry.

    The same list under the same key again does nothing, another under that key is refused. So is a list
    that changed after it was read: the bank's receipt would not be what is written down.
    """
    run = found_run(run_id)
    grant = calculation.grant_for(run.kind, run.org_code, "pays")
    try:
        with act("settlement.record_payments", run.org_code, by=by, on=on, permit=grant) as a:
            if listed := PaymentList.objects.filter(org_code=run.org_code, key=key).first():
                raise Repeated(_done_before(listed, run, told))
            return record_payments_within(a, _payments(run, told), key=key)
    except Repeated as repeated:
        return repeated.done


def _payments(run: Run, told: WholeList) -> list[NewPayment]:
    """The list as it stands under the lock."""
    if not told.bank_ref:
        raise Refusal("settlement.no_document")
    if told.seen is not None and (moved := holds.moved_since(run, told.seen)):
        lines = tuple(f"line:{line}" for line in moved[:NAMED])
        raise Refusal("settlement.list_moved", count=len(moved), lines=lines)
    rows = holds.payable(run)
    if not rows:
        raise Refusal("settlement.nothing_open", run=f"run:{run.pk}", state=facts.run_state(run.pk))
    left = told.exceptions
    for line in sorted(left.keys() - rows.keys()):
        raise Refusal("settlement.not_in_list", line=f"line:{line}", run=f"run:{run.pk}")
    payments = [
        NewPayment(line, open_fen, told.happened_on, told.money_account, told.bank_ref, left.get(line, ""))
        for line, open_fen in rows.items()
        if left.get(line) != ""
    ]
    if not payments:
        raise Refusal("settlement.empty_list")
    return payments


def _done_before(listed: PaymentList, run: Run, told: WholeList) -> Recorded:
    """What was recorded under the key, where that was this very list; else refuses."""
    rows = list(Payment.objects.filter(listed=listed).select_related("line"))
    one_way = (run.pk, told.happened_on, told.money_account, told.bank_ref)
    same = all((r.line.run_id, r.happened_on, r.money_account, r.bank_ref) == one_way for r in rows)
    left = told.exceptions
    failed = {row.line_id: row.failure for row in rows if row.failure}
    paid = {row.line_id for row in rows if not row.failure}
    same &= failed == {line: why for line, why in left.items() if why}
    passed_over = holds.payable(run).keys() - failed.keys() - set(holds.moved_since(run, listed.mark))
    if not same or paid & left.keys() or passed_over - left.keys():
        raise Refusal("settlement.list_differs", key=listed.key, list=f"paylist:{listed.pk}")
    return as_recorded(listed)
