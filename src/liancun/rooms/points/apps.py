from django.apps import AppConfig

from liancun.kernel.fields import _


class PointsConfig(AppConfig):
    """Floor 4."""

    name = "liancun.rooms.points"
    label = "points"
    verbose_name = _("积分")
