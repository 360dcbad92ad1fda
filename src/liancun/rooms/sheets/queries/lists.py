"""What was taken along and what waits, as pages list it (带走的表清单)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Code, Day, Flag, Text, Whole, Word, _
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.queries import household_names, names_of_posted
from liancun.rooms.sheets import facts
from liancun.rooms.sheets.fields import DEVICE, KIND, PERIOD, STATUS
from liancun.rooms.sheets.kinds import Desk, kind_named
from liancun.rooms.sheets.models import ItemEvent, Sheet, SheetEnd, SheetItem
from liancun.rooms.sheets.rules import WAITING, Receiving

WORKER = Text(_("带走的人"))
STATE, FIGURES = Word(_("手机上的"), of="sheet_state"), Text(_("手机上的分"))
STANDING, STANDING_FIGURES = Word(_("已有的"), of="sheet_state"), Text(_("已有的分"))
WHY = Word(_("为什么等"), of="sheet_waits")
ALARM = Flag(_("要找手机"), yes=_("要找"), no="")


def may_read(viewer: Viewer, org_code: str) -> bool:
    """Whether the sheets of an organisation are this viewer's to read: of a village in reach."""
    return viewer.sees(org_code) and bool(registry.village_of_collective(org_code))


def _must_read(viewer: Viewer, org_code: str) -> None:
    if not may_read(viewer, org_code):
        raise Refusal("viewer.not_found")


@dataclass(frozen=True)
class TakenRow:
    """A sheet that was taken along (带走的表)."""

    code: A[str, Code(_("表号"), link="ref")]
    kind: A[str, KIND]
    month: A[str, PERIOD]
    worker: A[str, WORKER]
    device: A[str, DEVICE]
    taken_on: A[date, Day(_("带走日"))]
    subjects: A[int, Whole(_("户数"))]
    received: A[int, Whole(_("收到"))]
    waiting: A[int, Whole(_("等着的"))]
    ended_on: A[date | None, Day(_("停用日"))]
    ref: str


@dataclass(frozen=True)
class TakenPage:
    """A page of the sheets taken along, the latest first (带走的表)."""

    total: int
    rows: tuple[TakenRow, ...]


@listed(
    "sheets.taken",
    title=_("带走的表"),
    path="sheets",
    empty=_("还没有人带走过表"),
    serves=may_read,
)
def taken_page(
    viewer: Viewer,
    org_code: str,
    *,
    month: A[str, PERIOD] = "",
    limit: int = 50,
    offset: int = 0,
) -> TakenPage:
    """The sheets that were taken along, who has them, and how much came back."""
    _must_read(viewer, org_code)
    rows = viewer.limit(Sheet.objects.filter(org_code=org_code))
    if month:
        rows = rows.filter(period=month)
    page, total = page_of(rows.order_by("-pk"), limit, offset)
    sheets = [row.pk for row in page]
    came: Counter[int] = Counter()
    waits: Counter[int] = Counter()
    for sheet, status in facts.items_of(sheets).values_list("sheet_id", "status"):
        came[sheet] += 1
        waits[sheet] += status in WAITING
    ended = dict(SheetEnd.objects.filter(sheet__in=sheets).values_list("sheet_id", "on"))
    people = names_of_posted(row.worker for row in page)
    return TakenPage(
        total,
        tuple(
            TakenRow(
                row.code,
                row.kind,
                row.period,
                people.get(row.worker, ""),
                row.device,
                row.on,
                len(row.subjects),
                came[row.pk],
                waits[row.pk],
                ended.get(row.pk),
                f"sheet:{row.code}",
            )
            for row in page
        ),
    )


@dataclass(frozen=True)
class WaitingRow:
    """An item that waits, both sides beside each other (等着的一条)."""

    head: A[str, Text(_("户主"), link="ref")]
    household: A[str, Code(_("户编码"))]
    month: A[str, PERIOD]
    status: A[str, STATUS]
    why: A[str, WHY]
    sent: A[str, STATE]
    sent_says: A[str, FIGURES]
    standing: A[str, STANDING]
    standing_says: A[str, STANDING_FIGURES]
    worker: A[str, WORKER]
    received_on: A[date, Day(_("收到日"))]
    days: A[int, Whole(_("等了"), of=_("天"))]
    alarm: A[bool, ALARM]
    ref: str


@dataclass(frozen=True)
class WaitingPage:
    """A page of what waits for a second person, the longest first (等着裁定的)."""

    total: int
    alarms: A[int, Whole(_("要找手机的"))]
    rows: tuple[WaitingRow, ...]


