"""What deliveries count by village (交售的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from liancun.base.measures import measure
from liancun.base.versions import standing
from liancun.kernel.fields import Kilos, Whole, _
from liancun.rooms.deliveries.models import WeighSlip


@measure(Kilos(_("交售重量")))
def weight(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Net weight of the accepted slips weighed in the days."""
    return _accepted(villages, first, last).values_list("village_code").annotate(number=Sum("net_g"))


@measure(Whole(_("交售人数"), of=_("人")))
def growers(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """On whose account was delivered, each once."""
    rows = _accepted(villages, first, last)
    return rows.values_list("village_code").annotate(number=Count("account_of", distinct=True))


def _accepted(villages: Collection[str], first: date, last: date) -> "QuerySet[WeighSlip]":
    """A correction is of the slip's own day, but may count for another village."""
    rows = WeighSlip.objects.filter(weighed_on__gte=first, weighed_on__lte=last)
    rows = standing(rows, among=rows)
    return rows.filter(state=WeighSlip.State.ACCEPTED, village_code__in=villages).order_by()
