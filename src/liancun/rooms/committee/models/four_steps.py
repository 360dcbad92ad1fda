"""Four steps and two publications (四议两公开)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.kernel.fields import _


class FourSteps(Stamped):
    """A matter that goes through the four steps (四议两公开登记): what brought it up, and what kind it is."""

    class Cause(models.TextChoices):
        PEOPLE = "people", _("党员群众建议")
        CADRES = "cadres", _("村干部提议")
        ABOVE = "above", _("上级党委政府安排")

    codes = ("code",)
    code = models.CharField("登记编号", max_length=40)
    title = models.CharField("事项", max_length=120)
    matter = models.CharField("事项类别", max_length=32)
    cause = models.CharField("动议事由", max_length=8, choices=Cause.choices)

    class Meta:
        verbose_name = "四议两公开"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="four_steps_once")]


class FourStep(Stamped):
    """One of the first three steps (提议、商议、审议); the fourth is the vote of the item it is put by."""

    class Step(models.TextChoices):
        PROPOSED = "proposed", _("党支部提议")
        CONSULTED = "consulted", _("村两委商议")
        EXAMINED = "examined", _("党员大会审议")

    of = models.ForeignKey(FourSteps, verbose_name="四议两公开", on_delete=models.PROTECT, related_name="+")
    step = models.CharField("步骤", max_length=12, choices=Step.choices)
    happened_on = models.DateField("日期")
    due = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到")
    votes_for = models.PositiveIntegerField("赞成")
    document = models.CharField("会议记录编号", max_length=60)
    note = models.CharField("内容", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "四议的一步"
        constraints = [models.UniqueConstraint(fields=["of", "step"], name="four_step_once")]
