"""What the database refuses of points: nothing entered is changed or deleted."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"points.{name}")
    for name in ("MonthScore", "RuleClause", "OpeningTier", "UnlivedHome", "FeeExemption")
)
