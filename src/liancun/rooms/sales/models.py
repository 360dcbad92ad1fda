"""Sales, stock losses, receipts and the monthly entries (销售、损耗、收款、入账)."""

from django.db import models

from liancun.base.models import Stamped


class Sale(Stamped):
    """One sale (销售单): who bought how much of what. A correction is a later sale with the sides swapped.

    `quantity_milli` is in thousandths of the product's unit: grams of a kilo, thousandths of a piece;
    negative takes back an earlier sale, named in `corrects`. `price_fen` is per unit.
    """

    codes = ("number",)
    number = models.CharField("销售单号", max_length=30)
    buyer = models.CharField("买方", max_length=20)
    product = models.CharField("产品", max_length=20)
    quantity_milli = models.BigIntegerField("数量(千分之一单位)")
    price_fen = models.BigIntegerField("单价(分)")
    amount_fen = models.BigIntegerField("金额(分)")
    happened_on = models.DateField("销售日")
    document = models.CharField("合同或发票", max_length=60, blank=True, default="")
    corrects = models.OneToOneField(
        "self", verbose_name="冲销的销售单", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "销售单"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="sale_number_once")]
        indexes = [models.Index(fields=["org_code", "happened_on"], name="sale_by_day")]


class StockLoss(Stamped):
    """Weight lost between the scale and the buyer (损耗): dried out, spoiled, sorted out."""

    product = models.CharField("产品", max_length=20)
    lost_g = models.BigIntegerField("损耗(克)")
    happened_on = models.DateField("发生日")
    document = models.CharField("说明文件", max_length=60)

    class Meta:
        verbose_name = "损耗"
        indexes = [models.Index(fields=["org_code", "happened_on"], name="loss_by_day")]


class Receipt(Stamped):
    """Money that a buyer paid (收款)."""

    codes = ("number",)
    number = models.CharField("收款单号", max_length=30)
    buyer = models.CharField("买方", max_length=20)
    amount_fen = models.BigIntegerField("金额(分)")
    happened_on = models.DateField("收款日")
    entry_ref = models.CharField("记账凭证", max_length=40)

    class Meta:
        verbose_name = "收款单"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="receipt_number_once")]
        indexes = [models.Index(fields=["org_code", "buyer"], name="receipt_by_buyer")]


class SalePosting(Stamped):
    """A month's sales entered into the book (销售入账): once, with the cost of what left the stock."""

    month = models.CharField("月份", max_length=7)
    sold_fen = models.BigIntegerField("销售额(分)")
    cost_fen = models.BigIntegerField("销售成本(分)")
    sold_ref = models.CharField("销售凭证", max_length=40, blank=True, default="")
    cost_ref = models.CharField("成本凭证", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "销售入账"
        constraints = [models.UniqueConstraint(fields=["org_code", "month"], name="sales_posted_once")]
