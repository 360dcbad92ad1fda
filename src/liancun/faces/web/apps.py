from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "liancun.faces.web"
    label = "web"
    verbose_name = "网页"

    def ready(self) -> None:
        """Routes over codes are known before any address is read."""
        from liancun.faces import addresses

        addresses.register()
