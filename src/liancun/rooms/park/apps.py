"""The park (园区)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class ParkConfig(AppConfig):
    """The room of the partnership, land money and the share above it."""

    name = "liancun.rooms.park"
    label = "park"
    verbose_name = _("园区")
    default_auto_field = "django.db.models.BigAutoField"
