from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Floor 2."""

    name = "liancun.rooms.ledger"
    label = "ledger"
    verbose_name = "总账"
