"""Capital (股金)."""

from django.apps import AppConfig


class CapitalConfig(AppConfig):
    """The share register of a cooperative."""

    name = "liancun.rooms.capital"
    label = "capital"
    verbose_name = "股金"
    default_auto_field = "django.db.models.BigAutoField"
