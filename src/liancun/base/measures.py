"""What a room counts by village (量度), so that a goal is met by records and never by a typed figure.

    @measure(Kilos(_("交售重量")))
    def weight(villages: Collection[str], first: date, last: date) -> QuerySet: ...

A room's `measures.py` holds them, this one is called "deliveries.weight"; nothing is loaded before it is
asked. The function gives a question for several villages: (village, a whole number in the unit of its field),
of the days from `first` to `last`, both counted. What is an amount of a day (households, land) is that of the
last. Several measures are asked for together (`at_once`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value

from liancun.base.discovery import doors
from liancun.kernel.fields import Amount, Choice, Quantity

Count = Callable[[Collection[str], date, date], "QuerySet[Any, Any]"]


@dataclass(frozen=True)
class Measure:
    """One thing that is counted (一项量度): its name "deliveries.weight", its field, and who counts it."""

    name: str
    field: Amount
    count: Count

    def by_village(self, villages: Collection[str], year: int, day: date) -> Mapping[str, int]:
        """Village -> what records say of a year up to a day; nothing of a year that has not begun."""
        return at_once([(self.name, year)], villages, day)[self.name, year]


def measure(field: Amount) -> Callable[[Count], Measure]:
    """Offer a count as a measure; the room's name and the function's are its name."""

    def mark(count: Count) -> Measure:
        room = count.__module__.split(".")[-2]
        return Measure(f"{room}.{count.__name__}", field, count)

    return mark


@cache
def all_measures() -> Mapping[str, Measure]:
    """Every measure by its name, from the ground up."""
    named: dict[str, Measure] = {}
    for _room, door in doors("measures"):
        for each in vars(door).values():
            if isinstance(each, Measure):
                named[each.name] = each
    return named


def at_once(
    asked: Iterable[tuple[str, int]], villages: Collection[str], day: date
) -> dict[tuple[str, int], Mapping[str, int]]:
    """(measure, year) -> what `by_village` says, in one question however many are asked for."""
    found: dict[tuple[str, int], dict[str, int]] = {each: {} for each in asked}
    keys = [(name, year) for name, year in found if villages and date(year, 1, 1) <= day]
    each_by_itself = [
        all_measures()[name]
        .count(villages, date(year, 1, 1), min(day, date(year, 12, 31)))
        .annotate(asked=Value(place))
        for place, (name, year) in enumerate(keys)
    ]
    if each_by_itself:
        first, *rest = each_by_itself
        for village, number, place in first.union(*rest, all=True):
            found[keys[place]][village] = number
    return dict(found)


@dataclass(frozen=True)
class Measured(Quantity):
    """An amount in the unit of the measure that another field of the row names (量度的数)."""

    def kind(self, unit: str) -> Amount:
        return all_measures()[unit].field


@dataclass(frozen=True)
class MeasureName(Choice):
    """Which of the measures (指标): known once it is asked, from the rooms that count."""

    @property
    def words(self) -> Mapping[str, str]:
        return {name: each.field.label for name, each in all_measures().items()}
