"""Meetings (会议)."""

from django.db import models

from liancun.base.models import Stamped


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
