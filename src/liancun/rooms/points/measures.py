"""What points count by village (积分的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from liancun.base.measures import measure
from liancun.base.versions import newest
from liancun.kernel import Period
from liancun.kernel.fields import Whole, _
from liancun.rooms.points.models import MonthScore


@measure(Whole(_("评分户次"), of=_("户次")))
def scored(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Households scored, each month once."""
    rows = _scored(villages, first, last)
    return rows.values_list("village_code").annotate(number=Count("pk"))


@measure(Whole(_("奖励分合计"), of=_("分")))
def bonus(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Bonus points given."""
    return _scored(villages, first, last).values_list("village_code").annotate(number=Sum("bonus"))


def _scored(villages: Collection[str], first: date, last: date) -> "QuerySet[MonthScore]":
    """The rows that stand of the months begun, of households that were scored."""
    months = [str(Period.month_of(day)) for day in (first, last)]
    rows = MonthScore.objects.filter(month__range=months, village_code__in=villages)
    return newest(rows, "household", "month").filter(state=MonthScore.State.SCORED).order_by()
