"""Settlement (结算)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class SettlementConfig(AppConfig):
    """The room; each kind's `runs/<kind>` decision is read as a `RunLife`."""

    name = "liancun.rooms.settlement"
    label = "settlement"
    verbose_name = _("结算")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the family of decisions known."""
        from liancun.base import charter_types
        from liancun.rooms.settlement import kinds
        from liancun.rooms.settlement.rules import RunLife

        charter_types.FAMILIES[RunLife.FAMILY] = charter_types.Family(RunLife, lambda: kinds.known())
