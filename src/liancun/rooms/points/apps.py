from django.apps import AppConfig


class PointsConfig(AppConfig):
    """Floor 4."""

    name = "liancun.rooms.points"
    label = "points"
    verbose_name = "积分"
