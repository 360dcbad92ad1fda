"""What the villages do together (联村一年): goals, what is pooled and used, tasks given and done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.kernel import Period
from liancun.rooms.committee import actions as committee
from liancun.rooms.committee import queries
from liancun.rooms.registry import actions as registry
from liancun.scenario import constants as c
from liancun.scenario.constants import Village
from liancun.scenario.meetings import RESOLUTION, RESOLVED
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.registry_books import UNITS, Book

SECRETARY: Final = "joint.secretary"
LEADER: Final = "town.leader"
GOALS_SET: Final = (date(2025, 1, 15), date(2026, 1, 12))

PER_HUNDRED_HOUSEHOLDS: Final = {
    "交售重量": 110_000,
    "土地入股面积": 400,
    "林下面积": 100,
    "务工人日": 3_400,
    "奖励分合计": 4_100,
    "培训人数": 3,
}
"""What a unit is to reach in a year, for a hundred of its households: kilograms, mu, days, points, people.
Assumptions of the demo (演示假设)."""


@dataclass(frozen=True)
class Pooled:
    """Something pooled, by the place of its village (统筹的一项)."""

    code: str
    village: int
    kind: str
    title: str
    source: str
    quantity: str
    start: date
    end: date | None
    document: str


@dataclass(frozen=True)
class Used:
    """A use of it, by the place of the village where (使用的一次); `back` where it came back early."""

    code: str
    village: int
    purpose: str
    quantity: str
    start: date
    end: date | None
    back: date | None = None


POOL: Final = (
    Pooled(
        "ZY-2025-01", 0, "people", "驻村帮扶队员", "市直帮扶单位", "6",
        date(2025, 1, 15), date(2026, 12, 31), "派驻通知2025",
    ),
    Pooled("ZY-2025-02", 1, "equipment", "微耕机", "", "8", date(2025, 2, 10), None, "购置发票2024"),
    Pooled(
        "ZY-2025-03", 0, "money", "帮扶资金", "市直帮扶单位", "300000",
        date(2025, 2, 20), date(2026, 12, 31), "拨付通知2025",
    ),
    Pooled("ZY-2025-04", -1, "land", "集体晒场", "", "12.5", date(2025, 5, 6), None, "村集体决议2025"),
)  # fmt: skip
USES: Final = (
    Used("ZY-2025-01", 1, "指导刺梨修剪", "2", date(2025, 2, 17), date(2025, 4, 30)),
    Used("ZY-2025-02", 2, "林下整地", "5", date(2025, 3, 3), date(2025, 4, 20), date(2025, 4, 12)),
    Used("ZY-2025-03", 1, "补生产便道涵管", "80000", date(2025, 4, 8), date(2025, 4, 8)),
    Used("ZY-2025-02", 3, "地参套种整地", "6", date(2025, 4, 21), date(2025, 5, 31)),
    Used("ZY-2025-01", 4, "协助土地流转签约", "3", date(2025, 5, 12), date(2025, 8, 29)),
    Used("ZY-2025-04", 5, "刺梨鲜果周转", "8", date(2025, 8, 15), date(2025, 10, 20)),
    Used("ZY-2025-03", 6, "购分拣筐", "36500", date(2025, 8, 20), date(2025, 8, 20)),
    Used("ZY-2025-01", 2, "协助交售过磅", "4", date(2025, 9, 1), date(2025, 10, 31)),
    Used("ZY-2025-01", 7, "驻村", "2", date(2025, 11, 3), date(2026, 12, 31)),
    Used("ZY-2025-03", 3, "村级垃圾池改造", "60000", date(2025, 11, 18), date(2025, 11, 18)),
    Used("ZY-2025-02", 0, "冬季清园", "4", date(2025, 12, 8), date(2026, 3, 10)),
)
PROVED: Final = date(2026, 2, 4)
DUE: Final = date(2026, 2, 8)


def joint_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """What of it falls into a month."""
    for day in GOALS_SET:
        if month.holds(day):
            yield raising.bringing(goal_book(raising, day), LEADER)
    for each in POOL:
        if month.holds(each.start):
            yield lambda each=each: _pool(raising, each)  # type: ignore[misc]
    for use in USES:
        if month.holds(use.start):
            yield lambda use=use: _use(raising, use)  # type: ignore[misc]
    if month.holds(RESOLVED):
        yield lambda: _give(raising)
    if month.holds(PROVED):
        yield lambda: _finish(raising)


def goal_book(raising: Raising, day: date) -> Book:
    """The plan of a year, a row for each unit and measure."""
    homes = dict.fromkeys(UNITS, 0)
    for place, village in enumerate(raising.world.town.villages):
        homes[UNITS[place % len(UNITS)]] += village.households
    rows = [
        {
            "unit": unit,
            "year": day.year,
            "measure": measure,
            "target": str(-(-count * amount // 100)),
            "document": f"镇工作要点{day.year}",
        }
        for unit, count in homes.items()
        if count
        for measure, amount in PER_HUNDRED_HOUSEHOLDS.items()
    ]
    return Book("plan_goals", c.TOWN, day, rows, str(day.year))


def _village(raising: Raising, place: int) -> Village:
    """A village by its place; a small town has fewer, which come again."""
    villages = raising.world.town.villages
    return villages[place % len(villages)]


def _pool(raising: Raising, each: Pooled) -> None:
    given = committee.Resource(
        code=each.code,
        village_code=_village(raising, each.village).code,
        kind=each.kind,
        title=each.title,
        source=each.source,
        quantity=each.quantity,
        start=each.start,
        end=each.end,
        document=each.document,
    )
    committee.pool_resource(c.JOINT, given, by=raising.who(SECRETARY, each.start), on=each.start)


def _use(raising: Raising, use: Used) -> None:
    given = committee.Use(
        code=use.code,
        village_code=_village(raising, use.village).code,
        purpose=use.purpose,
        quantity=use.quantity,
        start=use.start,
        end=use.end,
        document="调度单",
    )
    by = raising.who(SECRETARY, use.start)
    ref = committee.use_resource(c.JOINT, given, by=by, on=use.start)
    if use.back:
        number = int(ref.partition(":")[2])
        committee.return_resource(number, committee.Return(ended_on=use.back), by=by, on=use.back)


def _give(raising: Raising) -> None:
    """Each village's head is to see to it in the village, and the committee's own secretary to sum it up."""
    by = raising.who(SECRETARY, RESOLVED)
    for place, village in enumerate(raising.world.town.villages, 1):
        duty = committee.Duty(
            code=f"LS-2026-{place:02d}", resolution=RESOLUTION, what="完成本村冬季清园和修剪,公示完成情况",
            post="secretary", at_org=village.slug, village_code=village.code, due_on=DUE,
        )  # fmt: skip
        committee.give_task(c.JOINT, duty, by=by, on=RESOLVED)
    summing_up = committee.Duty(
        code="LS-2026-99", resolution=RESOLUTION, what="汇总各村清园情况,报镇政府",
        post="secretary", at_org=c.JOINT, due_on=date(2026, 3, 15),
    )  # fmt: skip
    committee.give_task(c.JOINT, summing_up, by=by, on=RESOLVED)


def _finish(raising: Raising) -> None:
    """All villages but the last prove it by a paper of their own; that one is late."""
    for slug, number in _open_tasks(raising)[:-1]:
        by = raising.who(f"{slug}.secretary", PROVED)
        paper = registry.Paper(
            code="QY-2026-01", title="冬季清园完成情况公示照片", issuer="村务监督委员会", issued_on=PROVED
        )
        record = registry.record_document(slug, paper, by=by, on=PROVED)
        done = committee.Done(record=record, done_on=PROVED, note="清园面积见公示")
        committee.finish_task(number, done, by=by, on=PROVED)


def _open_tasks(raising: Raising) -> list[tuple[str, int]]:
    """(village, number) of the task that waits for the head of each village."""
    found = []
    for village in raising.world.town.villages:
        by = raising.who(f"{village.slug}.secretary", PROVED)
        found += [(village.slug, row.number) for row in queries.awaited(by, on=PROVED)]
    return found
