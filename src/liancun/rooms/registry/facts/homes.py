"""Living households and who holds a post, as what looks after them asks (居住户、任职)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base.versions import on_day
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.registry.facts.dated import spans
from liancun.rooms.registry.models import (
    Household,
    HouseholdLink,
    HouseholdMember,
    Organisation,
    Person,
    Post,
    Standing,
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
    links = HouseholdLink.objects.exclude(kind=HouseholdLink.Kind.SAME)
    if codes is not None:
        rows = rows.filter(code__among=codes)
    parted, merged = {}, {}
    for household, other, kind in asof.limit(links).order_by("pk").values_list("household", "other", "kind"):
        if kind == HouseholdLink.Kind.SPLIT:
            parted[other] = household
        else:
            merged[household] = other
    empty = _emptied(asof)
    return {
        code: Home(
            code, village, DateRange(start, end), parted.get(code, ""), merged.get(code, ""), empty.get(code)
        )
        for start, end, code, village in spans(rows, asof, "code", "village_code")
    }


def _emptied(asof: Watermark) -> dict[str, date]:
    """Household -> the day its last member died, of those where nobody is left."""
    died = dict(Person.objects.exclude(died_on=None).values_list("code", "died_on"))
    theirs = HouseholdMember.objects.filter(party__among=died).values("household")
    last: dict[str, date | None] = {}
    for _start, end, household, party in spans(
        HouseholdMember.objects.filter(household__in=theirs), asof, "household", "party"
    ):
        gone = died.get(party)
        if gone is None:
            gone = end
        before = last.get(household, date.min)
        last[household] = None if gone is None or before is None else max(before, gone)
    return {household: day for household, day in last.items() if day is not None}


def homes_standing(kinds: Iterable[str], day: date, asof: Watermark) -> Mapping[str, date]:
    """Living household -> since when one of these standings holds, on a day.

    A standing belongs to the registered household; the living one is the same home by their link.
    """
    seen = list(
        asof.limit(Standing.objects.filter(kind__in=list(kinds))).values_list(
            "pk", "supersedes_id", "household", "started_on", "ended_on"
        )
    )
    gone = {row[1] for row in seen}
    since: dict[str, date] = {}
    for pk, _supersedes, household, started_on, ended_on in seen:
        if pk not in gone and started_on <= day and (ended_on is None or day <= ended_on):
            since[household] = max(since.get(household, date.min), started_on)
    same = HouseholdLink.objects.filter(kind=HouseholdLink.Kind.SAME)
    pairs = asof.limit(same).values_list("household", "other")
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
    villages = dict(Organisation.objects.exclude(village_code="").values_list("code", "village_code"))
    rows = Post.objects.filter(kind__in=set(kinds))
    return tuple(
        HeldPost(party, kind, org, village or villages.get(org, ""), DateRange(start, end))
        for start, end, party, kind, org, village in spans(
            rows, asof, "party", "kind", "at_org", "village_code"
        )
    )


def posts_on(day: date) -> frozenset[tuple[str, str]]:
    """(post, organisation) of every post that somebody holds on a day."""
    return frozenset(on_day(Post.objects.all(), day).values_list("kind", "at_org"))
