"""A small town for the tests of every room (小镇): two villages, six homes, every post held by somebody.

`raise_town()` writes it; `viewer("jiaxi.accountant")` is who logs in. Home n (1 to 6; the first three in
Jiaxi) has its head P000000(2n-1) and a second person P000000(2n), and is L, R and K 000000n at once.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from stdnum import luhn
from stdnum.cn import ric

from liancun.base import bulk
from liancun.base.acts import Act, act
from liancun.base.crypto import blind_index
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER, Viewer
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries import viewer_for, viewer_of

START = date(2020, 1, 1)
"""The day from which everything in the town holds."""

DAY = date(2025, 3, 1)
"""A day in the middle of it."""

JIAXI, HAIBA = "520281123201", "520281123202"
HEAD, COMPANY = "head", "company"
VILLAGES = {"jiaxi": (JIAXI, "贾西村"), "haiba": (HAIBA, "海坝村")}
ORGANISATIONS = (
    ("town", "town", "盘关镇人民政府", "", ""),
    ("finance", "finance_office", "盘关镇财政所", "town", ""),
    ("joint", "joint_committee", "贾西联村党委", "town", ""),
    (HEAD, "head_cooperative", "盘州天富种植专业合作总社", "town", ""),
    ("park", "park", "宏财天富园区", "town", ""),
    (COMPANY, "platform_company", "宏财聚农投资公司", "town", ""),
    ("jiaxi", "village_collective", "贾西村集体经济组织", "joint", JIAXI),
    ("haiba", "village_collective", "海坝村集体经济组织", "joint", HAIBA),
    ("pq-jiaxi", "section", "贾西片区", "head", JIAXI),
    ("fs-haiba", "branch", "海坝分社", "head", HAIBA),
)
WITHOUT_BOOK = ("joint", "pq-jiaxi", "fs-haiba")
COLLECTIVE_POSTS = ("secretary", "accountant", "cashier", "supervisor", "notice_clerk", "grid_worker")
POSTS = (
    *(("town", kind, "") for kind in ("leader", "town_clerk", "auditor")),
    *(("finance", kind, "") for kind in ("accountant", "cashier")),
    ("joint", "secretary", ""),
    *(("head", kind, "") for kind in ("director", "accountant", "cashier", "supervisor", "notice_clerk")),
    *(("head", kind, JIAXI) for kind in ("weigher", "section_head")),
    *((slug, kind, code) for slug, (code, _name) in VILLAGES.items() for kind in COLLECTIVE_POSTS),
)
HOMES = range(1, 7)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", ("国强", "秀英", "芳", "伟", "德明", "玉兰")


def person_code(number: int) -> str:
    """P0000001 for 1."""
    return f"P{number:07d}"


def home_code(number: int, letter: str = "L") -> str:
    """L0000001 for 1; R and K for the registered and the contracting household."""
    return f"{letter}{number:07d}"


def village_of_home(number: int) -> str:
    """The first three homes are in Jiaxi."""
    return JIAXI if number <= 3 else HAIBA


def id_number(born_on: date, sequence: int, region: str = "520281") -> str:
    """A valid ID number; an odd sequence is a man's."""
    body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


def account_number(code: str) -> str:
    """A bank account of a person: nineteen digits that pass the Luhn check."""
    body = f"62284500000{code[1:]}"
    return body + luhn.calc_check_digit(body)


def officials() -> Iterator[tuple[int, str, str, str]]:
    """(person's number, organisation, post, village) of everybody who holds a post."""
    return ((number, *post) for number, post in zip(count(101), POSTS, strict=False))


def login_of(org: str, kind: str) -> str:
    """The name that logs in: "jiaxi.accountant"."""
    return f"{org}.{kind}"


def viewer(name: str, on: date = DAY) -> Viewer:
    """Who logs in under a name: "town.town_clerk", "jiaxi.cashier", "head.director", "home1", ""."""
    return viewer_for(name, on=on) if name else STRANGER


def narrowed(name: str, at_org: str, on: date = DAY) -> Viewer:
    """A program of who logs in under a name, by a token that is good at one organisation."""
    return viewer_of(name, viewer(name, on).party, on=on, at_org=at_org, token="1")


def do(action: Any, where: str | int, /, *, by: Viewer, on: date, **given: Any) -> Any:
    """Do an act that is offered: for an organisation or a subject, with the values of its fields."""
    return action(where, action.offer.given(**given), by=by, on=on)


def raise_town() -> None:
    """Write the whole town: villages, organisations, people, homes, posts, duties, members, logins."""
    with act("registry.import_town", "town", by=SYSTEM, on=START) as a:
        _places(a)
        _people(a)
        _homes(a)
        _posts(a)
        _standings(a)
    if any(code == HEAD for code, *_rest in ORGANISATIONS):
        with act("registry.import_members", HEAD, by=SYSTEM, on=START) as a:
            _members(a)


