"""What must always be true of the points (积分核对)."""

from collections.abc import Iterator
from functools import cache

from django.db.models import Count, F, Max

from liancun.base import charters
from liancun.base.findings import Finding
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.points import facts
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark, Scoring, month_faults


def every_row_keeps_the_charter() -> Iterator[Finding]:
    """Every row stands within what the charter in force allowed: bounds, named deductions, proofs."""

    @cache
    def terms(org_code: str, month: str) -> tuple[Scoring, dict[str, int]] | Refusal:
        day = Period.parse(month).last_day
        try:
            clauses = facts.rule_clauses(org_code, day, Watermark.now([org_code]))
            return charters.in_force(Scoring, on=day, org=org_code), clauses
        except Refusal as refusal:
            return refusal

    columns = ("pk", "org_code", "month", "state", "base", "bonus", "deduction", "proof")
    seen: dict[tuple[str, ...], tuple[Reason, ...]] = {}
    untold: set[tuple[str, str]] = set()
    rows = MonthScore.objects.order_by("pk").values_list(*columns).iterator(chunk_size=5_000)
    for pk, *rest in rows:
        key = tuple(rest)
        found = terms(rest[0], rest[1])
        if isinstance(found, Refusal):
            if (rest[0], found.code) not in untold:  # of a year's rows one says it
                untold.add((rest[0], found.code))
                yield Finding("broken", f"score:{pk}", found.code, found.reason.params)
            continue
        if key not in seen:
            seen[key] = _faults(*found, MonthMark(*rest[2:]))
        for fault in seen[key]:
            yield Finding("tampered", f"score:{pk}", fault.code, fault.params)


def _faults(charter: Scoring, clauses: dict[str, int], mark: MonthMark) -> tuple[Reason, ...]:
    if mark.state != "scored" and mark.state not in charter.states:
        return (Refusal("points.unknown_state", charter.clause, state=mark.state).reason,)
    return month_faults(mark, charter, clauses)


def revisions_have_no_gaps() -> Iterator[Finding]:
    """A household's month begins with revision 0 and counts on: no row was taken out."""
    rows = MonthScore.objects.values("household", "month").annotate(n=Count("pk"), last=Max("revision"))
    for row in rows.exclude(n=F("last") + 1).order_by("household", "month"):
        yield Finding.of(
            "tampered",
            f"points:{row['household']}/{row['month'][:4]}",
            "points.revision_gap",
            household=row["household"],
            month=row["month"],
        )


CHECKS = (every_row_keeps_the_charter, revisions_have_no_gaps)
