"""Days that count and days that do not (日历): pauses, holidays, weeks, months and quarters."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from liancun.kernel import DateRange, Period
from liancun.rooms.duties.rules.terms import Holiday

ONE_DAY: Final = timedelta(days=1)


def working_days_on(day: date | None, count: int, off: tuple[DateRange, ...]) -> date | None:
    """The day so many days later, where days off do not count; None where they never end."""
    if day is None:
        return None
    left, at = count, day
    for away in off:
        if away.end is not None and away.end <= at:
            continue
        before = (away.start - at).days - 1 if away.start > at else 0
        if left <= before:
            break
        if away.end is None:
            return None
        left, at = left - before, away.end
    return at + timedelta(days=left)


def next_free(day: date, off: tuple[DateRange, ...]) -> date | None:
    """The day itself or, where it is off, the first after it that is not."""
    at: date | None = day
    while at is not None and (away := holding(off, at)):
        at = away.end + ONE_DAY if away.end else None
    return at


def holding(ranges: tuple[DateRange, ...], day: date) -> DateRange | None:
    return next((each for each in ranges if each.holds(day)), None)


@lru_cache(maxsize=4096)
def days_off(pauses: tuple[DateRange, ...], holidays: tuple[Holiday, ...]) -> tuple[DateRange, ...]:
    """Pauses and holidays as spans that neither touch nor overlap."""
    return joined((*pauses, *(DateRange(each.first_day, each.last_day) for each in holidays)))


def joined(ranges: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """Spans as few as can be, by start."""
    found: list[DateRange] = []
    for each in sorted(ranges, key=lambda one: (one.start, one.end or date.max)):
        before = found[-1] if found else None
        if before is None or (before.end is not None and each.start > before.end + ONE_DAY):
            found.append(each)
        elif before.end is not None and (each.end is None or each.end > before.end):
            found[-1] = DateRange(before.start, each.end)
    return tuple(found)


def calendar_span(each: str, day: date) -> tuple[date, date]:
    """The first and the last day of the calendar week, month or quarter a day lies in."""
    if each == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    month = Period.month_of(day)
    if each == "month":
        return month.first_day, month.last_day
    first = month.month - (month.month - 1) % 3
    return date(month.year, first, 1), Period(month.year, first + 2).last_day
