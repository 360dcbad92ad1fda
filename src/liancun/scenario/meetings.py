"""A year of meetings (一年的会): who sits where, what was put to them, how they voted.

The joint committee meets each month, each village's representatives each quarter, its villagers once a year.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from liancun.kernel import Period
from liancun.rooms.committee import actions as committee
from liancun.rooms.committee import choices, facts, queries
from liancun.rooms.notices import actions as notices
from liancun.scenario import constants as c
from liancun.scenario.constants import Village
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.registry_books import Book
from liancun.scenario.staff import FROM

JOINT_BODY, REPRESENTATIVES, VILLAGERS = (
    "joint_committee",
    "village_representatives",
    "villagers_by_households",
)
HOMES_A_SEAT: Final = 12
SEATS_LEAST, SEATS_MOST = 5, 45
"""Representatives of a village: one of some ten households."""

QUARTERS: Final = {
    3: ("一季度村务公开和年度工作安排", "yearly_report"),
    6: ("上半年财务公开", "common"),
    9: ("秋季交售和用工安排", "common"),
    12: ("村务监督情况通报", "common"),
}
MONTHLY: Final = (
    "通报各村工作,安排本月重点",
    "春季管护和用工调度",
    "统筹资源调度",
    "林下套种进度",
    "垃圾清运和积分评比",
    "上半年计划目标完成情况",
    "防汛和地质灾害巡查",
    "秋季交售准备",
    "交售秩序和用工",
    "四季度计划目标",
    "冬季清园准备",
    "年度总结和下年计划",
)
"""What the joint committee talks of, by month."""

STEPS_CODE, STEPS_TITLE, STEPS_IN = "SY-2025-01", "硬化通组路 1.2 公里,筹资筹劳", 12
STEPS: Final = (("proposed", 5, 5), ("consulted", 9, 8), ("examined", 36, 30))
"""The three steps before the vote: who was due, who came; all who came were for it."""
OUTCOME_UP: Final = date(2026, 1, 27)

RESOLUTION: Final = "LC-2026-01"
RESOLVED: Final = date(2026, 1, 9)
SUBJECT: Final = "八村统一冬季清园和修剪"
FIRST_VOTE, SECOND_VOTE = date(2026, 1, 23), date(2026, 2, 3)
TOO_FEW: Final = 2
"""The place of the village whose representatives are too few at first, and come again."""


A_SHEET: Final = 400
"""People entered at once from the sign-in sheets: a village's households are more than one entry takes."""


@dataclass(frozen=True)
class Held:
    """A meeting to be held (一次会): whose, who calls it, how many of a hundred come and are for it."""

    org_code: str
    body: str
    code: str
    title: str
    place: str
    day: date
    login: str
    chair: str
    recorder: str
    told: int = 3
    came: int = 90
    agreed: int = 95


def seat_books(raising: Raising) -> Iterator[Book]:
    """The seats of each village's representatives, and the villages' heads on the joint committee."""
    heads = [raising.world.login(f"{village.slug}.secretary") for village in raising.world.town.villages]
    seats = [
        {"body": JOINT_BODY, "party": party, "start": FROM, "end": None, "document": "联村党委组建批复"}
        for party in dict.fromkeys(heads)
    ]
    yield Book("seats", c.JOINT, c.FIRST_DAY, seats)
    for village in raising.world.town.villages:
        rows = [
            {"body": REPRESENTATIVES, "party": party, "start": FROM, "end": None, "document": "推选结果报告"}
            for party in representatives(raising, village)
        ]
        yield Book("seats", village.slug, c.FIRST_DAY, rows)


