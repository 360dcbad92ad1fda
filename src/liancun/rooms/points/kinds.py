"""The two kinds of money that points decide (结算类别)."""

from datetime import date

from liancun.rooms.points import facts, rules
from liancun.rooms.settlement.kinds import RunKind

KINDS = (
    RunKind(
        name="refuse_fee",
        room="points",
        direction="collect",
        grain="year",
        charter=rules.RefuseFee,
        charter_day=lambda period: period.last_day,
        fact_type=rules.HouseholdYear,
        total_type=rules.Nothing,
        facts=facts.refuse_fee_facts,
        rule=rules.refuse_fee,
        watched=facts.watched,
        accounting_on=lambda period: date(period.year + 1, 1, 31),
        entry=rules.refuse_fee_entry,
        settle_account=rules.clears,
        needs=("registry.living", "registry.household_members", "points.judged"),
        records=facts.refuse_fee_records,
    ),
    RunKind(
        name="grid_worker_pay",
        room="points",
        direction="pay",
        grain="month",
        charter=rules.GridPay,
        charter_day=lambda period: period.last_day,
        fact_type=rules.WorkerMonth,
        total_type=rules.Nothing,
        facts=facts.grid_pay_facts,
        rule=rules.grid_worker_pay,
        watched=facts.watched,
        accounting_on=lambda period: period.next.first_day.replace(day=10),
        entry=rules.grid_worker_entry,
        settle_account=rules.clears,
        needs=("registry.duties", "points.scores"),
        records=facts.grid_pay_records,
    ),
)
