"""What wages begin with (务工的齐备)."""

from liancun.base.readiness import Stock, held, records
from liancun.rooms.labour.models import WorkDay, WorkOrder

COOPERATIVE = ("head_cooperative",)

STOCKS = (
    Stock("labour.orders", COOPERATIVE, held(WorkOrder, "first_day", "last_day"), "work_orders"),
    Stock("labour.days", COOPERATIVE, records(WorkDay, "day"), "attendance"),
)
