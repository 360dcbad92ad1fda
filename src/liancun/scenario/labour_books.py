"""Work as workbooks (务工工作簿): who asked, orders, dispatches, sheets, courses, other wages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from liancun.kernel import Period
from liancun.scenario import constants as c
from liancun.scenario import labour
from liancun.scenario.labour import Sheet
from liancun.scenario.people import Person
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

LATE_MONTH: Final = 6
LATE_JOB: Final = "dishen"
LATE_DAYS: Final = 2
"""In June the last two days of one worker were left off the sheet, and came in July."""
TAKEN_OUT: Final = (5, "park_tending")
PAID_TOO_MUCH: Final = (3, "park_tending")
POINT_OFF: Final = (9, labour.PICKING)
"""(month, job) of a cell that comes in wrong."""
ASKED: Final = date(c.YEAR, 1, 2)
WISHES: Final = ("田间管护", "采摘", "育苗", "都可以")
COURSES: Final = (
    ("PX-2025-01", date(2025, 2, 18), "刺梨修剪与清园", 360),
    ("PX-2025-02", date(2025, 3, 12), "地参栽种", 240),
    ("PX-2025-03", date(2025, 5, 20), "病虫防治与用药安全", 360),
    ("PX-2025-04", date(2025, 6, 17), "养蜂入门", 480),
    ("PX-2025-05", date(2025, 8, 5), "采收与分级", 240),
)
PLACES_A_COURSE: Final = 40
SEEKERS_A_VILLAGE: Final = 160
MINERS_A_VILLAGE: Final = 40
MINE: Final = "煤矿(自报)"
SCALE_G: Final = 1000


def month_sheets(world: World, month: Period) -> tuple[Sheet, ...]:
    """A month's sheets as they came in: without the days left off, and up to the demo day."""
    found = labour.make_sheets(world.town, world.households, month, world.life.gone)
    if month.holds(c.DEMO_DAY):
        found = tuple(_up_to(each, c.DEMO_DAY.day) for each in found)
        found = tuple(each for each in found if each.days)
    found = as_written(found, month)
    late = late_sheet(found) if month == Period(c.YEAR, LATE_MONTH) else None
    if late is None:
        return found
    lost = set(late.days)
    return tuple(
        replace(each, days={day: quantity for day, quantity in each.days.items() if day not in lost})
        if (each.order, each.worker) == (late.order, late.worker)
        else each
        for each in found
    )


@dataclass(frozen=True)
class Slip:
    """A cell of a sheet written wrong (记错的一格): what stands there and what is true, found some day."""

    sheet: Sheet
    day: int
    written: int
    true: int
    found_on: date


def slips(sheets: Iterable[Sheet], month: Period) -> list[Slip]:
    """The month's cells that come in wrong: a day nobody worked, found before the pay or after it; kilos with
    the point one place off."""
    found = []
    for (wrong_month, job), found_on in _found_on(month).items():
        if month != Period(c.YEAR, wrong_month):
            continue
        sheet = next((each for each in sheets if each.order.job == job and each.days), None)
        if sheet is None:
            continue
        if job == labour.PICKING:
            day, kilos = next(iter(sheet.days.items()))
            found.append(Slip(sheet, day, kilos * 10, kilos, found_on))
        elif free := [day for day in labour.working_days(month) if day not in sheet.days]:
            found.append(Slip(sheet, free[-1], labour.DAY, 0, found_on))
    return found


def _found_on(month: Period) -> dict[tuple[int, str], date]:
    """Kind of slip -> when it is found, were it made in this month."""
    after = month.next.first_day + timedelta(days=14)
    return {TAKEN_OUT: month.last_day, POINT_OFF: month.last_day, PAID_TOO_MUCH: after}


def found_in(world: World, month: Period) -> list[Slip]:
    """What is found wrong in a month: of its own sheets, and of the month before, which were paid already."""
    found = []
    for worked in (Period.month_of(month.first_day - timedelta(days=1)), month):
        if worked.year == c.YEAR and worked.month in {wrong for wrong, _job in _found_on(worked)}:
            found += slips(labour.make_sheets(world.town, world.households, worked, world.life.gone), worked)
    return [each for each in found if month.holds(each.found_on)]


def as_written(sheets: Sequence[Sheet], month: Period) -> tuple[Sheet, ...]:
    """The sheets as they come in, their slips of the pen included."""
    found = list(sheets)
    for slip in slips(sheets, month):
        place = found.index(slip.sheet)
        days = {**slip.sheet.days, slip.day: slip.written}
        found[place] = replace(slip.sheet, days=dict(sorted(days.items())))
    return tuple(found)


def _up_to(sheet: Sheet, last: int) -> Sheet:
    return replace(sheet, days={day: quantity for day, quantity in sheet.days.items() if day <= last})


def late_sheet(sheets: Iterable[Sheet]) -> Sheet | None:
    """The last days of the first worker of a job who has more than those, on a sheet of their own."""
    for each in sheets:
        if each.order.job == LATE_JOB and len(each.days) > LATE_DAYS:
            last = sorted(each.days)[-LATE_DAYS:]
            return replace(each, days={day: each.days[day] for day in last}, number="-b")
    return None


