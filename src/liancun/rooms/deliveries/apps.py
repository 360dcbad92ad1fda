"""Deliveries (交售)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class DeliveriesConfig(AppConfig):
    """The room of weigh slips, prices and the payment for deliveries."""

    name = "liancun.rooms.deliveries"
    label = "deliveries"
    verbose_name = _("交售")
    default_auto_field = "django.db.models.BigAutoField"
