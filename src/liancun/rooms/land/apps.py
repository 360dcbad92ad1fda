"""Land (土地)."""

from django.apps import AppConfig


class LandConfig(AppConfig):
    """The room of plots, rights and contracts over them."""

    name = "liancun.rooms.land"
    label = "land"
    verbose_name = "土地"
    default_auto_field = "django.db.models.BigAutoField"
