"""What must always be true of work (务工核对)."""

from collections.abc import Iterator

from django.db.models import Count, F, Sum

from liancun.base.findings import Finding
from liancun.base.watermark import Watermark
from liancun.rooms.labour import facts
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.labour.rules import WHOLE_DAY
from liancun.rooms.registry import facts as registry


def rates_are_the_orders() -> Iterator[Finding]:
    """Every day carries the rate its order fixed."""
    wrong = WorkDay.objects.exclude(rate_fen=F("order__rate_fen")).order_by("pk")
    for pk, party, day in wrong.values_list("pk", "party", "day"):
        yield Finding.of("tampered", f"work:{pk}", "labour.rate_differs", party=party, day=str(day))


def nobody_worked_dead() -> Iterator[Finding]:
    """Nobody has a day after their death: one was recorded later than the day, and waits to be corrected."""
    gone = WorkDay.objects.exclude(supersedes=None).values("supersedes_id")
    rows = WorkDay.objects.exclude(state=WorkDay.State.VOID).exclude(pk__in=gone)
    last = rows.values_list("party").order_by("party").distinct()
    deaths = registry.deaths_of(party for (party,) in last)
    for party, died_on in sorted(deaths.items()):
        for pk, day in rows.filter(party=party, day__gt=died_on).values_list("pk", "day"):
            yield Finding.of("broken", f"work:{pk}", "labour.worked_dead", party=party, day=str(day))


def nobody_worked_twice() -> Iterator[Finding]:
    """No person has more than a day of one day, or stood at two sites."""
    for org_code in sorted(set(WorkOrder.objects.values_list("org_code", flat=True))):
        asof = Watermark.now([org_code])
        rows = facts.every_standing(org_code, asof)
        doubled = rows.values("party", "day").annotate(
            sites=Count("order__site", distinct=True), orders=Count("pk")
        )
        for row in doubled.filter(orders__gt=1).order_by("party", "day"):
            of_day = rows.filter(party=row["party"], day=row["day"])
            whole = of_day.exclude(order__job__in=facts.kilo_jobs(org_code, row["day"]))
            hundredths = whole.aggregate(n=Sum("quantity"))["n"] or 0
            if row["sites"] > 1 or hundredths > WHOLE_DAY:
                yield Finding.of(
                    "broken", f"person:{row['party']}", "labour.worked_twice",
                    party=row["party"], day=str(row["day"]),
                )  # fmt: skip


def corrections_are_a_chain() -> Iterator[Finding]:
    """A revision supersedes the one before it of the same day."""
    rows = WorkDay.objects.exclude(revision=1).select_related("supersedes").order_by("pk")
    for row in rows.iterator():
        above = row.supersedes
        if above is None or (above.order_id, above.party, above.day, above.revision) != (
            row.order_id, row.party, row.day, row.revision - 1,
        ):  # fmt: skip
            yield Finding.of(
                "broken", f"work:{row.pk}", "labour.broken_chain", party=row.party, day=str(row.day)
            )


CHECKS = (rates_are_the_orders, nobody_worked_dead, nobody_worked_twice, corrections_are_a_chain)
