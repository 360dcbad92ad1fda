"""Who looks after whom, and every visit of the year (责任清单、走访).

Each living household has a cadre; those once on the poor register are visited every month, others every
quarter. Some visits are missing on purpose, so that something is late on the demo day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from liancun.kernel import DateRange, Period
from liancun.scenario import constants as c
from liancun.scenario.identity import MALE_SEQUENCES, account_number, id_number, mobile_number
from liancun.scenario.names import given_name, surname
from liancun.scenario.people import Household, Person
from liancun.scenario.staff import FROM, Post

FIRST_PERSON: Final = 9_100_001
GROUP_SIZE: Final = 2
HANDED_ON: Final = date(c.YEAR, 10, 1)
"""The first village's second cadre goes; a newcomer takes over all."""
LEFT_ON: Final = date(c.YEAR, 11, 30)
"""The last day of the second village's second cadre, whom nobody follows."""
LISTS: Final = (
    ("QD-2025-GC", "leader", "挂村领导责任清单"),
    ("QD-2025-BC", "group", "包村工作组责任清单"),
    ("QD-2025-LH", "cadre", "联户干部责任清单"),
)
SHORTS: Final = ("收入", "教育", "医疗", "住房", "饮水")
FINDINGS: Final = (
    ("屋顶漏雨", "住房", "盼帮忙联系修缮"),
    ("自来水冬天断过三天", "饮水", "盼修水管"),
    ("娃上学路远", "教育", "问寄宿补助"),
    ("老人慢性病拿药不便", "医疗", "盼签约医生上门"),
    ("去年收成差,缺活路", "收入", "想到园区务工"),
    ("门前路灯不亮", "", "盼修路灯"),
)
CHANGES: Final = ("", "", "", "", "儿子外出务工", "添了一口人", "老人回村住", "女儿考上高中")
AWAY_FROM: Final = date(c.YEAR, 2, 10)
ONE_IN_AWAY: Final = 90
ONE_IN_MISSED: Final = 45
ONE_IN_FINDING: Final = 25
TROUBLED: Final = DateRange(date(c.YEAR, 7, 1), date(c.YEAR, 9, 20))
CROWD_ON: Final = date(c.YEAR, 6, 18)
"""The day on which one cadre wrote the visits of a whole round at one time."""


@dataclass(frozen=True)
class Carer:
    """Somebody on a list (责任人): the post, from when to when, and the login."""

    person: Person
    post: Post
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Tie:
    """A household tied to a cadre (联户), in a hamlet."""

    household: Household
    cadre: str
    hamlet: str


@dataclass(frozen=True)
class Visit:
    """One visit (走访); to the village as a whole where there is no household."""

    visitor: str
    household: Household | None
    village: c.Village
    day: date
    time: str
    kind: str
    changes: str = ""
    short: str = ""
    found: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Marked:
    """Households of each village's hamlets to which something happens in any town (必有的例子), by number."""

    troubled: frozenset[int]
    missed: frozenset[int]
    away: frozenset[int]


@dataclass(frozen=True)
class Duties:
    """The lists' people, who is tied to whom, who is away, and every visit by day (责任清单的一年)."""

    carers: tuple[Carer, ...]
    ties: tuple[Tie, ...]
    away: tuple[Household, ...]
    visits: tuple[Visit, ...]
    handed: tuple[str, str]
    """Who handed over, and who took over."""

    def on_list(self, kind: str) -> Iterator[Carer]:
        """Those who hold a kind of post."""
        return (each for each in self.carers if each.post.kind == kind)


