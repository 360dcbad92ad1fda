"""What lines come to (结算合计): over a year, by kind and village; and what of it is still open."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum

from liancun.base import charters, clock
from liancun.base.lists import listed
from liancun.base.request_cache import once
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Span, Whole, _
from liancun.rooms.settlement import facts, gateways
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.settlement.queries.instalments import Instalment, instalments
from liancun.rooms.settlement.queries.lines import page_of_lines
from liancun.rooms.settlement.queries.pages import (
    ArrearsRow,
    KindSum,
    LinesPage,
    VillageSum,
)
from liancun.rooms.settlement.queries.scope import PAGE, lines_in_reach, own_lines


def year_to_show(viewer: Viewer, *, on: date) -> int:
    """The year a page opens on: the one that the town says, else the last that has money booked in reach.

    The last year goes before this one, which is not over; where there is no money at all, it is this one.
    """
    if said := charters.town().year:
        return said
    booked = facts.postable(lines_in_reach(viewer).filter(payable=True))
    for year in (on.year - 1, on.year):
        if booked.filter(run__period__startswith=f"{year}").exists():
            return year
    newest = booked.aggregate(period=Max("run__period"))["period"]
    return int(newest[:4]) if newest else on.year


def own_year(viewer: Viewer, year: int) -> tuple[KindSum, ...]:
    """The viewer's and the own household's posted lines of a year's periods, summed by kind (全年收付)."""
    directions = {each.name: each.direction for each in all_kinds()}
    kinds: dict[str, list[Any]] = {}
    for row in _own_posted(viewer, year):
        kinds.setdefault(row.kind, []).append(row)
    return tuple(
        KindSum(
            kind,
            directions[kind],
            len(rows),
            sum(row.amount_fen for row in rows),
            sum(row.settled_fen for row in rows),
            rows[0].pk if len(rows) == 1 else 0,
        )
        for kind, rows in sorted(kinds.items())
    )


@once
def _own_posted(viewer: Viewer, year: int) -> tuple[Any, ...]:
    """The viewer's and the own household's posted lines of a year's periods, and what was settled of each."""
    rows = RunLine.objects.filter(own_lines(viewer), payable=True, run__period__startswith=f"{year}")
    told = facts.postable(rows).annotate(kind=F("run__kind"), settled_fen=facts.settled_fen())
    return tuple(told.defer(*facts.REASONS).order_by("pk"))


def own_due(viewer: Viewer, year: int) -> tuple[Instalment, ...]:
    """What of the viewer's own bills of a year is due in parts, the earliest first (分期)."""
    collected = [each.name for each in all_kinds() if each.direction == "collect"]
    rows = [row for row in _own_posted(viewer, year) if row.kind in collected]
    parts = [part for row in rows for part in instalments(row.outcome, row.amount_fen, row.settled_fen)]
    return tuple(sorted(parts, key=lambda part: part.due_on))


def village_year(viewer: Viewer, year: int) -> tuple[VillageSum, ...]:
    """The people's posted lines of a year's periods in reach, by kind and village (各村全年收付)."""
    directions = {each.name: each.direction for each in all_kinds()}
    sums = _people_year(viewer, year).order_by().values("run__kind", "village_code")
    found: Any = sums.annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("run__kind", "village_code")
    return tuple(
        VillageSum(row["run__kind"], directions[row["run__kind"]], row["village_code"], row["n"], row["fen"])
        for row in found
    )


def _has_office(viewer: Viewer, org_code: str) -> bool:
    """Whether the sums of others are the viewer's business."""
    return bool(viewer.posts) or viewer.oversees


@listed(
    "settlement.year",
    title=_("一年里已入账的个人款项"),
    sorts=("amount_fen", "period"),
    path="money/{year}/{kind}",
    serves=_has_office,
    reach=True,
    empty=_("没有这样的行"),
)
def year_lines(
    viewer: Viewer,
    org_code: str = "",
    *,
    year: A[int, Whole(_("年度"), 2000, 2100)] = 0,
    kind: A[str, Choice(_("类别"), "settlement.kinds")] = "",
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    sort: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """The lines behind one sum of `village_year`, in order; of this year where none is named."""
    if not _has_office(viewer, org_code):
        raise Refusal("viewer.not_found")
    rows = _people_year(viewer, year or clock.today().year)
    wanted = {"org_code": org_code, "run__kind": kind, "village_code": village_code}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    hidden = ("open_fen", "state", *(["kind"] if kind else []))
    return replace(page_of_lines(viewer, rows, limit, offset, sort), hidden=hidden)


def _people_year(viewer: Viewer, year: int) -> QuerySet[RunLine]:
    """Posted lines of people, by the viewer's posts; those of organisations are left out."""
    if not viewer.posts and not viewer.oversees:
        return RunLine.objects.none()
    rows = viewer.limit(RunLine.objects.filter(payable=True, run__period__startswith=f"{year}"))
    return facts.postable(rows).exclude(payee__startswith=gateways.ORG)


@listed(
    "settlement.arrears",
    title=_("欠缴和欠付"),
    sorts=("period", "open_fen", "open_lines"),
    reach=True,
    empty=_("没有入账的款项"),
)
def arrears(
    viewer: Viewer,
    org_code: str = "",
    *,
    kind: A[str, Choice(_("类别"), "settlement.kinds")] = "",
    period: A[str, Span(_("期间"))] = "",
) -> tuple[ArrearsRow, ...]:
    """What is open of each kind, per organisation, village and period of the run."""
    wanted = {"org_code": org_code, "run__kind": kind, "run__period": period}
    rows = lines_in_reach(viewer).filter(payable=True)
    posted = facts.postable(rows.filter(**{name: value for name, value in wanted.items() if value}))
    keys = ("org_code", "village_code", "run__kind", "run__period")
    due = posted.values_list(*keys).annotate(Count("pk"), Sum("amount_fen")).order_by(*keys)
    moved = Payment.objects.filter(line__in=posted.values("pk")).exclude(state=Payment.State.FAILED)
    sums = moved.order_by().values_list(*(f"line__{key}" for key in keys)).annotate(Sum("amount_fen"))
    paid = {tuple(row[:4]): row[4] for row in sums}
    open_lines = facts.unsettled(posted).order_by().values_list(*keys).annotate(Count("pk"))
    still = {tuple(row[:4]): row[4] for row in open_lines}
    orgs, villages = gateways.org_names({row[0] for row in due}), gateways.village_names()
    found = []
    for org, village, kind_of, period_of, lines, due_fen in due:
        key = (org, village, kind_of, period_of)
        paid_fen = paid.get(key, 0)
        found.append(
            ArrearsRow(
                org_code=org,
                org_name=orgs.get(org, org),
                village_code=village,
                village_name=villages.get(village, ""),
                kind=kind_of,
                period=period_of,
                lines=lines,
                open_lines=still.get(key, 0),
                due_fen=due_fen,
                paid_fen=paid_fen,
                open_fen=due_fen - paid_fen,
            )
        )
    return tuple(found)
