from django.apps import AppConfig

from liancun.kernel.fields import _


class SheetsConfig(AppConfig):
    """Floor 2."""

    name = "liancun.rooms.sheets"
    label = "sheets"
    verbose_name = _("带走的表")
