"""What grows, as workbooks (种植工作簿): plantings, facilities, bees, what was done, used, found."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from liancun.kernel import Period, allocate, half_up
from liancun.scenario import constants as c
from liancun.scenario.growing import Planting
from liancun.scenario.land import MU
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

ACCEPTED_ON: Final = date(2025, 5, 6)
PLAN_DUE: Final = date(2027, 12, 31)
SOWN, LIFTED = date(2024, 11, 10), date(2025, 12, 20)
SEEDLINGS_A_MU: Final = 3_000
PROJECT_T: Final = 300_000
"""The city's project by its design [A]: it was started; nothing here says what goes through it."""
HONEY: Final = "FM-honey"
APIARIES: Final = (
    ("FM-bee-1", "贾西养蜂房", 260),
    ("FM-bee-2", "海坝养蜂房", 140),
    ("FM-bee-3", "茅坪养蜂房", 100),
)
COUNTS: Final = ((date(2025, 1, 15), -20), (date(2025, 6, 20), 35), (date(2025, 12, 10), 0))
"""Days on which bees are counted, and how many more or fewer there are than in winter, by hundred."""


def growing_books(world: World) -> Iterator[Book]:
    """What stood on 1 January: plantings, facilities, nursery batches."""
    standing = [each for each in world.plantings if each.start <= c.FIRST_DAY]
    yield Book("plantings", c.HEAD, c.FIRST_DAY, [_row(each) for each in standing])
    yield Book("facilities", c.HEAD, c.FIRST_DAY, list(_facilities(world)))
    batches = [each for each in standing if each.crop == "seedling"]
    rows = [
        {
            "number": f"YM-{place:03d}", "planting": each.number, "species": "刺梨(贵农5号)",
            "seedlings": each.area * SEEDLINGS_A_MU // MU, "sown_on": SOWN, "lifted_on": None,
        }
        for place, each in enumerate(batches, 1)
    ]  # fmt: skip
    yield Book("nursery_batches", c.HEAD, c.FIRST_DAY, rows)


def _row(each: Planting) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": each.number, "plot": each.plot.code, "storey": each.storey, "crop": each.crop,
        "area_centimu": each.area, "start": each.start, "end": each.end,
        "standing": "existing" if each.existing else "new",
    }  # fmt: skip
    if each.plot.land_class == "basic_farmland":
        row |= {"plan": "逐步退出刺梨,恢复粮油种植", "plan_due": PLAN_DUE, "document": "整改台账2025-01"}
    elif each.plot.land_class == "local_forest":
        row |= {"document": "林下种植科学论证意见2014-03"}
    elif each.plot.steep:
        row |= {"document": "水土保持措施方案2014-07"}
    return row


def _facilities(world: World) -> Iterator[dict[str, Any]]:
    villages = world.town.villages
    for place, (code, name, _colonies) in enumerate(APIARIES):
        yield {
            "code": code, "kind": "bee_house", "name": name, "village": villages[place % len(villages)].code,
            "start": date(2019, 3, 1), "document": "验收单2019-03",
        }  # fmt: skip
    yield {
        "code": HONEY, "kind": "honey_plant", "name": "天富蜂蜜加工厂", "village": villages[0].code,
        "start": date(2019, 6, 1), "document": "验收单2019-06",
    }  # fmt: skip
    yield {
        "code": "FM-juice", "kind": "processing", "name": "刺梨深加工项目(全市)", "village": villages[0].code,
        "start": date(2019, 11, 8), "document": "开工令2019-11", "capacity_t": PROJECT_T,
    }  # fmt: skip


def accepted_book(world: World) -> Book:
    """Dishen is accepted plot by plot once it has come up."""
    rows = [
        {
            "number": f"YS-{place:04d}", "planting": each.number, "task": "验收", "done_on": ACCEPTED_ON,
            "section": c.section_of(each.plot.village), "note": "出苗齐,面积相符",
        }
        for place, each in enumerate((row for row in world.plantings if row.crop == "dishen"), 1)
    ]  # fmt: skip
    return Book("operations", c.HEAD, ACCEPTED_ON, rows, "accepted")


