"""Surplus (盈余分配)."""

from django.apps import AppConfig


class SurplusConfig(AppConfig):
    """The room; registers the year's surplus as a kind of money."""

    name = "liancun.rooms.surplus"
    label = "surplus"
    verbose_name = "盈余分配"

    def ready(self) -> None:
        """Make the kind known."""
        from liancun.rooms.settlement.kinds import RunKind, register
        from liancun.rooms.surplus import facts, rules

        register(
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
                shared=True,
                closes_year=True,
                records=facts.slip_refs,
            )
        )
