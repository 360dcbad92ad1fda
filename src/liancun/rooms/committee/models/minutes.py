"""What was said at a meeting (会议记录)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.rooms.committee.models.meetings import Meeting


class Minutes(Stamped):
    """One version of a meeting's minutes (会议记录); the last stands, and once signed there is no other."""

    meeting = models.ForeignKey(Meeting, verbose_name="会议", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField("版本")
    text = models.TextField("记录", max_length=10_000)
    attending = models.CharField("列席", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "会议记录"
        constraints = [models.UniqueConstraint(fields=["meeting", "revision"], name="minutes_once")]
