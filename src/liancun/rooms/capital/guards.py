"""What the database refuses here (股金守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = (AppendOnly("capital.ShareLot"), AppendOnly("capital.ShareMove"))