def _places(a: Act) -> None:
    bulk.insert(
        m.Village,
        [
            m.Village(slug=slug, name=name, unit="东部单元", **a.stamp(code))
            for slug, (code, name) in VILLAGES.items()
        ],
    )
    bulk.insert(
        m.Organisation,
        [
            m.Organisation(
                code=code,
                kind=kind,
                name=name,
                parent=parent,
                own_book=code not in WITHOUT_BOOK,
                start=START,
                **a.stamp(village),
            )
            for code, kind, name, parent, village in ORGANISATIONS
        ],
    )


def _person(a: Act, number: int, village: str) -> m.Person:
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    man = number % 2
    identity = id_number(born, 2 * number + man)
    phone = f"138{number:08d}"
    return m.Person(
        code=person_code(number),
        name=SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)],
        sex="m" if man else "f",
        born_on=born,
        id_number=identity,
        id_index=blind_index(identity, "id"),
        phone=phone,
        phone_index=blind_index(phone, "phone"),
        **a.stamp(village),
    )


def _people(a: Act) -> None:
    people = [
        _person(a, number, village_of_home(home)) for home in HOMES for number in (2 * home - 1, 2 * home)
    ]
    people += [_person(a, number, village or JIAXI) for number, _org, _kind, village in officials()]
    people.append(_person(a, 199, HAIBA))
    bulk.insert(m.Person, people)
    bulk.insert(
        m.PayeeAccount,
        [
            m.PayeeAccount(
                party=person.code,
                bank="盘关信用社",
                account=account_number(person.code),
                account_index=blind_index(account_number(person.code), "account"),
                start=START,
                **a.stamp(person.village_code),
            )
            for person in people
        ],
    )


def _homes(a: Act) -> None:
    kinds = (("L", "living"), ("R", "registered"), ("K", "contracting"))
    rows: list[m.Household] = []
    members: list[m.HouseholdMember] = []
    for home in HOMES:
        stamp = a.stamp(village_of_home(home))
        for letter, kind in kinds:
            rows.append(m.Household(code=home_code(home, letter), kind=kind, start=START, **stamp))
            for number in (2 * home - 1, 2 * home):
                members.append(
                    m.HouseholdMember(
                        household=home_code(home, letter),
                        party=person_code(number),
                        is_head=number % 2 == 1,
                        start=START,
                        **stamp,
                    )
                )
    bulk.insert(m.Household, rows)
    bulk.insert(m.HouseholdMember, members)
    bulk.insert(
        m.HouseholdLink,
        [
            m.HouseholdLink(
                household=home_code(home),
                other=home_code(home, letter),
                kind="same",
                since=START,
                **a.stamp(village_of_home(home)),
            )
            for home in HOMES
            for letter in "RK"
        ],
    )


def _posts(a: Act) -> None:
    posts, logins = [], [m.Login(name="stranger", party=person_code(199))]
    grid: dict[str, str] = {}
    for number, org, kind, village in officials():
        party = person_code(number)
        placed = village if org == HEAD or kind == "grid_worker" else ""
        posts.append(m.Post(party=party, kind=kind, at_org=org, start=START, **a.stamp(placed)))
        logins.append(m.Login(name=login_of(org, kind), party=party))
        if kind == "grid_worker":
            grid[village] = party
    bulk.insert(m.Post, posts)
    logins += [m.Login(name=f"home{home}", party=person_code(2 * home - 1)) for home in HOMES]
    bulk.insert(m.Login, logins)
    bulk.insert(
        m.GridDuty,
        [
            m.GridDuty(
                worker=grid[village_of_home(home)],
                household=home_code(home),
                start=START,
                **a.stamp(village_of_home(home)),
            )
            for home in HOMES
        ],
    )


def _standing(a: Act, home: int, **values: Any) -> None:
    standing = a.add(
        m.Standing,
        household=home_code(home, "R"),
        body="市扶贫开发领导小组",
        **values,
        **a.stamp(village_of_home(home)),
    )
    bulk.insert(
        m.StandingMember,
        [
            m.StandingMember(standing=standing, party=person_code(number))
            for number in (2 * home - 1, 2 * home)
        ],
    )


def _standings(a: Act) -> None:
    """Home 1 was lifted at the end of 2018, home 4 was still on record at the end of 2019."""
    poor: dict[str, Any] = {"kind": "registered_poor", "started_on": date(2014, 1, 1), "document": "JD-2014"}
    _standing(a, 1, **poor, ended_on=date(2018, 12, 31))
    _standing(a, 1, kind="lifted", started_on=date(2019, 1, 1), document="TP-2018")
    _standing(a, 4, **poor)


def _members(a: Act) -> None:
    """The head of every home is a farmer member of the head cooperative; the company is its unit member."""
    parties = [(person_code(2 * home - 1), "farmer", village_of_home(home)) for home in HOMES]
    parties.append((f"O:{COMPANY}", "unit", ""))
    bulk.insert(
        m.Membership,
        [
            m.Membership(party=party, number=f"TF-{at:04d}", kind=kind, start=START, **a.stamp(village))
            for at, (party, kind, village) in enumerate(parties, 1)
        ],
    )
