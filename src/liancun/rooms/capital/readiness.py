"""What a share register begins with (股金的齐备)."""

from liancun.base.readiness import Stock, held
from liancun.rooms.capital.models import ShareLot

STOCKS = (Stock("capital.shares", ("head_cooperative",), held(ShareLot, "happened_on"), "shares"),)
