from django.apps import AppConfig

from liancun.kernel.fields import _


class NoticesConfig(AppConfig):
    """Floor 2."""

    name = "liancun.rooms.notices"
    label = "notices"
    verbose_name = _("公示")
