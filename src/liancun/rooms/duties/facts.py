"""What duties' rules see (责任事实): a fixed number of questions, however many households there are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet, Value

from liancun.base import charters
from liancun.base.request_cache import once
from liancun.base.versions import on_day, standing
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.duties import rules
from liancun.rooms.duties.models import Assignment, DutyList, Pause, Visit
from liancun.rooms.duties.rules import DutyRule, DutyTerms, Going, Heartbeat
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import homes
from liancun.rooms.registry.facts.homes import HeldPost, Home

Key = tuple[str, str]
"""(household, village); a duty for a whole village has no household."""


def terms_on(org_code: str, day: date) -> DutyTerms:
    """The decision in force."""
    return charters.in_force(DutyTerms, on=day, org=org_code)


@dataclass(frozen=True)
class IssuedList:
    """A list that stands (清单): its kind, and the duties it names."""

    code: str
    kind: str
    duties: tuple[str, ...]
    days: DateRange


@once
def _every_list() -> tuple[DutyList, ...]:
    """The lists that stand, of whoever gave them out: few, and a look asks for one after the other."""
    return tuple(standing(DutyList.objects.all()).order_by("start", "pk"))


@once
def lists_standing(org_code: str, day: date) -> Mapping[str, IssuedList]:
    """List code -> the list as it stands, ended ones too."""
    found = {}
    for row in (each for each in _every_list() if each.org_code == org_code):
        kind = terms_on(org_code, day).lists.get(row.kind)
        duties = tuple(row.duties.split()) or (kind.duties if kind else ())
        found[row.code] = IssuedList(row.code, row.kind, duties, DateRange(row.start, row.end))
    return found


@dataclass(frozen=True)
class Owed:
    """A duty for one household or village (一项具体的责任) and all its state rests on; `holders` owe it."""

    org_code: str
    duty_list: str
    duty: str
    rule: DutyRule
    village_code: str
    household: str
    hamlet: str
    holders: tuple[str, ...]
    known: Heartbeat


@dataclass
class _Assigned:
    """Who stands or stood on a list for one household or village (在册的人), and since when somebody did."""

    since: date
    now: list[str] = field(default_factory=list)
    ever: set[str] = field(default_factory=set)
    hamlet: str = ""


@dataclass(frozen=True)
class _Seen:
    """What was read at once for all duties of a day (当天读到的)."""

    living: Mapping[str, Home]
    monitored: Mapping[str, date]
    posted: frozenset[tuple[str, str]]
    visits: "LastVisits"
    pauses: Mapping[tuple[str, str], Sequence[DateRange]]

    def paused(self, code: str, household: str) -> tuple[DateRange, ...]:
        """The pauses of a list and of a household, joined."""
        places = [(code, ""), *([("", household), (code, household)] if household else [])]
        spans = [span for place in places for span in self.pauses.get(place, ())]
        return rules.joined(spans) if spans else ()


def _assigned(org_code: str, day: date, villages: list[str] | None) -> dict[str, dict[Key, _Assigned]]:
    """List -> (household, village) -> who is assigned."""
    rows = standing(Assignment.objects.filter(org_code=org_code, start__lte=day))
    if villages is not None:
        rows = rows.filter(village_code__in=villages)
    found: dict[str, dict[Key, _Assigned]] = {}
    columns = ("duty_list", "household", "village_code", "party", "hamlet", "start", "end")
    for code, household, village, party, hamlet, start, end in rows.order_by("start", "pk").values_list(
        *columns
    ):
        of = found.setdefault(code, {}).setdefault((household, village), _Assigned(start))
        of.ever.add(party)
        of.hamlet = hamlet or of.hamlet
        if end is None or day <= end:
            of.now.append(party)
    return found


def posted(posts: Iterable[HeldPost], day: date) -> frozenset[tuple[str, str]]:
    """(party, kind of post) of those who hold one on a day."""
    return frozenset((each.party, each.kind) for each in posts if each.days.holds(day))


def visits_that_count(org_code: str, day: date) -> "QuerySet[Visit]":
    """Visits up to a day that nobody took out."""
    return standing(Visit.objects.filter(org_code=org_code)).filter(void=False, visited_on__lte=day)


LastVisits = dict[tuple[str, str], dict[str, date]]
"""(household, '') or (village, visitor) -> kind of visit -> the last day."""


def _last_visits(rows: "QuerySet[Visit]", people: set[str]) -> LastVisits:
    """Of every household, and by village of some people."""

    def last(seen: "QuerySet[Visit]", *whose: Any) -> "QuerySet[Any, Any]":
        return seen.order_by().values_list(*whose, "kind").annotate(last=Max("visited_on"))

    found: LastVisits = {}
    at_home = last(rows.exclude(household=""), "household", Value(""))
    in_village = last(rows.filter(visitor__in=people), "village_code", "visitor")
    for place, visitor, kind, day in at_home.union(in_village, all=True) if people else at_home:
        found.setdefault((place, visitor), {})[kind] = day
    return found


def _pauses(org_code: str) -> dict[tuple[str, str], list[DateRange]]:
    """(list, household) -> pauses; '' stands for every one."""
    found: dict[tuple[str, str], list[DateRange]] = {}
    rows = standing(Pause.objects.filter(org_code=org_code)).order_by("start", "pk")
    for code, household, start, end in rows.values_list("duty_list", "household", "start", "end"):
        found.setdefault((code, household), []).append(DateRange(start, end))
    return found


def owed(org_code: str, day: date, villages: Iterable[str] | None = None) -> list[Owed]:
    """Every duty owed on a day, by list, village and household; of some villages where they are named.

    A household that lives in a village where a list has been given out, and is nobody's, is owed it too: by
    nobody. So is what somebody has whose post ended.
    """
    wanted = None if villages is None else sorted(villages)
    terms = terms_on(org_code, day)
    lists = [each for _code, each in sorted(lists_standing(org_code, day).items()) if each.days.holds(day)]
    assigned = _assigned(org_code, day, wanted)
    lists = [each for each in lists if each.code in assigned]
    if not lists:
        return []
    seen = _read(org_code, day, wanted, terms, assigned)
    return [
        each
        for issued in lists
        for duty in issued.duties
        for each in _of_duty(org_code, issued, duty, terms, assigned[issued.code], seen, day)
    ]


def _read(
    org_code: str,
    day: date,
    villages: list[str] | None,
    terms: DutyTerms,
    assigned: Mapping[str, Mapping[Key, _Assigned]],
) -> _Seen:
    asof = Watermark.now(registry.owners())
    rows = visits_that_count(org_code, day)
    if villages is not None:
        rows = rows.filter(village_code__in=villages)
    kinds = {kind for each in terms.lists.values() for kind in each.posts}
    people = {
        party for of in assigned.values() for key, each in of.items() if not key[0] for party in each.ever
    }
    return _Seen(
        homes.living_homes(asof),
        homes.homes_standing(terms.monitored, day, asof),
        posted(homes.posts_held(kinds, asof), day),
        _last_visits(rows, people),
        _pauses(org_code),
    )


def _of_duty(
    org_code: str,
    issued: IssuedList,
    duty: str,
    terms: DutyTerms,
    assigned: Mapping[Key, _Assigned],
    seen: _Seen,
    day: date,
) -> Iterator[Owed]:
    """One duty of one list, for every household or village it is owed."""
    rule, posts = terms.duties[duty], terms.lists[issued.kind].posts
    for household, village in _where(rule, assigned, seen, day):
        of = assigned.get((household, village))
        if household:
            begun = of.since if of else seen.living[household].days.start
            lasts = [seen.visits.get((household, ""), {})]
        else:
            assert of is not None
            begun = of.since
            lasts = [seen.visits.get((village, party), {}) for party in of.ever]
        last = max((each[kind] for each in lasts for kind in rule.kinds if kind in each), default=None)
        known = Heartbeat(
            max(issued.days.start, begun),
            last,
            seen.monitored.get(household),
            seen.paused(issued.code, household),
        )
        now = of.now if of else ()
        holders = tuple(party for party in now if any((party, post) in seen.posted for post in posts))
        hamlet = of.hamlet if of else ""
        yield Owed(org_code, issued.code, duty, rule, village, household, hamlet, holders, known)


def _where(rule: DutyRule, assigned: Mapping[Key, _Assigned], seen: _Seen, day: date) -> list[Key]:
    """The households, or the villages, a duty is owed on a day."""
    if rule.per == "village":
        return sorted(key for key in assigned if not key[0])
    covered = {village for household, village in assigned if household}
    return sorted(
        (home.code, home.village_code)
        for home in seen.living.values()
        if home.village_code in covered
        and home.days.holds(day)
        and (home.empty_from is None or day <= home.empty_from)
    )


@dataclass(frozen=True)
class Asked:
    """A visit somebody wants to record (要登记的走访)."""

    visitor: str
    visited_on: date
    kind: str
    household: str = ""
    village_code: str = ""
    time: str = ""


def goings(org_code: str, asked: Sequence[Asked], on: date) -> list[Going]:
    """The visits with what is known of their days: who stood on which list, who lived where."""
    living = homes.living_homes(
        Watermark.now(registry.owners()), {each.household for each in asked if each.household}
    )
    terms = terms_on(org_code, on)
    lists = {code: each for code, each in lists_standing(org_code, on).items() if each.kind in terms.lists}
    posts, places = _stood(org_code, {each.visitor for each in asked}, terms)
    found = []
    for each in asked:
        home, day = living.get(each.household), each.visited_on
        village = home.village_code if home else each.village_code
        kinds = {post.kind for post in posts.get(each.visitor, ()) if post.days.holds(day)}
        fitting = {code for code, one in lists.items() if one.days.holds(day)}
        fitting = {code for code in fitting if kinds.intersection(terms.lists[lists[code].kind].posts)}
        listed = any(
            code in fitting and days.holds(day)
            for key in ((each.household, village), ("", village))
            for code, days in places.get((each.visitor, *key), ())
        )
        became, since, other = _became(each, home)
        found.append(
            Going(
                visitor=each.visitor,
                kind=each.kind,
                visited_on=day,
                household=each.household,
                home=became,
                home_day=since,
                other=other,
                posted=bool(kinds),
                listed=listed,
            )
        )
    return found


Places = dict[tuple[str, str, str], list[tuple[str, DateRange]]]


def _stood(org_code: str, visitors: set[str], terms: DutyTerms) -> tuple[dict[str, list[HeldPost]], Places]:
    """The posts some people held, and (person, household, village) -> the lists they stood on, and when."""
    kinds = {kind for each in terms.lists.values() for kind in each.posts}
    posts: dict[str, list[HeldPost]] = {}
    for post in homes.posts_held(kinds, Watermark.now(registry.owners())):
        posts.setdefault(post.party, []).append(post)
    rows = standing(Assignment.objects.filter(org_code=org_code, party__among=visitors))
    columns = ("party", "household", "village_code", "duty_list", "start", "end")
    places: Places = {}
    for party, household, village, code, start, end in rows.values_list(*columns):
        places.setdefault((party, household, village), []).append((code, DateRange(start, end)))
    return posts, places


def _became(each: Asked, home: Home | None) -> tuple[str, str, str]:
    """What became of a household by a day: ('', '', '') where it lived there."""
    if not each.household:
        return "", "", ""
    if home is None:
        return "unknown", "", ""
    day = each.visited_on
    if day < home.days.start:
        return ("split" if home.from_home else "not_yet"), str(home.days.start), home.from_home
    if home.days.end is not None and day > home.days.end:
        return ("merged" if home.into_home else "gone"), str(home.days.end), home.into_home
    if home.empty_from is not None and day > home.empty_from:
        return "died_out", str(home.empty_from), ""
    return "", "", ""


def village_of(going: Asked) -> str:
    """The village of a visit."""
    if not going.household:
        return going.village_code
    found = homes.living_homes(Watermark.now(registry.owners()), [going.household])
    return found[going.household].village_code if found else ""


def orgs_with_lists() -> list[str]:
    """The organisations that have issued a list, by code."""
    return sorted({row.org_code for row in _every_list()})


def visit_that_counts(owed: Owed) -> int | None:
    """The visit by which a duty was last done, the latest recorded of its day."""
    if owed.known.last is None:
        return None
    rows = visits_that_count(owed.org_code, owed.known.last)
    rows = rows.filter(visited_on=owed.known.last, kind__in=owed.rule.kinds, household=owed.household)
    if not owed.household:
        rows = rows.filter(village_code=owed.village_code)
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def who_is_told(org_code: str, day: date) -> dict[tuple[str, str], tuple[str, ...]]:
    """(post, village) -> who holds it there for the village on a day; '' is for those who hold it for all."""
    kinds = {duty.escalate_to for duty in terms_on(org_code, day).duties.values() if duty.escalate_to}
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in homes.posts_held(kinds, Watermark.now(registry.owners())):
        if each.org_code == org_code and each.days.holds(day):
            key = (each.kind, each.village_code)
            found[key] = (*found.get(key, ()), each.party)
    return found


def holders(
    org_code: str, village_code: str, households: Collection[str], day: date
) -> dict[str, frozenset[str]]:
    """Household -> who answers for it on a day and holds a post of the list; '' is the whole village."""
    terms = terms_on(org_code, day)
    lists = lists_standing(org_code, day)
    rows = Assignment.objects.filter(org_code=org_code, village_code=village_code)
    rows = on_day(rows.filter(household__among=households), day)
    kinds = {kind for each in terms.lists.values() for kind in each.posts}
    held = posted(homes.posts_held(kinds, Watermark.now(registry.owners())), day)
    found: dict[str, frozenset[str]] = {}
    for household, code, party in rows.values_list("household", "duty_list", "party"):
        if code not in lists or not lists[code].days.holds(day):
            continue
        if any((party, post) in held for post in terms.lists[lists[code].kind].posts):
            found[household] = found.get(household, frozenset()) | {party}
    return found
