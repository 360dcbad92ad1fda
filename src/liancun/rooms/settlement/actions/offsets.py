"""Setting deductions against what the same person is owed (抵扣): no money moves."""

from collections.abc import Iterable

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.rooms.settlement import facts, holds, rules
from liancun.rooms.settlement.models import Payment, Run, RunLine


def set_off(a: Act, kind: str, payees: set[str], *, reversal: Run | None = None) -> None:
    """Set the open deductions of these people against what they are owed, account by account.

    A `reversal` goes first against the very lines it undoes.
    """
    debtors = _debtors(a, kind, payees)
    if not debtors:
        return
    candidates = RunLine.objects.filter(run__kind=kind, org_code=a.org_code, payee__in=debtors, payable=True)
    posted = list(facts.postable(candidates).order_by("id"))
    paid = facts.paid_by_line(candidates)
    still = {row.pk: row.amount_fen - paid.get(row.pk, 0) for row in posted}
    taken: dict[int, int] = {}
    if reversal:
        pairs = [
            rules.Open(row.pk, row.payee, f"{row.subject}|{row.part}", still[row.pk])
            for row in posted
            if row.run_id in (reversal.pk, reversal.reverses_id)
        ]
        _take(taken, still, rules.offsets(pairs))
    held = holds.holds_of({row.run_id for row in posted})
    every = [
        rules.Open(row.pk, row.payee, row.settle_account, still[row.pk], row.pk in held) for row in posted
    ]
    _take(taken, still, rules.offsets(every))
    bulk.insert(
        Payment,
        [
            Payment(
                line=row,
                payee=row.payee,
                state=Payment.State.OFFSET,
                amount_fen=taken[row.pk],
                happened_on=a.on,
                **a.stamp(row.village_code),
            )
            for row in posted
            if taken.get(row.pk)
        ],
    )


def _debtors(a: Act, kind: str, payees: set[str]) -> set[str]:
    """Of these people, those with a deduction or reversal on this kind of money, settled or not."""
    runs = Run.objects.filter(kind=kind, org_code=a.org_code).values("pk")
    rows = RunLine.objects.filter(run__in=runs, amount_fen__lt=0, payable=True)
    return payees & set(rows.values_list("payee", flat=True))


def _take(taken: dict[int, int], still: dict[int, int], found: Iterable[tuple[int, int]]) -> None:
    for pk, fen in found:
        taken[pk] = taken.get(pk, 0) + fen
        still[pk] -= fen
