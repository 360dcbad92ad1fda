"""How long one may object (异议期限).

The period starts with the recorded posting on paper, in the last village of a shared list. The day of posting
is not counted; the last day is counted whole: posted on the 1st with five days, one may object until the 6th.
Undecided by law: the number of days, which the charter gives for each kind of money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from liancun.kernel import DateRange


@dataclass(frozen=True)
class Posting:
    """When a notice went up on paper, village by village (张贴); None where it has not yet."""

    posted_on: Mapping[str, date | None]
    objection_days: int
    taken_down_on: date | None = None


def objection_window(posting: Posting) -> DateRange | None:
    """From the first paper to the last day to object, or None while a village has no paper up.

    The start is the last village's posting: nobody's days run before the paper hangs in their village.
    """
    days = list(posting.posted_on.values())
    if not days or any(day is None for day in days):
        return None
    last = max(day for day in days if day is not None)
    return DateRange(last, last + timedelta(days=posting.objection_days))


def is_shown(posting: Posting, on: date, expires_days: int) -> bool:
    """Whether a list is still on show: not taken down, and within its days of show once on paper."""
    if posting.taken_down_on is not None and posting.taken_down_on <= on:
        return False
    window = objection_window(posting)
    return window is None or on <= window.start + timedelta(days=expires_days)
