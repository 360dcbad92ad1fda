"""Who sits on a body, who has votes beside the own one (席位、附加表决权)."""

from django.db import models

from liancun.base.models import Stamped


class Seat(Stamped):
    """A person's seat on a body of `org_code` (席位), from `start` to `end`, both counted.

    Ended or corrected by a row that supersedes it, never edited.
    """

    party = models.CharField("人员编码", max_length=20)
    body = models.CharField("机构", max_length=32)
    document = models.CharField("凭证文件", max_length=60, blank=True, default="")
    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的行", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "席位"
        indexes = [models.Index(fields=["org_code", "body"], name="seat_by_body")]


class ExtraVote(Stamped):
    """Votes a member of a cooperative has beside the own one (附加表决权), from `start` to `end`, both
    counted.

    Ended or changed by a row that supersedes it, never edited.
    """

    party = models.CharField("人员编码", max_length=20)
    votes = models.PositiveIntegerField("附加票数")
    document = models.CharField("凭证文件", max_length=60, blank=True, default="")
    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的行", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "附加表决权"
        indexes = [models.Index(fields=["org_code", "party"], name="extra_vote_by_party")]
