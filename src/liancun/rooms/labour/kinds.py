"""The monthly wages as a kind of money (结算类别)."""

from liancun.rooms.labour import facts, rules
from liancun.rooms.settlement.kinds import RunKind

KINDS = (
    RunKind(
        name="wages",
        room="labour",
        direction="pay",
        grain="month",
        charter=rules.PayTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.WorkerMonth,
        total_type=rules.NoTotals,
        facts=facts.wage_sheet,
        rule=rules.wages,
        watched=facts.watched,
        accounting_on=lambda period: period.last_day,
        entry=rules.entry,
        settle_account=rules.settle_account,
        needs=("labour.orders", "labour.days"),
        records=facts.work_refs,
    ),
)
