"""Living households and who holds a post, as what looks after them asks (居住户、任职)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from liancun.base.request_cache import once
from liancun.base.versions import on_day
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.registry.facts.dated import spans, standing_rows
from liancun.rooms.registry.facts.places import every_org
from liancun.rooms.registry.models import (
    Household,
    HouseholdLink,
    HouseholdMember,
    Person,
    Post,
)


@dataclass(frozen=True)
class Home:
    """A living household: its village, when it lived there, and where it came from or went.

    from_home   the household it parted from, '' where it did not
    into_home   the household it was merged into, '' where it was not
    empty_from  the day its last member died, None where somebody is left
    """

    code: str
    village_code: str
    days: DateRange
    from_home: str = ""
    into_home: str = ""
    empty_from: date | None = None


def living_homes(asof: Watermark, codes: Iterable[str] | None = None) -> dict[str, Home]:
    """Living household -> what is known of it; all there are or were, or those asked for."""
    rows = Household.objects.filter(kind=Household.Kind.LIVING)
    if codes is not None:
        rows = rows.filter(code__among=codes)
    parted, merged = {}, {}
    for household, other, kind in _links(asof) if codes is None else _ways(asof):
        if kind == HouseholdLink.Kind.SPLIT:
            parted[other] = household
        elif kind != HouseholdLink.Kind.SAME:
            merged[household] = other
    empty = _emptied(asof)
    return {
        code: Home(
            code, village, DateRange(start, end), parted.get(code, ""), merged.get(code, ""), empty.get(code)
        )
        for start, end, code, village in spans(rows, asof, "code", "village_code")
    }


@once
def _links(asof: Watermark) -> tuple[tuple[str, str, str], ...]:
    """(household, other, kind) of what joins households, as it was recorded: all of them at once."""
    return _joined(HouseholdLink.objects.all(), asof)


def _ways(asof: Watermark) -> tuple[tuple[str, str, str], ...]:
    """The same of those that parted or were merged alone: they are few."""
    return _joined(HouseholdLink.objects.exclude(kind=HouseholdLink.Kind.SAME), asof)


def _joined(rows: "QuerySet[HouseholdLink]", asof: Watermark) -> tuple[tuple[str, str, str], ...]:
    return tuple(asof.limit(rows).order_by("pk").values_list("household", "other", "kind"))


def _emptied(asof: Watermark) -> dict[str, date]:
    """Household -> the day its last member died, of those where nobody is left."""
    dead = Person.objects.exclude(died_on=None)
    theirs = HouseholdMember.objects.filter(party__in=dead.values("code")).values("household")
    died = dead.filter(code=OuterRef("party")).values("died_on")
    rows = HouseholdMember.objects.filter(household__in=theirs).annotate(died=Subquery(died))
    last: dict[str, date | None] = {}
    for _start, end, household, gone in spans(rows, asof, "household", "died"):
        if gone is None:
            gone = end
        before = last.get(household, date.min)
        last[household] = None if gone is None or before is None else max(before, gone)
    return {household: day for household, day in last.items() if day is not None}


def homes_standing(kinds: Iterable[str], day: date, asof: Watermark) -> Mapping[str, date]:
    """Living household -> since when one of these standings holds, on a day.

    A standing belongs to the registered household; the living one is the same home by their link.
    """
    since: dict[str, date] = {}
    for _pk, household, _kind, started_on, ended_on in standing_rows(kinds, asof):
        if started_on <= day and (ended_on is None or day <= ended_on):
            since[household] = max(since.get(household, date.min), started_on)
    same = HouseholdLink.Kind.SAME
    pairs = [(household, other) for household, other, kind in _links(asof) if kind == same]
    both = [*pairs, *((other, household) for household, other in pairs)]
    found = {other: since[household] for household, other in both if household in since}
    return found | since


@dataclass(frozen=True)
class HeldPost:
    """A post somebody holds or held: at which organisation, for which village ('' is all of it)."""

    party: str
    kind: str
    org_code: str
    village_code: str
    days: DateRange


def posts_held(kinds: Iterable[str], asof: Watermark) -> tuple[HeldPost, ...]:
    """Every holding of a post of these kinds; one at a village's own organisation is for that village."""
    villages = {row.code: row.village_code for row in every_org() if row.village_code}
    wanted = set(kinds)
    return tuple(
        HeldPost(party, kind, org, village or villages.get(org, ""), DateRange(start, end))
        for start, end, party, kind, org, village in _every_post(asof)
        if kind in wanted
    )


def posts_on(day: date) -> frozenset[tuple[str, str]]:
    """(post, organisation) of every post that somebody holds on a day."""
    return frozenset(on_day(Post.objects.all(), day).values_list("kind", "at_org"))


@once
def _every_post(asof: Watermark) -> list[tuple[Any, ...]]:
    return spans(Post.objects.all(), asof, "party", "kind", "at_org", "village_code")
