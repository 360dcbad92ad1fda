"""Labour (务工)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class LabourConfig(AppConfig):
    """The room of work orders and attendance, and of the monthly wages."""

    name = "liancun.rooms.labour"
    label = "labour"
    verbose_name = _("务工")
    default_auto_field = "django.db.models.BigAutoField"
