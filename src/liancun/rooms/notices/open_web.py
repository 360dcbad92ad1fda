"""Lists whose total the open web is not told (合计不公开的清单): too few people stand on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from liancun.base import charters
from liancun.base.page_cache import kept
from liancun.rooms.notices.models import Notice, NoticeItem
from liancun.rooms.notices.rules import OpenWeb, without_total


@dataclass(frozen=True)
class _List:
    """A list as this asks of it: whose, and how many people or households are on it."""

    org_code: str
    people: int


def without_totals(notices: Iterable[Notice], on: date) -> frozenset[int]:
    """Those of some notices that are shown without their total to who may not see their lines.

    Looked at with every list of the same kind and year, of all organisations: a year's total, a town's or the
    other months' would give away the one that is left out.
    """
    asked = {notice.pk: notice for notice in notices}
    if not asked:
        return frozenset()
    hidden: set[int] = set()
    for lists in _beside(frozenset((each.kind, each.period[:4]) for each in asked.values())):
        orgs = {each.org_code for each in lists.values()}
        least = max(charters.in_force(OpenWeb, on=on, org=org).least_people for org in orgs)
        hidden |= without_total({number: each.people for number, each in lists.items()}, least)
    return frozenset(hidden & asked.keys())


@kept
def _beside(years: frozenset[tuple[str, str]]) -> tuple[Mapping[int, _List], ...]:
    """The lists of each kind and year by their notices' numbers."""
    beside = Q()
    for kind, year in years:
        beside |= Q(kind=kind, period__startswith=year)
    rows = list(Notice.objects.filter(beside).values_list("pk", "kind", "period", "org_code"))
    people = dict(_people(number for number, *_rest in rows))
    found: dict[tuple[str, str], dict[int, _List]] = defaultdict(dict)
    for number, kind, period, org_code in rows:
        found[kind, period[:4]][number] = _List(org_code, people.get(number, 0))
    return tuple(found.values())


def _people(notices: Iterable[int]) -> Iterable[tuple[int, int]]:
    """(notice, how many are on it): whose money it is, else whom the line is about; no organisations."""
    items = NoticeItem.objects.filter(notice__in=list(notices))
    named = items.annotate(who=Coalesce(NullIf(F("payee"), Value("")), F("subject")))
    people = named.exclude(who__startswith="O:").order_by()
    return people.values_list("notice").annotate(Count("who", distinct=True))
