"""The room of the published figures (成效)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class OutcomesConfig(AppConfig):
    """Keeps nothing of its own: every figure is counted from the records of the rooms below."""

    name = "liancun.rooms.outcomes"
    label = "outcomes"
    verbose_name = _("成效")
