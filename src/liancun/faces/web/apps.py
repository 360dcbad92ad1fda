from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "liancun.faces.web"
    label = "web"
    verbose_name = "网页"
