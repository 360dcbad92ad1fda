"""Who is, was and ceased to be a member of a cooperative (社员事实)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liancun.base import versions
from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.registry.facts.dated import spans
from liancun.rooms.registry.models import Membership


@dataclass(frozen=True)
class Member:
    """A member of a cooperative on a day (社员)."""

    party: str
    number: str
    kind: str
    village_code: str


@dataclass(frozen=True)
class Ended:
    """A membership that ended and did not go on (终止的社员资格); `back_on` is the day of joining again."""

    member: Member
    ended_on: date
    back_on: date | None


def members_on(org_code: str, day: date, asof: Watermark) -> tuple[Member, ...]:
    """The members on a day, by number."""
    return members_within(org_code, DateRange(day, day), asof)


def members_within(org_code: str, days: DateRange, asof: Watermark) -> tuple[Member, ...]:
    """Everybody who was a member on some of these days, by number: who stayed, came, left or died."""
    assert days.end is not None
    found = {}
    for start, end, *row in sorted(_member_spans(org_code, asof), key=_begun):
        if start <= days.end and (end is None or end >= days.start):
            found[row[0]] = Member(*row)
    return tuple(sorted(found.values(), key=_number))


def memberships_ended(org_code: str, by_day: date, asof: Watermark) -> tuple[Ended, ...]:
    """The last end of each membership by a day, of those who are no members the day after, by number."""
    last: dict[str, tuple[Member, date | None]] = {}
    back: dict[str, date] = {}
    for start, end, *row in sorted(_member_spans(org_code, asof), key=_begun):
        if start <= by_day:
            last[row[0]] = Member(*row), end
        else:
            back.setdefault(row[0], start)
    found = [
        Ended(member, end, back.get(party))
        for party, (member, end) in last.items()
        if end is not None and end <= by_day and back.get(party) != end + timedelta(days=1)
    ]
    return tuple(sorted(found, key=lambda each: each.member.number))


def _begun(row: tuple[Any, ...]) -> date:
    start: date = row[0]
    return start


def _number(member: Member) -> str:
    return member.number


@once
def _member_spans(org_code: str, asof: Watermark) -> list[tuple[Any, ...]]:
    rows = Membership.objects.filter(org_code=org_code)
    return spans(rows, asof, "party", "number", "kind", "village_code")


@once
def memberships(org_code: str, asof: Watermark) -> Mapping[str, tuple[DateRange, ...]]:
    """Party code -> the ranges of its membership."""
    found: dict[str, list[DateRange]] = {}
    for start, end, party, *_member in _member_spans(org_code, asof):
        found.setdefault(party, []).append(DateRange(start, end))
    return {party: tuple(sorted(ranges, key=lambda r: r.start)) for party, ranges in found.items()}


@once
def memberships_of(org_code: str, party: str, asof: Watermark) -> Mapping[str, tuple[DateRange, ...]]:
    """The same for one party, without reading the whole roster."""
    rows = Membership.objects.filter(org_code=org_code)
    own = versions.standing(rows.filter(party=party), asof, among=rows).order_by("start")
    return {party: tuple(DateRange(start, end) for start, end in own.values_list("start", "end"))}


def spans_among(org_code: str, parties: Iterable[str]) -> Mapping[str, tuple[DateRange, ...]]:
    """The memberships of some parties as they stand now: those of the others are not read."""
    rows = Membership.objects.filter(org_code=org_code)
    found: dict[str, list[DateRange]] = {}
    own = versions.standing(rows.filter(party__among=set(parties)), Watermark.now([org_code]), among=rows)
    for party, start, end in own.order_by("start").values_list("party", "start", "end"):
        found.setdefault(party, []).append(DateRange(start, end))
    return {party: tuple(ranges) for party, ranges in found.items()}
