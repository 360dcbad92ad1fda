"""Meetings, what is on their agenda, what happened to them (会议、议题、经过)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.kernel.fields import _


class Meeting(Stamped):
    """A meeting of one body (会议) as it was planned; what happened to it stands in rows of its own.

    `body` says by what the body is counted, adults or households: chosen before anybody votes.
    """

    codes = ("code",)
    code = models.CharField("会议编号", max_length=40)
    body = models.CharField("机构", max_length=32)
    title = models.CharField("会议名称", max_length=80)
    place = models.CharField("地点", max_length=80)
    held_on = models.DateField("开会日")
    starts_at = models.CharField("开始时刻", max_length=5)
    chair = models.CharField("主持人", max_length=20)
    recorder = models.CharField("记录人", max_length=20)
    urgent_because = models.CharField("临时召开的原因", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "会议"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="meeting_once")]
        indexes = [models.Index(fields=["org_code", "held_on"], name="meeting_by_day")]


class MeetingEvent(Stamped):
    """What happened to a meeting (会议经过); the last says how it stands."""

    class Kind(models.TextChoices):
        NOTICED = "noticed", "已通知"
        OPENED = "opened", "开会中"
        CLOSED = "closed", "已散会"
        SIGNED = "signed", "记录已签字"
        CALLED_OFF = "called_off", "已取消"

    meeting = models.ForeignKey(Meeting, verbose_name="会议", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("经过", max_length=12, choices=Kind.choices)
    happened_on = models.DateField("日期")
    at = models.CharField("时刻", max_length=5, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    digest = models.CharField("摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "会议经过"
        constraints = [models.UniqueConstraint(fields=["meeting", "kind"], name="meeting_event_once")]


class AgendaItem(Stamped):
    """One item of a meeting's agenda (议题).

    `effect` is set where a resolution of the joint committee goes on to the villages: whether it takes effect
    once "all" have passed it, or in those that "passed" it. `block` is the block of the charter, the whole
    town's, that such a resolution decides, `block_sha256` the digest of its text when it was put.
    """

    class Effect(models.TextChoices):
        ALL = "all", _("各村都通过才生效")
        PASSED = "passed", _("哪村通过在哪村生效")

    meeting = models.ForeignKey(Meeting, verbose_name="会议", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("议题号")
    subject = models.CharField("议题", max_length=120)
    matter = models.CharField("事项类别", max_length=32)
    major = models.BooleanField("须三分之二通过", default=False)
    text = models.TextField("内容", max_length=2000, blank=True, default="")
    effect = models.CharField("怎样生效", max_length=8, choices=Effect.choices, blank=True, default="")
    block = models.CharField("表决的决定", max_length=120, blank=True, default="")
    block_sha256 = models.CharField("决定原文的摘要", max_length=64, blank=True, default="")
    part = models.ForeignKey(
        "committee.JointPart",
        verbose_name="联村决议的部分",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    steps = models.ForeignKey(
        "committee.FourSteps",
        verbose_name="四议两公开",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "议题"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="agenda_item_once")]
