"""What must always be true of work (务工核对)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F

from liancun.base.findings import Finding
from liancun.base.versions import standing
from liancun.base.watermark import Watermark
from liancun.rooms.labour import facts
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.labour.rules import WHOLE_DAY
from liancun.rooms.registry import facts as registry

OF_A_DAY = ("party", "day", "order__site", "order__job", "order__first_day", "quantity")


def rates_are_the_orders() -> Iterator[Finding]:
    """Every day carries the rate its order fixed."""
    wrong = WorkDay.objects.exclude(rate_fen=F("order__rate_fen")).order_by("pk")
    for pk, party, day in wrong.values_list("pk", "party", "day"):
        yield Finding.of("tampered", f"work:{pk}", "labour.rate_differs", party=party, day=str(day))


def nobody_worked_dead() -> Iterator[Finding]:
    """Nobody has a day after their death: one was recorded later than the day, and waits to be corrected."""
    rows = standing(WorkDay.objects.exclude(state=WorkDay.State.VOID))
    last = rows.values_list("party").order_by("party").distinct()
    deaths = registry.deaths_of(party for (party,) in last)
    for party, died_on in sorted(deaths.items()):
        for pk, day in rows.filter(party=party, day__gt=died_on).values_list("pk", "day"):
            yield Finding.of("broken", f"work:{pk}", "labour.worked_dead", party=party, day=str(day))


def nobody_worked_twice() -> Iterator[Finding]:
    """No person has more than a day of one day, or stood at two sites."""
    for org_code in sorted(set(WorkOrder.objects.values_list("org_code", flat=True))):
        rows = facts.every_standing(org_code, Watermark.now([org_code]))
        several = rows.values("party", "day").annotate(orders=Count("pk")).filter(orders__gt=1)
        keys = {(row["party"], row["day"]) for row in several.order_by()}
        days = sorted({day for _party, day in keys})
        sites: dict[tuple[str, date], set[str]] = {}
        whole: dict[tuple[str, date], int] = {}
        measures: dict[date, dict[str, str]] = {}
        for start in range(0, len(days), 500):
            found = rows.filter(day__in=days[start : start + 500]).order_by("party", "day")
            for party, day, site, job, begun, quantity in found.values_list(*OF_A_DAY):
                if (party, day) in keys:
                    if begun not in measures:
                        measures[begun] = facts.measures_of(org_code, begun, day)
                    sites.setdefault((party, day), set()).add(site)
                    by_day = quantity if measures[begun].get(job, "day") == "day" else 0
                    whole[party, day] = whole.get((party, day), 0) + by_day
        for (party, day), places in sorted(sites.items()):
            if len(places) > 1 or whole[party, day] > WHOLE_DAY:
                yield Finding.of(
                    "broken", f"person:{party}", "labour.worked_twice", party=party, day=str(day)
                )


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
