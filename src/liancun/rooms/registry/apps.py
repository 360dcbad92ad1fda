from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Floor 1."""

    name = "liancun.rooms.registry"
    label = "registry"
    verbose_name = "登记"
