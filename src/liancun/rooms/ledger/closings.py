"""What a month wants before it is closed, and how months were closed and opened (结账核对、结账记录)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.unentered import unentered as asked_of_every_room
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Day, Month, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.accounts import has_book
from liancun.rooms.ledger.models import ClosedAnyway, PeriodEvent, ReopeningAnswered, ReopeningAsked
from liancun.rooms.ledger.rules import next_to_close, period_of
from liancun.rooms.registry.queries import staff_names

STEPS = (
    ("closed", _("结账")),
    ("closed_anyway", _("没入账也结")),
    ("asked", _("申请重新打开")),
    ("agreed", _("同意,已打开")),
    ("refused", _("不同意打开")),
    ("sealed", _("封账")),
)


@dataclass(frozen=True)
class UnenteredRow:
    """One thing that is not in the book of a month (未入账的一项)."""

    ref: str
    what: A[str, Word(_("还没入账的"), of="unentered", link="ref")]
    kind: A[str, Word(_("类别"), of="kind")]
    period: A[str, Span(_("期间"))]
    count: A[int, Whole(_("笔数"))]
    fen: A[int | None, Yuan(_("金额"), None)]


@dataclass(frozen=True)
class UnenteredPage:
    """What a month's book still wants (结账核对)."""

    org_code: str
    rows: tuple[UnenteredRow, ...]
    total: int
    month: A[str, Month(_("要结的月份"))]


@listed(
    "ledger.unentered",
    title=_("结账核对"),
    path="/books/{org_code}/unentered",
    command="unentered",
    serves=has_book,
    empty=_("这个月该入账的都入账了,可以结账"),
)
def unentered(
    viewer: Viewer,
    org_code: str,
    month: A[str, Month(_("月份"), example="2025-03")] = "",
    *,
    limit: int,
    offset: int = 0,
) -> UnenteredPage:
    """What is not in the book of a month, the next to close unasked: lists not entered, or not made."""
    viewer.must_see(org_code)
    wanted = period_of(month) if month else next_to_close(facts.period_state(org_code))
    rows = tuple(
        UnenteredRow(each.ref, each.code, each.kind, each.period, each.count, each.fen)
        for each in asked_of_every_room(org_code, wanted)
    )
    return UnenteredPage(org_code, rows[offset : offset + limit], len(rows), str(wanted))


@dataclass(frozen=True)
class ClosingRow:
    """A step of a book's months (结账、重开的一步)."""

    on: A[date, Day(_("日期"))]
    period: A[str, Span(_("期间"))]
    step: A[str, Choice(_("办了什么"), STEPS)]
    by_name: A[str, Text(_("办理人"))]
    reason: A[str, Text(_("原因"))]
    count: A[int | None, Whole(_("没入账的"), of=_("项"))]


@dataclass(frozen=True)
class ClosingsPage:
    """The months of a book as they were closed and opened, the last step first (结账记录)."""

    org_code: str
    rows: tuple[ClosingRow, ...]
    total: int


@listed(
    "ledger.closings",
    title=_("结账记录"),
    path="/books/{org_code}/closings",
    command="closings",
    serves=has_book,
    empty=_("还没有结过账"),
)
def closings(viewer: Viewer, org_code: str, *, limit: int, offset: int = 0) -> ClosingsPage:
    """How months were closed, asked for, opened again, and years sealed; the last first."""
    viewer.must_see(org_code)
    steps = sorted(_steps(org_code), key=lambda each: each.mark, reverse=True)
    page = steps[offset : offset + limit]
    staff = staff_names(viewer, (each.by for each in page))
    rows = tuple(
        ClosingRow(each.on, each.period, each.step, staff[each.by], each.reason, each.count) for each in page
    )
    return ClosingsPage(org_code, rows, len(steps))


@dataclass(frozen=True)
class _Step:
    mark: int
    on: date
    period: str
    step: str
    by: str
    reason: str = ""
    count: int | None = None


def _steps(org_code: str) -> Iterator[_Step]:
    anyway = {each.event_id: each for each in ClosedAnyway.objects.filter(org_code=org_code)}
    for row in PeriodEvent.objects.filter(org_code=org_code):
        why = anyway.get(row.pk)
        step = "sealed" if "-" not in row.period else "closed_anyway" if why and why.unentered else "closed"
        reason, count = (why.reason, len(why.unentered)) if why else ("", None)
        yield _Step(row.mark, row.on, row.period, step, row.recorded_by, reason, count)
    for wish in ReopeningAsked.objects.filter(org_code=org_code):
        yield _Step(wish.mark, wish.on, wish.month, "asked", wish.recorded_by, wish.reason)
    for said in ReopeningAnswered.objects.filter(org_code=org_code).select_related("asked"):
        step = "agreed" if said.agreed else "refused"
        yield _Step(said.mark, said.on, said.asked.month, step, said.recorded_by, said.words)
