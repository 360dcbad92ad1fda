"""The park (园区)."""

from django.apps import AppConfig


class ParkConfig(AppConfig):
    """The room of the partnership, land money and the share above it."""

    name = "liancun.rooms.park"
    label = "park"
    verbose_name = "园区"
    default_auto_field = "django.db.models.BigAutoField"
