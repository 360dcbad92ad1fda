"""Surplus (盈余分配)."""

from django.apps import AppConfig


class SurplusConfig(AppConfig):
    """The room of the year's end."""

    name = "liancun.rooms.surplus"
    label = "surplus"
    verbose_name = "盈余分配"
