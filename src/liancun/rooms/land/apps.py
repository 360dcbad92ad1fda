"""Land (土地)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class LandConfig(AppConfig):
    """The room of plots, rights and contracts over them."""

    name = "liancun.rooms.land"
    label = "land"
    verbose_name = _("土地")
    default_auto_field = "django.db.models.BigAutoField"
