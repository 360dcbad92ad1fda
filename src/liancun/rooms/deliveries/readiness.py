"""What the payment for deliveries begins with (交售的齐备)."""

from liancun.base.readiness import Stock, records
from liancun.rooms.deliveries.models import WeighSlip

STOCKS = (Stock("deliveries.slips", ("head_cooperative",), records(WeighSlip, "weighed_on"), "weigh_slips"),)
