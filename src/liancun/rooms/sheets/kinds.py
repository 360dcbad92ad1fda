"""The kinds of sheets that are taken along (表的类别): one engine, and a value for each kind.

A room that has one says so in its `sheets.SHEETS`. The engine takes sheets along, receives items, merges and
has conflicts decided; what stands on a sheet, what may be written in it and where it goes is the room's.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from liancun.base.acts import Act
from liancun.base.discovery import doors
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal


@dataclass(frozen=True)
class Standing:
    """What stands for a subject (已有的一行): its revision, what it says, who wrote it."""

    revision: int
    content: Mapping[str, Any]
    by: str


@dataclass(frozen=True)
class Written:
    """A row that an item becomes (要写的一行)."""

    subject: str
    content: Any
    revision: int
    on: date


class Desk(ABC):
    """One organisation's period as its room finds it for one person (办公桌), read once a batch."""

    village: str
    closed: Reason | None

    @property
    @abstractmethod
    def settled(self) -> bool:
        """Whether a list of money that rests on the period is out."""

    @abstractmethod
    def subjects(self) -> tuple[str, ...]:
        """What the person takes along, in walking order."""

    @abstractmethod
    def offered(self) -> Mapping[str, Any]:
        """What the sheet says once: what is usual, what is most, the clauses, the last day."""

    @abstractmethod
    def standing(self, subject: str) -> Standing | None:
        """What stands for a subject; None where nothing does."""

    @abstractmethod
    def on_duty(self, subject: str) -> bool:
        """Whether a subject is the person's to write."""

    @abstractmethod
    def faults(self, subject: str, content: Any) -> Iterable[Reason]:
        """What the room's rules have against a content that could be read."""

    @abstractmethod
    def says(self, content: Any) -> Mapping[str, Any]:
        """What of a content stands in the room's record: two that say the same agree."""

    @abstractmethod
    def write(self, a: Act, rows: Iterable[Written]) -> None:
        """Write the rows within an act."""


@dataclass(frozen=True)
class SheetKind:
    """One kind of sheet (表的类别).

    name     "scores": in addresses and records
    title    what it is called (卫生评分)
    room     whose it is
    permit   the room's verb that one needs for writing such a thing by any other way
    content  the dataclass of annotated fields that an item's content is read as
    tells    a content in a list's two columns: the code of its state, and its figures
    desk     opens an organisation's period for a person on a day
    """

    name: str
    title: str
    room: str
    permit: str
    content: type
    tells: Callable[[Mapping[str, Any]], tuple[str, str]]
    desk: Callable[[str, Period, Viewer, date], Desk]


@cache
def known() -> dict[str, SheetKind]:
    """Every kind by its name."""
    found: dict[str, SheetKind] = {}
    for _room, door in doors("sheets"):
        for kind in getattr(door, "SHEETS", ()):
            assert kind.name not in found, f"two sheets named {kind.name}"
            found[kind.name] = kind
    return found


def kind_named(name: str) -> SheetKind:
    """The kind of that name; refuses one that no room has."""
    found = known().get(name)
    if found is None:
        raise Refusal("sheets.no_such_kind", value=str(name)[:20], names=tuple(sorted(known())))
    return found


def period_of(text: str) -> Period:
    """The month a sheet is of; refuses what is none."""
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("sheets.no_such_month", value=str(text)[:20]) from None
    if not period.month:
        raise Refusal("sheets.no_such_month", value=str(text)[:20])
    return period
