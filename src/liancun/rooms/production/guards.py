"""What the database refuses here (生产守卫)."""

from liancun.base.guards import AppendOnly

MODELS = (
    "Planting",
    "PlantingEnding",
    "Rectification",
    "RectificationStep",
    "NurseryBatch",
    "Facility",
    "BeeCount",
    "Operation",
    "InputUsed",
    "Inspection",
    "InspectionFollowup",
)
GUARDS = tuple(AppendOnly(f"production.{model}") for model in MODELS)
