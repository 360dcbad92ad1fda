from django.apps import AppConfig

from liancun.kernel.fields import _


class LedgerConfig(AppConfig):
    """Floor 2."""

    name = "liancun.rooms.ledger"
    label = "ledger"
    verbose_name = _("总账")
