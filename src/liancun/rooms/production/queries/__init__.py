"""What can be seen of production (生产查询): what grows where, what must be put right, what may grow."""

from liancun.rooms.production.queries.field import (
    InspectionRow,
    NoteRow,
    PlantingCard,
    RectificationRow,
    StoreyRow,
    planting_card,
    rectification_count,
    rectification_page,
)
from liancun.rooms.production.queries.growing import (
    CropSum,
    GrowAnswer,
    Overview,
    PlantingPage,
    PlantingRow,
    crop_names,
    crop_sums,
    crops_by_plot,
    may_grow,
    org_of_planting,
    overview,
    planting_page,
)
from liancun.rooms.production.queries.works import BatchRow, FacilityRow, batches, facilities

__all__ = [
    "BatchRow",
    "CropSum",
    "FacilityRow",
    "GrowAnswer",
    "InspectionRow",
    "NoteRow",
    "Overview",
    "PlantingCard",
    "PlantingPage",
    "PlantingRow",
    "RectificationRow",
    "StoreyRow",
    "batches",
    "crop_names",
    "crop_sums",
    "crops_by_plot",
    "facilities",
    "may_grow",
    "org_of_planting",
    "overview",
    "planting_card",
    "planting_page",
    "rectification_count",
    "rectification_page",
]
