from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Floor 0: the only shared Django code."""

    name = "liancun.base"
    label = "base"
    verbose_name = "公用"

    def ready(self) -> None:
        """Make the family of permits known to the charter, and to every field that it may be one of many."""
        from importlib import import_module

        import_module("liancun.base.permits")
        import_module("liancun.base.among")
