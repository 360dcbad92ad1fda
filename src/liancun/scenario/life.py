"""What happens to people in a year (人口变动): deaths, births, an heir, a household that parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from liancun.scenario import constants as c
from liancun.scenario.identity import FEMALE_SEQUENCES, MALE_SEQUENCES, id_number
from liancun.scenario.land import SPLIT_ON
from liancun.scenario.names import given_name
from liancun.scenario.people import Household, Person
from liancun.scenario.staff import Post

FIRST_BORN: Final = 8_000_001
HEAD_DIED: Final = date(c.YEAR, 10, 9)
HEIR_NAMED: Final = date(c.YEAR, 11, 12)
ELDERS_A_VILLAGE: Final = 8
"""Who dies in a year: about seven of a thousand people."""
GROWN_UP: Final = 20


@dataclass(frozen=True)
class Death:
    """Somebody dies (去世). `heir` takes over the household and its money where the head died."""

    household: Household
    person: Person
    day: date
    heir: Person | None = None


@dataclass(frozen=True)
class Birth:
    """Somebody is born (出生) into a household."""

    household: Household
    person: Person


@dataclass(frozen=True)
class Split:
    """A contracting household parts in two (分户): `head` leaves for a new one with one plot."""

    household: Household
    head: Person
    new_code: str
    day: date


@dataclass(frozen=True)
class Life:
    """The year's events (变动)."""

    deaths: tuple[Death, ...]
    births: tuple[Birth, ...]
    split: Split | None

    @property
    def gone(self) -> dict[str, date]:
        """Who died, and when."""
        return {death.person.code: death.day for death in self.deaths}


def make_life(town: c.Town, households: tuple[Household, ...], posts: tuple[Post, ...]) -> Life:
    """Elders die and children are born in every village; in the first a head with land in shares dies too."""
    random = Random(f"{town.seed}:life")
    busy = {post.person for post in posts}
    deaths: list[Death] = []
    births: list[Birth] = []
    for place, village in enumerate(town.villages):
        homes = [each for each in households if each.village is village and each.registered and each.living]
        deaths += _elders(homes, busy, max(1, int(ELDERS_A_VILLAGE * town.share)), 40 * place)
        if place == 0:
            deaths += _head_of_shares(homes, busy)
        births += _children(homes, len(deaths) - len(births), random, place)
    taken = {death.household.number for death in deaths}
    return Life(tuple(deaths), tuple(births), _split(households, busy, taken))


def _elders(homes: list[Household], busy: set[str], count: int, first: int) -> Iterator[Death]:
    """The oldest who are not head, never on the poor register, and without a post, one of a home; spread over
    the year from its so-manieth day on."""
    found = [
        (person.born, each.number, each, person)
        for each in homes
        if len(each.persons) > 2
        for person in each.persons[1:]
        if person.code not in busy and person.code not in each.standing_persons
    ]
    taken: set[int] = set()
    for _born, number, home, person in sorted(found, key=lambda row: row[:2]):
        if number not in taken and len(taken) < count:
            day = date(c.YEAR, 1, 20) + timedelta(days=(first + 43 * len(taken)) % 320)
            taken.add(number)
            yield Death(home, person, day)


def _head_of_shares(homes: list[Household], busy: set[str]) -> Iterator[Death]:
    """A head whose land is in shares, with a grown-up who takes over."""
    for each in reversed(homes):
        if each.tenure == "A" and not each.standing and each.head.code not in busy and len(each.persons) > 1:
            heir = each.persons[1]
            if c.YEAR - heir.born.year >= GROWN_UP and heir.code not in busy:
                yield Death(each, each.head, HEAD_DIED, heir)
                return


def _children(homes: list[Household], count: int, random: Random, village: int) -> Iterator[Birth]:
    """As many as died, each in a household with a parent of the age.

    No two on one day: of a day's numbers few belong to nobody.
    """
    young = [each for each in homes if any(20 <= c.YEAR - person.born.year <= 40 for person in each.persons)]
    for place in range(count):
        home = young[random.randrange(len(young))]
        male = random.randrange(2) == 0
        born = date(c.YEAR, 1, 12) + timedelta(days=village + 8 * (4 * place + random.randrange(4)))
        number = id_number(born, (MALE_SEQUENCES if male else FEMALE_SEQUENCES)[0])
        name = home.head.name[0] + given_name(random, male=male, birth_year=born.year)
        yield Birth(
            home,
            Person(
                f"P{FIRST_BORN + 100 * village + place:07d}",
                name,
                "男" if male else "女",
                born,
                "子" if male else "女",
                number,
                "",
                "",
            ),
        )


def _split(households: tuple[Household, ...], busy: set[str], taken: set[int]) -> Split | None:
    """A household of tenure A with a grown-up besides its head."""
    for each in reversed(households):
        if each.tenure != "A" or not each.living or each.number in taken:
            continue
        grown = [p for p in each.persons[1:] if c.YEAR - p.born.year >= GROWN_UP and p.code not in busy]
        if grown:
            return Split(each, grown[-1], f"K9{each.number:05d}", SPLIT_ON)
    return None
