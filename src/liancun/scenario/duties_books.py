"""The workbooks and acts of the responsibility lists (责任清单工作簿、办理)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from liancun.kernel import Period
from liancun.rooms.duties import actions as duties
from liancun.rooms.duties.actions import Charge, Closing, Confirmation, Done, NewProblem
from liancun.scenario import constants as c
from liancun.scenario.duties import AWAY_FROM, HANDED_ON, LISTS, Tie
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

KEEPER: Final = "joint.secretary"
ISSUED: Final = date(c.YEAR, 1, 2)
BURDENS: Final = (
    "户主大病自付多,欠亲戚三万元",
    "一人残疾,劳力只有一个",
    "两个孩子上大学,学费靠借",
)
PROBLEMS_MOST: Final = 24


def duty_steps(raising: Raising) -> Iterator[Step]:
    """Lists, who is on them, a year of visits, what was found, a hand-over, who is away."""
    world = raising.world
    for book in (_lists(), _assignments(world)):
        yield raising.bringing(book, KEEPER)
    yield from _pauses(raising)
    months = [*Period(c.YEAR).months, Period(c.YEAR + 1, 1), Period(c.YEAR + 1, 2)]
    books = [_visits(world, month) for month in months]
    visits = [raising.bringing(book, KEEPER) for book in books if book.rows]
    yield from visits[:9]
    yield from _problems(raising)
    yield lambda: _hand_over(raising)
    yield from visits[9:]
    yield from _burdens(raising)


def _lists() -> Book:
    rows = [
        {"code": code, "kind": name, "start": c.FIRST_DAY, "document": f"{name}〔2025〕"}
        for code, _kind, name in LISTS
    ]
    return Book("duty_lists", c.JOINT, ISSUED, rows)


def _assignments(world: World) -> Book:
    given: dict[str, Any] = {"start": c.FIRST_DAY, "document": "联村党委〔2025〕1号"}
    rows: list[dict[str, Any]] = []
    for code, kind, _name in LISTS:
        post = {"leader": "village_leader", "group": "work_group"}.get(kind, "")
        rows += [
            {"duty_list": code, "party": each.person.code, "village_code": each.post.village_code} | given
            for each in world.rounds.on_list(post)
        ]
    rows += [
        {
            "duty_list": LISTS[-1][0], "party": tie.cadre, "household": tie.household.living_code,
            "hamlet": tie.hamlet,
        } | given
        for tie in world.rounds.ties
    ]  # fmt: skip
    return Book("duty_assignments", c.JOINT, ISSUED, rows)


def _visits(world: World, month: Period) -> Book:
    rows = [
        {
            "visitor": each.visitor,
            "household": each.household.living_code if each.household else "",
            "village_code": "" if each.household else each.village.code,
            "visited_on": each.day, "time": each.time, "kind": each.kind, "changes": each.changes,
            "short": each.short, "found": each.found, "asked": each.asked,
            "answer_by": each.day + timedelta(days=15) if each.asked else None,
        }
        for each in world.rounds.visits
        if month.holds(each.day)
    ]  # fmt: skip
    return Book(
        "visits", c.JOINT, min(month.next.first_day + timedelta(days=2), c.DEMO_DAY), rows, str(month)
    )


def _hand_over(raising: Raising) -> None:
    giver, taker = raising.world.rounds.handed
    given = duties.Handing(giver=giver, taker=taker, start=HANDED_ON, document="交接清单2025-10")
    duties.hand_over(c.JOINT, given, by=raising.who(KEEPER, HANDED_ON), on=HANDED_ON)


def _pauses(raising: Raising) -> Iterator[Step]:
    for household in raising.world.rounds.away:
        given = duties.NewPause(
            household=household.living_code,
            reason="全家外出务工,过年才回",
            start=AWAY_FROM,
            document="外出登记",
        )
        yield lambda given=given: duties.pause(  # type: ignore[misc]
            c.JOINT, given, by=raising.who(KEEPER, AWAY_FROM), on=AWAY_FROM
        )


def _of(raising: Raising, tie: Tie) -> tuple[str, str]:
    """The logins of a household's cadre and of its village's leader."""
    carers = raising.world.rounds.carers
    cadre = next(each.post.login for each in carers if each.person.code == tie.cadre)
    return cadre, f"{tie.household.village.slug}.village_leader"


def _problems(raising: Raising) -> Iterator[Step]:
    """What the visits found: most is seen to and closed, the last ones are at every step on the way."""
    ties = {tie.household.number: tie for tie in raising.world.rounds.ties}
    found = [each for each in raising.world.rounds.visits if each.found and each.household]
    found = [each for each in found if each.day < HANDED_ON][-PROBLEMS_MOST:]
    for place, visit in enumerate(reversed(found)):
        assert visit.household
        tie = ties[visit.household.number]
        given = NewProblem(household=tie.household.living_code, found=visit.found, found_on=visit.day)
        yield lambda tie=tie, given=given, place=place: _life(raising, tie, given, place)  # type: ignore[misc]


def _life(raising: Raising, tie: Tie, given: NewProblem, place: int) -> None:
    """A problem goes as far as its place says: every step for those that came longer ago."""
    login, leader_login = _of(raising, tie)
    days = [given.found_on + timedelta(days=each) for each in (0, 1, 8, 10, 12)]
    cadre, leader = raising.who(login, days[0]), raising.who(leader_login, days[0])
    ref = duties.report_problem(c.JOINT, given, by=cadre, on=days[0])
    number = int(ref.partition(":")[2])
    if place >= 1:
        charge = Charge(party=tie.cadre, due_on=given.found_on + timedelta(days=30))
        duties.assign_problem(number, charge, by=leader, on=days[1])
    if tie.cadre == raising.world.rounds.handed[0]:
        return  # open when its cadre goes: it passes on with all the rest
    if place >= 3:
        done = Done(happened_on=days[2], note="已联系镇里修好,户里看过")
        duties.finish_problem(number, done, by=cadre, on=days[2])
    if place >= 5:
        paper = Confirmation(document=f"走访记录签字-{given.found_on:%m%d}")
        duties.confirm_problem(number, paper, by=cadre, on=days[3])
    if place >= 6:
        duties.close_problem(number, Closing(), by=leader, on=days[4])


def _burdens(raising: Raising) -> Iterator[Step]:
    """What weighs on a few households, noted by their cadres."""
    ties = [tie for tie in raising.world.rounds.ties if tie.household.standing and tie.hamlet == "1组"]
    for place, tie in enumerate(ties[: 4 * len(BURDENS)]):
        given = duties.Burden(household=tie.household.living_code, text=BURDENS[place % len(BURDENS)])
        login = _of(raising, tie)[0]
        yield lambda given=given, login=login: duties.note_hardship(  # type: ignore[misc]
            c.JOINT, given, by=raising.who(login, c.DEMO_DAY), on=c.DEMO_DAY
        )
