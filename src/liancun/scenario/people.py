"""Households and persons (户与人): three kinds of 户, their people, standings of 2019, members.

Household number n has the codes Rn (registered), Ln (living) and Kn (contracting land), where it is each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar

from liancun.scenario.constants import COMPANY, FARMER_SHARE_FEN, HISTORY_DAY, Town, Village
from liancun.scenario.identity import (
    FEMALE_SEQUENCES,
    MALE_SEQUENCES,
    account_number,
    id_number,
    mobile_number,
)
from liancun.scenario.names import given_name, surname

T = TypeVar("T")

MAX_SIZE: Final = 7
ELSEWHERE_SIZE: Final = 3
OLDEST_YEAR: Final = 1930
STANDING_OPENED: Final = date(2014, 6, 30)
"""The day households were put on record (建档立卡); who was born later has no standing of their own."""


@dataclass(frozen=True)
class Person:
    """One person (人)."""

    code: str
    name: str
    sex: str
    born: date
    relation: str
    id_number: str
    phone: str
    account: str


@dataclass(frozen=True)
class Household:
    """One household (户). `tenure` is A, B, AB, labour, or '' for one registered elsewhere.

    `standing` is open or ended (on 2019-12-31), or ''. The first person is the head (户主).
    """

    number: int
    village: Village
    registered: bool
    living: bool
    tenure: str
    persons: tuple[Person, ...]
    standing: str = ""
    standing_persons: tuple[str, ...] = ()
    exempt: bool = False

    @property
    def registered_code(self) -> str:
        """The code of the registered household (户籍户)."""
        return f"R{self.number:06d}"

    @property
    def living_code(self) -> str:
        """The code of the living household (常住户)."""
        return f"L{self.number:06d}"

    @property
    def contract_code(self) -> str:
        """The code of the contracting household (承包户)."""
        return f"K{self.number:06d}"

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.persons[0]

    @property
    def member(self) -> bool:
        """Whether its head holds a membership: every household with land of its own."""
        return self.tenure in ("A", "B", "AB")


@dataclass(frozen=True)
class Member:
    """A member of the cooperative (成员): a farmer, the company or a village collective."""

    number: str
    party: str
    kind: str
    village_code: str
    contribution_fen: int


@dataclass
class _Numbers:
    """Serial numbers handed out while people are made."""

    person: int = 0
    household: int = 0


def make_households(town: Town) -> tuple[Household, ...]:
    """Every household of the town, by number; the counts of each village are exact."""
    random = Random(f"{town.seed}:people")
    taken: set[str] = set()
    numbers = _Numbers()
    found: list[Household] = []
    for village in town.villages:
        found.extend(_village_households(town, village, random, taken, numbers))
    return tuple(found)


def _village_households(
    town: Town, village: Village, random: Random, taken: set[str], numbers: _Numbers
) -> list[Household]:
    tenures = (
        ["A"] * village.a_only
        + ["B"] * village.b_only
        + ["AB"] * village.both
        + ["labour"] * village.labour_only
    )
    assert len(tenures) == village.households
    random.shuffle(tenures)
    away = set(random.sample([place for place, each in enumerate(tenures) if each == "A"], town.away))
    sizes = _sizes(village.households, village.persons, random)
    found: list[Household] = []
    for place, (tenure, size) in enumerate(zip(tenures, sizes, strict=True)):
        numbers.household += 1
        people = _family(size, random, taken, numbers)
        found.append(Household(numbers.household, village, True, place not in away, tenure, people))
    found = _with_standing(found, village, random)
    for _place in range(town.elsewhere):
        numbers.household += 1
        people = _family(ELSEWHERE_SIZE, random, taken, numbers)
        found.append(Household(numbers.household, village, False, True, "", people))
    return found


def _sizes(households: int, persons: int, random: Random) -> list[int]:
    sizes = [1] * households
    for _extra in range(persons - households):
        while True:
            place = random.randrange(households)
            if sizes[place] < MAX_SIZE and random.randrange(MAX_SIZE) >= sizes[place] - 1:
                break
        sizes[place] += 1
    assert sum(sizes) == persons
    return sizes


def _family(size: int, random: Random, taken: set[str], numbers: _Numbers) -> tuple[Person, ...]:
    head_male = random.randrange(10) < 8
    family = surname(random)
    birth_year = random.randint(1948, 1993)
    people = [_person(family, head_male, birth_year, "户主", random, taken, numbers)]
    others = list("配子子父母子子")[: size - 1] if size > 1 else []
    if size > 1 and random.randrange(8) == 0:
        others = list("子子母子配父子")[: size - 1]
    for kind in others:
        if kind == "配":
            year, male, named, relation = (
                birth_year + random.randint(-4, 5),
                not head_male,
                surname(random),
                "配偶",
            )
        elif kind == "子":
            year = min(2023, birth_year + random.randint(20, 36))
            male = random.randrange(2) == 0
            named, relation = family, "子" if male else "女"
        else:
            year = max(OLDEST_YEAR, birth_year - random.randint(18, 28))
            male = kind == "父"
            named, relation = (family, "父亲") if male else (surname(random), "母亲")
        people.append(_person(named, male, year, relation, random, taken, numbers))
    return tuple(people)


def _person(
    family: str, male: bool, year: int, relation: str, random: Random, taken: set[str], numbers: _Numbers
) -> Person:
    numbers.person += 1
    while True:
        born = date(year, 1, 1) + timedelta(days=random.randrange(365))
        sequence = random.choice(MALE_SEQUENCES if male else FEMALE_SEQUENCES)
        number = id_number(born, sequence)
        if number not in taken:
            break
    taken.add(number)
    return Person(
        code=f"P{numbers.person:07d}",
        name=family + given_name(random, male=male, birth_year=year),
        sex="男" if male else "女",
        born=born,
        relation=relation,
        id_number=number,
        phone=mobile_number(numbers.person),
        account=account_number(numbers.person),
    )


def _with_standing(households: list[Household], village: Village, random: Random) -> list[Household]:
    """Put the standings of 2019 on as many households and persons as the village had."""
    found = {each.number: each for each in households}
    free = [each for each in households if each.living]
    for standing, (count, persons) in (("open", village.poor_open), ("ended", village.poor_ended)):
        chosen = _choose(free, count, persons, random)
        free = [each for each in free if each.number not in {one.number for one in chosen}]
        spare = sum(len(_on_record(each)) for each in chosen) - persons
        for each in chosen:
            codes = _on_record(each)
            drop = min(spare, len(codes) - 1)
            spare -= drop
            found[each.number] = replace(each, standing=standing, standing_persons=codes[: len(codes) - drop])
        assert spare == 0
    return [found[each.number] for each in households]


def _on_record(household: Household) -> tuple[str, ...]:
    return tuple(person.code for person in household.persons if person.born < STANDING_OPENED)


def _choose(free: Sequence[Household], count: int, persons: int, random: Random) -> list[Household]:
    """Households whose people of 2014 are as many as asked or a few more; a random start, then swaps."""
    weights = {each.number: len(_on_record(each)) for each in free}
    inside = random.sample(list(free), count)
    numbers = {each.number for each in inside}
    outside = [each for each in free if each.number not in numbers]
    total = sum(weights[each.number] for each in inside)
    for _try in range(200 * count):
        if total == persons or not outside:
            break
        here, there = random.randrange(count), random.randrange(len(outside))
        new = total - weights[inside[here].number] + weights[outside[there].number]
        if abs(new - persons) < abs(total - persons):
            inside[here], outside[there] = outside[there], inside[here]
            total = new
    assert total >= persons, "households too small for their standings"
    return inside


def living(households: Sequence[Household]) -> Iterator[Household]:
    """The households that are scored every month."""
    return (each for each in households if each.living)


def in_village(households: Sequence[T], village_code: Callable[[T], str]) -> dict[str, list[T]]:
    """Group by village."""
    groups: dict[str, list[T]] = {}
    for each in households:
        groups.setdefault(village_code(each), []).append(each)
    return groups


def make_members(town: Town, households: Sequence[Household]) -> tuple[Member, ...]:
    """The members in the order of their numbers: farmers by household, then units."""
    farmers = [each for each in households if each.member]
    assert [each.number for each in farmers] == sorted(each.number for each in farmers)
    rows = [(each.head.code, "farmer", each.village.code, FARMER_SHARE_FEN) for each in farmers]
    rows.append((f"O:{COMPANY}", "company", "", town.company_share_fen))
    rows += [
        (f"O:{village.slug}", "collective", village.code, town.collective_share_fen)
        for village in town.villages
        if town.collective_share_fen
    ]
    return tuple(Member(f"TF-{place:04d}", *row) for place, row in enumerate(rows, 1))


def with_exemptions(town: Town, households: Sequence[Household]) -> tuple[Household, ...]:
    """Mark the exempt living households, as many in each village: smallest, oldest first."""
    exempt: set[int] = set()
    for group in in_village(list(living(households)), lambda each: each.village.code).values():
        ranked = sorted(
            (each for each in group if each.registered), key=lambda each: (len(each.persons), each.head.born)
        )
        exempt |= {each.number for each in ranked[: town.exempt]}
    return tuple(replace(each, exempt=each.number in exempt) for each in households)


def standing_ended_on(household: Household) -> date:
    """When the poor standing of a household ended: by 2019 for those lifted, else in 2020."""
    if household.standing == "ended":
        return date(2016 + household.number % 4, 12, 15)
    assert household.standing == "open"
    return date(HISTORY_DAY.year + 1, 11, 23)