def objecting_worker(world: World) -> Person:
    """Who finds two days of another on January's pay list: a worker of the park who holds no post."""
    sheets = labour.make_sheets(world.town, world.households, Period(c.YEAR + 1, 1), world.life.gone)
    busy = {post.person for post in world.posts}
    park = [each.worker for each in sheets if each.order.job.startswith(labour.PARK_JOB)]
    return min(park, key=lambda person: (person.code in busy, person.code))


def labour_books(world: World, month: Period) -> Iterator[Book]:
    """Orders and dispatches of a month, then its sheets."""
    sheets = month_sheets(world, month)
    orders = {each.order.number: each.order for each in sheets}
    teams: dict[str, list[Sheet]] = {}
    for each in sheets:
        teams.setdefault(each.order.number, []).append(each)
    day = month.first_day
    yield Book("work_orders", c.HEAD, day, [
        {
            "number": number, "section": order.section, "job": order.job,
            "site": f"{order.village.name}{c.JOB_SITES[order.job]}",
            "first_day": day, "last_day": month.last_day,
            "wanted": len(teams[number]),
        }
        for number, order in sorted(orders.items())
    ], str(month))  # fmt: skip
    yield Book("dispatches", c.HEAD, day, [
        {"order": each.order.number, "party": each.worker.code, "start": day, "end": month.last_day}
        for each in sheets
    ], str(month))  # fmt: skip
    entered = min(month.last_day, c.DEMO_DAY)
    yield Book("attendance", c.HEAD, entered, list(_rows(world, sheets)), str(month))


def late_book(world: World) -> Book | None:
    """The days left off in June, as they were found in July."""
    month = Period(c.YEAR, LATE_MONTH)
    late = late_sheet(labour.make_sheets(world.town, world.households, month, world.life.gone))
    if late is None:
        return None
    day = month.next.first_day + timedelta(days=14)
    return Book("attendance", c.HEAD, day, list(_rows(world, [late])), f"{month}-late")


def _rows(world: World, sheets: Iterable[Sheet]) -> Iterator[dict[str, Any]]:
    """The sheets' rows; the section's head takes the work over, but never the own."""
    heads = {post.village_code: post.person for post in world.posts if post.kind == "section_head"}
    for each in sheets:
        order, head = each.order, heads[each.order.village.code]
        scale = SCALE_G if order.job == labour.PICKING else labour.DAY
        row: dict[str, Any] = {
            "sheet": f"KQ-{order.month}-{order.village.slug}{each.number}", "order": order.number,
            "party": each.worker.code, "month": str(order.month),
            "accepted_by": head if head != each.worker.code else None,
        }  # fmt: skip
        for day, quantity in each.days.items():
            row[f"d{day:02d}"] = decimal(quantity, scale)
        yield row


def decimal(quantity: int, scale: int) -> str:
    """A quantity as people write it on the sheet: 1, 0.5, 213.4."""
    whole, rest = divmod(quantity, scale)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0").rstrip(".")


def seekers_book(world: World) -> Book:
    """Who asked for work in January: whoever is dispatched some day, and some who are not."""
    people = labour.workers(world.town, world.households)
    rows = [
        {
            "party": person.code, "asked_on": ASKED, "section": c.section_of(village),
            "wish": WISHES[place % len(WISHES)],
        }
        for village in world.town.villages
        for place, person in enumerate(people[village.slug][:SEEKERS_A_VILLAGE])
    ]  # fmt: skip
    return Book("job_seekers", c.HEAD, ASKED, rows)


def course_books(world: World, month: Period) -> Iterator[Book]:
    """The courses of a month, and who signed in."""
    people = labour.workers(world.town, world.households)
    for place, (number, day, title, minutes) in enumerate(COURSES):
        if not month.holds(day):
            continue
        row = {
            "number": number, "title": title, "held_on": day, "place": "总社培训室",
            "hours_minutes": minutes, "teacher": "县农业农村局技术员",
        }  # fmt: skip
        yield Book("courses", c.HEAD, day, [row], number)
        first = place * PLACES_A_COURSE
        came = [
            person
            for village in world.town.villages
            for person in people[village.slug][
                first % 7 : first % 7 + PLACES_A_COURSE // len(world.town.villages)
            ]
            if world.life.gone.get(person.code, day) >= day
        ]
        rows = [{"course": number, "party": person.code} for person in came]
        yield Book("course_signins", c.HEAD, day, rows, number)


def mine_book(world: World, month: Period) -> Book:
    """What miners of the town told they earned: the households live on both."""
    random = Random(f"{world.town.seed}:mine")
    people = labour.workers(world.town, world.households)
    rows = []
    for village in world.town.villages:
        men = [
            person
            for person in reversed(people[village.slug])
            if person.sex == "男" and world.life.gone.get(person.code, month.first_day) >= month.first_day
        ]
        for person in men[: max(1, round_share(world.town, MINERS_A_VILLAGE))]:
            fen = random.randint(46, 78) * 100_00 + month.month % 3 * 150_00
            rows.append({"party": person.code, "month": str(month), "employer": MINE, "amount_fen": fen})
    entered = min(month.last_day, c.DEMO_DAY)
    return Book("outside_incomes", c.TOWN, entered, rows, str(month))


def round_share(town: c.Town, number: int) -> int:
    """A head count of the whole town at this town's scale."""
    return number if town.share == 1 else 1
