"""Finding a room's doors by module name (房间的门), so that base imports no room statically."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings


def doors(name: str) -> Iterator[tuple[str, ModuleType]]:
    """Yield (room, module) for each built room that has the door, in floor order from the ground up."""
    for room in settings.BUILT_ROOMS:
        path = f"liancun.rooms.{room}.{name}"
        if find_spec(path):
            yield room, import_module(path)


class NotYet(Exception):
    """What an opening wants to add cannot be added to the data as it is: it is asked again."""
