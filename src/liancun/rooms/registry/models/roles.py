"""What people and households are to an organisation (社员、身份、网格)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.rooms.registry.models.dated import Dated


class Membership(Dated):
    """A party's membership of a cooperative (社员): a person or a unit, never a household.

    `org_code` is the cooperative. Source: 农民专业合作社法 arts 19, 20, 24, 25.
    """

    codes = ("number",)
    party = models.CharField("成员编码", max_length=20)
    number = models.CharField("社员编号", max_length=20)
    kind = models.CharField("成员类型", max_length=8, choices=[("farmer", "农民成员"), ("unit", "单位成员")])
    document = models.CharField("入社申请", max_length=60, blank=True, default="")
    resolution = models.CharField("入社决议", max_length=60, blank=True, default="")
    notice_on = models.DateField("退社申请日", null=True, blank=True)

    class Meta:
        verbose_name = "社员"
        indexes = [
            models.Index(fields=["org_code", "number"], name="membership_by_number"),
            models.Index(fields=["party"], name="membership_by_party"),
        ]


class Standing(Stamped):
    """One step in a household's standing (身份): from a day, ended or not, by a body, with its document.

    Sensitive: never on a public board. `ended_on` is the last day it held. A step is ended by a row that
    supersedes it.
    """

    class Kind(models.TextChoices):
        REGISTERED_POOR = "registered_poor", "建档立卡"
        LIFTED = "lifted", "脱贫"
        UNSTABLE = "unstable", "脱贫不稳定户"
        MARGINAL = "marginal", "边缘易致贫户"
        SUDDEN = "sudden", "突发严重困难户"
        CLEARED = "cleared", "风险消除"
        EXTREME = "extreme", "特困供养(五保)"
        SUBSISTENCE = "subsistence", "低保"

    household = models.CharField("户编码", max_length=20)
    kind = models.CharField("身份", max_length=16, choices=Kind.choices)
    started_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)
    body = models.CharField("认定机构", max_length=60)
    document = models.CharField("文件编号", max_length=60)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的行", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "身份"
        indexes = [models.Index(fields=["kind", "household"], name="standing_by_kind")]


class StandingMember(models.Model):
    """A person of a standing's household on its day (身份内人员)."""

    standing = models.ForeignKey(Standing, verbose_name="身份", on_delete=models.PROTECT, related_name="+")
    party = models.CharField("人员编码", max_length=20)

    class Meta:
        verbose_name = "身份内人员"


class GridDuty(Dated):
    """Which grid worker looks after which living household (网格责任)."""

    worker = models.CharField("网格员", max_length=20)
    household = models.CharField("户编码", max_length=20)

    class Meta:
        verbose_name = "网格责任"
        indexes = [models.Index(fields=["household"], name="duty_by_household")]
