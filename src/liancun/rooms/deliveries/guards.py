"""What the database refuses here (交售守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = (AppendOnly("deliveries.WeighSlip"), AppendOnly("deliveries.PriceNotice"))
