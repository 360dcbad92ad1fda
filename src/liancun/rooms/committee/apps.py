"""Committee (议事)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class CommitteeConfig(AppConfig):
    """The room of meetings: who sits, what is put, how it was voted, what follows from it."""

    name = "liancun.rooms.committee"
    label = "committee"
    verbose_name = _("议事")
    default_auto_field = "django.db.models.BigAutoField"
