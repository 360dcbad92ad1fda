"""What each decision is read as (决定的类型): by its own name, or by its family's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from liancun.base.discovery import doors
from liancun.charter.loader import CharterType


def types() -> tuple[type[CharterType], ...]:
    """Every charter type: each room's `rules.CHARTERS`."""
    return tuple(want for _room, rules in doors("rules") for want in getattr(rules, "CHARTERS", ()))


@dataclass(frozen=True)
class Family:
    """Decisions that share a type (一族决定), one for each of some names: of every room, of every kind."""

    want: type[Any]
    names: Callable[[], Iterable[str]]


FAMILIES: dict[str, Family] = {}
"""By what their names begin with: {"permits/": ..., "runs/": ...}."""


def types_by_name() -> dict[str, type[Any]]:
    """Every decision that some room reads, with the type it is read as."""
    found: dict[str, type[Any]] = {want.DECISION: want for want in types()}
    for begin, family in FAMILIES.items():
        found |= {begin + name: family.want for name in family.names()}
    return found


def type_of(decision: str) -> type[Any] | None:
    """The type a decision is read as; None where no room uses it."""
    return types_by_name().get(decision)
