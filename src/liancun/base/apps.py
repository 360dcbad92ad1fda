from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Floor 0: the only shared Django code."""

    name = "liancun.base"
    label = "base"
    verbose_name = "公用"

    def ready(self) -> None:
        """Make the family of permits known to the charter before anything is checked against it."""
        from liancun.base import permits

        assert permits.Permits
