"""What the database refuses here (园区守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = (AppendOnly("park.ParkStatement"), AppendOnly("park.CompanyCash"))
