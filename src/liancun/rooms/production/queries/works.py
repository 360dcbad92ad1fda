"""Facilities, bees and seedlings (设施、蜂群、育苗)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Code, Day, Text, _
from liancun.rooms.production import fields
from liancun.rooms.production.models import BeeCount, Facility, NurseryBatch
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class FacilityRow:
    """A facility and the last count of its bees (设施): `colonies` None where nobody counted."""

    ref: str
    name: A[str, Text(_("设施"), link="ref")]
    kind: A[str, fields.KIND]
    kind_name: str
    code: A[str, fields.FACILITY]
    village_code: str
    village: A[str, Text(_("村"))]
    start: A[date, Day(_("起"))]
    end: A[date | None, fields.END]
    document: A[str, fields.PAPER]
    capacity_t: A[int | None, fields.CAPACITY]
    counted_on: A[date | None, fields.COUNTED_ON]
    colonies: A[int | None, fields.COLONIES]


@dataclass(frozen=True)
class BatchRow:
    """A batch of seedlings (育苗批次)."""

    ref: str
    number: A[str, Code(_("批次编号"), link="ref")]
    species: A[str, fields.SPECIES]
    planting: A[str, fields.PLANTING]
    sown_on: A[date, fields.SOWN_ON]
    lifted_on: A[date | None, fields.LIFTED_ON]
    seedlings: A[int, fields.SEEDLINGS]


@listed(
    "production.facilities",
    title=_("设施、蜂群"),
    sorts=("start",),
    path="facilities",
    empty=_("还没有登记设施"),
)
def facilities(viewer: Viewer, org_code: str) -> tuple[FacilityRow, ...]:
    """The facilities in reach by code."""
    viewer.must_see(org_code)
    rows = list(viewer.limit(Facility.objects.filter(org_code=org_code)).order_by("code"))
    counts: dict[int, BeeCount] = {}
    for count in BeeCount.objects.filter(apiary__in=[row.pk for row in rows]).order_by("counted_on", "pk"):
        counts[count.apiary_id] = count
    places = registry.village_names()
    return tuple(
        FacilityRow(
            ref=f"facility:{row.code}",
            name=row.name,
            kind=row.kind,
            kind_name=str(row.get_kind_display()),
            code=row.code,
            village_code=row.village_code,
            village=places.get(row.village_code, ""),
            start=row.start,
            end=row.end,
            document=row.document,
            capacity_t=row.capacity_t,
            counted_on=counts[row.pk].counted_on if row.pk in counts else None,
            colonies=counts[row.pk].colonies if row.pk in counts else None,
        )
        for row in rows
    )


@listed(
    "production.batches",
    title=_("育苗批次"),
    sorts=("sown_on", "seedlings"),
    path="nursery-batches",
    empty=_("没有育苗批次"),
)
def batches(viewer: Viewer, org_code: str) -> tuple[BatchRow, ...]:
    """The batches in reach, the latest sown first."""
    viewer.must_see(org_code)
    rows = viewer.limit(NurseryBatch.objects.filter(org_code=org_code)).select_related("planting")
    return tuple(batch_row(row) for row in rows.order_by("-sown_on", "number"))


def batch_row(row: NurseryBatch) -> BatchRow:
    """A batch as a row."""
    return BatchRow(
        ref=f"batch:{row.number}",
        number=row.number,
        species=row.species,
        planting=row.planting.number,
        sown_on=row.sown_on,
        lifted_on=row.lifted_on,
        seedlings=row.seedlings,
    )
