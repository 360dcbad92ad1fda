"""Documents, and what bodies resolved (文件与决议)."""

from django.db import models

from liancun.base.models import Stamped


class Document(Stamped):
    """A paper that proves something (文件): kept in the office, named here."""

    code = models.CharField("文件编号", max_length=60)
    title = models.CharField("标题", max_length=120)
    issuer = models.CharField("出具机构", max_length=80)
    issued_on = models.DateField("出具日期")

    class Meta:
        verbose_name = "文件"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="document_once")]


class Resolution(Stamped):
    """What a body voted (决议), with the counts the law asks for. `subject` is what it decided on.

    `passed` is the ruling of `rules.meeting_result` on the day it was recorded, under `clause`. `block` is
    the block of the charter that was voted on, `block_sha256` the digest of its text that day.
    """

    code = models.CharField("决议编号", max_length=60)
    body = models.CharField("机构", max_length=24)
    subject = models.CharField("事项", max_length=120)
    major = models.BooleanField("须三分之二通过的事项", default=False)
    notice_on = models.DateField("通知日", null=True, blank=True)
    urgent_because = models.CharField("临时召开的原因", max_length=120, blank=True, default="")
    held_on = models.DateField("开会日")
    entitled = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到")
    total_votes = models.PositiveIntegerField("表决权总数")
    votes_for = models.PositiveIntegerField("赞成")
    votes_against = models.PositiveIntegerField("反对")
    votes_abstain = models.PositiveIntegerField("弃权")
    members = models.PositiveIntegerField("成员总数", default=0)
    passed = models.BooleanField("通过")
    clause = models.CharField("依据", max_length=120)
    block = models.CharField("表决的决定", max_length=120, blank=True, default="")
    block_sha256 = models.CharField("决定原文的摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "决议"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="resolution_once")]
        indexes = [models.Index(fields=["org_code", "body", "subject"], name="resolution_by_subject")]
