"""Weigh slips and announced prices (过磅单、定价通知). Never changed: a later row supersedes."""

from django.db import models

from liancun.base.models import Stamped


class WeighSlip(Stamped):
    """One weighing (过磅单): who brought it, on whose account, how much, at which price.

    `village_code` is the village of the one it counts for. `price_fen` is per kg, null where the price comes
    later by a notice. `revision` 1 is the first; a correction is the next one and supersedes it.
    """

    codes = ("site", "number")

    class State(models.TextChoices):
        ACCEPTED = "accepted", "有效"
        HELD = "held", "待核"
        VOID = "void", "作废"

    site = models.CharField("过磅点", max_length=20)
    number = models.CharField("过磅单号", max_length=30)
    weighed_on = models.DateField("过磅日")
    revision = models.PositiveSmallIntegerField("版次", default=1)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的单", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField("状态", max_length=10, choices=State.choices)
    delivered_by = models.CharField("送货人", max_length=20)
    account_of = models.CharField("记账人", max_length=20)
    product = models.CharField("产品", max_length=20)
    grade = models.CharField("等级", max_length=20)
    gross_g = models.BigIntegerField("毛重(克)")
    tare_g = models.BigIntegerField("皮重(克)")
    deduction_g = models.BigIntegerField("扣杂(克)", default=0)
    net_g = models.BigIntegerField("净重(克)")
    price_fen = models.BigIntegerField("单价(分/公斤)", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "过磅单"
        constraints = [
            models.UniqueConstraint(
                fields=["org_code", "site", "weighed_on", "number", "revision"], name="slip_number_once"
            )
        ]
        indexes = [
            models.Index(fields=["org_code", "weighed_on"], name="slip_by_day"),
            models.Index(fields=["org_code", "account_of", "weighed_on"], name="slip_by_account"),
        ]


class PriceNotice(Stamped):
    """A price announced for a product and grade for a span of weighing days (定价通知); the latest counts."""

    product = models.CharField("产品", max_length=20)
    grade = models.CharField("等级", max_length=20)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    price_fen = models.BigIntegerField("单价(分/公斤)")
    document = models.CharField("文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "定价通知"
        indexes = [models.Index(fields=["org_code", "product"], name="price_by_product")]
