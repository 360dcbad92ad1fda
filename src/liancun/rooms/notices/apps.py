from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Floor 2."""

    name = "liancun.rooms.notices"
    label = "notices"
    verbose_name = "公示"
