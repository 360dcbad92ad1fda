"""The readers of pooled resources (统筹资源查询)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet, Sum

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Code, Day, Quantity, Text, _
from liancun.rooms.committee.models import PooledResource, ResourceEnding, ResourceReturn, ResourceUse
from liancun.rooms.committee.pooling import AMOUNTS, KINDS, MONEY
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.fields import VILLAGE


@dataclass(frozen=True)
class ResourceRow:
    """A pooled resource on a day (统筹资源): what there is, what is out, what is free."""

    code: A[str, Code(_("资源编号"), link="ref")]
    kind: A[str, Choice(_("类别"), KINDS)]
    title: A[str, Text(_("名称"))]
    village: A[str, Text(_("出资源的村"))]
    source: A[str, Text(_("来自哪里"))]
    quantity: A[int, Quantity(_("数量"), by="kind", kinds=AMOUNTS)]
    used: A[int, Quantity(_("在用"), by="kind", kinds=AMOUNTS)]
    free: A[int, Quantity(_("可用"), by="kind", kinds=AMOUNTS)]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"))]
    ref: str


@dataclass(frozen=True)
class ResourcePage:
    """A page of pooled resources (统筹资源)."""

    total: int
    rows: tuple[ResourceRow, ...]


@dataclass(frozen=True)
class UseRow:
    """One use of a pooled resource (使用)."""

    code: A[str, Code(_("资源编号"), link="resource_ref")]
    title: A[str, Text(_("名称"))]
    kind: A[str, Choice(_("类别"), KINDS)]
    village: A[str, Text(_("用在哪个村"))]
    purpose: A[str, Text(_("用于"), link="ref")]
    quantity: A[int, Quantity(_("数量"), by="kind", kinds=AMOUNTS)]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"))]
    document: A[str, Text(_("依据"))]
    resource_ref: str
    ref: str


@dataclass(frozen=True)
class UsePage:
    """A page of uses (资源使用)."""

    total: int
    rows: tuple[UseRow, ...]


@listed("committee.resources", title=_("统筹资源"), path="resources", empty=_("还没有统筹资源"))
def resources(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    kind: A[str, Choice(_("类别"), KINDS)] = "",
    village_code: A[str, replace(VILLAGE, label=_("出资源的村"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> ResourcePage:
    """What villages pooled, by kind and number, with what is out on a day; money given out stays out."""
    viewer.must_see(org_code)
    rows = PooledResource.objects.filter(org_code=org_code)
    for name, said in (("kind", kind), ("village_code", village_code)):
        if said:
            rows = rows.filter(**{name: said})
    page, total = page_of(rows.order_by("kind", "code"), limit, offset)
    return ResourcePage(total, tuple(resource_rows(page, on)))


def resource_rows(page: Iterable[PooledResource], on: date) -> Iterable[ResourceRow]:
    """Resources with what is out of each on a day."""
    found = list(page)
    ids = [row.pk for row in found]
    out = out_on(ResourceUse.objects.filter(resource__in=ids), on)
    ended = dict(ResourceEnding.objects.filter(resource__in=ids).values_list("resource", "ended_on"))
    places = registry.village_names()
    for row in found:
        end = ended.get(row.pk) or row.end
        there = row.quantity if row.start <= on and (end is None or on <= end) else 0
        used = out.get(row.pk, 0)
        yield ResourceRow(
            row.code,
            row.kind,
            row.title,
            places.get(row.village_code, row.village_code),
            row.source,
            row.quantity,
            used,
            max(there - used, 0),
            row.start,
            end,
            f"resource:{row.org_code}/{row.code}",
        )


def out_on(rows: "QuerySet[ResourceUse]", on: date) -> Mapping[int, int]:
    """Resource -> how much of it is out on a day; of money all that was given out by then."""
    over = ResourceReturn.objects.filter(ended_on__lt=on).values("use")
    running = (Q(end__isnull=True) | Q(end__gte=on)) & ~Q(pk__in=over)
    rows = rows.filter(Q(resource__kind=MONEY) | running, start__lte=on)
    return dict(rows.order_by().values_list("resource").annotate(out=Sum("quantity")))


@listed("committee.resource_uses", title=_("资源使用"), path="resource-uses", empty=_("统筹资源还没有使用"))
def resource_uses(
    viewer: Viewer,
    org_code: str,
    *,
    code: A[str, Choice(_("资源"), "committee.resources", most=40)] = "",
    village_code: A[str, replace(VILLAGE, label=_("用在哪个村"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> UsePage:
    """What pooled resources are used for, the latest first."""
    viewer.must_see(org_code)
    rows = ResourceUse.objects.filter(org_code=org_code).select_related("resource")
    if code:
        rows = rows.filter(resource__code=code)
    if village_code:
        rows = rows.filter(village_code=village_code)
    page, total = page_of(rows.order_by("-start", "-pk"), limit, offset)
    return UsePage(total, use_rows(page))


def use_rows(page: Iterable[ResourceUse]) -> tuple[UseRow, ...]:
    """Uses as they are shown, early returns taken in."""
    found = list(page)
    ended = dict(
        ResourceReturn.objects.filter(use__in=[row.pk for row in found]).values_list("use", "ended_on")
    )
    places = registry.village_names()
    return tuple(
        UseRow(
            row.resource.code,
            row.resource.title,
            row.resource.kind,
            places.get(row.village_code, row.village_code),
            row.purpose,
            row.quantity,
            row.start,
            ended.get(row.pk) or row.end,
            row.document,
            f"resource:{row.org_code}/{row.resource.code}",
            f"resource_use:{row.pk}",
        )
        for row in found
    )
