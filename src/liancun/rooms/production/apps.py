"""Production (种植与生产)."""

from django.apps import AppConfig

from liancun.kernel.fields import _


class ProductionConfig(AppConfig):
    """The room of plantings, nursery, bees, what was done and found in the field."""

    name = "liancun.rooms.production"
    label = "production"
    verbose_name = _("种植与生产")
    default_auto_field = "django.db.models.BigAutoField"
