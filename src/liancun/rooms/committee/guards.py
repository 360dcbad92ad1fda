"""What the database refuses here (议事守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(AppendOnly(f"committee.{model}") for model in ("Seat", "Meeting"))
