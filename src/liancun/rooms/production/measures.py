"""What production counts by village (生产的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from liancun.base.measures import measure
from liancun.kernel.fields import Mu, Whole, _
from liancun.rooms.production.models import NurseryBatch, Planting, PlantingEnding


@measure(Mu(_("乔灌层面积")))
def canopy(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """What stands in the canopy on the last day. Storeys share the land: they are not added up."""
    return _standing(Planting.Storey.CANOPY, villages, last)


@measure(Mu(_("林下面积")))
def under(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """What stands under the trees on the last day."""
    return _standing(Planting.Storey.UNDER, villages, last)


@measure(Whole(_("育苗株数"), of=_("株")))
def seedlings(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Seedlings of the batches sown in the days."""
    rows = NurseryBatch.objects.filter(sown_on__gte=first, sown_on__lte=last, village_code__in=villages)
    return rows.order_by().values_list("village_code").annotate(number=Sum("seedlings"))


def _standing(storey: str, villages: Collection[str], last: date) -> "QuerySet[Any, Any]":
    ended = PlantingEnding.objects.filter(ended_on__lt=last).values("planting")
    rows = Planting.objects.filter(
        Q(end__isnull=True) | Q(end__gte=last), storey=storey, start__lte=last, village_code__in=villages
    ).exclude(pk__in=ended)
    return rows.order_by().values_list("village_code").annotate(number=Sum("area_centimu"))
