"""What `why` finds here (为什么): planting:, rectification:, inspection:, facility:, bees: and batch:."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from liancun.base import clock
from liancun.base.references import Kept, Trace, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A
from liancun.rooms.production import fields
from liancun.rooms.production.models import (
    BeeCount,
    Facility,
    InputUsed,
    Inspection,
    InspectionFollowup,
    NurseryBatch,
    Operation,
    Planting,
    Rectification,
    RectificationStep,
)
from liancun.rooms.production.queries import crop_names


def _one(viewer: Viewer, rows: "QuerySet[Any]") -> Any:
    """The record in reach; one that is not there and one out of reach look the same."""
    found = viewer.limit(rows).order_by("pk").first()
    if found is None:
        raise Refusal("viewer.not_found")
    return found


@dataclass(frozen=True)
class Origin:
    """Whether a planting stood before it was entered (来源)."""

    standing: A[str, fields.STANDING]


def planting(viewer: Viewer, key: str) -> Trace:
    """A planting: what, where, how much; it rests on its plot, and on what was found about it."""
    row = _one(viewer, Planting.objects.filter(number=key))
    crop = crop_names(row.org_code, on=clock.today()).get(row.crop, row.crop)
    title = Reason.of(
        "production.planting", number=row.number, crop=crop, storey=row.storey, plot=row.plot,
        area_centimu=row.area_centimu, start=str(row.start),
    )  # fmt: skip
    known = [("end", str(row.end or "")), ("standing", row.standing), ("document", row.document)]
    known += [
        (f"{each.done_on}", each.task)
        for each in Operation.objects.filter(planting=row).order_by("done_on")[:12]
    ]
    known += [
        (f"{each.used_on}", f"{each.product} {each.dose}")
        for each in InputUsed.objects.filter(planting=row).order_by("used_on")[:12]
    ]
    rounds = Inspection.objects.filter(planting=row).order_by("pk").values_list("number", flat=True)[:12]
    parents = [f"plot:{row.plot}", *(f"inspection:{each}" for each in rounds)]
    if Rectification.objects.filter(planting=row).exists():
        parents.append(f"rectification:{row.number}")
    facts = stated((*known, ("recorded_by", row.recorded_by)))
    return Trace(
        f"planting:{key}", title, facts, parents=tuple(parents), kept=Kept(Origin, {"standing": row.standing})
    )


def rectification(viewer: Viewer, key: str) -> Trace:
    """What must be put right, by which article and plan, and what was done."""
    row = _one(viewer, Rectification.objects.filter(planting__number=key))
    title = Reason.of("production.rectification", number=key, article=row.article, due=str(row.plan_due))
    steps = RectificationStep.objects.filter(rectification=row).order_by("pk")
    told = tuple((f"{each.done_on}", f"{each.what} {each.document}".strip()) for each in steps)
    return Trace(f"rectification:{key}", title, (("plan", row.plan), *told), parents=(f"plot:{_plot(key)}",))


def _plot(key: str) -> str:
    return str(Planting.objects.filter(number=key).values_list("plot", flat=True).first() or "")


def inspection(viewer: Viewer, key: str) -> Trace:
    """A round and what was done about it."""
    row = _one(viewer, Inspection.objects.select_related("planting").filter(number=key))
    title = Reason.of("production.inspection", number=key, day=str(row.inspected_on), finding=row.finding)
    after = InspectionFollowup.objects.filter(inspection=row).first()
    told = [("due_on", str(row.due_on))] if row.due_on else []
    told += [(f"{after.done_on}", after.result)] if after else []
    return Trace(f"inspection:{key}", title, tuple(told), parents=(f"plot:{row.planting.plot}",))


def facility(viewer: Viewer, key: str) -> Trace:
    """A facility with its paper and the last count of its bees."""
    row = _one(viewer, Facility.objects.filter(code=key))
    title = Reason.of("production.facility", facility=key, name=row.name, start=str(row.start))
    known: tuple[tuple[str, str | int], ...] = (("document", row.document),)
    if row.capacity_t:
        known += (("capacity_t", row.capacity_t),)
    last = BeeCount.objects.filter(apiary=row).order_by("-counted_on").first()
    return Trace(f"facility:{key}", title, known, parents=(f"bees:{last.pk}",) if last else ())


def bees(viewer: Viewer, key: str) -> Trace:
    """A count of an apiary; it rests on the facility."""
    row = _one(viewer, BeeCount.objects.select_related("apiary").filter(pk=number(key)))
    title = Reason.of(
        "production.bees", apiary=row.apiary.name, day=str(row.counted_on), colonies=row.colonies
    )
    known = (("recorded_by", row.recorded_by), ("document", row.apiary.document))
    return Trace(f"bees:{key}", title, known)


def batch(viewer: Viewer, key: str) -> Trace:
    """A batch of seedlings; it rests on the planting it grows in."""
    row = _one(viewer, NurseryBatch.objects.select_related("planting").filter(number=key))
    title = Reason.of("production.batch", number=key, species=row.species, seedlings=row.seedlings)
    known = (("sown_on", str(row.sown_on)), ("lifted_on", str(row.lifted_on or "")))
    return Trace(f"batch:{key}", title, stated(known), parents=(f"planting:{row.planting.number}",))


RESOLVERS: dict[str, Callable[[Viewer, str], Trace]] = {
    "planting": planting,
    "rectification": rectification,
    "inspection": inspection,
    "facility": facility,
    "bees": bees,
    "batch": batch,
}
