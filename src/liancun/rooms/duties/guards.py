"""What the database refuses here: nothing is edited, everything is superseded (责任清单守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"duties.{model}")
    for model in (
        "DutyList",
        "HandOver",
        "Assignment",
        "Visit",
        "Pause",
        "Problem",
        "ProblemStep",
        "Hardship",
    )
)
