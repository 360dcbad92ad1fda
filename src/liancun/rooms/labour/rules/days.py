"""A day of work (一天的工): what may be written down, what waits for a second look, who is sent first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from liancun.kernel import Reason
from liancun.kernel.quantities import G_PER_KG, parse_scaled
from liancun.rooms.labour.rules.terms import (
    DAY_HOURS,
    HOUR,
    WHOLE_DAY,
    DispatchTerms,
    JobTerms,
    Measure,
    WorkerTerms,
    scale_of,
    unit_of,
)


@dataclass(frozen=True)
class Seeker:
    """Somebody who asked for work (求职人)."""

    party: str
    asked_on: date
    days: int


def in_turn(seekers: Iterable[Seeker], terms: DispatchTerms) -> list[Seeker]:
    """Seekers in the order in which they are sent; equal ones by code."""
    keys = {
        "asked": lambda each: each.asked_on.toordinal(),
        "days": lambda each: each.days,
    }
    return sorted(seekers, key=lambda each: (*(keys[name](each) for name in terms.order), each.party))


# --- a day of work -------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrderTerms:
    """What a work order fixes (派工单): its job, site, days and rate."""

    number: str
    job: str
    measure: Measure
    site: str
    first_day: date
    last_day: date
    rate_fen: int


@dataclass(frozen=True)
class Work:
    """What somebody did on a day (一天的工): hundredths of a day or an hour, grams, thousandths of a piece;
    from when to when, if written; of which job."""

    order: str
    site: str
    measure: Measure
    quantity: int
    hours: str = ""
    job: str = ""


@dataclass(frozen=True)
class Worker:
    """What of somebody's life bears on their work (务工人)."""

    born_on: date


@dataclass(frozen=True)
class Cell:
    """A day's cell of a sheet: how much, and from when to when where that is written ("08:00-17:30")."""

    quantity: int
    hours: str = ""


_HOURS = re.compile(r"(\d{1,2})[:：](\d\d)\s*[-—~至]\s*(\d{1,2})[:：](\d\d)")


@lru_cache(maxsize=4096)
def read_cell(text: str, measure: Measure) -> Cell | None:
    """What is written in a day's cell: "1", "0.5" days; "6.5" hours; "213.4" kilos; "120" pieces;
    "90 08:00-17:00" with the hours.

    None where it is nothing of the kind. A negative quantity is read, for `day_faults` to refuse.
    """
    written, _blank, when = text.strip().partition(" ")
    hours = read_hours(when) if when.strip() else ""
    if hours is None:
        return None
    try:
        return Cell(parse_scaled(written, scale_of(measure)), hours)
    except ValueError:
        return None


def read_hours(text: str) -> str | None:
    """Hours in one form, "08:00-17:30"; None where they are none, or end before they begin."""
    match = _HOURS.fullmatch(text.strip())
    if not match:
        return None
    first, last = (int(match[at]) * 60 + int(match[at + 1]) for at in (1, 3))
    if int(match[2]) >= 60 or int(match[4]) >= 60 or not first < last <= 24 * 60:
        return None
    return f"{first // 60:02d}:{first % 60:02d}-{last // 60:02d}:{last % 60:02d}"


def minutes_of(hours: str) -> int:
    """How long hours in one form are; 0 where none are written."""
    first, last = _span(hours)
    return last - first


def overlap(hours: str, others: str) -> bool:
    """Whether two spans of hours share a minute; hours that are not written share none."""
    first, last = _span(hours)
    begin, end = _span(others)
    return max(first, begin) < min(last, end)


def _span(hours: str) -> tuple[int, int]:
    """From minute to minute of the day; nothing where no hours are written."""
    if not hours:
        return 0, 0
    first, last = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
    return first, last


def write_cell(cell: Cell, measure: Measure) -> str:
    """A cell as it is written: what `read_cell` reads back."""
    return " ".join(filter(None, (write_quantity(cell.quantity, measure), cell.hours)))


def write_quantity(quantity: int, measure: Measure) -> str:
    """A quantity as it is written on a sheet: 1, 0.5, 213.4."""
    scale = scale_of(measure)
    whole, rest = divmod(quantity, scale)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0").rstrip(".")


def age_fault(worker: Worker, day: date, terms: WorkerTerms) -> Reason | None:
    """Why somebody is too young to work on a day, or not born yet; else None."""
    born = worker.born_on
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if years >= terms.age_least:
        return None
    return Reason.of("labour.too_young", terms.clause, day=str(day), years=terms.age_least)


