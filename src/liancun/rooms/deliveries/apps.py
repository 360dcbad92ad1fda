"""Deliveries (交售)."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The room; registers the payment for deliveries as a kind of money."""

    name = "liancun.rooms.deliveries"
    label = "deliveries"
    verbose_name = "交售"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known."""
        from liancun.rooms.deliveries import facts, rules
        from liancun.rooms.settlement.kinds import RunKind, register

        register(
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
                records=facts.slip_refs,
            )
        )
