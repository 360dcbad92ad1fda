"""Households and the people in them (户与人), masked unless the viewer's work needs them whole."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from liancun.base import trail
from liancun.base.crypto import blind_index
from liancun.base.lists import listed
from liancun.base.request_cache import once, page_of
from liancun.base.versions import on_day, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Code, Day, Text, Whole, _
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.fields import HOUSEHOLD_KIND, ID_NUMBER, IS_HEAD, NAME, PERSON, VILLAGE
from liancun.rooms.registry.masks import mask_id, mask_phone
from liancun.rooms.registry.models import GridDuty, Household, HouseholdLink, HouseholdMember, Person
from liancun.rooms.registry.queries.names import (
    household_names,
    keeps_the_register,
    may_read_whole,
    names,
    remember,
    village_names,
)

VILLAGE_NAME = Text(VILLAGE.label)
HEAD = Text(_("户主"), link="ref")


@dataclass(frozen=True)
class HouseholdRow:
    """A household as the list shows it (户)."""

    head: A[str, HEAD]
    code: A[str, Code(_("户编码"))]
    kind: str
    village_code: str
    village: A[str, VILLAGE_NAME]
    persons: A[int, Whole(_("人数"))]
    ref: str


@dataclass(frozen=True)
class HouseholdPage:
    """A page of households (户名册)."""

    total: int
    rows: tuple[HouseholdRow, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonRow:
    """A person of a household (户内人员)."""

    code: str
    name: A[str, replace(NAME, link="ref")]
    is_head: A[bool, IS_HEAD]
    sex: A[str, Text(_("性别"))]
    born: A[str, Text(_("出生"))]
    id_number: str
    phone: A[str, Text(_("电话"), personal=True)]
    ref: str


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
    if viewer.oversees:
        return rows
    return rows.filter(Q(village_code__in=viewer.village_codes) | Q(code__in=viewer.households))


def may_list(viewer: Viewer, org_code: str) -> bool:
    """Whether the registry's lists of people and households are this viewer's: posts alone have them."""
    return org_code == owner() and bool(viewer.posts or viewer.oversees)


def must_list(viewer: Viewer, org_code: str) -> None:
    """Refuse, as not found, the registry's lists to who holds no post."""
    if not may_list(viewer, org_code):
        raise Refusal("viewer.not_found")


def _searches_numbers(viewer: Viewer) -> bool:
    return keeps_the_register(viewer)


