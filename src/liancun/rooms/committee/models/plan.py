"""What the operating units are to reach (计划目标)."""

from django.db import models

from liancun.base.models import Stamped


class PlanGoal(Stamped):
    """What a unit is to reach in a year (计划目标), a whole number in the unit of its measure.

    The highest `revision` of a unit, year and measure stands; `withdrawn` takes the goal back.
    """

    unit = models.CharField("作战单元", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    measure = models.CharField("指标", max_length=60)
    target = models.BigIntegerField("目标")
    document = models.CharField("依据", max_length=60)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    withdrawn = models.BooleanField("已撤销", default=False)

    class Meta:
        verbose_name = "计划目标"
        constraints = [
            models.UniqueConstraint(
                fields=["org_code", "unit", "year", "measure", "revision"], name="plan_goal_once"
            ),
            models.CheckConstraint(condition=models.Q(target__gt=0), name="plan_goal_is_something"),
        ]
