"""What labour counts by village (务工的量度)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast, Concat

from liancun.base.measures import measure
from liancun.base.versions import standing
from liancun.kernel.fields import Whole, _
from liancun.rooms.labour.models import CourseSign, WorkDay


@measure(Whole(_("务工人日"), of=_("人日")))
def days(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """Days worked in a village's section, whoever came: somebody's day counts once, whatever was done."""
    rows = WorkDay.objects.filter(day__gte=first, day__lte=last)
    rows = standing(rows, among=rows).filter(state=WorkDay.State.ACCEPTED, village_code__in=villages)
    once = Concat("party", Value("/"), Cast("day", CharField()), output_field=CharField())
    return rows.order_by().values_list("village_code").annotate(number=Count(once, distinct=True))


@measure(Whole(_("培训人数"), of=_("人")))
def trained(villages: Collection[str], first: date, last: date) -> "QuerySet[Any, Any]":
    """People of a village who came to a course, each once."""
    rows = CourseSign.objects.filter(
        course__held_on__gte=first, course__held_on__lte=last, village_code__in=villages
    )
    return rows.order_by().values_list("village_code").annotate(number=Count("party", distinct=True))
