"""Who holds which post (职务), and the name that logs in.

Village posts are held by people of the village; the town's and the head's by people registered elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from liancun.scenario.constants import FINANCE, HEAD, JOINT, TOWN, Town
from liancun.scenario.identity import MALE_SEQUENCES, account_number, id_number, mobile_number
from liancun.scenario.names import given_name, surname
from liancun.scenario.people import Household, Person

FROM: Final = date(2021, 1, 1)
FIRST_OFFICIAL: Final = 9_000_001
OLDEST_BORN, YOUNGEST_BORN = 1955, 1997

OUTSIDE_POSTS: Final = (
    ("leader", TOWN, "town.leader"),
    ("town_clerk", TOWN, "town.clerk"),
    ("auditor", TOWN, "town.auditor"),
    ("accountant", FINANCE, "finance.accountant"),
    ("cashier", FINANCE, "finance.cashier"),
    ("secretary", JOINT, "joint.secretary"),
    ("director", HEAD, "head.director"),
    ("accountant", HEAD, "head.accountant"),
    ("cashier", HEAD, "head.cashier"),
    ("supervisor", HEAD, "head.supervisor"),
    ("notice_clerk", HEAD, "head.notices"),
)
TRADER: Final = f"P{FIRST_OFFICIAL + len(OUTSIDE_POSTS):07d}"
"""Who buys houttuynia and everything that the company does not (经销商): a party without a post."""
VILLAGE_POSTS: Final = ("secretary", "accountant", "cashier", "supervisor", "notice_clerk")


@dataclass(frozen=True)
class Post:
    """One post held by one person (任职), with the name that logs in."""

    kind: str
    org_code: str
    village_code: str
    person: str
    login: str


def make_officials(town: Town, households: Sequence[Household]) -> tuple[Person, ...]:
    """The people of the town's and the head's posts, and the trader; in no household of the town's."""
    random = Random(f"{town.seed}:officials")
    taken = {person.id_number for each in households for person in each.persons}
    found = []
    for place in range(len(OUTSIDE_POSTS) + 1):
        serial = FIRST_OFFICIAL + place
        born = date(1970 + place, 3, 1 + place)
        number = next(
            each for each in (id_number(born, sequence) for sequence in MALE_SEQUENCES) if each not in taken
        )
        name = surname(random) + given_name(random, male=True, birth_year=born.year)
        found.append(
            Person(
                code=f"P{serial:07d}",
                name=name,
                sex="男",
                born=born,
                relation="",
                id_number=number,
                phone=mobile_number(serial),
                account=account_number(serial),
            )
        )
    return tuple(found)


def make_posts(town: Town, households: Sequence[Household], officials: Sequence[Person]) -> tuple[Post, ...]:
    """Every post: outside ones, five in each collective, weighers and section heads, grid workers."""
    found = [
        Post(kind, org, "", person.code, login)
        for (kind, org, login), person in zip(OUTSIDE_POSTS, officials[:-1], strict=True)
    ]
    for village in town.villages:
        people = [
            person.code
            for each in households
            if each.village is village and each.registered and each.living and not each.exempt
            for person in each.persons
            if OLDEST_BORN <= person.born.year <= YOUNGEST_BORN
        ]
        assert len(people) > len(VILLAGE_POSTS), "each village post has its own holder"
        wanted = [*VILLAGE_POSTS, "weigher", "section_head", *(["grid_worker"] * village.grid_workers)]
        grid = 0
        for place, kind in enumerate(wanted):
            code, login = people[place % len(people)], f"{village.slug}.{kind}"
            if kind == "grid_worker":
                grid += 1
                login = f"{village.slug}.grid{grid}"
            org = HEAD if kind in ("weigher", "section_head") else village.slug
            found.append(Post(kind, org, village.code, code, login))
    return tuple(found)


def grid_worker_of(town: Town, posts: Sequence[Post], households: Sequence[Household]) -> dict[int, str]:
    """Which grid worker looks after each living household, by household number: shares as even as can be."""
    found: dict[int, str] = {}
    for village in town.villages:
        workers = [p.person for p in posts if p.kind == "grid_worker" and p.village_code == village.code]
        here = [each for each in households if each.living and each.village is village]
        for place, each in enumerate(here):
            found[each.number] = workers[place * len(workers) // len(here)]
    return found
