"""What must always be true of the points (积分核对)."""

from collections.abc import Iterator

from django.db.models import Count

from liancun.base import charters
from liancun.base.findings import Finding
from liancun.kernel import Period
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark, Scoring, month_faults


def every_row_keeps_the_charter() -> Iterator[Finding]:
    """Every row stands within what the charter in force allowed."""
    for row in MonthScore.objects.order_by("pk").iterator(chunk_size=5_000):
        charter = charters.in_force(Scoring, on=Period.parse(row.month).last_day, org=row.org_code)
        mark = MonthMark(row.state, row.base, row.bonus, row.deduction, row.proof)
        for fault in month_faults(mark, charter):
            yield Finding("tampered", f"score:{row.pk}", fault.code, fault.params)


def one_first_row_a_month() -> Iterator[Finding]:
    """One row that is no correction for a household and month."""
    rows = MonthScore.objects.filter(correction=False).values("household", "month")
    for row in rows.annotate(n=Count("pk")).filter(n__gt=1).order_by("household", "month"):
        yield Finding.of(
            "broken", f"household:{row['household']}", "points.scored_already", month=row["month"]
        )


CHECKS = (every_row_keeps_the_charter, one_first_row_a_month)
