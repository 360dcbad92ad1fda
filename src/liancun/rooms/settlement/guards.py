"""What the database refuses here (结算守卫): no run, line, event or payment is ever changed or deleted."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"settlement.{model}")
    for model in ("Run", "RunLine", "RunEvent", "LineEvent", "PaymentList", "Payment")
)
