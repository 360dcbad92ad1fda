"""What the database refuses here (务工守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"labour.{model}")
    for model in ("WorkOrder", "JobSeeker", "Dispatch", "WorkDay", "Course", "CourseSign", "OutsideIncome")
)
