"""Responsibility lists and visits (责任清单、走访)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class DutiesConfig(AppConfig):
    """The room of responsibility lists, visits and what they found."""

    name = "liancun.rooms.duties"
    label = "duties"
    verbose_name = _("责任清单")
    default_auto_field = "django.db.models.BigAutoField"
