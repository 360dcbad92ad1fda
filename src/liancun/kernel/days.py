"""Days and periods (日期与期间): the calendar a village office uses, Asia/Shanghai, no clock."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS_IN_YEAR = 12

_PERIOD = re.compile(r"(?!0000)([0-9]{4})(?:-(0[1-9]|1[0-2]))?")


@lru_cache(maxsize=1024)
def _days_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def chinese_day(day: date) -> str:
    """The day as documents print it: 2026年1月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, order=True)
class DateRange:
    """Days from `start` to `end`, both counted; `end` None means still open (起止日期)."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the range."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "DateRange") -> bool:
        """Whether the two share a day."""
        return (self.end is None or other.start <= self.end) and (
            other.end is None or self.start <= other.end
        )


@dataclass(frozen=True, order=True)
class Period:
    """A calendar year "2025" or a month "2025-03" (期间)."""

    year: int
    month: int = 0

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2025" or "2025-03"; ValueError for anything else."""
        match = _PERIOD.fullmatch(text)
        if not match:
            raise ValueError(text)
        return cls(int(match.group(1)), int(match.group(2) or 0))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, self.month or 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        month = self.month or MONTHS_IN_YEAR
        return date(self.year, month, _days_of(self.year, month))

    @property
    def months(self) -> tuple["Period", ...]:
        """The months of a year, or the month itself."""
        if self.month:
            return (self,)
        return tuple(Period(self.year, month) for month in range(1, MONTHS_IN_YEAR + 1))

    @property
    def next(self) -> "Period":
        """The period of the same length that follows."""
        if not self.month:
            return Period(self.year + 1)
        return Period.month_of(self.last_day + timedelta(days=1))

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.first_day <= day <= self.last_day
