"""The payment for deliveries as a kind of money (结算类别)."""

from liancun.rooms.deliveries import facts, rules
from liancun.rooms.settlement.kinds import RunKind

KINDS = (
    RunKind(
        name="delivery_payment",
        room="deliveries",
        direction="pay",
        grain="month",
        charter=rules.PaymentTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.Delivered,
        total_type=rules.NoTotals,
        facts=facts.delivery_sheet,
        rule=rules.delivery_payment,
        watched=facts.watched,
        accounting_on=lambda period: period.last_day,
        entry=rules.entry,
        settle_account=rules.settle_account,
        tells_members=True,
        needs=("deliveries.slips",),
        records=facts.slip_refs,
    ),
)
