"""One planting whole, and what must be put right (一块种植、待整改)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Code, Day, Flag, Mu, Text, Word, _
from liancun.rooms.production import facts, fields, rules
from liancun.rooms.production.models import (
    InputUsed,
    Inspection,
    InspectionFollowup,
    NurseryBatch,
    Operation,
    Planting,
    Rectification,
    RectificationStep,
)
from liancun.rooms.production.queries.growing import PlantingRow, crop_names, planting_row, standing
from liancun.rooms.production.queries.works import BatchRow, batch_row
from liancun.rooms.registry import queries as registry

NOTES_MOST = 60
ACTS = ("record_operation", "record_input", "inspect", "follow_up", "end_planting", "rectify")


@dataclass(frozen=True)
class StoreyRow:
    """A storey of the plot on a day (层次占用): what is taken of the plot, and what else stands there."""

    storey: str
    storey_name: str
    taken_centimu: int
    plot_centimu: int
    plantings: tuple[str, ...]


@dataclass(frozen=True)
class NoteRow:
    """Something done or used (农事、投入品); `safe_from` the first day to pick after an input."""

    day: A[date, fields.HAPPENED]
    what: A[str, Text(_("农事、投入品"))]
    more: A[str, Text(_("说明、用量"))]
    safe_from: A[date | None, Day(_("此后可采收"))]
    number: A[str, Code(_("编号"))]


@dataclass(frozen=True)
class InspectionRow:
    """A round, and what was done about it (巡查与复查)."""

    number: A[str, fields.ROUND]
    inspected_on: A[date, fields.INSPECTED_ON]
    finding: A[str, fields.FINDING]
    due_on: A[date | None, fields.MEND_BY]
    done_on: A[date | None, Day(_("复查日"))]
    result: A[str, fields.RESULT]


@dataclass(frozen=True)
class RectificationRow:
    """What must be put right (待整改): by which article, by what plan and when, and what was done."""

    ref: str
    planting: A[str, Code(_("种植编号"), link="ref")]
    crop_name: A[str, Word(_("作物"))]
    village_code: str
    village: A[str, Text(_("村"))]
    plan_due: A[date, fields.PLAN_DUE]
    closed: A[bool, Flag(_("整改"), yes=_("已整改"), no=_("待整改"))]
    overdue: A[bool, Flag(_("期限"), yes=_("已过期限"), no="")]
    plot: A[str, Code(_("地块"), link="plot_ref")]
    plot_ref: str
    plan: A[str, Text(_("整改计划"))]
    article: A[str, Word(_("依据"))]
    area_centimu: A[int, Mu(_("面积"))]
    steps: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True)
class PlantingCard:
    """A planting whole (种植详情). `barred_until`: nothing is picked before that day."""

    row: PlantingRow
    document: str
    existing: bool
    recorded_by: str
    storeys: tuple[StoreyRow, ...]
    operations: tuple[NoteRow, ...]
    inputs: tuple[NoteRow, ...]
    inspections: tuple[InspectionRow, ...]
    batches: tuple[BatchRow, ...]
    rectification: RectificationRow | None
    barred_until: date | None
    may: tuple[str, ...]

    @property
    def notes(self) -> tuple[NoteRow, ...]:
        """Inputs used, then work done."""
        return self.inputs + self.operations

    @property
    def waiting(self) -> str:
        """The first round whose finding nobody has looked at again, '' for none."""
        return next(
            (each.number for each in reversed(self.inspections) if each.due_on and not each.done_on), ""
        )


def planting_card(viewer: Viewer, org_code: str, number: str, *, on: date) -> PlantingCard:
    """A planting in reach, with what shares its plot on a day."""
    viewer.must_see(org_code)
    found = standing(viewer.limit(Planting.objects.filter(org_code=org_code, number=number)))
    row = found.first()
    if row is None:
        raise Refusal("viewer.not_found")
    inputs = InputUsed.objects.filter(planting=row).order_by("-used_on", "-pk")
    uses = list(inputs.values_list("used_on", "interval_days"))
    operations = Operation.objects.filter(planting=row).order_by("-done_on", "-pk")[:NOTES_MOST]
    after = {each.inspection_id: each for each in InspectionFollowup.objects.filter(inspection__planting=row)}
    rounds = Inspection.objects.filter(planting=row).order_by("-inspected_on", "-pk")[:NOTES_MOST]
    to_do = rectification_page(viewer, org_code, on=on, open_only=False, planting=number)
    return PlantingCard(
        planting_row(row, crop_names(org_code, on=on), registry.village_names()),
        row.document,
        row.standing == Planting.Standing.EXISTING,
        row.recorded_by,
        _storeys(org_code, row.plot, on),
        tuple(NoteRow(each.done_on, each.task, each.note, None, each.number) for each in operations),
        tuple(
            NoteRow(
                each.used_on, each.product, each.dose,
                rules.safe_from(each.used_on, each.interval_days) if each.interval_days else None,
                each.number,
            )
            for each in inputs[:NOTES_MOST]
        ),
        tuple(_inspection(each, after.get(each.pk)) for each in rounds),
        tuple(batch_row(each) for each in NurseryBatch.objects.filter(planting=row).order_by("number")),
        to_do[0] if to_do else None,
        rules.blocked_until(uses, on),
        tuple(
            act for act in ACTS if permitted(viewer, f"production.{act}", org_code, row.village_code)
        ),
    )  # fmt: skip


def _inspection(row: Inspection, after: InspectionFollowup | None) -> InspectionRow:
    done_on, result = (after.done_on, after.result) if after else (None, "")
    return InspectionRow(row.number, row.inspected_on, row.finding, row.due_on, done_on, result)


def _storeys(org_code: str, plot: str, on: date) -> tuple[StoreyRow, ...]:
    asof = Watermark.now(facts.watched(org_code))
    here = [each for each in facts.plantings(org_code, asof, plots=[plot]) if each.days.holds(on)]
    grounds = facts.grounds(asof, [plot])[plot]
    has = rules.ground_on(grounds, on).area_centimu if grounds else 0
    found = []
    for storey, name in Planting.Storey.choices:
        there = [each for each in here if each.storey == storey]
        taken = sum(each.area_centimu for each in there)
        found.append(StoreyRow(storey, str(name), taken, has, tuple(each.number for each in there)))
    return tuple(found)


def rectification_count(viewer: Viewer, org_code: str, *, open_only: bool = True) -> int:
    """How many plantings in reach are, or were, to be put right."""
    viewer.must_see(org_code)
    rows = viewer.limit(Rectification.objects.filter(org_code=org_code))
    return (rows.exclude(pk__in=_closed()) if open_only else rows).count()


def _closed() -> Any:
    return RectificationStep.objects.filter(closed=True).values("rectification")


@listed(
    "production.rectifications",
    title=_("待整改"),
    sorts=("plan_due", "area_centimu"),
    path="rectifications",
    empty=_("没有待整改的"),
)
def rectification_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    open_only: A[bool, Flag(_("整改"), yes=_("还没整改的"), no=_("连同已整改的"))] = True,
    planting: str = "",
) -> tuple[RectificationRow, ...]:
    """What must be put right, the earliest due first; to the head cooperative, the leader and the auditor."""
    viewer.must_see(org_code)
    rows = viewer.limit(Rectification.objects.filter(org_code=org_code)).select_related("planting")
    if planting:
        rows = rows.filter(planting__number=planting)
    if open_only:
        rows = rows.exclude(pk__in=_closed())
    found = list(rows.order_by("plan_due", "pk"))
    steps: dict[int, list[RectificationStep]] = {}
    for step in RectificationStep.objects.filter(rectification__in=rows).order_by("pk"):
        steps.setdefault(step.rectification_id, []).append(step)
    names, places = crop_names(org_code, on=on), registry.village_names()
    return tuple(_to_do(row, steps.get(row.pk, ()), names, places, on) for row in found)


def _to_do(
    row: Rectification,
    steps: Sequence[RectificationStep],
    names: Mapping[str, str],
    places: Mapping[str, str],
    on: date,
) -> RectificationRow:
    closed = any(step.closed for step in steps)
    planting = row.planting
    return RectificationRow(
        ref=f"rectification:{planting.number}",
        planting=planting.number,
        crop_name=names.get(planting.crop, planting.crop),
        village_code=row.village_code,
        village=places.get(row.village_code, ""),
        plan_due=row.plan_due,
        closed=closed,
        overdue=not closed and row.plan_due < on,
        plot=planting.plot,
        plot_ref=f"plot:{planting.plot}",
        plan=row.plan,
        article=row.article,
        area_centimu=planting.area_centimu,
        steps=tuple((step.done_on, step.what, step.document) for step in steps),
    )
