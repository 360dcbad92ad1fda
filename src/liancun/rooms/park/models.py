"""The park's statement and the company's cash (园区结算书、公司资金备查)."""

from django.db import models

from liancun.base.models import Stamped


class ParkStatement(Stamped):
    """The park's year as agreed with the company (园区结算书); a later revision replaces the first."""

    year = models.PositiveSmallIntegerField("年度")
    revision = models.PositiveSmallIntegerField("版次", default=1)
    fruit_g = models.BigIntegerField("鲜果(克)")
    fruit_fen = models.BigIntegerField("鲜果收入(分)")
    labour_fen = models.BigIntegerField("务工(分)")
    fee_fen = models.BigIntegerField("服务费(分)")
    inputs_fen = models.BigIntegerField("物资(分)")
    management_fen = models.BigIntegerField("管理费和保险(分)")
    agreed_on = models.DateField("双方确认日")
    document = models.CharField("文件", max_length=80)

    class Meta:
        verbose_name = "园区结算书"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "year", "revision"], name="park_statement_once")
        ]


class CompanyCash(Stamped):
    """One line of the platform company's cash (公司资金备查). A memo: it belongs to no book here."""

    class Direction(models.TextChoices):
        OPENING = "opening", "期初"
        IN = "in", "收入"
        OUT = "out", "支出"
        SUPPORT = "support", "母公司托底"

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    item = models.CharField("项目", max_length=60)
    direction = models.CharField("方向", max_length=10, choices=Direction.choices)
    amount_fen = models.BigIntegerField("金额(分)")
    note = models.CharField("说明", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "公司资金备查"
        constraints = [
            models.UniqueConstraint(
                fields=["org_code", "year", "quarter", "item", "direction"], name="company_cash_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=0, quarter__gte=1, quarter__lte=4),
                name="company_cash_sound",
            ),
        ]
