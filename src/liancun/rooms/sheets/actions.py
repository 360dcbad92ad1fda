"""The writers of sheets (带走的表): taken along, received in batches, decided, ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from liancun.base import charters, clock, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.permits import SYSTEM, must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, _
from liancun.rooms.registry.queries import viewer_of
from liancun.rooms.sheets import facts
from liancun.rooms.sheets.fields import DEVICE, ITEM, KIND, PERIOD, REASON, SHEET, SIDE
from liancun.rooms.sheets.items import Said, Unread, read
from liancun.rooms.sheets.kinds import kind_named, period_of
from liancun.rooms.sheets.merging import Kept, Merge, Receipt
from liancun.rooms.sheets.models import Sheet, SheetEnd, SheetItem
from liancun.rooms.sheets.rules import Receiving, Verdict, decision_fault

MOST = 500
"""Items in one batch: so many are merged in one short write."""


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A month's sheet to be taken along (带走一个月的表)."""

    kind: A[str, KIND]
    month: A[str, PERIOD]
    device: A[str, DEVICE] = ""


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """How a second person decides what waits (裁定)."""

    side: A[str, SIDE]
    reason: A[str, REASON]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """That a sheet no longer counts (停用)."""

    sheet: A[str, SHEET]
    reason: A[str, replace(REASON, help=_("如:手机丢了"))]


@offered(
    "sheets.take_sheet",
    title=_("带走一个月的表"),
    done=_("表已带走,没有网络也可以写"),
    path="sheets/{kind}/{month}",
    command="take",
    on="taken",
    gives="sheet",
)
def take_sheet(org_code: str, given: Taking, *, by: Viewer, on: date) -> str:
    """Take a month's sheet along (带走): what one is to write, in walking order. Returns its number."""
    kind, period = kind_named(given.kind), period_of(given.month)
    must_permit(by, "sheets.take_sheet", org_code)
    must_permit(by, kind.permit, org_code)
    desk = kind.desk(org_code, period, by, on)
    subjects = desk.subjects()
    if not subjects:
        raise Refusal("sheets.nothing_to_take", month=str(period))
    with act("sheets.take_sheet", org_code, by=by, on=on, village_code=desk.village) as a:
        code = f"{org_code}-{a.mark}"
        a.add(
            Sheet,
            code=code,
            kind=kind.name,
            period=str(period),
            worker=by.person,
            device=given.device,
            subjects=list(subjects),
            **a.stamp(desk.village),
        )
        a.ref, a.params = f"sheet:{code}", {"rows": len(subjects)}
    return code


def receive_items(org_code: str, items: Sequence[Any], *, by: Viewer, on: date) -> tuple[Receipt, ...]:
    """Receive a batch that a phone sends (收表): each item by itself, in the order of its numbers.

    An item's fault never stops another. Returns what is answered to each, in the order given. Raises Refusal
    where the charter lets the sender write nothing here, or the batch is too long.
    """
    must_permit(by, "sheets.receive_items", org_code)
    if len(items) > MOST:
        raise Refusal("sheets.too_many", most=MOST)
    said = [read(raw) for raw in items]
    sheets = facts.sheets_named(org_code, {each.at.sheet for each in said if isinstance(each, Said)})
    found = [_placed(each, sheets, by) for each in said]
    answers: dict[int, Receipt] = {
        number: Receipt(each.id, "refused", (each.reason,), kept=False)
        for number, each in enumerate(found)
        if isinstance(each, Unread)
    }
    placed = [(number, each) for number, each in enumerate(found) if isinstance(each, Said)]
    if placed:
        answers |= _merged(org_code, placed, sheets, by, on)
    return tuple(answers[number] for number in range(len(said)))


def offset_of(items: Sequence[Any]) -> int | None:
    """How many seconds the sender's clock is behind ours, by the last moment it names; None where none is."""
    read_ones = [each for each in map(read, items[-1:]) if isinstance(each, Said)]
    sent_at = read_ones[0].sent_at if read_ones else None
    return None if sent_at is None else (clock.now() - sent_at) // timedelta(seconds=1)


def _placed(said: Said | Unread, sheets: dict[str, Sheet], by: Viewer) -> Said | Unread:
    """An item on a sheet that the sender took along; any other is not kept here."""
    if isinstance(said, Unread):
        return said
    sheet = sheets.get(said.at.sheet)
    if sheet is None:
        return Unread(said.at.id, Reason.of("sheets.no_such_sheet", sheet=said.at.sheet))
    if sheet.worker != by.person:
        return Unread(said.at.id, Reason.of("sheets.not_your_sheet", sheet=said.at.sheet))
    if sheet.kind != said.at.kind:
        return Unread(said.at.id, Reason.of("sheets.other_kind", value=said.at.kind))
    return said


