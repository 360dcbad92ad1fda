"""Surplus (盈余分配)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class SurplusConfig(AppConfig):
    """The room of the year's end."""

    name = "liancun.rooms.surplus"
    label = "surplus"
    verbose_name = _("盈余分配")
