"""What must always be true of production (生产核对). What is to be put right is no finding: it has a plan."""

from collections.abc import Iterator
from datetime import date

from liancun.base import charters
from liancun.base.findings import Finding
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.rooms.production import facts
from liancun.rooms.production.models import Operation, Planting
from liancun.rooms.production.rules import CropTerms, blocked_until, ground_on


def _orgs() -> list[str]:
    return sorted(set(Planting.objects.values_list("org_code", flat=True)))


def storeys_hold() -> Iterator[Finding]:
    """No storey of a plot ever held more than the plot had: one measured anew afterwards waits for a look."""
    for org_code in _orgs():
        asof = Watermark.now(facts.watched(org_code))
        by_place: dict[tuple[str, str], list[facts.Stands]] = {}
        for each in facts.plantings(org_code, asof):
            by_place.setdefault((each.plot, each.storey), []).append(each)
        grounds = facts.grounds(asof, {plot for plot, _storey in by_place})
        for (plot, storey), beside in sorted(by_place.items()):
            known = grounds[plot]
            turns = {each.days.start for each in beside} | {each.days.start for each in known}
            for day in sorted(turns):
                taken = sum(each.area_centimu for each in beside if each.days.holds(day))
                if known and taken > (has := ground_on(known, day).area_centimu):
                    yield Finding.of(
                        "broken", f"plot:{plot}", "production.storey_overfull", plot=plot, storey=storey,
                        day=str(day), taken_centimu=taken, plot_centimu=has,
                    )  # fmt: skip
                    break


def nothing_picked_too_early() -> Iterator[Finding]:
    """Nothing was picked within a harvest interval: an input may have been entered after the picking."""
    for org_code in _orgs():
        terms: dict[date, CropTerms | None] = {}
        rows = Operation.objects.filter(org_code=org_code).select_related("planting").order_by("pk")
        picked = []
        for row in rows.iterator():
            if row.done_on not in terms:
                terms[row.done_on] = _terms(org_code, row.done_on)
            in_force = terms[row.done_on]
            if in_force and in_force.picks(row.task):
                picked.append(row)
        uses = facts.inputs_on({row.planting_id for row in picked})
        for row in picked:
            until = blocked_until(uses.get(row.planting_id, ()), row.done_on)
            if until:
                yield Finding.of(
                    "broken", f"planting:{row.planting.number}", "production.picked_too_early",
                    number=row.planting.number, day=str(row.done_on), until=str(until),
                )  # fmt: skip


def _terms(org_code: str, day: date) -> CropTerms | None:
    try:
        return charters.in_force(CropTerms, on=day, org=org_code)
    except Refusal:
        return None


CHECKS = (storeys_hold, nothing_picked_too_early)