def representatives(raising: Raising, village: Village) -> list[str]:
    """Every so many households one; every third of them a woman of the house where there is one."""
    gone = {death.household.number for death in raising.world.life.deaths}
    homes = [
        each
        for each in raising.world.households
        if each.village is village and each.registered and each.number not in gone
    ]
    wanted = min(SEATS_MOST, max(SEATS_LEAST, len(homes) // HOMES_A_SEAT), len(homes))
    chosen = [homes[place * len(homes) // wanted] for place in range(wanted)]
    found = []
    for place, home in enumerate(chosen):
        women = [each for each in home.persons if each.sex == "女" and each.born.year <= GROWN_BY]
        found.append(women[0].code if women and place % 3 == 1 else home.head.code)
    return list(dict.fromkeys(found))


GROWN_BY: Final = c.YEAR - 25


def seat_steps(raising: Raising) -> Iterator[Step]:
    """The seats, brought in by each office."""
    for book in seat_books(raising):
        yield raising.bringing(book, f"{book.org_code}.secretary")


def meeting_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """The meetings of a month."""
    if month.year == c.YEAR:
        held = joint_meeting(raising, month.first_day.replace(day=8), month.month)
        yield lambda: hold(raising, held, (MONTHLY[month.month - 1], "party_work"))
    for place, village in enumerate(raising.world.town.villages):
        if month.year == c.YEAR and month.month in QUARTERS:
            day = month.first_day.replace(day=15 + place)
            yield lambda day=day, village=village, place=place: hold_quarterly(  # type: ignore[misc]
                raising, village, day, with_steps=place == 0 and day.month == STEPS_IN
            )
        if month == Period(c.YEAR, 12):
            day = date(c.YEAR, 12, 18 + place)
            yield lambda day=day, village=village: hold(  # type: ignore[misc]
                raising, yearly(raising, village, day), (f"{c.YEAR}年工作报告和村委会评议", "yearly_report")
            )
    if month.holds(OUTCOME_UP):
        yield lambda: publish_outcome(raising)
    if month.holds(RESOLVED):
        yield lambda: resolve_together(raising)
        for place, village in enumerate(raising.world.town.villages):
            yield lambda place=place, village=village: vote_on_part(raising, village, place)  # type: ignore[misc]
    if month.holds(SECOND_VOTE):
        yield lambda: vote_again(raising)


def joint_meeting(raising: Raising, day: date, number: int) -> Held:
    """A meeting of the joint committee: all who sit on it come."""
    chair = raising.world.login("joint.secretary")
    first = raising.world.login(f"{raising.world.town.villages[0].slug}.secretary")
    return Held(
        c.JOINT, JOINT_BODY, f"LW-{day.year}-{number:02d}", f"{day.month}月联村党委会", "联村党委会议室",
        day, "joint.secretary", chair, first, came=100, agreed=100,
    )  # fmt: skip


def _of_village(
    raising: Raising, village: Village, body: str, code: str, title: str, day: date, told: int
) -> Held:
    people = (raising.world.login(f"{village.slug}.{post}") for post in ("secretary", "accountant"))
    chair, recorder = people
    return Held(
        village.slug, body, code, title, f"{village.name}村委会", day, f"{village.slug}.secretary",
        chair, recorder, told,
    )  # fmt: skip


def quarterly(raising: Raising, village: Village, day: date) -> Held:
    """A village's representatives of a quarter."""
    code = f"DB-{day.year}-{(day.month + 2) // 3}"
    return _of_village(raising, village, REPRESENTATIVES, code, f"{day.month}月村民代表会议", day, 3)


def hold_quarterly(raising: Raising, village: Village, day: date, *, with_steps: bool) -> None:
    """The representatives' meeting of a quarter; once on a matter that went through the four steps."""
    held = quarterly(raising, village, day)
    if not with_steps:
        hold(raising, held, QUARTERS[day.month])
        return
    steps = take_steps(raising, village, day)
    hold(raising, held, (STEPS_TITLE, "public_works"), STEPS_CODE)
    by = raising.who(held.login, day)
    post(raising, village, committee.publish_decision(steps, by=by, on=day), day)


def take_steps(raising: Raising, village: Village, day: date) -> int:
    """Proposed, consulted on and examined in the weeks before; the number of the matter."""
    login = f"{village.slug}.secretary"
    begun = committee.Begun(code=STEPS_CODE, title=STEPS_TITLE, matter="public_works", cause="people")
    first = day - timedelta(days=24)
    ref = committee.begin_four_steps(village.slug, begun, by=raising.who(login, first), on=first)
    number = int(ref.partition(":")[2])
    for place, (step, due, present) in enumerate(STEPS):
        on = first + timedelta(days=7 * place)
        taken = committee.Taken(
            step=step, happened_on=on, due=due, present=present, votes_for=present,
            document=f"HYJL-{on:%m%d}", note=STEPS_TITLE,
        )  # fmt: skip
        committee.record_step(number, taken, by=raising.who(login, on), on=on)
    return number


def publish_outcome(raising: Raising) -> None:
    """What became of it is published once the path is there."""
    village = raising.world.town.villages[0]
    by = raising.who(f"{village.slug}.secretary", OUTCOME_UP)
    (row,) = queries.four_steps_page(by, village.slug).rows
    number = int(row.ref.partition(":")[2])
    post(raising, village, committee.publish_outcome(number, by=by, on=OUTCOME_UP), OUTCOME_UP)


def post(raising: Raising, village: Village, ref: str, day: date) -> None:
    """The paper hangs on the village's board the same day."""
    hanging = notices.Hanging(villages=(village.code,), place="村委会公示栏", posted_on=day)
    by = raising.who(f"{village.slug}.notice_clerk", day)
    notices.record_posting(int(ref.partition(":")[2]), hanging, by=by, on=day)


def yearly(raising: Raising, village: Village, day: date) -> Held:
    """All households of a village, told twelve days before."""
    title = f"{day.year}年村民会议"
    return _of_village(raising, village, VILLAGERS, f"CM-{day.year}", title, day, 12)


def draft(raising: Raising, held: Held) -> int:
    """Plan a meeting; its number."""
    on = held.day - timedelta(days=held.told)
    given = committee.NewMeeting(
        code=held.code,
        body=held.body,
        title=held.title,
        place=held.place,
        held_on=held.day,
        starts_at="09:00",
        chair=held.chair,
        recorder=held.recorder,
    )
    ref = committee.draft_meeting(held.org_code, given, by=raising.who(held.login, on), on=on)
    return int(ref.partition(":")[2])


def hold(raising: Raising, held: Held, item: tuple[str, str], steps: str = "") -> None:
    """A whole meeting with one item, from the plan to the signed minutes."""
    on = held.day - timedelta(days=held.told)
    meeting = draft(raising, held)
    subject, matter = item
    new = committee.NewItem(number=1, subject=subject, matter=matter, steps=steps)
    ref = committee.add_item(meeting, new, by=raising.who(held.login, on), on=on)
    go_through(raising, held, meeting, int(ref.partition(":")[2]))


def go_through(raising: Raising, held: Held, meeting: int, item: int, code: str = "") -> None:
    """Told, opened, signed in, voted by raised hands, closed, written down and signed."""
    on = held.day - timedelta(days=held.told)
    by, day = raising.who(held.login, on), held.day
    committee.give_notice(meeting, committee.Told(noticed_on=on, note="电话和公示栏"), by=by, on=on)
    committee.open_meeting(meeting, committee.Moment(at="09:00"), by=by, on=day)
    came = coming(sorted(facts.voters(meeting)), held.came)
    for first in range(0, len(came), A_SHEET):
        sheet = committee.Arrivals(parties=came[first : first + A_SHEET], at="09:00")
        committee.sign_in(meeting, sheet, by=by, on=day)
    committee.open_vote(item, committee.Moment(at="09:40"), by=by, on=day)
    votes_for = len(came) * held.agreed // 100
    hands = committee.ManyBallots(way="hands", votes_for=votes_for, votes_against=len(came) - votes_for)
    committee.count_votes(item, hands, by=by, on=day)
    committee.close_vote(item, committee.Closing(resolution=code), by=by, on=day)
    committee.close_meeting(meeting, committee.Moment(at="10:30"), by=by, on=day)
    text = f"主持人说明议题。到会 {len(came)} 人发言讨论后举手表决。"
    committee.write_minutes(meeting, committee.Written(text=text), by=by, on=day)
    committee.sign_minutes(meeting, committee.Signing(signed_on=day), by=by, on=day)


def coming(entitled: Sequence[str], percent: int) -> tuple[str, ...]:
    """So many of a hundred of those who may vote, spread over the list."""
    stay = len(entitled) * (100 - percent) // 100
    away = {place * len(entitled) // stay for place in range(stay)} if stay else set()
    return tuple(party for place, party in enumerate(entitled) if place not in away)


def resolve_together(raising: Raising) -> None:
    """The joint committee resolves; each village's representatives are to decide for themselves."""
    held = joint_meeting(raising, RESOLVED, 1)
    on = held.day - timedelta(days=held.told)
    meeting = draft(raising, held)
    new = committee.NewItem(
        number=1, subject=SUBJECT, matter="common", effect="passed",
        text="各村在二月上旬前完成清园和修剪,统一调度微耕机和帮扶队员。",
    )  # fmt: skip
    ref = committee.add_item(meeting, new, by=raising.who(held.login, on), on=on)
    item = int(ref.partition(":")[2])
    go_through(raising, held, meeting, item, RESOLUTION)
    by = raising.who(held.login, RESOLVED)
    committee.fan_out(item, committee.Onward(body=REPRESENTATIVES), by=by, on=RESOLVED)


def vote_on_part(raising: Raising, village: Village, place: int) -> None:
    """A village's representatives on it; of one village too few come."""
    held = quarterly(raising, village, FIRST_VOTE + timedelta(days=place))
    if place == _too_few(raising):
        held = replace(held, came=50)
    _vote(raising, village, held)


def vote_again(raising: Raising) -> None:
    """They are called once more, and come."""
    village = raising.world.town.villages[_too_few(raising)]
    held = quarterly(raising, village, SECOND_VOTE)
    _vote(raising, village, replace(held, code=f"{held.code}-2", title="村民代表会议(再次召集)"))


def _too_few(raising: Raising) -> int:
    return min(TOO_FEW, len(raising.world.town.villages) - 1)


def _vote(raising: Raising, village: Village, held: Held) -> None:
    on = held.day - timedelta(days=held.told)
    by = raising.who(held.login, on)
    meeting = draft(raising, held)
    part, _subject = choices.parts(by, village.slug, on)[0]
    ref = committee.take_up(meeting, committee.TakenUp(part=part, number=1), by=by, on=on)
    go_through(raising, held, meeting, int(ref.partition(":")[2]))
