"""How much of a pooled resource is free (统筹资源). Pure: what is there, what is used, what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.kernel import DateRange, Reason
from liancun.kernel.fields import Amount, Mu, Whole, Yuan, _

PEOPLE, EQUIPMENT, MONEY, LAND = "people", "equipment", "money", "land"
"""Of these money alone does not come back once it is given out."""
KINDS: Final = ((PEOPLE, _("人员")), (EQUIPMENT, _("设备")), (MONEY, _("资金")), (LAND, _("土地")))
AMOUNTS: Final[tuple[tuple[str, Amount], ...]] = (
    (PEOPLE, Whole(_("人数"), of=_("人"))),
    (EQUIPMENT, Whole(_("台数"), of=_("台"))),
    (MONEY, Yuan(_("金额"))),
    (LAND, Mu(_("面积"))),
)
"""What a quantity of each kind is counted in."""


@dataclass(frozen=True)
class Taken:
    """A quantity over some days (占用)."""

    quantity: int
    days: DateRange


def within(days: DateRange, outer: DateRange) -> bool:
    """Whether days lie wholly in others."""
    if days.start < outer.start:
        return False
    return outer.end is None or (days.end is not None and days.end <= outer.end)


def taken_at_most(kind: str, uses: Sequence[Taken], days: DateRange) -> int:
    """The most that is taken on any of some days; of money all that was ever given out.

    What is taken grows only on a day on which a use begins: those days and the first are looked at.
    """
    if kind == MONEY:
        return sum(use.quantity for use in uses)
    turns = {days.start, *(use.days.start for use in uses if days.holds(use.days.start))}
    return max(sum(use.quantity for use in uses if use.days.holds(day)) for day in turns)


def use_fault(kind: str, there: Taken, uses: Sequence[Taken], asked: Taken) -> Reason | None:
    """Why a use may not be recorded, or None: within the resource's days, not beyond what is there."""
    if asked.days.end is not None and asked.days.end < asked.days.start:
        return Reason.of("committee.pool.backwards", start=str(asked.days.start), end=str(asked.days.end))
    if not within(asked.days, there.days):
        if there.days.end is None:
            return Reason.of("committee.pool.too_early", start=str(there.days.start))
        last = str(there.days.end)
        return Reason.of("committee.pool.outside_days", start=str(there.days.start), end=last)
    free = there.quantity - taken_at_most(kind, uses, asked.days)
    if asked.quantity > free:
        return Reason.of(
            "committee.pool.beyond", there=there.quantity, free=max(free, 0), asked=asked.quantity
        )
    return None


def ending_fault(there: DateRange, uses: Sequence[Taken], ended_on: date, on: date) -> Reason | None:
    """Why a resource may not be taken back on a day, or None: nothing runs beyond it."""
    if not there.start <= ended_on <= on:
        return Reason.of("committee.pool.ending_day", start=str(there.start), on=str(on))
    if there.end is not None and there.end <= ended_on:
        return Reason.of("committee.pool.over", end=str(there.end))
    beyond = [use for use in uses if use.days.end is None or use.days.end > ended_on]
    if beyond:
        return Reason.of("committee.pool.still_used", uses=len(beyond), ended_on=str(ended_on))
    return None


def return_fault(days: DateRange, ended_on: date, on: date) -> Reason | None:
    """Why a use may not end on a day, or None: in its days, and not ahead."""
    if not days.start <= ended_on <= on:
        return Reason.of("committee.pool.ending_day", start=str(days.start), on=str(on))
    if days.end is not None and days.end <= ended_on:
        return Reason.of("committee.pool.over", end=str(days.end))
    return None
