"""What settlement and the checks see of notices (公示事实)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from liancun.base import charters
from liancun.base.request_cache import once_each
from liancun.kernel import DateRange
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection
from liancun.rooms.notices.rules import OpenWeb, Posting, objection_window, without_total

OPEN = "open"


def posting_of(notice: Notice) -> Posting:
    """When a notice went up in each of its villages."""
    return posting_from(notice, NoticeEvent.objects.filter(notice=notice).order_by("pk"))


def posting_from(notice: Notice, events: Iterable[NoticeEvent]) -> Posting:
    """The same from events already read, in order."""
    posted: dict[str, date | None] = dict.fromkeys(notice.villages.split() or [""])
    down = None
    for event in events:
        if event.kind == "down":
            down = event.happened_on
        elif event.village_code in posted and posted[event.village_code] is None:
            posted[event.village_code] = event.happened_on
    return Posting(posted, notice.objection_days, down)


def window(list_ref: str) -> DateRange | None:
    """The days to object to a published list, or None while its paper is not up everywhere."""
    return objection_window(posting_of(Notice.objects.get(list_ref=list_ref)))


def windows(list_refs: Iterable[str]) -> dict[str, DateRange | None]:
    """The same of several lists."""
    notices = list(Notice.objects.filter(list_ref__in=list(list_refs)))
    events = events_of(notice.pk for notice in notices)
    return {each.list_ref: objection_window(posting_from(each, events[each.pk])) for each in notices}


@once_each
def events_of(notices: frozenset[int]) -> dict[int, list[NoticeEvent]]:
    """Notice -> what became of it, in order."""
    found: dict[int, list[NoticeEvent]] = {number: [] for number in notices}
    for event in NoticeEvent.objects.filter(notice__in=notices).order_by("pk"):
        found[event.notice_id].append(event)
    return found


@dataclass(frozen=True)
class Said:
    """An objection to a line (异议), its state, and the marks at which it and its answer were recorded."""

    objection: int
    line_ref: str
    direction: str
    named_fen: int | None
    happened_on: date
    state: str
    mark: int
    answered_mark: int = 0


def said(list_refs: Iterable[str]) -> tuple[Said, ...]:
    """The objections to the lines of some published lists, in order."""
    return tuple(sorted(chain(*_said(list_refs).values()), key=lambda each: each.objection))


@once_each
def _said(list_refs: frozenset[str]) -> dict[str, list[Said]]:
    """The same by list, each with its answer in one question; one without is open, answered at mark 0."""
    answer = Answer.objects.filter(objection=OuterRef("pk"))
    rows = Objection.objects.filter(notice__list_ref__in=list_refs).order_by("pk")
    columns = rows.values_list(
        "notice__list_ref",
        "pk",
        "line_ref",
        "direction",
        "named_fen",
        "happened_on",
        Coalesce(Subquery(answer.values("outcome")), Value(OPEN)),
        "mark",
        Coalesce(Subquery(answer.values("mark")), Value(0)),
    )
    found: dict[str, list[Said]] = {ref: [] for ref in list_refs}
    for ref, *row in columns:
        found[ref].append(Said(*row))
    return found


def objections(list_ref: str) -> Mapping[str, str]:
    """Line reference -> "open" while any objection to it is, else "upheld" if any was, else its answer."""
    rows = list(Objection.objects.filter(notice__list_ref=list_ref).values_list("pk", "line_ref"))
    answers = dict(
        Answer.objects.filter(objection__in=[pk for pk, _ref in rows]).values_list("objection", "outcome")
    )
    order = {OPEN: 3, "upheld": 2, "rejected": 1, "withdrawn": 0}
    found: dict[str, str] = {}
    for pk, ref in rows:
        state = answers.get(pk, OPEN)
        if ref not in found or order[state] > order[found[ref]]:
            found[ref] = state
    return found


@dataclass(frozen=True)
class _List:
    """A list as this asks of it: whose, and how many people or households are on it."""

    org_code: str
    people: int


def without_totals(notices: Iterable[Notice], on: date) -> frozenset[int]:
    """Those of some notices that are shown without their total to who may not see their lines.

    Looked at with every list of the same kind and year, of all organisations: a year's total, a town's or the
    other months' would give away the one that is left out. What is published without money has
    none to leave out.
    """
    asked = {notice.pk: notice for notice in notices if notice.total_fen}
    if not asked:
        return frozenset()
    hidden: set[int] = set()
    for lists in _beside(frozenset((each.kind, each.period[:4]) for each in asked.values())):
        orgs = {each.org_code for each in lists.values()}
        least = max(charters.in_force(OpenWeb, on=on, org=org).least_people for org in orgs)
        hidden |= without_total({number: each.people for number, each in lists.items()}, least)
    return frozenset(hidden & asked.keys())


def _beside(years: frozenset[tuple[str, str]]) -> tuple[Mapping[int, _List], ...]:
    """The lists of each kind and year by their notices' numbers: how many are on each.

    Counted by whose money it is, else by whom the line is about; organisations are nobody.
    """
    beside = Q()
    for kind, year in years:
        beside |= Q(notice__kind=kind, notice__period__startswith=f"{year}")
    named = NoticeItem.objects.filter(beside).annotate(
        who=Coalesce(NullIf(F("payee"), Value("")), F("subject"))
    )
    people = Count("who", distinct=True, filter=~Q(who__startswith="O:"))
    columns = ("notice", "notice__kind", "notice__period", "notice__org_code")
    rows = named.order_by().values_list(*columns).annotate(people=people)
    found: dict[tuple[str, str], dict[int, _List]] = defaultdict(dict)
    for number, kind, period, org_code, count in rows:
        found[kind, period[:4]][number] = _List(org_code, count)
    return tuple(found.values())
