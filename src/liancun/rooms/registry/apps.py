from django.apps import AppConfig

from liancun.kernel.fields import _


class RegistryConfig(AppConfig):
    """Floor 1."""

    name = "liancun.rooms.registry"
    label = "registry"
    verbose_name = _("登记")
