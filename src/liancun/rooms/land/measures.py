"""What land counts by village (土地的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from liancun.base.measures import measure
from liancun.kernel.fields import Mu, _
from liancun.rooms.land.models import ContractEnding, ContractPlot, LandContract


@measure(Mu(_("土地入股面积")))
def shared(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Land under contracts of shares (入股) that run on the last day, as measured when they were signed."""
    ended = ContractEnding.objects.filter(ended_on__lt=last).values("contract")
    rows = ContractPlot.objects.filter(
        contract__form=LandContract.Form.SHARES,
        contract__start__lte=last,
        contract__end__gte=last,
        village_code__in=villages,
    ).exclude(contract__in=ended)
    return rows.order_by().values_list("village_code").annotate(number=Sum("area_centimu"))