def month_books(world: World, month: Period) -> Iterator[Book]:
    """What was planted, done, found, used and counted in a month."""
    if month.holds(ACCEPTED_ON):
        yield accepted_book(world)
    new = [each for each in world.plantings if month.holds(each.start) and each.start > c.FIRST_DAY]
    if new:
        yield Book("plantings", c.HEAD, new[0].start, [_row(each) for each in new], str(month))
    for kind, rows in (
        ("operations", list(_operations(world, month))),
        ("inputs_used", list(_inputs(world, month))),
        ("inspections", list(_inspections(world, month))),
        ("inspection_followups", list(_followups(world, month))),
        ("bee_counts", list(_counts(world, month))),
    ):
        if rows:
            yield Book(kind, c.HEAD, min(month.last_day, c.DEMO_DAY), rows, str(month))


TASKS: Final = {
    1: "冬剪清园", 2: "补植", 3: "追肥", 4: "除草", 5: "追肥", 6: "防白粉病", 7: "夏剪",
    8: "采收", 9: "采收", 10: "采收", 11: "施基肥", 12: "清园",
}  # fmt: skip
WATCHED: Final = 37
"""Every so many plantings one is looked at and written about."""


def _watched(world: World, month: Period) -> list[Planting]:
    standing = [each for each in world.plantings if each.start <= month.first_day and each.end is None]
    return standing[month.month :: WATCHED * 12][:40] or standing[:1]


def _day(month: Period, day: int) -> date:
    return date(month.year, month.month, day)


def _operations(world: World, month: Period) -> Iterator[dict[str, Any]]:
    for place, each in enumerate(_watched(world, month), 1):
        yield {
            "number": f"NS-{month}-{place:03d}", "planting": each.number, "task": TASKS[month.month],
            "done_on": _day(month, 8), "section": c.section_of(each.plot.village),
        }  # fmt: skip


def _inputs(world: World, month: Period) -> Iterator[dict[str, Any]]:
    if month.month not in (3, 5, 6, 11):
        return
    product, dose, interval = {
        3: ("尿素", "每亩5公斤", 0), 5: ("尿素", "每亩6公斤", 0),
        6: ("三唑酮可湿性粉剂", "1500倍液", 20), 11: ("腐熟农家肥", "每亩1.5吨", 0),
    }[month.month]  # fmt: skip
    for place, each in enumerate(_watched(world, month), 1):
        yield {
            "number": f"TR-{month}-{place:03d}", "planting": each.number, "product": product, "dose": dose,
            "used_on": _day(month, 8), "interval_days": interval,
        }  # fmt: skip


def _inspections(world: World, month: Period) -> Iterator[dict[str, Any]]:
    for place, each in enumerate(_watched(world, month)[:6], 1):
        yield {
            "number": f"XC-{month}-{place:03d}", "planting": each.number, "inspected_on": _day(month, 10),
            "finding": ("长势正常", "杂草偏多,应补除一遍", "排水沟堵,应疏通")[place % 3],
            "due_on": None if place % 3 == 0 else _day(month.next, 10),
        }  # fmt: skip


def _followups(world: World, month: Period) -> Iterator[dict[str, Any]]:
    """Most of what was found in the month before is mended; one in the end is not yet."""
    if month.month == 1:
        return
    before = Period(month.year, month.month - 1)
    for place, _each in enumerate(_watched(world, before)[:6], 1):
        if place % 3:
            yield {"inspection": f"XC-{before}-{place:03d}", "done_on": _day(month, 6), "result": "已整改"}


def _counts(world: World, month: Period) -> Iterator[dict[str, Any]]:
    whole = {code: colonies for code, _name, colonies in APIARIES}
    wanted = half_up(sum(whole.values()) * world.town.share)
    shares = allocate(wanted, whole)
    for day, more in COUNTS:
        if month.holds(day):
            for code, colonies in shares.items():
                yield {"apiary": code, "counted_on": day, "colonies": colonies + colonies * more // 1000}
