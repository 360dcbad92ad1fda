"""What the park's money begins with (园区的齐备)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from liancun.base.readiness import Counting, Stock, by_owner
from liancun.rooms.park.models import ParkStatement


def _statements(orgs: Collection[str], first: date, last: date) -> Counting:
    """The years with an agreed statement."""
    rows = ParkStatement.objects.filter(org_code__in=orgs, year__gte=first.year, year__lte=last.year)
    return (yield by_owner(rows, "agreed_on", count=Count("year", distinct=True)))


STOCKS = (Stock("park.statements", ("head_cooperative",), _statements, "park_statements"),)