def day_faults(
    order: OrderTerms,
    day: date,
    quantity: int,
    others: Sequence[Work],
    worker: Worker,
    terms: WorkerTerms,
) -> tuple[Reason, ...]:
    """Everything that keeps a day of work from being recorded. `others`: the person's other work that day.

    What cannot be (two places at once) is no clause of the charter's, and names none.
    """
    faults = []
    if quantity <= 0:
        faults.append(Reason.of("labour.no_work", day=str(day)))
    if not order.first_day <= day <= order.last_day:
        faults.append(
            Reason.of(
                "labour.outside_order", day=str(day), number=order.number,
                first=str(order.first_day), last=str(order.last_day),
            )
        )  # fmt: skip
    young = age_fault(worker, day, terms)
    if young:
        faults.append(young)
    elsewhere = next((each for each in others if each.site != order.site), None)
    if elsewhere:
        faults.append(Reason.of("labour.two_sites", day=str(day), site=order.site, other=elsewhere.site))
    whole = quantity if order.measure == "day" else 0
    whole += sum(each.quantity for each in others if each.measure == "day")
    if whole > WHOLE_DAY:
        faults.append(Reason.of("labour.over_a_day", day=str(day), hundredths=whole))
    hours = quantity if order.measure == "hour" else 0
    hours += sum(each.quantity for each in others if each.measure == "hour")
    if hours > DAY_HOURS * HOUR:
        faults.append(Reason.of("labour.over_24_hours", day=str(day), hour_hundredths=hours))
    return tuple(faults)


def hold_reason(new: Work, day: date, others: Sequence[Work], terms: JobTerms) -> Reason | None:
    """Why a day waits for a second look, with all else the person did that day; None where it does not."""
    sums = _summed([*others, new])
    alone = _too_much_of_one(new, sums, day, terms) or _too_fast(new, day, terms)
    if alone:
        return alone
    same = next((each for each in others if overlap(new.hours, each.hours)), None)
    if same:
        return Reason.of(
            "labour.hours_overlap", day=str(day), hours=new.hours, number=same.order, others=same.hours
        )
    shares = {key: _share_of_a_day(*key, sums[key], terms) for key in sums}
    together = sum(shares.values(), Fraction(0))
    if len([share for share in shares.values() if share]) < 2 or together <= terms.day_most:
        return None
    by = {measure: sums[measure, job] for measure, job in sums}
    if by.keys() == {"day", "kg"}:
        return Reason.of(
            "labour.too_much_a_day", terms.clause, day=str(day), hundredths=by["day"], picked_g=by["kg"],
            most_g=terms.kg_day_most * G_PER_KG,
        )  # fmt: skip
    percent = -(-together.numerator * 100 // together.denominator)
    return Reason.of("labour.more_than_a_day", terms.clause, day=str(day), percent=percent)


def _summed(works: Iterable[Work]) -> dict[tuple[Measure, str], int]:
    """(measure, job) -> how much of it: pieces job by job, all other work together."""
    sums: dict[tuple[Measure, str], int] = {}
    for each in works:
        key = (each.measure, each.job if unit_of(each.measure) else "")
        sums[key] = sums.get(key, 0) + each.quantity
    return sums


def _share_of_a_day(measure: Measure, job: str, quantity: int, terms: JobTerms) -> Fraction:
    """What part of a whole day's work a quantity is; nothing where the charter does not bound it."""
    bounds = {
        "day": WHOLE_DAY,
        "hour": (terms.hour_day_most or 0) * HOUR,
        "kg": terms.kg_day_most * G_PER_KG,
    }
    most = bounds[measure] if measure in bounds else terms.pieces_most(job)
    return Fraction(quantity, most) if most else Fraction(0)


def _too_much_of_one(
    new: Work, sums: Mapping[tuple[Measure, str], int], day: date, terms: JobTerms
) -> Reason | None:
    """More kilos, hours or pieces than one person does in a day, over all orders."""
    if new.measure == "day":
        return None
    key = (new.measure, new.job if unit_of(new.measure) else "")
    if _share_of_a_day(*key, sums[key], terms) <= 1:
        return None
    if new.measure == "kg":
        return Reason.of(
            "labour.too_many_kilos", terms.clause, day=str(day), picked_g=sums[key],
            most_g=terms.kg_day_most * G_PER_KG,
        )  # fmt: skip
    if new.measure == "hour":
        return Reason.of(
            "labour.too_many_hours", terms.clause, day=str(day), hour_hundredths=sums[key],
            most_hour_hundredths=(terms.hour_day_most or 0) * HOUR,
        )  # fmt: skip
    return Reason.of(
        "labour.too_many_pieces", terms.clause, day=str(day), unit=unit_of(new.measure),
        piece_milli=sums[key], most_piece_milli=terms.pieces_most(new.job),
    )  # fmt: skip


def _too_fast(new: Work, day: date, terms: JobTerms) -> Reason | None:
    """More kilos in an hour than one picks; more hours than from when to when."""
    minutes, hour_g = minutes_of(new.hours), terms.kg_hour_most * G_PER_KG
    if new.measure == "kg" and minutes and new.quantity * 60 > hour_g * minutes:
        return Reason.of(
            "labour.too_fast", terms.clause, day=str(day), picked_g=new.quantity, hours=new.hours,
            most_g=hour_g,
        )  # fmt: skip
    if new.measure == "hour" and minutes and new.quantity * 60 > minutes * HOUR:
        return Reason.of(
            "labour.longer_than_written", day=str(day), hour_hundredths=new.quantity, hours=new.hours
        )
    return None
