"""Households and the people in them (户与人), masked unless the viewer's work needs them whole."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from liancun.base.crypto import blind_index
from liancun.base.looking import once
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.masks import mask_id, mask_phone
from liancun.rooms.registry.models import GridDuty, Household, HouseholdLink, HouseholdMember, Person
from liancun.rooms.registry.queries.names import (
    household_names,
    may_read_whole,
    names,
    remember,
    village_names,
)
from liancun.rooms.registry.queries.who import on_day


@dataclass(frozen=True)
class HouseholdRow:
    """A household as the list shows it (户)."""

    code: str
    kind: str
    village_code: str
    village: str
    head: str
    persons: int


@dataclass(frozen=True)
class PersonRow:
    """A person of a household (户内人员)."""

    code: str
    name: str
    is_head: bool
    sex: str
    born: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class HouseholdCard:
    """A household whole (户卡)."""

    code: str
    kind: str
    kind_name: str
    village_code: str
    village: str
    start: date
    end: date | None
    people: tuple[PersonRow, ...]
    grid_worker: str


def _reach(viewer: Viewer, rows: "QuerySet[Household]") -> "QuerySet[Household]":
    """Households in reach: everywhere, of one's villages, or one's own."""
    if viewer.everywhere:
        return rows
    return rows.filter(Q(village_code__in=viewer.village_codes) | Q(code__in=viewer.households))


def household_page(
    viewer: Viewer,
    *,
    on: date,
    kind: str = "living",
    village_code: str = "",
    search: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[HouseholdRow], int]:
    """One page of households, and how many match. `search` is a code, part of a head's name, or an ID number.

    Searching by ID number is the town clerk's alone, and exact.
    """
    rows = on_day(_reach(viewer, Household.objects.filter(kind=kind)), on)
    if village_code:
        rows = rows.filter(village_code=village_code)
    search = search.strip()
    if len(search) == 18 and search[:17].isdecimal():
        if not any(post.kind == "town_clerk" for post in viewer.posts):
            raise Refusal("registry.id_search_not_yours")
        person = Person.objects.filter(id_index=blind_index(search, "id")).values("code")
        rows = rows.filter(
            code__in=on_day(HouseholdMember.objects.filter(party__in=person), on).values("household")
        )
    elif search:
        people = Person.objects.filter(name__icontains=search)
        if not viewer.everywhere:
            people = people.filter(village_code__in=viewer.village_codes)
        homes = on_day(HouseholdMember.objects.filter(party__in=people.values("code"), is_head=True), on)
        rows = rows.filter(Q(code__icontains=search) | Q(code__in=homes.values("household")))
    total = rows.count()
    page = list(rows.order_by("village_code", "code")[offset : offset + limit])
    codes = [row.code for row in page]
    heads = household_names(viewer, codes)
    sizes: dict[str, int] = {}
    for code in on_day(HouseholdMember.objects.filter(household__in=codes), on).values_list(
        "household", flat=True
    ):
        sizes[code] = sizes.get(code, 0) + 1
    places = village_names()
    return [
        HouseholdRow(
            row.code,
            row.kind,
            row.village_code,
            places.get(row.village_code, ""),
            heads.get(row.code, ""),
            sizes.get(row.code, 0),
        )
        for row in page
    ], total


@once
def household_card(viewer: Viewer, code: str, *, on: date) -> HouseholdCard:
    """A household with its people; refuses, as not found, one out of reach."""
    row = _reach(viewer, Household.objects.filter(code=code)).order_by("-start", "-pk").first()
    if row is None:
        raise Refusal("viewer.not_found")
    members = list(on_day(HouseholdMember.objects.filter(household=code), on).order_by("-is_head", "party"))
    duty = on_day(GridDuty.objects.filter(household=code), on).first()
    wanted = [*(member.party for member in members), *([duty.worker] if duty else [])]
    people = {p.code: p for p in Person.objects.filter(code__in=wanted)}
    remember((each.code, each.name, each.village_code) for each in people.values())
    known = names(viewer, people)
    worker = known.get(duty.worker, "") if duty else ""
    return HouseholdCard(
        row.code,
        row.kind,
        row.get_kind_display(),
        row.village_code,
        village_names().get(row.village_code, ""),
        row.start,
        row.end,
        tuple(
            _person(viewer, people[m.party], known[m.party], m.is_head) for m in members if m.party in people
        ),
        worker,
    )


def _person(viewer: Viewer, person: Person, name: str, is_head: bool) -> PersonRow:
    whole = may_read_whole(viewer, person.code, person.village_code)
    return PersonRow(
        person.code,
        name,
        is_head,
        person.get_sex_display(),
        person.born_on.isoformat() if whole else str(person.born_on.year),
        mask_id(person.id_number),
        person.phone if whole else mask_phone(person.phone),
    )


def households_of(viewer: Viewer) -> list[str]:
    """The viewer's own living households."""
    return sorted(viewer.households)


@once
def contracting_of(viewer: Viewer, *, on: date) -> frozenset[str]:
    """The contracting households (承包户) the viewer belongs to on a day."""
    if not viewer.party:
        return frozenset()
    homes = on_day(HouseholdMember.objects.filter(party=viewer.party), on).values("household")
    rows = on_day(Household.objects.filter(kind=Household.Kind.CONTRACTING, code__in=homes), on)
    return frozenset(rows.values_list("code", flat=True))


@once
def contracting_home(code: str) -> str:
    """The contracting household that is the same home as a living or registered one, or ''.

    Links may go by way of the registered household; a contracting household is its own.
    """
    same = {code}
    for _step in range(2):
        links = HouseholdLink.objects.filter(kind=HouseholdLink.Kind.SAME)
        links = links.filter(Q(household__in=same) | Q(other__in=same))
        same |= {each for pair in links.values_list("household", "other") for each in pair}
    rows = Household.objects.filter(kind=Household.Kind.CONTRACTING, code__in=same)
    found = list(rows.order_by("-start", "-code").values_list("code", flat=True))
    return code if code in found else next(iter(found), "")


def living_count(viewer: Viewer, *, on: date) -> dict[str, int]:
    """Village code -> living households on a day; counts are public."""
    rows = on_day(Household.objects.filter(kind=Household.Kind.LIVING), on)
    return dict(rows.values_list("village_code").annotate(n=Count("code", distinct=True)))


def grid_duty_page(
    viewer: Viewer,
    village_code: str,
    *,
    on: date,
    worker: str = "",
    without: "QuerySet[Any, Any] | None" = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[str], int]:
    """One page of a village's living households by code, a grid worker's alone if named, and how many.

    `without` leaves out households that a query names.
    """
    if village_code not in viewer.village_codes and not viewer.everywhere:
        raise Refusal("viewer.not_found")
    rows = on_day(Household.objects.filter(kind=Household.Kind.LIVING, village_code=village_code), on)
    if worker:
        rows = rows.filter(code__in=on_day(GridDuty.objects.filter(worker=worker), on).values("household"))
    if without is not None:
        rows = rows.exclude(code__in=without)
    return list(rows.order_by("code").values_list("code", flat=True)[offset : offset + limit]), rows.count()
