"""Capital (股金)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class CapitalConfig(AppConfig):
    """The share register of a cooperative."""

    name = "liancun.rooms.capital"
    label = "capital"
    verbose_name = _("股金")
    default_auto_field = "django.db.models.BigAutoField"
