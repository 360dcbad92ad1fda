"""Sales (销售)."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """What the cooperative sells, and to whom."""

    name = "liancun.rooms.sales"
    label = "sales"
    verbose_name = "销售"
    default_auto_field = "django.db.models.BigAutoField"
