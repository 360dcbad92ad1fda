"""Visits: the list, one, a record to print, and those that came too close together (走访)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Day, Span, Text, Whole, Word, _
from liancun.rooms.duties import facts, rules
from liancun.rooms.duties import fields as f
from liancun.rooms.duties.models import Visit
from liancun.rooms.duties.queries.common import HEAD, VILLAGE_NAME, villages_seen
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class VisitRow:
    """A visit as the list shows it (走访). Hardship and its cause are not in it."""

    visited_on: A[date, f.VISITED_ON]
    time: A[str, Text(_("时间"))]
    head: A[str, HEAD]
    village: A[str, VILLAGE_NAME]
    visitor_name: A[str, Text(_("走访人"))]
    kind_name: A[str, Word(_("走访方式"))]
    changes: A[str, f.CHANGES]
    short: A[tuple[str, ...], f.SHORT_OF]
    found: A[str, Text(_("问题"))]
    asked: A[str, f.ASKED]
    answer_by: A[date | None, f.ANSWER_BY]
    household: str
    village_code: str
    visitor: str
    kind: str
    void: bool
    ref: str


@dataclass(frozen=True)
class VisitPage:
    """A page of visits (走访清单)."""

    total: int
    homes: A[int, Whole(_("走到的户"))]
    rows: tuple[VisitRow, ...]


@listed(
    "duties.visits",
    title=_("走访记录"),
    sorts=("visited_on",),
    path="duties/visits",
    empty=_("没有走访记录"),
)
def visit_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("月份或年"), example="2025-09")] = "",
    village_code: A[str, f.VILLAGE] = "",
    household: A[str, f.HOUSEHOLD] = "",
    visitor: A[str, Choice(_("走访人"), "registry.people", open=True, most=20)] = "",
    kind: A[str, f.VISIT_KIND] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> VisitPage:
    """Visits in reach that stand, newest first."""
    seen = villages_seen(viewer, org_code)
    rows = standing(Visit.objects.filter(org_code=org_code)).filter(void=False)
    if seen is not None:
        rows = rows.filter(village_code__in=seen)
    wanted = {"village_code": village_code, "household": household, "visitor": visitor, "kind": kind}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if period:
        days = Period.parse(period)
        rows = rows.filter(visited_on__gte=days.first_day, visited_on__lte=days.last_day)
    counts = rows.aggregate(all=Count("pk"), homes=Count("household", filter=~Q(household=""), distinct=True))
    rows = rows.order_by(*filter(None, [sort]), "-visited_on", "-time", "-pk")
    return VisitPage(counts["all"], counts["homes"], _shown(viewer, list(rows[offset : offset + limit])))


def _shown(viewer: Viewer, rows: Sequence[Visit]) -> tuple[VisitRow, ...]:
    heads = registry.household_names(viewer, {row.household for row in rows if row.household})
    people = registry.names_of_posted({row.visitor for row in rows})
    villages = registry.village_names()
    kinds = facts.terms_on(rows[0].org_code, max(row.visited_on for row in rows)).visit_kinds if rows else {}
    return tuple(_row(row, heads, people, villages, kinds) for row in rows)


def _row(
    row: Visit,
    heads: Mapping[str, str],
    people: Mapping[str, str],
    villages: Mapping[str, str],
    kinds: Mapping[str, str],
) -> VisitRow:
    village = villages.get(row.village_code, row.village_code)
    return VisitRow(
        row.visited_on,
        row.time,
        heads.get(row.household, row.household) if row.household else village,
        village,
        people.get(row.visitor, row.visitor),
        kinds.get(row.kind, row.kind),
        row.changes,
        tuple(row.short.split()),
        row.found,
        row.asked,
        row.answer_by,
        row.household,
        row.village_code,
        row.visitor,
        row.kind,
        row.void,
        f"visit:{row.pk}",
    )


def visit(viewer: Viewer, visit_id: int) -> tuple[VisitRow, str]:
    """One visit and whose it is: to those in whose reach it is, and to the household."""
    row = Visit.objects.filter(pk=visit_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    if not (row.household and row.household in viewer.households):
        viewer.must_see(row.org_code, row.village_code)
    return _shown(viewer, [row])[0], row.org_code


def visits_of_homes(viewer: Viewer, *, limit: int = 5) -> tuple[VisitRow, ...]:
    """The latest visits to a viewer's own households."""
    if not viewer.households:
        return ()
    rows = standing(Visit.objects.filter(household__in=viewer.households)).filter(void=False)
    return _shown(viewer, list(rows.order_by("-visited_on", "-time", "-pk")[:limit]))


@dataclass(frozen=True)
class VisitRecord:
    """A household's visits of a year as they are printed (走访记录)."""

    org_code: str
    org_name: str
    household: str
    head: str
    village: str
    year: int
    rows: tuple[VisitRow, ...]