def _merged(
    org_code: str, placed: list[tuple[int, Said]], sheets: dict[str, Sheet], by: Viewer, on: date
) -> dict[int, Receipt]:
    """What the act of receiving answers, by the place in the batch."""
    village = next(iter(sheets.values())).village_code
    charter = charters.in_force(Receiving, on=on, org=org_code)
    with (
        guards.refusing(),
        act("sheets.receive_items", org_code, by=by, on=on, village_code=village) as a,
    ):
        merge = Merge(a, village, by, charter, sheets)
        order = sorted(placed, key=lambda each: (each[1].at.sheet, each[1].at.seq))
        answers = {number: merge.take(said) for number, said in order}
        merge.write()
        a.ref = f"sheet:{order[0][1].at.sheet}"
        a.params = {"rows": len(placed)}
    return answers


def may_decide(viewer: Viewer, org_code: str) -> bool:
    """Whether one of a person's posts decides what waits at an organisation."""
    return viewer.sees(org_code) and permitted(viewer, "sheets.decide_item", org_code)


@offered(
    "sheets.decide_item",
    title=_("裁定"),
    ask=_("裁定以后不能再改裁定,只能另行更正。确定吗?"),
    done=_("已裁定"),
    path="sheet_items/{item_id}/decide",
    command="decide",
    of="sheet_item",
    gives="item",
)
def decide_item(item_id: A[int, ITEM], given: Deciding, *, by: Viewer, on: date) -> int:
    """Decide what waits (裁定): whether the phone's figure or what stands is to hold, with a reason.

    Not by who wrote either. The phone's becomes the next revision; after a month is settled that is a
    supplement or deduction of the next list. What waited behind it goes on.
    """
    row = SheetItem.objects.select_related("sheet").filter(pk=item_id).first()
    if row is None or not by.sees(row.org_code, row.village_code):
        raise Refusal("viewer.not_found")
    org_code, sheet = row.org_code, row.sheet
    charter = charters.in_force(Receiving, on=on, org=org_code)
    with (
        guards.refusing(),
        act("sheets.decide_item", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        scorer = viewer_of(sheet.recorded_by, sheet.worker, on=on)
        merge = Merge(a, row.village_code, scorer, charter, {sheet.code: sheet})
        kept = next(each for each in merge.items[sheet.code] if each.row.pk == row.pk)
        standing = merge.standing(sheet.kind, sheet.period, row.subject)
        scorers = {row.recorded_by, sheet.recorded_by, *([standing.by] if standing else [])}
        own = {by.name} | ({sheet.recorded_by} if by.person == sheet.worker else set())
        for name in own if by is not SYSTEM else ():
            if fault := decision_fault(kept.status, name, scorers):
                raise fault
        if fault := decision_fault(kept.status, "", scorers):
            raise fault
        _decide(merge, kept, given, -1 if standing is None else standing.revision)
        merge.free_after(sheet.code, row.seq)
        merge.write()
        a.ref = f"sheet_item:{row.pk}"
        a.params = {"side": given.side, "household": row.subject, "month": row.period}
    return item_id


def _decide(merge: Merge, kept: Kept, given: Deciding, current: int) -> None:
    """Note the decision; the phone's side, where it is taken, becomes the next revision."""
    row = kept.row
    revision = current + 1 if given.side == "sent" else -1
    if revision >= 0:
        merge.must_fit(row)
        merge.adopt(row, revision, row.counted_on)
    reason = Reason.of("sheets.decided_sent" if given.side == "sent" else "sheets.decided_standing")
    verdict = Verdict("decided", reason, revision, kept.base)
    kept.status, kept.revision, kept.reason = verdict.status, verdict.revision, verdict.reason
    merge.note(kept, verdict, given.reason)


@offered(
    "sheets.end_sheet",
    title=_("停用带走的表"),
    ask=_("停用以后,这部手机再送来的先存着,由别人看过才登记。确定吗?"),
    done=_("已停用"),
    path="taken_sheets/{sheet}/end",
    command="end",
    on="taken",
    gives="sheet",
)
def end_sheet(org_code: str, given: Ending, *, by: Viewer, on: date) -> str:
    """End a sheet whose phone was lost (停用): what it still sends waits for a second look, nothing is lost.

    A grid worker ends their own; the village's accountant and secretary any.
    """
    sheet = facts.sheets_named(org_code, [given.sheet]).get(given.sheet)
    if sheet is None or not by.sees(org_code, sheet.village_code):
        raise Refusal("viewer.not_found")
    if sheet.worker != by.person and not may_decide(by, org_code):
        raise Refusal("sheets.not_your_sheet", sheet=given.sheet)
    with (
        guards.refusing(),
        act("sheets.end_sheet", org_code, by=by, on=on, village_code=sheet.village_code) as a,
    ):
        if SheetEnd.objects.filter(sheet=sheet).exists():
            raise Refusal("sheets.ended_already", sheet=given.sheet)
        a.add(SheetEnd, sheet=sheet, reason=given.reason, **a.stamp(sheet.village_code))
        a.ref = f"sheet:{sheet.code}"
    return given.sheet
