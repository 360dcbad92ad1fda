"""A published report taken apart (公开报道): what it says of a town, to be set beside the records.

A pack ships one, a town may write its own; without one there is nothing to compare. No rule reads it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liancun.kernel import Refusal

YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Published:
    """One published figure (公布数) with its definition.

    counts   what counts it, where that is not called as the figure is
    crop     of which crop, for a figure of the land; `shown_by`: only plantings that were "accepted" in the
             year, or where seedlings were "raised"
    test     exact: computed = low; more_than: computed > low; between: low to high, both counted;
             every: each expected record is there and right (numerator = denominator > 0)
    needs    another figure that must be met too, or ''
    money    the kind of money whose lines of the year it adds up, or ''
    history  whether only viewers whose reach covers the town see it
    """

    id: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    room: str
    published: str
    test: Literal["exact", "more_than", "between", "every"]
    low: int
    high: int
    dates: str
    definition: str
    definition_en: str
    needs: str = ""
    money: str = ""
    history: bool = False
    counts: str = ""
    crop: str = ""
    shown_by: Literal["", "accepted", "raised"] = ""

    @property
    def counter(self) -> str:
        """The name of what counts it."""
        return self.counts or self.id


@dataclass(frozen=True)
class Report:
    """What a report says of a town (一份报道): the year whose records are compared, and its figures.

    history_day  the day on which standings that have ended since were counted, where it counts any
    """

    title: str
    year: int
    figures: tuple[Published, ...]
    history_day: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a year that is none, two figures of one name, and one that needs what is not there."""
        if self.year not in YEARS:
            raise Refusal("charter.no_such_year", year=self.year)
        ids = [each.id for each in self.figures]
        for each in self.figures:
            if ids.count(each.id) > 1:
                raise Refusal("charter.figure_twice", figure=each.id)
            if each.needs and each.needs not in ids:
                raise Refusal("charter.figure_needs_nothing", figure=each.id, needs=each.needs)
            if each.history and self.history_day is None:
                raise Refusal("charter.no_history_day", figure=each.id)

    @property
    def last_day(self) -> date:
        """The day on which what stands is counted."""
        return date(self.year, 12, 31)
