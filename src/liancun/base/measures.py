"""What a room counts by village (量度), so that a goal is met by records and never by a typed figure.

    @measure(Kilos(_("交售重量")))
    def weight(villages: Collection[str], first: date, last: date) -> Mapping[str, int]: ...

A room's `measures.py` holds them, this one is called "deliveries.weight"; nothing is loaded before it is
asked. The function answers for several villages in one question: village -> a whole number in the unit of its
field, of the days from `first` to `last`, both counted. What is an amount of a day (households, land) is that
of the last.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from liancun.base.discovery import doors
from liancun.kernel.fields import Amount, Choice, Quantity

Count = Callable[[Collection[str], date, date], Mapping[str, int]]


@dataclass(frozen=True)
class Measure:
    """One thing that is counted (一项量度): its name "deliveries.weight", its field, and who counts it."""

    name: str
    field: Amount
    count: Count

    def by_village(self, villages: Collection[str], year: int, day: date) -> Mapping[str, int]:
        """Village -> what records say of a year up to a day; nothing of a year that has not begun."""
        first, last = date(year, 1, 1), min(day, date(year, 12, 31))
        if last < first or not villages:
            return {}
        return self.count(villages, first, last)


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
