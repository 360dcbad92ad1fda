"""The writers of production (生产办理).

plantings: planted, taken out, put right · field: work, inputs, rounds, bees
"""

from liancun.rooms.production.actions.field import (
    Count,
    Round,
    SecondLook,
    Used,
    Work,
    count_bees,
    follow_up,
    inspect,
    record_input,
    record_operation,
    standing_planting,
)
from liancun.rooms.production.actions.plantings import (
    Cleared,
    Planted,
    Step,
    end_planting,
    faults_of,
    record_planting,
    rectify,
    save_plantings_within,
)

__all__ = [
    "Cleared",
    "Count",
    "Planted",
    "Round",
    "SecondLook",
    "Step",
    "Used",
    "Work",
    "count_bees",
    "end_planting",
    "faults_of",
    "follow_up",
    "inspect",
    "record_input",
    "record_operation",
    "record_planting",
    "rectify",
    "save_plantings_within",
    "standing_planting",
]
