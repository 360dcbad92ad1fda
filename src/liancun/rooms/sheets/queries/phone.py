"""What somebody may take along, and their own sheet as a phone keeps it (手机上的表)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liancun.base.permits import must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.registry.queries import household_names, names, org_name
from liancun.rooms.sheets import facts
from liancun.rooms.sheets.kinds import Desk, SheetKind, kind_named, known, period_of
from liancun.rooms.sheets.models import Sheet, SheetEnd
from liancun.rooms.sheets.queries.lists import may_read


@dataclass(frozen=True)
class OfferedSheet:
    """A month's sheet that somebody may take along now, and how much of it stands (可带走的表)."""

    kind: str
    title: str
    org_code: str
    org_name: str
    month: str
    until: str
    households: int
    scored: int


def offered_sheets(viewer: Viewer, *, on: date) -> tuple[OfferedSheet, ...]:
    """What somebody may take along on a day: last month's sheet while it is open, and this month's."""
    this = Period.month_of(on)
    months = (Period.month_of(this.first_day - timedelta(days=1)), this)
    orgs = sorted({post.org_code for post in viewer.posts if may_read(viewer, post.org_code)})
    found = []
    for org in orgs:
        for kind in known().values():
            if not (permitted(viewer, "sheets.take_sheet", org) and permitted(viewer, kind.permit, org)):
                continue
            found += [_offered(kind, org, month, viewer, on) for month in months]
    return tuple(each for each in found if each is not None)


def _offered(kind: SheetKind, org_code: str, period: Period, by: Viewer, on: date) -> OfferedSheet | None:
    desk = kind.desk(org_code, period, by, on)
    subjects = desk.subjects()
    if desk.closed or not subjects:
        return None
    scored = sum(desk.standing(each) is not None for each in subjects)
    until = str(desk.offered()["until"])
    name = org_name(org_code)
    return OfferedSheet(kind.name, kind.title, org_code, name, str(period), until, len(subjects), scored)


def own_sheet(
    viewer: Viewer, org_code: str, kind_name: str, month: str, *, on: date, code: str = ""
) -> dict[str, Any]:
    """A sheet that the viewer took, as a phone keeps it: what stands now, and what became of its items.

    The one named, or the latest of the month. Refuses one that is somebody else's, as not found.
    """
    must_permit(viewer, "sheets.take_sheet", org_code)
    kind, period = kind_named(kind_name), period_of(month)
    rows = Sheet.objects.filter(org_code=org_code, kind=kind.name, period=str(period), worker=viewer.person)
    sheet = (rows.filter(code=code) if code else rows).order_by("-pk").first()
    if sheet is None:
        raise Refusal("sheets.none_taken", month=str(period))
    mark = dict(Watermark.now([org_code]).marks)[org_code]
    desk = kind.desk(org_code, period, viewer, on)
    items = list(facts.items_of([sheet.pk]))
    return {
        "protocol": 1,
        "sheet": sheet.code,
        "org": org_code,
        "org_name": org_name(org_code),
        "kind": kind.name,
        "month": str(period),
        "taken_at": sheet.recorded_at.isoformat(),
        "today": str(on),
        "mark": mark,
        "owner": viewer.person,
        "person": names(viewer, [viewer.person]).get(viewer.person, ""),
        "ended": SheetEnd.objects.filter(sheet=sheet).exists(),
        **desk.offered(),
        "households": _homes(viewer, sheet, desk, items),
        "items": [
            {
                "id": row.item,
                "seq": row.seq,
                "household": row.subject,
                "stands": row.status,
                "revision": row.revision,
                "reason": Reason.from_data(row.reason),
            }
            for row in items
        ],
    }


def _homes(viewer: Viewer, sheet: Sheet, desk: Desk, items: list[Any]) -> list[dict[str, Any]]:
    """The sheet's households in walking order with what stands, and what was remarked of it."""
    heads = household_names(viewer, sheet.subjects)
    waiting = facts.disputed(sheet.org_code, sheet.kind, [sheet.period], Watermark.now([sheet.org_code]))
    remarks = {(row.subject, row.revision): str(row.content.get("remark") or "") for row in items}
    nothing = {"state": None, "base": None, "bonus": None, "deduction": ""}
    found = []
    for code in sheet.subjects:
        standing = desk.standing(code)
        said = dict(standing.content) if standing else nothing
        seen = standing.revision if standing else -1
        found.append(
            {
                "code": code,
                "name": heads.get(code, ""),
                "place": "",
                **said,
                "remark": remarks.get((code, seen), "") if standing else "",
                "seen": seen,
                "disputed": (code, sheet.period) in waiting,
            }
        )
    return found
