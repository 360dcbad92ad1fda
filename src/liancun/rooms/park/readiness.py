"""What the park's money begins with (园区的齐备)."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count

from liancun.base.readiness import Found, Stock, by_owner
from liancun.rooms.park.models import ParkStatement


def _statements(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
    """The years with an agreed statement."""
    rows = ParkStatement.objects.filter(org_code__in=orgs, year__gte=first.year, year__lte=last.year)
    return by_owner(rows, "agreed_on", count=Count("year", distinct=True))


STOCKS = (Stock("park.statements", ("head_cooperative",), _statements, "park_statements"),)
