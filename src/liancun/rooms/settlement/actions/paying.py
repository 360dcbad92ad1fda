"""Recording that money moved, or failed to (收付款登记): whole lists, part payments, retries, receipts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max

from liancun.base import bulk
from liancun.base.acts import Act, act
from liancun.base.permits import Grant, must_permit
from liancun.base.reading import must_fit
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import USUAL_MOST, A, Choice, Day, Lines, Text, Whole, Yuan, _
from liancun.kernel.rulings import EntryLine
from liancun.rooms.settlement import calculation, facts, gateways, holds, rules
from liancun.rooms.settlement.actions.steps import made_anew, people, who
from liancun.rooms.settlement.models import LineEvent, Payment, PaymentList, RunEvent, RunLine

BANK = "102"
CASH = "101"
MONEY = (BANK, CASH)


MONEY_ACCOUNT = Choice(_("方式"), ((CASH, _("现金")), (BANK, _("银行"))))
FAILURE = Text(_("没付成的原因"), most=100)
KEY = Text(_("清单号"), most=80)
LINE = Whole(_("结算行编号"), 1, 2**63 - 1)


@dataclass(frozen=True)
class NewPayment:
    """One payment as told by a bank's answer, a receipt or the cashier (一笔收付).

    `amount_fen` has the line's sign: positive pays a wage or a bill. `failure` says why it did not go
    through; a failed payment moves nothing and may be tried again.
    """

    line: A[int, LINE]
    amount_fen: A[int, Yuan(_("金额"), -USUAL_MOST)]
    happened_on: A[date, Day(_("收付日期"))]
    money_account: A[str, MONEY_ACCOUNT] = BANK
    bank_ref: A[str, Text(_("回单号"), most=60)] = ""
    failure: A[str, FAILURE] = ""


@dataclass(frozen=True)
class NewList:
    """A list of payments under its own key (收付清单): the bank's batch, the receipt book's page."""

    key: A[str, KEY]
    payments: A[tuple[NewPayment, ...], Lines(_("收付"), NewPayment)]


@dataclass(frozen=True)
class Recorded:
    """What became of a list: its number, what was paid and failed, and whether it had come in before."""

    listed: int
    paid: int
    failed: int
    total_fen: int
    repeated: bool = False


def record_payments(
    org_code: str, payments: Sequence[NewPayment], *, key: str, by: Viewer, on: date
) -> Recorded:
    """Record a list of payments for posted lines of one organisation, and enter it into the book.

    `key` names the list (the bank's batch, the receipt book's page): the same list again does nothing,
    another list under the same key is refused. Nobody is paid more than is open; the payer made and checked
    nothing of it.
    """
    if not payments:
        raise Refusal("settlement.empty_list")
    must_fit(NewList(key, tuple(payments)))
    content = digest(list(payments))
    rows = _found_lines(org_code, payments)
    kinds = sorted({row.run.kind for row in rows.values()})
    grants = [calculation.grant_for(kind, org_code, "pays") for kind in kinds]
    for grant in grants:
        must_permit(by, "settlement.record_payments", org_code, grant=grant)
    if done := _done_before(org_code, key, content):
        return done
    try:
        return _record(org_code, payments, rows, key, content, by, on, grants[0])
    except Repeated as repeated:
        return repeated.done


class Repeated(Exception):
    """Somebody recorded the same list while this one waited: undoes the act."""

    def __init__(self, done: Recorded) -> None:
        self.done = done


def _record(
    org_code: str,
    payments: Sequence[NewPayment],
    rows: Mapping[int, RunLine],
    key: str,
    content: str,
    by: Viewer,
    on: date,
    grant: Grant,
) -> Recorded:
    with act("settlement.record_payments", org_code, by=by, on=on, permit=grant) as a:
        if done := _done_before(org_code, key, content):
            raise Repeated(done)
        return _within(a, payments, rows, key, content)


def record_payments_within(
    a: Act, payments: Sequence[NewPayment], *, key: str, checked: bool = False
) -> Recorded:
    """Record a list inside another act, by the rights of the kinds it pays.

    An import has `checked` it: it asked for the faults at the very mark at which it writes.
    """
    rows = _found_lines(a.org_code, payments)
    for kind in sorted({row.run.kind for row in rows.values()}):
        grant = calculation.grant_for(kind, a.org_code, "pays")
        must_permit(a.by, "settlement.record_payments", a.org_code, grant=grant)
    return _within(a, payments, rows, key, digest(list(payments)), checked=checked)


def settle_within(a: Act, payments: Sequence[NewPayment], *, key: str, holders: Mapping[int, str]) -> str:
    """Clear posted lines against another account of the book instead of money (转账结清); returns the entry.

    `money_account` of the payments is that account, and `holders` says by line in whose name it stands
    there. The caller's act has asked who may: no money moves, so that the payer's part does not come in,
    and no receipt is given. One day and one kind of money a call; the same key again is refused.
    """
    content = digest(list(payments))
    rows = _found_lines(a.org_code, payments)
    if listed := PaymentList.objects.filter(org_code=a.org_code, key=key).first():
        raise Refusal("settlement.list_differs", key=key, list=f"paylist:{listed.pk}")
    for _place, refusal in payment_faults(rows, payments, a.on):
        raise refusal
    _listed, entries = _keep_list(a, payments, rows, key, content, holders)
    (entry,) = entries
    return entry


def content_of(rows: Iterable[Payment]) -> str:
    """The digest a list of stored payments would come in with."""
    ordered = sorted(rows, key=lambda row: row.pk)
    return digest(
        [
            NewPayment(
                row.line_id, row.amount_fen, row.happened_on, row.money_account, row.bank_ref, row.failure
            )
            for row in ordered
        ]
    )


def is_listed(org_code: str, key: str) -> bool:
    """Whether a list of that key was recorded."""
    return PaymentList.objects.filter(org_code=org_code, key=key).exists()


def _within(
    a: Act,
    payments: Sequence[NewPayment],
    rows: Mapping[int, RunLine],
    key: str,
    content: str,
    *,
    checked: bool = False,
) -> Recorded:
    must_be_payer(a, rows.values())
    for _place, refusal in () if checked else payment_faults(rows, payments, a.on):
        raise refusal
    listed, _entries = _keep_list(a, payments, rows, key, content, {})
    failed = sum(1 for payment in payments if payment.failure)
    a.ref = f"paylist:{listed.pk}"
    a.params = {
        "key": key,
        "paid": len(payments) - failed,
        "failed": failed,
        "total_fen": listed.total_fen,
    }
    return Recorded(listed.pk, len(payments) - failed, failed, listed.total_fen)


def _keep_list(
    a: Act,
    payments: Sequence[NewPayment],
    rows: Mapping[int, RunLine],
    key: str,
    content: str,
    holders: Mapping[int, str],
) -> tuple[PaymentList, set[str]]:
    total_fen = sum(payment.amount_fen for payment in payments if not payment.failure)
    listed = a.add(
        PaymentList, key=key, content=content, count=len(payments), total_fen=total_fen, **a.stamp()
    )
    entries = _enter(a, f"paylist:{listed.pk}", rows, payments, holders)
    _keep(a, listed, rows, payments, entries)
    return listed, set(entries.values())


def _done_before(org_code: str, key: str, content: str) -> Recorded | None:
    listed = PaymentList.objects.filter(org_code=org_code, key=key).first()
    if not listed:
        return None
    if listed.content != content:
        raise Refusal("settlement.list_differs", key=key, list=f"paylist:{listed.pk}")
    return as_recorded(listed)


def as_recorded(listed: PaymentList) -> Recorded:
    """What became of a list that had come in before."""
    failed = Payment.objects.filter(listed=listed, state=Payment.State.FAILED).count()
    return Recorded(listed.pk, listed.count - failed, failed, listed.total_fen, repeated=True)


def _found_lines(org_code: str, payments: Sequence[NewPayment]) -> dict[int, RunLine]:
    wanted = {payment.line for payment in payments}
    rows = facts.lines_to_pay(org_code, wanted)
    for number in sorted(wanted - rows.keys()):
        raise Refusal("settlement.no_such_line", line=number)
    return rows


def must_be_payer(a: Act, rows: Iterable[RunLine]) -> None:
    """Refuse who made or checked what these lines pay."""
    lines = list(rows)
    run_ids = {row.run_id for row in lines}
    events = list(RunEvent.objects.filter(run_id__in=run_ids, state__in=(rules.DRAFTED, rules.CHECKED)))
    remade = LineEvent.objects.filter(made_anew(lines))
    rechecked = LineEvent.objects.filter(
        line__in=[row.pk for row in lines if row.serial], state=rules.CHECKED
    )
    made = people([event for event in events if event.state == rules.DRAFTED])
    checked = people([event for event in events if event.state == rules.CHECKED])
    rules.must_differ(
        "payer",
        who(a.by),
        {
            "maker": made | people(remade),
            "checker": checked | people(rechecked),
        },
        lines[0].run.life,
    )


def payment_faults(
    rows: Mapping[int, RunLine],
    payments: Sequence[NewPayment],
    on: date,
) -> Iterator[tuple[int, Refusal]]:
    """What is wrong with each payment of a list, by its place: not posted or payable, too much, wrong day."""
    lines = RunLine.objects.filter(pk__in=list(rows))
    confirmed = facts.confirmed_on({row.run_id for row in rows.values()})
    posted = set(facts.postable(lines).values_list("pk", flat=True))
    paid = facts.paid_by_line(lines)
    open_fen = {pk: row.amount_fen - paid.get(pk, 0) for pk, row in rows.items()}
    died = gateways.deaths_of({row.payee for row in rows.values()})
    held = holds.holds_of({row.run_id for row in rows.values()})
    booked: dict[date, date] = {}
    for place, payment in enumerate(payments):
        row = rows[payment.line]
        try:
            _must_be_received(row, payment, died.get(row.payee))
            if payment.line not in posted:
                raise Refusal("settlement.line_not_posted", row.run.life, line=f"line:{row.pk}")
            _must_be_possible(row, payment, confirmed[row.run_id], on)
            rules.must_be_owed(f"line:{row.pk}", open_fen[row.pk], payment.amount_fen, held.get(row.pk, 0))
            if payment.happened_on not in booked:
                booked[payment.happened_on] = gateways.money_day(row.org_code, payment.happened_on, on)
        except Refusal as refusal:
            yield place, refusal
            continue
        if not payment.failure:
            open_fen[row.pk] -= payment.amount_fen


def _must_be_received(row: RunLine, payment: NewPayment, died_on: date | None) -> None:
    """Money for somebody who died waits until an heir is registered: nobody else signs for it."""
    if payment.amount_fen <= 0 or payment.failure:
        return
    if calculation.known_kind(row.run.kind).direction != "pay":
        return
    if gateways.waits_for_heir(row.payee, died_on, payment.happened_on):
        raise Refusal(
            "settlement.payee_dead",
            row.run.life,
            line=f"line:{row.pk}",
            payee=row.payee,
            died_on=str(died_on),
        )


def _receivers(rows: Iterable[RunLine], payments: Sequence[NewPayment]) -> dict[tuple[str, date], str]:
    """(payee, day) -> who took the money: the heir, or whoever held a written authority that day."""
    payees = {row.payee for row in rows if calculation.known_kind(row.run.kind).direction == "pay"}
    days = {payment.happened_on for payment in payments if payment.money_account in MONEY}
    return {
        (payee, day): receiver for day in days for payee, receiver in gateways.receivers(payees, day).items()
    }


def _must_be_possible(row: RunLine, payment: NewPayment, first_day: date, on: date) -> None:
    line = f"line:{row.pk}"
    if not row.payable:
        raise Refusal("settlement.line_not_payable", row.run.life, line=line)
    if not first_day <= payment.happened_on <= on:
        day = str(payment.happened_on)
        raise Refusal("settlement.paid_on_wrong_day", line=line, happened_on=day, first=str(first_day))


def _enter(
    a: Act,
    listed: str,
    rows: Mapping[int, RunLine],
    payments: Sequence[NewPayment],
    holders: Mapping[int, str],
) -> dict[tuple[date, str, str], str]:
    """One entry per day, kind and money account, in one batch; returns their references."""
    groups: dict[tuple[date, str, str], list[EntryLine]] = {}
    moving: dict[tuple[date, str, str], list[RunLine]] = {}
    for payment in payments:
        if payment.failure:
            continue
        row = rows[payment.line]
        moved = [(row.settle_account, row.payee, payment.amount_fen)]
        account, holder = payment.money_account, holders.get(payment.line, "")
        key = (payment.happened_on, row.run.kind, account)
        moving.setdefault(key, []).append(row)
        group = groups.setdefault(key, [])
        group += [
            replace(line, party=holder) if line.account == account else line
            for line in rules.payment_entry(calculation.known_kind(row.run.kind).direction, moved, account)
        ]
    wanted = [
        (key, _summary(a.org_code, key[0], moving[key]), rules.netted(groups[key])) for key in sorted(groups)
    ]
    return gateways.post_payments(a, listed, wanted)


def _summary(org_code: str, day: date, rows: Sequence[RunLine]) -> str:
    """What an entry of payments is about (摘要): 支付务工工资 2025-03 42人."""
    kind = rows[0].run.kind
    word = "支付" if calculation.known_kind(kind).direction == "pay" else "收取"
    title = calculation.life_in_force(kind, org_code, day).title
    periods = sorted({row.run.period for row in rows})
    told = periods[0] if len(periods) == 1 else f"{periods[0]}至{periods[-1]}"
    return f"{word}{title} {told} {len({row.payee for row in rows})}人"


def _keep(
    a: Act,
    listed: PaymentList,
    rows: Mapping[int, RunLine],
    payments: Sequence[NewPayment],
    entries: Mapping[tuple[date, str, str], str],
) -> None:
    year = a.on.year
    # Receipts alone, as their index holds them: not every payment of the organisation.
    receipts = Payment.objects.filter(org_code=a.org_code, receipt_year=year, receipt_number__isnull=False)
    number = receipts.aggregate(n=Max("receipt_number"))["n"] or 0
    received_by = _receivers(rows.values(), payments)
    kept = []
    for payment in payments:
        row, failed = rows[payment.line], bool(payment.failure)
        receipted = not failed and payment.money_account in MONEY
        number += receipted
        kept.append(
            Payment(
                listed=listed,
                line=row,
                payee=row.payee
                if payment.money_account not in MONEY
                else received_by.get((row.payee, payment.happened_on), row.payee),
                state=Payment.State.FAILED if failed else Payment.State.PAID,
                amount_fen=payment.amount_fen,
                happened_on=payment.happened_on,
                money_account=payment.money_account,
                bank_ref=payment.bank_ref,
                failure=payment.failure,
                receipt_year=year if receipted else None,
                receipt_number=number if receipted else None,
                entry_ref="" if failed else entries[payment.happened_on, row.run.kind, payment.money_account],
                **a.stamp(row.village_code),
            )
        )
    bulk.insert(Payment, kept)
