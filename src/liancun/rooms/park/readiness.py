"""What the park's money begins with (园区的齐备)."""

from datetime import date

from django.db.models import Count, Max

from liancun.base.readiness import Found, Stock
from liancun.rooms.park.models import ParkStatement


def _statements(org_code: str, first: date, last: date) -> Found:
    """The years with an agreed statement."""
    rows = ParkStatement.objects.filter(org_code=org_code, year__gte=first.year, year__lte=last.year)
    told = rows.aggregate(count=Count("year", distinct=True), last=Max("agreed_on"))
    return Found(told["count"], told["last"])


STOCKS = (Stock("park.statements", ("head_cooperative",), _statements, "park_statements"),)
