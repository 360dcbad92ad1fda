"""Sales (销售)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class SalesConfig(AppConfig):
    """What the cooperative sells, and to whom."""

    name = "liancun.rooms.sales"
    label = "sales"
    verbose_name = _("销售")
    default_auto_field = "django.db.models.BigAutoField"
