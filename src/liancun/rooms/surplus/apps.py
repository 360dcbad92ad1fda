"""Surplus (盈余分配)."""

from django.apps import AppConfig


class SurplusConfig(AppConfig):
    """The room; registers the year's surplus as a kind of money."""

    name = "liancun.rooms.surplus"
    label = "surplus"
    verbose_name = "盈余分配"
