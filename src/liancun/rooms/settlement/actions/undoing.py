"""Undoing one payment (退回、更正误记): a contrary row and entry, its reason; the line is open again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liancun.base import bulk
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Ref, Text, Whole, _
from liancun.rooms.settlement import calculation, facts, gateways, rules
from liancun.rooms.settlement.actions.offsets import set_off
from liancun.rooms.settlement.actions.paying import MONEY, must_be_payer
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import Payment, RunLine

PAYMENT = Whole(_("收付编号"), 1, 2**63 - 1)
UNDOINGS = ((Payment.State.RETURNED.value, rules.SENT_BACK), (Payment.State.MISTAKEN.value, _("记错了")))
"""Why a payment does not stand: the money came back, or it never went to this person."""
WHY = Choice(_("怎么回事"), UNDOINGS)
UNDONE_ON = Day(_("退回、更正的日子"))
REASON = Text(_("原因"), most=100, help=_("如 账号户名不符,退票"))
RETURN_REF = Text(_("退回的回单号"), most=60)


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """Why a payment does not stand, and since when (退回、误记)."""

    why: A[str, WHY]
    happened_on: A[date, UNDONE_ON]
    reason: A[str, REASON]
    bank_ref: A[str, RETURN_REF] = ""


@dataclass(frozen=True)
class Undone:
    """The contrary row of a payment (退回的一笔), its entry, and the line that is open again."""

    payment: int
    undone_by: int
    entry: A[str, Ref(_("凭证"))]
    line: int
    ref: A[str, Ref(_("退回的一笔"))] = field(default="")


def may_undo(viewer: Viewer, org_code: str) -> bool:
    """Whether the charter has the viewer pay any kind of money of an organisation."""
    return any(calculation.has_part(viewer, kind.name, org_code, "pays") for kind in all_kinds())


@offered(
    "settlement.undo_payment",
    title=_("退回、更正误记"),
    ask=_("会另记一笔相反的收付和凭证,这一行重新待付。确定吗?"),
    done=_("已登记,这一行重新待付"),
    path="payments/{payment_id}/undo",
    command="undo-payment",
    of="payment",
    own_grant=True,
    shown_to=may_undo,
)
def undo_payment(payment_id: A[int, PAYMENT], given: Undoing, *, by: Viewer, on: date) -> Undone:
    """Undo one payment that the bank sent back or that was booked in error: never twice."""
    found = Payment.objects.select_related("line__run").filter(pk=payment_id).first()
    if found is None or not by.sees(found.org_code, found.village_code):
        raise Refusal("viewer.not_found")
    grant = calculation.grant_for(found.line.run.kind, found.org_code, "pays")
    with act("settlement.undo_payment", found.org_code, by=by, on=on, permit=grant) as a:
        (row,) = undo_all_within(a, [found], [given])
        a.ref = f"payment:{payment_id}"
        a.params = {"why": given.why, "amount_fen": found.amount_fen, "undone_by": row.pk}
    return Undone(payment_id, row.pk, row.entry_ref, row.line_id, f"payment:{row.pk}")


def undo_all_within(a: Act, payments: Sequence[Payment], given: Sequence[Undoing]) -> list[Payment]:
    """Undo payments inside another act, by the rights of the kinds they paid; returns the contrary rows."""
    for _place, refusal in undoing_faults(payments, given, a.on):
        raise refusal
    kinds = sorted({payment.line.run.kind for payment in payments})
    for kind in kinds:
        grant = calculation.grant_for(kind, a.org_code, "pays")
        must_permit(a.by, "settlement.undo_payment", a.org_code, grant=grant)
    must_be_payer(a, [payment.line for payment in payments])
    entries = gateways.post_undone(a, [_booked(*pair) for pair in zip(payments, given, strict=True)])
    made = [_contrary(a, *each) for each in zip(payments, given, entries, strict=True)]
    bulk.insert(Payment, made, with_ids=True)
    for kind in kinds:
        set_off(a, kind, {payment.line.payee for payment in payments if payment.line.run.kind == kind})
    return made


def _booked(payment: Payment, given: Undoing) -> gateways.Undone:
    line = payment.line
    moved = [(line.settle_account, line.payee, -payment.amount_fen)]
    direction = calculation.known_kind(line.run.kind).direction
    entry = rules.payment_entry(direction, moved, payment.money_account)
    return gateways.Undone(f"payment:{payment.pk}", given.happened_on, _summary(line, given), entry)


def _contrary(a: Act, payment: Payment, given: Undoing, entry: str) -> Payment:
    return Payment(
        line=payment.line,
        undoes=payment,
        payee=payment.payee,
        state=given.why,
        amount_fen=-payment.amount_fen,
        happened_on=given.happened_on,
        money_account=payment.money_account,
        bank_ref=given.bank_ref,
        failure=given.reason,
        entry_ref=entry,
        **a.stamp(payment.line.village_code),
    )


def _summary(line: RunLine, given: Undoing) -> str:
    """What the contrary entry is about: 银行退回务工工资 2026-01."""
    title = calculation.life_in_force(line.run.kind, line.org_code, given.happened_on).title
    word = rules.SENT_BACK if given.why == Payment.State.RETURNED else rules.PUT_RIGHT
    return f"{word}{title} {line.run.period}"


def undoing_faults(
    payments: Sequence[Payment], given: Sequence[Undoing], on: date
) -> Iterator[tuple[int, Refusal]]:
    """What is wrong with undoing each of some payments, by its place."""
    undone = dict(facts.undone_by([payment.pk for payment in payments]))
    taken: set[tuple[str, date]] = set()
    for place, (payment, told) in enumerate(zip(payments, given, strict=True)):
        try:
            _must_be_undoable(payment, told, undone, on)
            if (payment.org_code, told.happened_on) not in taken:
                gateways.money_day(payment.org_code, told.happened_on, on)
                taken.add((payment.org_code, told.happened_on))
        except Refusal as refusal:
            yield place, refusal
            continue
        undone[payment.pk] = 0


def _must_be_undoable(payment: Payment, told: Undoing, undone: Mapping[int, int], on: date) -> None:
    ref = f"payment:{payment.pk}"
    if payment.pk in undone:
        raise Refusal("settlement.undone_already", payment=ref)
    if payment.state != Payment.State.PAID:
        raise Refusal("settlement.nothing_moved", payment=ref, state=payment.state)
    if payment.money_account not in MONEY:
        raise Refusal("settlement.no_money_moved", payment=ref)
    if not told.reason.strip():
        raise Refusal("settlement.no_reason_said", payment=ref)
    if not payment.happened_on <= told.happened_on <= on:
        raise Refusal(
            "settlement.undone_on_wrong_day",
            payment=ref,
            happened_on=str(told.happened_on),
            first=str(payment.happened_on),
        )
