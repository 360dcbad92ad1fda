"""Labour (务工)."""

from django.apps import AppConfig


class LabourConfig(AppConfig):
    """The room of work orders and attendance; registers the monthly wages as a kind of money."""

    name = "liancun.rooms.labour"
    label = "labour"
    verbose_name = "务工"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known."""
        from liancun.rooms.labour import facts, rules
        from liancun.rooms.settlement.kinds import RunKind, register

        register(
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
                records=facts.work_refs,
            )
        )
