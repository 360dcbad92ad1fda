"""Records of the points year (积分记录): appended, corrected by later rows."""

from django.db import models

from liancun.base.models import Stamped


class MonthScore(Stamped):
    """A living household in a month (月度积分): its state, and its points where it was scored.

    `org_code` is the village collective, `on` the day it was entered. The latest mark of a household and
    month stands: `revision` 0 is the first, a correction takes the next, and the database lets nobody take
    one twice. `deduction` names the clauses of the village rules that took base points.
    """

    class State(models.TextChoices):
        SCORED = "scored", "已评"
        AWAY = "away", "外出"
        VACANT = "vacant", "空置"
        EXEMPT = "exempt", "免评"

    household = models.CharField("户编码", max_length=20)
    month = models.CharField("月份", max_length=7)
    state = models.CharField("状态", max_length=8, choices=State.choices)
    base = models.SmallIntegerField("基础分", default=0)
    bonus = models.SmallIntegerField("奖励分", default=0)
    deduction = models.CharField("扣分条款", max_length=80, blank=True, default="")
    proof = models.CharField("证明文件", max_length=60, blank=True, default="")
    revision = models.PositiveSmallIntegerField("版次", default=0)

    class Meta:
        verbose_name = "月度积分"
        constraints = [
            models.UniqueConstraint(fields=["household", "month", "revision"], name="score_revision_once")
        ]
        indexes = [
            models.Index(fields=["org_code", "month"], name="score_by_month"),
        ]


class RuleClause(Stamped):
    """A clause of the village rules that takes base points (村规民约扣分条款), added to the charter's own.

    It holds from `start` on; the resolution or document that adopted it is named.
    """

    codes = ("code",)
    code = models.CharField("条款编号", max_length=20)
    title = models.CharField("内容", max_length=80)
    points_max = models.PositiveSmallIntegerField("最多扣分")
    start = models.DateField("起")
    document = models.CharField("通过的决议或文件", max_length=60)

    class Meta:
        verbose_name = "村规民约扣分条款"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="rule_clause_once")]


class OpeningTier(Stamped):
    """A tier brought over from before the software (期初等次): it sets the first year's bills."""

    household = models.CharField("户编码", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    tier = models.CharField("等次", max_length=20)

    class Meta:
        verbose_name = "期初等次"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="opening_tier_once")]


class UnlivedHome(Stamped):
    """A registered household that did not live here in a year (外出、空置): no points, the flat fee."""

    household = models.CharField("户编码", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("情况", max_length=8, choices=[("away", "外出"), ("vacant", "空置")])

    class Meta:
        verbose_name = "外出空置户"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="unlived_once")]


class FeeExemption(Stamped):
    """A household freed of a year's fee by a document (免缴)."""

    household = models.CharField("户编码", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    document = models.CharField("文件编号", max_length=60)

    class Meta:
        verbose_name = "免缴"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="exemption_once")]
