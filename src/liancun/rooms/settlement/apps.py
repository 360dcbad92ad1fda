"""Settlement (结算)."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """The room; each kind's `runs/<kind>` decision is read as a `RunLife`."""

    name = "liancun.rooms.settlement"
    label = "settlement"
    verbose_name = "结算"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the family of decisions known."""
        from liancun.base import charters
        from liancun.rooms.settlement.rules import RunLife

        charters.FAMILIES[RunLife.FAMILY] = RunLife
