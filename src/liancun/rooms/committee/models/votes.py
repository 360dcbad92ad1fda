"""Who may vote, who came, how they voted, what came of it (名单、签到、表决、结果)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.kernel.fields import _
from liancun.rooms.committee.models.meetings import AgendaItem, Meeting


class Voter(models.Model):
    """A line of the list of those who may vote (应到名单), frozen when the meeting was opened.

    Where each household has one vote, `household` is the one and `party` who speaks for it first.
    `extra_votes` are those beside the own one that a cooperative's charter gives.
    """

    meeting = models.ForeignKey(Meeting, verbose_name="会议", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("序号")
    party = models.CharField("人员编码", max_length=20)
    household = models.CharField("户编码", max_length=20, blank=True, default="")
    extra_votes = models.PositiveIntegerField("附加票数", default=0)

    class Meta:
        verbose_name = "应到名单"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="voter_number"),
            models.UniqueConstraint(fields=["meeting", "party"], name="voter_once"),
        ]


class Movement(Stamped):
    """Somebody came or left (到场、离场). `by` is who came where that is another of the household."""

    voter = models.ForeignKey(Voter, verbose_name="应到", on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField("到场")
    at = models.CharField("时刻", max_length=5)
    by = models.CharField("到会的人", max_length=20)
    online = models.BooleanField("在线", default=False)
    document = models.CharField("委托书", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "签到"
        indexes = [models.Index(fields=["voter"], name="movement_by_voter")]


class VoteOpening(Stamped):
    """The moment the vote on an item was opened (开始表决): who is in the room then counts as present."""

    item = models.OneToOneField(AgendaItem, verbose_name="议题", on_delete=models.PROTECT, related_name="+")
    at = models.CharField("时刻", max_length=5)

    class Meta:
        verbose_name = "开始表决"


class Ballot(Stamped):
    """A ballot with a name to it (记名票). By two ways both are kept; the one on paper counts."""

    item = models.ForeignKey(AgendaItem, verbose_name="议题", on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, verbose_name="应到", on_delete=models.PROTECT, related_name="+")
    way = models.CharField("表决方式", max_length=8)
    choice = models.CharField("意见", max_length=8)

    class Meta:
        verbose_name = "记名票"
        constraints = [models.UniqueConstraint(fields=["item", "voter", "way"], name="ballot_once")]


class BallotCount(Stamped):
    """Ballots counted without names (计数票): raised hands, or paper from the box."""

    item = models.ForeignKey(AgendaItem, verbose_name="议题", on_delete=models.PROTECT, related_name="+")
    way = models.CharField("表决方式", max_length=8)
    votes_for = models.PositiveIntegerField("赞成")
    votes_against = models.PositiveIntegerField("反对")
    votes_abstain = models.PositiveIntegerField("弃权")
    invalid = models.PositiveIntegerField("废票")

    class Meta:
        verbose_name = "计数票"
        constraints = [models.UniqueConstraint(fields=["item", "way"], name="ballot_count_once")]


class ItemResult(Stamped):
    """What came of an item (表决结果) under `clause`; `resolution` is its number in the registry, where the
    law knows the body."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("通过")
        REJECTED = "rejected", _("未通过")
        NOT_QUORATE = "not_quorate", _("人数不足,未议决")

    item = models.OneToOneField(AgendaItem, verbose_name="议题", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices)
    entitled = models.PositiveIntegerField("应到")
    extra_votes = models.PositiveIntegerField("附加票数", default=0)
    present = models.PositiveIntegerField("在场")
    votes_for = models.PositiveIntegerField("赞成")
    votes_against = models.PositiveIntegerField("反对")
    votes_abstain = models.PositiveIntegerField("弃权")
    invalid = models.PositiveIntegerField("废票")
    clause = models.CharField("依据", max_length=120)
    resolution = models.CharField("决议编号", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "表决结果"
