"""What the registry counts by village (登记的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from liancun.base.measures import measure
from liancun.base.versions import on_day
from liancun.kernel.fields import Whole, _
from liancun.rooms.registry.models import Household, Membership


@measure(Whole(_("登记户数"), of=_("户")))
def households(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Registered households (户籍户) on the last day."""
    rows = Household.objects.filter(kind=Household.Kind.REGISTERED, village_code__in=villages)
    rows = on_day(rows, last)
    return rows.order_by().values_list("village_code").annotate(number=Count("code", distinct=True))


@measure(Whole(_("入社人数"), of=_("人")))
def members(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """People who are members of a cooperative (农民社员) on the last day, each once."""
    rows = on_day(Membership.objects.filter(kind="farmer", village_code__in=villages), last)
    return rows.order_by().values_list("village_code").annotate(number=Count("party", distinct=True))
