"""What a record bears on in rooms above it (牵连): asked inside the act, before it is done.

A room below cannot know who built on its records. A room above says it in `afterwards.AFTERWARDS`: event ->
a function that refuses, with who and how much, what no longer holds. A refusal undoes the whole act.
"""

from collections.abc import Callable, Mapping

from liancun.base.discovery import doors

Stands = Callable[..., None]


def must_stand(event: str, **what: object) -> None:
    """Ask every room above whether what it built still stands after a record changed."""
    for _room, door in doors("afterwards"):
        known: Mapping[str, Stands] = door.AFTERWARDS
        if event in known:
            known[event](**what)
