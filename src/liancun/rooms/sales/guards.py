"""What the database refuses here (销售守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(AppendOnly(f"sales.{model}") for model in ("Sale", "StockLoss", "Receipt", "SalePosting"))
