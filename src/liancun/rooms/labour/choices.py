"""What labour offers to choose from (务工的选项): the charter's jobs, and what each is measured in."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.labour.queries.orders import terms_on


def jobs(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The jobs of the charter: part of it, open to anyone."""
    return matching(((code, job.name) for code, job in terms_on(org_code, on).jobs.items()), asked)


def measures(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What a job's work is counted in, by its code: days or kilograms."""
    found = terms_on(org_code, on).jobs.items()
    return tuple((code, job.measure) for code, job in found if asked in ("", code))