@listed(
    "sheets.waiting",
    title=_("有争议和暂存的"),
    path="sheets/waiting",
    empty=_("没有等着的:手机送来的都登记了"),
    serves=may_read,
)
def waiting_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    month: A[str, PERIOD] = "",
    limit: int = 50,
    offset: int = 0,
) -> WaitingPage:
    """What waits: in dispute, before its turn, or for a second look; none is dropped or forced."""
    _must_read(viewer, org_code)
    rows = viewer.limit(SheetItem.objects.filter(org_code=org_code)).select_related("sheet")
    if month:
        rows = rows.filter(sheet__period=month)
    found = [*facts.with_state(rows).filter(status__in=WAITING).order_by("on", "pk")]
    most = charters.in_force(Receiving, on=on, org=org_code).alarm_days
    shown = found[offset : offset + limit]
    heads = household_names(viewer, [row.subject for row in shown])
    people = names_of_posted(row.sheet.worker for row in shown)
    desks: dict[tuple[str, str], Desk] = {}
    return WaitingPage(
        len(found),
        sum((on - row.on).days >= most for row in found),
        tuple(_waiting_row(row, viewer, on, most, heads, people, desks) for row in shown),
    )


def _waiting_row(
    row: Any,
    viewer: Viewer,
    on: date,
    most: int,
    heads: Mapping[str, str],
    people: Mapping[str, str],
    desks: dict[tuple[str, str], Desk],
) -> WaitingRow:
    kind = kind_named(row.sheet.kind)
    standing = _desk_of(row, viewer, on, desks).standing(row.subject)
    state, figures = kind.tells(row.content)
    known, known_figures = kind.tells(standing.content) if standing else ("", "")
    days = (on - row.on).days
    return WaitingRow(
        heads.get(row.subject, ""),
        row.subject,
        row.sheet.period,
        row.status,
        _why(row.reason),
        state,
        figures,
        known,
        known_figures,
        people.get(row.sheet.worker, ""),
        row.on,
        days,
        days >= most,
        f"sheet_item:{row.pk}",
    )


def _why(reason: Mapping[str, Any]) -> str:
    """What an item waits for, in a word; whatever its room has against the month is that it is closed."""
    room, _dot, code = str(reason["code"]).partition(".")
    return code if room == "sheets" else "closed"


def _desk_of(row: Any, viewer: Viewer, on: date, desks: dict[tuple[str, str], Desk]) -> Desk:
    key = (row.sheet.kind, row.sheet.period)
    if key not in desks:
        kind = kind_named(row.sheet.kind)
        desks[key] = kind.desk(row.org_code, Period.parse(row.sheet.period), viewer, on)
    return desks[key]


@dataclass(frozen=True)
class ItemRow:
    """One item, with the other side (一条):, what it said, what stands, and what was decided."""

    head: A[str, Text(_("户主"), link="ref")]
    household: A[str, Code(_("户编码"))]
    month: A[str, PERIOD]
    status: A[str, STATUS]
    sent: A[str, STATE]
    sent_says: A[str, FIGURES]
    remark: A[str, Text(_("备注"))]
    standing: A[str, STANDING]
    standing_says: A[str, STANDING_FIGURES]
    worker: A[str, WORKER]
    seq: A[int, Whole(_("序号"))]
    scored_on: A[date | None, Day(_("手机上的日子"))]
    counted_on: A[date, Day(_("算哪一天"))]
    received_on: A[date, Day(_("收到日"))]
    decided: A[str, Text(_("裁定理由"))]
    ref: str


@dataclass(frozen=True)
class ItemCard:
    """An item, whose it is, and every step of it (一条的经过)."""

    row: ItemRow
    org_code: str
    village_code: str
    sheet: str
    reasons: tuple[Reason, ...]


def item_card(viewer: Viewer, item_id: int, *, on: date) -> ItemCard:
    """One item with both sides; refuses, as not found, one out of reach."""
    rows = SheetItem.objects.filter(pk=item_id).select_related("sheet")
    row = facts.with_state(rows).first()
    if row is None or not viewer.sees(row.org_code, row.village_code):
        raise Refusal("viewer.not_found")
    events = list(ItemEvent.objects.filter(item=item_id).order_by("pk"))
    kind = kind_named(row.sheet.kind)
    standing = _desk_of(row, viewer, on, {}).standing(row.subject)
    state, figures = kind.tells(row.content)
    known, known_figures = kind.tells(standing.content) if standing else ("", "")
    shown = ItemRow(
        household_names(viewer, [row.subject]).get(row.subject, ""),
        row.subject,
        row.sheet.period,
        row.status,
        state,
        figures,
        str(row.content.get("remark") or "")[:60],
        known,
        known_figures,
        names_of_posted([row.sheet.worker]).get(row.sheet.worker, ""),
        row.seq,
        row.scored_on,
        row.counted_on,
        row.on,
        events[-1].said,
        f"household:{row.subject}",
    )
    reasons = tuple(Reason.from_data(event.reason) for event in events)
    return ItemCard(shown, row.org_code, row.village_code, row.sheet.code, reasons)


@dataclass(frozen=True)
class SheetCard:
    """One sheet (一张表): what the list says of it."""

    row: TakenRow
    org_code: str
    village_code: str


def sheet_card(viewer: Viewer, code: str) -> SheetCard:
    """One sheet; refuses, as not found, one out of reach."""
    found = Sheet.objects.filter(code=code).first()
    if found is None or not viewer.sees(found.org_code, found.village_code):
        raise Refusal("viewer.not_found")
    rows = taken_page(viewer, found.org_code, month=found.period, limit=10**6).rows
    row = next(each for each in rows if each.code == code)
    return SheetCard(row, found.org_code, found.village_code)
