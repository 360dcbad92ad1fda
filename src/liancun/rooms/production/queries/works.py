"""Facilities, bees and seedlings (设施、蜂群、育苗)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.rooms.production.models import BeeCount, Facility, NurseryBatch
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class FacilityRow:
    """A facility and the last count of its bees (设施): `colonies` None where nobody counted."""

    ref: str
    code: str
    kind: str
    kind_name: str
    name: str
    village_code: str
    village: str
    start: date
    end: date | None
    document: str
    capacity_t: int | None
    counted_on: date | None
    colonies: int | None


@dataclass(frozen=True)
class BatchRow:
    """A batch of seedlings (育苗批次)."""

    ref: str
    number: str
    planting: str
    species: str
    seedlings: int
    sown_on: date
    lifted_on: date | None


def facilities(viewer: Viewer, org_code: str, *, limit: int = 200) -> tuple[FacilityRow, ...]:
    """The facilities in reach by code."""
    viewer.must_see(org_code)
    rows = list(viewer.limit(Facility.objects.filter(org_code=org_code)).order_by("code")[:limit])
    counts: dict[int, BeeCount] = {}
    for count in BeeCount.objects.filter(apiary__in=[row.pk for row in rows]).order_by("counted_on", "pk"):
        counts[count.apiary_id] = count
    places = registry.village_names()
    return tuple(
        FacilityRow(
            f"facility:{row.code}",
            row.code,
            row.kind,
            str(row.get_kind_display()),
            row.name,
            row.village_code,
            places.get(row.village_code, ""),
            row.start,
            row.end,
            row.document,
            row.capacity_t,
            counts[row.pk].counted_on if row.pk in counts else None,
            counts[row.pk].colonies if row.pk in counts else None,
        )
        for row in rows
    )


def batch_page(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> tuple[BatchRow, ...]:
    """The batches in reach, the latest sown first."""
    viewer.must_see(org_code)
    rows = viewer.limit(NurseryBatch.objects.filter(org_code=org_code)).select_related("planting")
    return tuple(batch_row(row) for row in rows.order_by("-sown_on", "number")[offset : offset + limit])


def batch_row(row: NurseryBatch) -> BatchRow:
    """A batch as a row."""
    return BatchRow(
        f"batch:{row.number}", row.number, row.planting.number, row.species, row.seedlings, row.sown_on,
        row.lifted_on,
    )  # fmt: skip
