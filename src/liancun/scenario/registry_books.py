"""The registry's workbooks (登记工作簿): villages, organisations, people, households, posts, members."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from liancun.scenario import constants as c
from liancun.scenario.people import STANDING_OPENED, Household, standing_ended_on
from liancun.scenario.staff import FROM
from liancun.scenario.world import World

SETTLED: Final = date(2010, 1, 1)
JOINED: Final = date(2016, 3, 1)
UNITS: Final = ("东部单元", "西部单元", "南部单元", "北部单元")
BANK: Final = "演示银行盘关支行"
POVERTY_OFFICE: Final = "市扶贫开发领导小组"


@dataclass(frozen=True)
class Book:
    """One workbook to be imported (工作簿): its kind, whose it is, the day it comes in, and its rows."""

    kind: str
    org_code: str
    day: date
    rows: list[dict[str, Any]]
    part: str = ""

    @property
    def file(self) -> str:
        """The file's name: the kind, whose, and which part."""
        return "-".join(each for each in (self.kind, self.org_code, self.part) if each) + ".xlsx"


def registry_books(world: World) -> Iterator[Book]:
    """Every workbook of the registry, in the order of what rests on what."""
    for kind, rows in (
        ("villages", _villages(world)),
        ("organisations", _organisations(world)),
        ("people", _people(world)),
        ("households", _households(world)),
        ("household_members", _household_members(world)),
        ("household_links", _links(world)),
        ("accounts", _accounts(world)),
        ("standings", _standings(world)),
        ("posts", _posts(world)),
        ("duties", _duties(world)),
    ):
        yield Book(kind, c.TOWN, FROM, list(rows))
    yield Book("memberships", c.HEAD, FROM, list(_memberships(world)))
    yield Book("memberships", c.JOINT, FROM, list(_joint_members(world)))


def _villages(world: World) -> Iterator[dict[str, Any]]:
    for place, village in enumerate(world.town.villages):
        yield {
            "village": village.code, "slug": village.slug, "name": village.name,
            "unit": UNITS[place % len(UNITS)],
        }  # fmt: skip


def _organisations(world: World) -> Iterator[dict[str, Any]]:
    def row(code: str, kind: str, name: str, parent: str = "", village: str = "", own: str = "yes") -> Any:
        return {
            "code": code, "kind": kind, "name": name, "parent": parent,
            "village": village, "own_book": own, "start": JOINED,
        }  # fmt: skip

    yield row(c.TOWN, "town", "盘关镇人民政府")
    yield row(c.FINANCE, "finance_office", "盘关镇财政所", c.TOWN)
    yield row(c.JOINT, "joint_committee", "贾西联村党委", c.TOWN, own="no")
    yield row(c.HEAD, "head_cooperative", "盘州天富种植专业合作总社", c.TOWN)
    yield row(c.PARK, "park", "宏财天富园区", c.TOWN)
    yield row(c.COMPANY, "platform_company", "宏财聚农投资公司", c.TOWN)
    for place, village in enumerate(world.town.villages):
        short = village.name.removesuffix("村")
        yield row(village.slug, "village_collective", f"{short}村集体经济组织", c.JOINT, village.code)
        if place == 0:
            yield row(f"pq-{village.slug}", "section", f"{short}片区", c.HEAD, village.code, "no")
        else:
            yield row(f"fs-{village.slug}", "branch", f"{short}分社", c.HEAD, village.code, "no")


def _people(world: World) -> Iterator[dict[str, Any]]:
    seat = world.town.villages[0].code
    placed = [(person, each.village.code) for each in world.households for person in each.persons]
    placed += [(person, seat) for person in world.officials]
    placed += [(each.person, seat) for each in world.rounds.carers]
    for person, village in placed:
        yield {
            "party": person.code, "name": person.name, "sex": "m" if person.sex == "男" else "f",
            "born_on": person.born, "id_number": person.id_number, "phone": person.phone, "village": village,
        }  # fmt: skip


def kinds_of(household: Household) -> list[tuple[str, str]]:
    """(code, kind) of each of the three kinds of 户 that a household is."""
    found = []
    if household.registered:
        found.append((household.registered_code, "registered"))
    if household.living:
        found.append((household.living_code, "living"))
    if household.member:
        found.append((household.contract_code, "contracting"))
    return found


def _households(world: World) -> Iterator[dict[str, Any]]:
    for each in world.households:
        for code, kind in kinds_of(each):
            yield {"household": code, "kind": kind, "village": each.village.code, "start": SETTLED}


def _household_members(world: World) -> Iterator[dict[str, Any]]:
    """Everybody of a registered and of a living household; of a contracting one its representative."""
    for each in world.households:
        for code, kind in kinds_of(each):
            for person in each.persons[:1] if kind == "contracting" else each.persons:
                yield {
                    "household": code, "party": person.code,
                    "is_head": "yes" if person is each.head else "no",
                    "start": max(SETTLED, person.born),
                }  # fmt: skip


def _links(world: World) -> Iterator[dict[str, Any]]:
    for each in world.households:
        codes = [code for code, _kind in kinds_of(each)]
        for other in codes[1:]:
            yield {"household": codes[0], "other": other, "kind": "same", "start": SETTLED}


def _accounts(world: World) -> Iterator[dict[str, Any]]:
    heads = [each.head for each in world.households]
    known = {person.code for person in heads}
    by_code = {person.code: person for each in world.households for person in each.persons}
    workers = [by_code[code] for code in sorted(set(world.duties.values()) - known)]
    for person in [*heads, *workers]:
        yield {"party": person.code, "bank": BANK, "account": person.account, "start": SETTLED}


def _standings(world: World) -> Iterator[dict[str, Any]]:
    for each in world.households:
        if not each.standing:
            continue
        ended = standing_ended_on(each)
        for party in each.standing_persons:
            step = {"household": each.registered_code, "party": party, "body": POVERTY_OFFICE}
            document = f"JDLK-2014-{each.village.slug}"
            yield step | {
                "kind": "registered_poor", "start": STANDING_OPENED, "end": ended, "document": document
            }  # fmt: skip
            yield step | {
                "kind": "lifted", "start": ended + timedelta(days=1),
                "document": f"TP-{ended.year}-{each.village.slug}",
            }  # fmt: skip


def _posts(world: World) -> Iterator[dict[str, Any]]:
    for post in world.posts:
        yield {
            "party": post.person, "kind": post.kind, "at_org": post.org_code, "village": post.village_code,
            "start": FROM,
        }  # fmt: skip
    for each in world.rounds.carers:
        post = each.post
        yield {
            "party": post.person, "kind": post.kind, "at_org": post.org_code, "village": post.village_code,
            "start": each.start, "end": each.end,
        }  # fmt: skip


def _duties(world: World) -> Iterator[dict[str, Any]]:
    for each in world.households:
        if each.living:
            yield {"worker": world.duties[each.number], "household": each.living_code, "start": FROM}


def _memberships(world: World) -> Iterator[dict[str, Any]]:
    for member in world.members:
        kind = "farmer" if member.kind == "farmer" else "unit"
        yield {"number": member.number, "party": member.party, "kind": kind, "start": JOINED}


def _joint_members(world: World) -> Iterator[dict[str, Any]]:
    """The villages of the joint committee, each by its collective."""
    for place, village in enumerate(world.town.villages, 1):
        yield {"number": f"LC-{place:02d}", "party": f"O:{village.slug}", "kind": "unit", "start": JOINED}
