"""What goes on from the joint committee to each village (联村决议的各村部分)."""

from django.db import models

from liancun.base.models import Stamped


class JointPart(Stamped):
    """A village's part of a joint resolution (联村决议在一村): its own body decides, by its own count."""

    resolved = models.ForeignKey(
        "committee.AgendaItem", verbose_name="联村决议", on_delete=models.PROTECT, related_name="+"
    )
    at_org = models.CharField("村集体", max_length=20)
    body = models.CharField("由谁决定", max_length=32)

    class Meta:
        verbose_name = "联村决议的村"
        constraints = [models.UniqueConstraint(fields=["resolved", "at_org"], name="joint_part_once")]
        indexes = [models.Index(fields=["at_org"], name="joint_part_by_org")]
