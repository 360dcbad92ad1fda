"""What was decided of records that may be one (疑似重复)."""

from django.db import models

from liancun.base.models import Stamped


class DoubtDecision(Stamped):
    """What somebody decided of two records that may be one and the same (疑点认定), and why.

    `one` and `other` are what the records are called for ever, in their order. `rests_on` tells what was
    alike when it was decided: once other things are, the doubt is open again. The latest decision holds.
    """

    class Verdict(models.TextChoices):
        TWO = "two", "是两个"
        ONE = "one", "是同一个"

    kind = models.CharField("哪一种", max_length=12)
    one = models.CharField("一条记录", max_length=80)
    other = models.CharField("另一条记录", max_length=80)
    verdict = models.CharField("认定", max_length=4, choices=Verdict.choices)
    reason = models.CharField("理由", max_length=120)
    rests_on = models.CharField("依据摘要", max_length=64)

    class Meta:
        verbose_name = "疑点认定"
        indexes = [models.Index(fields=["org_code", "kind", "one"], name="doubt_decision_by_pair")]
