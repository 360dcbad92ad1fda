"""The year's surplus as a kind of money (结算类别)."""

from liancun.rooms.settlement.kinds import RunKind
from liancun.rooms.surplus import facts, rules

KINDS = (
    RunKind(
        name="surplus",
        room="surplus",
        direction="pay",
        grain="year",
        charter=rules.SurplusTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.MemberYear,
        total_type=rules.YearTotals,
        facts=facts.surplus_sheet,
        rule=rules.surplus_distribution,
        watched=facts.watched,
        accounting_on=lambda period: period.last_day,
        entry=rules.entry,
        settle_account=rules.settle_account,
        needs=("registry.members", "capital.shares", "ledger.closed_months"),
        shared=True,
        closes_year=True,
        records=facts.slip_refs,
    ),
)
