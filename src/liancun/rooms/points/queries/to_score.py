"""What a person may score now (要评的月), for the phone that takes it along."""

from dataclasses import dataclass
from datetime import date, timedelta

from liancun.base import charters
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Period
from liancun.rooms.points.queries.month import scores_points, sheet
from liancun.rooms.points.rules import Scoring
from liancun.rooms.registry.queries import organisations


@dataclass(frozen=True)
class MonthToScore:
    """A village's month that one may score (要评的月): how many households are one's own, how many done.

    `until` is the last day on which a score counts as on time.
    """

    org_code: str
    org_name: str
    month: str
    until: date
    households: int
    scored: int


def months_to_score(viewer: Viewer, *, on: date) -> tuple[MonthToScore, ...]:
    """This month and, until its first rows come too late, the last; of each village the viewer scores in."""
    this = Period.month_of(on)
    last = Period.month_of(this.first_day - timedelta(days=1))
    found = []
    for org in organisations(viewer, on=on, kind="village_collective"):
        may = permitted(viewer, "points.score_month", org.code, org.village_code)
        if not may or not scores_points(viewer, org.code):
            continue
        for month in (last, this):
            charter = charters.in_force(Scoring, on=month.last_day, org=org.code)
            if month == this or not charter.is_late((on - month.last_day).days):
                until = month.last_day + timedelta(days=charter.score_by_day)
                found.append(_counted(viewer, org.code, org.name, month, until, on))
    return tuple(found)


def _counted(viewer: Viewer, org_code: str, name: str, month: Period, until: date, on: date) -> MonthToScore:
    rows, lacking = (
        sheet(viewer, org_code, str(month), on=on, limit=1, missing=missing).total
        for missing in (False, True)
    )
    return MonthToScore(org_code, name, str(month), until, rows, rows - lacking)
