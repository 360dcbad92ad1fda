"""What was done to this data (数据的现状): a name and under which value it was done last."""

from liancun.base.models import Setting


def stands(name: str, value: str) -> bool:
    """Whether it was done under that very value."""
    return Setting.objects.filter(name=name, value=value).exists()


def stand(name: str, value: str) -> None:
    """Say that it is done."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})