def visit_record(viewer: Viewer, org_code: str, household: str, year: int) -> VisitRecord:
    """The record that stays with the household; to those in whose reach it is, and to itself."""
    rows = Visit.objects.filter(org_code=org_code, household=household)
    village = rows.order_by("pk").values_list("village_code", flat=True).first()
    if village is None:
        raise Refusal("viewer.not_found")
    if household not in viewer.households:
        viewer.must_see(org_code, village)
    kept = standing(rows).filter(void=False, visited_on__year=year).order_by("visited_on", "time", "pk")
    return VisitRecord(
        org_code,
        registry.org_name(org_code),
        household,
        registry.household_names(viewer, [household]).get(household, household),
        registry.village_names().get(village, village),
        year,
        _shown(viewer, list(kept)),
    )


# --- too close together ---------------------------------------------------------------------------

WAYS = (("stated", _("写的时间")), ("recorded", _("登记的时间")))


@dataclass(frozen=True)
class CrowdRow:
    """Visits of one person too close together to be true (集中走访): to be looked at again, not refused."""

    visitor_name: A[str, Text(_("走访人"))]
    visited_on: A[date, Day(_("日期"))]
    time: A[str, Text(_("从几点"))]
    visits: A[int, Whole(_("次数"))]
    way: A[str, Choice(_("按什么看"), WAYS)]
    village: A[str, VILLAGE_NAME]
    visitor: str


@listed(
    "duties.crowded",
    title=_("集中走访"),
    sorts=("visits",),
    path="duties/crowded",
    empty=_("没有一个人一分钟走许多户的"),
)
def crowded(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    period: A[str, Span(_("月份或年"), example="2025-09")] = "",
) -> tuple[CrowdRow, ...]:
    """Where one person made many visits within a minute: by the times written, or as recorded one by one."""
    seen = villages_seen(viewer, org_code)
    rows = standing(Visit.objects.filter(org_code=org_code)).filter(void=False)
    if seen is not None:
        rows = rows.filter(village_code__in=seen)
    if period:
        days = Period.parse(period)
        rows = rows.filter(visited_on__gte=days.first_day, visited_on__lte=days.last_day)
    terms = facts.terms_on(org_code, on)
    times = [*_stated(rows, terms.crowd_visits), *_recorded(rows, terms.crowd_visits)]
    people = registry.names_of_posted({visitor for visitor, *_rest in times})
    villages = registry.village_names()
    return tuple(
        CrowdRow(
            people.get(visitor, visitor),
            day,
            f"{first // 3600:02d}:{first % 3600 // 60:02d}",
            count,
            way,
            villages.get(village, village),
            visitor,
        )
        for visitor, day, way, village, seconds in times
        for first, count in rules.crowds(seconds, terms.crowd_visits, terms.crowd_seconds)
    )


Times = tuple[str, date, str, str, list[int]]
"""(visitor, day, way, village, seconds of the day)."""


def _stated(rows: "QuerySet[Visit]", most: int) -> list[Times]:
    """The times written, of each person and day with enough visits."""
    rows = rows.exclude(time="")
    busy = (
        rows.values("visitor", "visited_on").annotate(visits=Count("pk")).filter(visits__gte=most).order_by()
    )
    wanted = {(row["visitor"], row["visited_on"]) for row in busy}
    found: dict[tuple[str, date], Times] = {}
    columns = ("visitor", "visited_on", "time", "village_code")
    for visitor, day, time, village in _of(rows, wanted).values_list(*columns):
        if (visitor, day) in wanted:
            times = found.setdefault((visitor, day), (visitor, day, "stated", village, []))[4]
            times.append(int(time[:2]) * 3600 + int(time[3:]) * 60)
    return [found[key] for key in sorted(found)]


def _recorded(rows: "QuerySet[Visit]", most: int) -> list[Times]:
    """When visits were recorded; those of one workbook came at once and count as one."""
    busy = rows.values("visitor", "on").annotate(acts=Count("mark", distinct=True)).filter(acts__gte=most)
    wanted = {(row["visitor"], row["on"]) for row in busy.order_by()}
    found: dict[tuple[str, date], Times] = {}
    met: set[int] = set()
    columns = ("visitor", "on", "recorded_at", "mark", "village_code")
    for visitor, day, at, mark, village in _of(rows, wanted, "on").values_list(*columns):
        if (visitor, day) in wanted and mark not in met:
            met.add(mark)
            local = clock.in_town(at)
            times = found.setdefault((visitor, day), (visitor, day, "recorded", village, []))[4]
            times.append(local.hour * 3600 + local.minute * 60 + local.second)
    return [found[key] for key in sorted(found)]


def _of(
    rows: "QuerySet[Visit]", wanted: set[tuple[str, date]], column: str = "visited_on"
) -> "QuerySet[Visit]":
    people, days = {visitor for visitor, _day in wanted}, {day for _visitor, day in wanted}
    return rows.filter(**{"visitor__in": people, f"{column}__in": days}).order_by("pk")