@listed(
    "registry.households",
    title=_("农户"),
    path="households",
    empty=_("没有符合的户,换一个村或户别再找"),
    serves=may_list,
)
def household_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    kind: A[str, HOUSEHOLD_KIND] = "living",
    village: A[str, VILLAGE] = "",
    asked: A[str, Text(_("户主或户编码"), most=40)] = "",
    id_number: A[str, replace(ID_NUMBER, help=_("须写全"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> HouseholdPage:
    """Households in reach by village and code; found by code, part of a head's name, or an ID number.

    Searching by ID number is the town clerk's alone, and exact.
    """
    must_list(viewer, org_code)
    rows = on_day(_reach(viewer, Household.objects.filter(kind=kind)), on)
    if village:
        rows = rows.filter(village_code=village)
    if id_number:
        if not _searches_numbers(viewer):
            raise Refusal("registry.id_search_not_yours")
        person = Person.objects.filter(id_index=blind_index(id_number, "id")).values("code")
        homes = on_day(HouseholdMember.objects.filter(party__in=person), on)
        rows = rows.filter(code__in=homes.values("household"))
    if asked:
        people = Person.objects.filter(name__icontains=asked)
        if not viewer.oversees:
            people = people.filter(village_code__in=viewer.village_codes)
        homes = on_day(HouseholdMember.objects.filter(party__in=people.values("code"), is_head=True), on)
        rows = rows.filter(Q(code__icontains=asked) | Q(code__in=homes.values("household")))
    page, total = page_of(rows.order_by("village_code", "code"), limit, offset)
    hidden = () if _searches_numbers(viewer) else ("id_number",)
    return HouseholdPage(total, _rows(viewer, page, on), hidden)


def _rows(viewer: Viewer, page: list[Household], on: date) -> tuple[HouseholdRow, ...]:
    codes = [row.code for row in page]
    heads = household_names(viewer, codes)
    inside = on_day(HouseholdMember.objects.filter(household__in=codes), on)
    sizes = Counter(inside.values_list("household", flat=True))
    places = village_names()
    return tuple(
        HouseholdRow(
            heads.get(row.code, ""),
            row.code,
            row.kind,
            row.village_code,
            places.get(row.village_code, ""),
            sizes[row.code],
            f"household:{row.code}",
        )
        for row in page
    )


@dataclass(frozen=True)
class DutyRow:
    """Which grid worker looks after a household (网格责任)."""

    household: str
    head: A[str, HEAD]
    village: A[str, VILLAGE_NAME]
    worker: str
    worker_name: A[str, Text(_("网格员"), link="worker_ref")]
    start: A[date, Day(_("起"))]
    ref: str
    worker_ref: str


@dataclass(frozen=True)
class DutyPage:
    """A page of grid duties (网格责任登记)."""

    total: int
    rows: tuple[DutyRow, ...]


@listed("registry.duties", title=_("网格责任"), path="duties", serves=may_list)
def duty_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    village: A[str, VILLAGE] = "",
    worker: A[str, replace(PERSON, label=_("网格员"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> DutyPage:
    """Who looks after which living household on a day, in reach."""
    must_list(viewer, org_code)
    rows = on_day(GridDuty.objects.all(), on)
    if not viewer.oversees:
        rows = rows.filter(village_code__in=viewer.village_codes)
    if village:
        rows = rows.filter(village_code=village)
    if worker:
        rows = rows.filter(worker=worker)
    page, total = page_of(rows.order_by("village_code", "household", "pk"), limit, offset)
    heads = household_names(viewer, [row.household for row in page])
    known, places = names(viewer, {row.worker for row in page}), village_names()
    return DutyPage(
        total,
        tuple(
            DutyRow(
                row.household,
                heads.get(row.household, row.household),
                places.get(row.village_code, ""),
                row.worker,
                known.get(row.worker, row.worker),
                row.start,
                f"household:{row.household}",
                f"person:{row.worker}",
            )
            for row in page
        ),
    )


def household_card(viewer: Viewer, code: str, *, on: date) -> HouseholdCard:
    """A household with its people; refuses, as not found, one out of reach."""
    card, phones = _card(viewer, code, on=on)
    for party, phone in phones.items():
        trail.shows(viewer, party, phone=phone)
    return card


@once
def _card(viewer: Viewer, code: str, *, on: date) -> tuple[HouseholdCard, dict[str, str]]:
    """The card, and whose phones stand on it whole."""
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
    phones = {
        each.code: each.phone
        for each in people.values()
        if may_read_whole(viewer, each.code, each.village_code) and any(m.party == each.code for m in members)
    }
    card = HouseholdCard(
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
    return card, phones


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
        f"person:{person.code}",
    )


def households_of(viewer: Viewer) -> list[str]:
    """The viewer's own living households."""
    return sorted(viewer.households)


def contracting_of(viewer: Viewer, *, on: date) -> frozenset[str]:
    """The contracting households (承包户) the viewer belongs to on a day."""
    there: dict[str, set[str]] = {"member": set(), "home": set()}
    for what, code, start, end in _contracting_spans(viewer.party) if viewer.party else ():
        if start <= on and (end is None or on <= end):
            there[what].add(code)
    return frozenset(there["member"] & there["home"])


@once
def _contracting_spans(party: str) -> tuple[tuple[str, str, date, date | None], ...]:
    """(member or home, household, start, end) of the contracting households somebody ever belonged to."""
    joined = standing(HouseholdMember.objects.filter(party=party))
    homes = Household.objects.filter(kind=Household.Kind.CONTRACTING, code__in=joined.values("household"))
    columns = ("start", "end")
    members = joined.values_list(Value("member"), "household", *columns)
    return tuple(members.union(standing(homes).values_list(Value("home"), "code", *columns), all=True))


@once
def contracting_home(code: str) -> str:
    """The contracting household that is the same home as a living or registered one, or ''.

    Links may go by way of the registered household; a contracting household is its own.
    """
    links = HouseholdLink.objects.filter(kind=HouseholdLink.Kind.SAME)
    near: list[QuerySet[Any, Any]] = [
        links.filter(other=code).values("household"),
        links.filter(household=code).values("other"),
    ]
    far: list[QuerySet[Any, Any]] = [links.filter(other__in=each).values("household") for each in near]
    far += [links.filter(household__in=each).values("other") for each in near]
    same = near[0].union(near[1], *far)
    rows = Household.objects.filter(Q(code=code) | Q(code__in=same), kind=Household.Kind.CONTRACTING)
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
    if village_code not in viewer.village_codes and not viewer.oversees:
        raise Refusal("viewer.not_found")
    rows = on_day(Household.objects.filter(kind=Household.Kind.LIVING, village_code=village_code), on)
    if worker:
        rows = rows.filter(code__in=on_day(GridDuty.objects.filter(worker=worker), on).values("household"))
    if without is not None:
        rows = rows.exclude(code__in=without)
    return list(rows.order_by("code").values_list("code", flat=True)[offset : offset + limit]), rows.count()
