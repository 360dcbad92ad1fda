"""What rules, and rooms that have a kind of sheet, see of sheets (带走的表事实)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from liancun.base.watermark import Watermark
from liancun.rooms.sheets.models import ItemEvent, Sheet, SheetItem
from liancun.rooms.sheets.rules import WAITING


def with_state(rows: "QuerySet[SheetItem]", asof: Watermark | None = None) -> Any:
    """Items with what became of them last: `status`, `revision`, `base`, `reason`."""
    events = ItemEvent.objects.filter(item=OuterRef("pk"))
    if asof is not None:
        events = asof.limit(events)
    last = events.order_by("-pk")
    return rows.annotate(
        status=Subquery(last.values("status")[:1]),
        revision=Subquery(last.values("revision")[:1]),
        base=Subquery(last.values("base")[:1]),
        reason=Subquery(last.values("reason")[:1]),
    )


def disputed(org_code: str, kind: str, periods: Iterable[str], asof: Watermark) -> frozenset[tuple[str, str]]:
    """(subject, period) of which an item waits at a watermark: what is owed for it is not known yet."""
    rows = asof.limit(SheetItem.objects.filter(org_code=org_code, sheet__kind=kind, period__in=list(periods)))
    found = with_state(rows, asof).filter(status__in=WAITING).values_list("subject", "period")
    return frozenset(found)


def waiting_days(items: Iterable[int]) -> Mapping[int, Any]:
    """Item -> the day since which it waits: that of its first event of the kind it waits by."""
    rows = ItemEvent.objects.filter(item__in=list(items), status__in=WAITING).order_by("-pk")
    return dict(rows.values_list("item", "on"))


def items_of(sheets: Iterable[int]) -> Any:
    """Every item of some sheets with its state, by number and then as they came."""
    rows = SheetItem.objects.filter(sheet__in=list(sheets))
    return with_state(rows).annotate(code=F("sheet__code")).order_by("sheet", "seq", "pk")


def sheets_named(org_code: str, codes: Iterable[str]) -> dict[str, Sheet]:
    """Sheets of an organisation by their codes."""
    return {row.code: row for row in Sheet.objects.filter(org_code=org_code, code__in=set(codes))}