def make_duties(town: c.Town, households: Sequence[Household], officials: Sequence[Person]) -> Duties:
    """Everything, from one seed."""
    random = Random(f"{town.seed}:duties")
    taken = {person.id_number for each in households for person in each.persons}
    taken |= {each.id_number for each in officials}
    people = _people(random, taken)
    carers: list[Carer] = []
    ties: list[Tie] = []
    handed = ("", "")
    for place, village in enumerate(town.villages):
        mine = [each for each in households if each.living and each.village is village]
        cadres = -(-len(mine) // town.homes_a_cadre)
        carers.append(_carer(next(people), "village_leader", village, "village_leader"))
        for number in range(1, GROUP_SIZE + 1):
            carers.append(_carer(next(people), "work_group", village, f"work_group{number}"))
        here = [_carer(next(people), "cadre", village, f"cadre{number}") for number in range(1, cadres + 1)]
        if place == 0:
            here[1] = replace(here[1], end=HANDED_ON - timedelta(days=1))
            newcomer = replace(_carer(next(people), "cadre", village, f"cadre{cadres + 1}"), start=HANDED_ON)
            handed = (here[1].person.code, newcomer.person.code)
            carers.append(newcomer)
        if place == 1:
            here[1] = replace(here[1], end=LEFT_ON)
        carers += here
        for at, each in enumerate(mine):
            which = at * cadres // len(mine)
            ties.append(Tie(each, here[which].person.code, f"{which + 1}组"))
    usual = [tie for tie in ties if not tie.household.standing]
    marked = _marked(usual)
    gone = {tie.household.number for tie in usual if random.randrange(ONE_IN_AWAY) == 0} | marked.away
    away = tuple(
        tie.household for tie in usual if tie.household.number in gone - marked.troubled - marked.missed
    )
    visits = _visits(town, carers, ties, {each.number for each in away}, handed, marked, random)
    return Duties(tuple(carers), tuple(ties), away, visits, handed)


def _marked(usual: Sequence[Tie]) -> Marked:
    """In each hamlet the first has trouble; a second one is missed, in the second hamlet the last is away."""
    hamlets: dict[tuple[str, str], list[int]] = {}
    for tie in usual:
        hamlets.setdefault((tie.household.village.code, tie.hamlet), []).append(tie.household.number)
    first, second = (
        [numbers for (_village, hamlet), numbers in hamlets.items() if hamlet == name]
        for name in ("1组", "2组")
    )
    return Marked(
        frozenset(numbers[0] for numbers in hamlets.values()),
        frozenset(numbers[1] for numbers in first if len(numbers) > 1),
        frozenset(numbers[-1] for numbers in second if len(numbers) > 2),
    )


def _people(random: Random, taken: set[str]) -> Iterator[Person]:
    """People registered elsewhere, one after the other."""
    serial, born = FIRST_PERSON, date(1972, 1, 5)
    while True:
        number = next((each for s in MALE_SEQUENCES if (each := id_number(born, s)) not in taken), "")
        if number:
            taken.add(number)
            name = surname(random) + given_name(random, male=True, birth_year=born.year)
            yield Person(
                f"P{serial:07d}", name, "男", born, "", number, mobile_number(serial), account_number(serial)
            )
            serial += 1
        born += timedelta(days=97)
        if born.year > 1999:
            born = date(1972, 1, 6) + timedelta(days=serial % 90)


def _carer(person: Person, kind: str, village: c.Village, login: str) -> Carer:
    post = Post(kind, c.JOINT, village.code, person.code, f"{village.slug}.{login}")
    return Carer(person, post, FROM)


# --- the year's visits ----------------------------------------------------------------------------


def _visits(
    town: c.Town,
    carers: Sequence[Carer],
    ties: Sequence[Tie],
    away: set[int],
    handed: tuple[str, str],
    marked: Marked,
    random: Random,
) -> tuple[Visit, ...]:
    by_code = {each.person.code: each for each in carers}
    found = [visit for village in town.villages for visit in _of_village(village, carers)]
    crowd = next(iter(ties)).cadre
    for tie in ties:
        gone = tie.household.number in away
        for span in _spans(bool(tie.household.standing)):
            if _missed(tie.household, span[1], marked, random):
                continue
            day = _workday(span[0] + timedelta(days=random.randrange((span[1] - span[0]).days + 1)), span[1])
            if day > c.DEMO_DAY or (gone and day >= AWAY_FROM):
                continue
            cadre = handed[1] if tie.cadre == handed[0] and day >= HANDED_ON else tie.cadre
            end = by_code[cadre].end
            if end is not None and day > end:
                continue
            crowded = cadre == crowd and (day.year, day.month) == (CROWD_ON.year, CROWD_ON.month)
            trouble = tie.household.number in marked.troubled and TROUBLED.holds(day)
            found.append(_visit(tie, cadre, CROWD_ON if crowded else day, crowded, trouble, random))
    found.sort(key=lambda each: (each.day, each.village.code, each.visitor, each.time))
    return tuple(found)


def _spans(monitored: bool) -> Iterator[tuple[date, date]]:
    """The first and last day of each round: months for those once on the poor register, else quarters."""
    months = [*Period(c.YEAR).months, Period(c.YEAR + 1, 1), Period(c.YEAR + 1, 2), Period(c.YEAR + 1, 3)]
    step = 1 if monitored else 3
    for place in range(0, len(months), step):
        yield months[place].first_day, months[place + step - 1].last_day


def _missed(household: Household, last_day: date, marked: Marked, random: Random) -> bool:
    """Whether a round of the winter was missed: what was due then is late on the demo day."""
    winter, chosen = date(c.YEAR, 12, 1) <= last_day, random.randrange(ONE_IN_MISSED) == 0
    if household.number in marked.missed:
        return winter
    return winter and chosen and last_day < date(c.YEAR + 1, 2, 1) and household.number not in marked.troubled


def _workday(day: date, last: date) -> date:
    """Monday to Friday, within the round."""
    back = max(0, day.weekday() - 4)
    moved = day + timedelta(days=3 - back) if back else day
    return moved if moved <= last else day - timedelta(days=back)


def _visit(tie: Tie, cadre: str, day: date, crowded: bool, trouble: bool, random: Random) -> Visit:
    minute = 8 * 60 + 30 + random.randrange(9 * 60)
    time = "10:00" if crowded else f"{minute // 60:02d}:{minute % 60:02d}"
    kind = "电话联系" if random.randrange(12) == 0 and not crowded else "入户走访"
    changes = random.choice(CHANGES)
    finds = random.randrange(ONE_IN_FINDING) == 0 or trouble
    found, short, asked = random.choice(FINDINGS) if finds else ("", "", "")
    return Visit(cadre, tie.household, tie.household.village, day, time, kind, changes, short, found, asked)


def _of_village(village: c.Village, carers: Sequence[Carer]) -> Iterator[Visit]:
    """The leader once a month, one of the work group every week; one village is left out at the end."""
    leader, *group = [each.person.code for each in carers if each.post.village_code == village.code][
        : 1 + GROUP_SIZE
    ]
    for month in (*Period(c.YEAR).months, Period(c.YEAR + 1, 1)):
        yield Visit(leader, None, village, month.first_day + timedelta(days=9), "09:00", "到村调研")
    day, round_ = date(c.YEAR, 1, 2), 0
    until = date(c.YEAR + 1, 1, 20) if village is c.TOWNS["full"].villages[1] else c.DEMO_DAY
    while day <= until:
        yield Visit(group[round_ % GROUP_SIZE], None, village, day, "09:30", "到村调研")
        day, round_ = day + timedelta(days=7), round_ + 1
