"""What work offers to choose from (务工里的选项): kinds of work, what each is counted in, orders."""

from datetime import date

from django.db.models import Q

from liancun.base.choices import FEW, Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.labour.models import WorkOrder
from liancun.rooms.labour.queries.orders import jobs as jobs_on
from liancun.rooms.labour.queries.orders import terms_on

DECIDED = {"jobs": "labour/jobs"}
"""Choice -> the decision that says what there is to choose."""


def jobs(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of work of a day: part of the charter, open to anyone."""
    return matching(((row.code, row.name) for row in jobs_on(viewer, org_code, on=on)), asked)


def measures(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What a job's work is counted in, by its code: days, hours, kilograms or pieces of a unit."""
    found = terms_on(org_code, on).jobs.items()
    return tuple((code, job.counted) for code, job in found if asked in ("", code))


def orders(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The orders in reach that are not over, the newest first; asked for by number or site."""
    if not viewer.sees(org_code):
        return ()
    rows = viewer.limit(WorkOrder.objects.filter(org_code=org_code, last_day__gte=on))
    if asked:
        rows = rows.filter(Q(number__icontains=asked) | Q(site__icontains=asked))
    found = []
    for row in rows.order_by("-first_day", "number")[:FEW]:
        job = terms_on(org_code, row.first_day).jobs.get(row.job)
        found.append((row.number, f"{row.number} {job.name if job else row.job} {row.site}"))
    return tuple(found)
