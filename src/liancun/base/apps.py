from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Floor 0: the only shared Django code."""

    name = "liancun.base"
    label = "base"
    verbose_name = "公用"
