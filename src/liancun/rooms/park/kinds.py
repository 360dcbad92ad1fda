"""Land money and the share above it as kinds of money (结算类别)."""

from datetime import date

from liancun.rooms.park import facts, rules
from liancun.rooms.settlement.kinds import RunKind

FLOOR_ENTERED = (12, 15)

KINDS = (
    RunKind(
        name="guaranteed_dividend",
        room="park",
        direction="pay",
        grain="year",
        charter=rules.FloorTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.HolderYear,
        total_type=rules.YearDays,
        facts=facts.floor_sheet,
        rule=rules.guaranteed_dividend,
        watched=facts.watched,
        # Paid by the 31st: the list is entered in the middle of December, for the whole year.
        accounting_on=lambda period: date(period.year, *FLOOR_ENTERED),
        entry=rules.entry,
        settle_account=rules.settle_account,
        needs=("registry.contracting", "land.plots", "land.rights", "land.contracts"),
        records=facts.contract_refs,
    ),
    RunKind(
        name="park_share",
        room="park",
        direction="pay",
        grain="year",
        charter=rules.ShareTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.HolderYear,
        total_type=rules.ParkYear,
        facts=facts.share_sheet,
        rule=rules.park_share,
        watched=facts.watched,
        # The statement is agreed after the year: a claim of the day on which it is known.
        accounting_on=lambda period: period.last_day,
        known_on=facts.agreed_on,
        entry=rules.entry,
        settle_account=rules.settle_account,
        needs=("registry.contracting", "land.plots", "land.rights", "land.contracts", "park.statements"),
        shared=True,
        partner="park",
        records=facts.share_refs,
    ),
)
