"""The share register (股金登记簿): lots as they were paid in, and what moved out of them."""

from django.db import models

from liancun.base.models import Stamped


class ShareLot(Stamped):
    """Shares paid in together (股份批次), at their own price for ever.

    A partial transfer opens a new lot at the same price: what remains is never revalued. `org_code` is the
    cooperative; `price_fen` what one share counts in 301 股金, `premium_fen` what was paid beyond (321).
    """

    codes = ("number",)
    number = models.CharField("股权编号", max_length=40)
    party = models.CharField("成员编码", max_length=20)
    form = models.CharField("出资方式", max_length=16)
    shares = models.BigIntegerField("股数")
    price_fen = models.BigIntegerField("每股(分)")
    premium_fen = models.BigIntegerField("溢价(分)", default=0)
    happened_on = models.DateField("出资日")
    document = models.CharField("凭证文件", max_length=60, blank=True, default="")
    resolution = models.CharField("作价决议", max_length=120, blank=True, default="")
    parent = models.ForeignKey(
        "self", verbose_name="转自批次", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    entry_ref = models.CharField("记账凭证", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "股份批次"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "number"], name="share_lot_once"),
            models.CheckConstraint(
                condition=models.Q(shares__gt=0, price_fen__gt=0, premium_fen__gte=0),
                name="share_lot_positive",
            ),
        ]
        indexes = [models.Index(fields=["org_code", "party"], name="share_lot_by_party")]


class ShareMove(Stamped):
    """Shares that left a lot (股份变动): transferred to another member, or withdrawn."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", "转让"
        WITHDRAWAL = "withdrawal", "退股"

    lot = models.ForeignKey(ShareLot, verbose_name="批次", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    shares = models.BigIntegerField("股数")
    happened_on = models.DateField("发生日")
    document = models.CharField("凭证文件", max_length=60, blank=True, default="")
    entry_ref = models.CharField("记账凭证", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "股份变动"
        constraints = [models.CheckConstraint(condition=models.Q(shares__gt=0), name="share_move_positive")]
