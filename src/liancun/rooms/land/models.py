"""Plots, who holds them, and the contracts over them (地块、承包关系、流转合同). Only ever added to."""

from django.db import models

from liancun.base.models import Stamped


class Plot(Stamped):
    """A plot as it was from a day on (地块): three areas kept apart, in hundredths of a mu.

    A later `start` of the same code is the plot measured or classed anew; of two from one day the later
    entered counts. `org_code` is the village collective, which contracts the land out (发包方).
    """

    codes = ("code",)

    class LandClass(models.TextChoices):
        BASIC_FARMLAND = "basic_farmland", "永久基本农田"
        ARABLE = "arable", "一般耕地"
        GARDEN = "garden", "园地"
        COMMERCIAL_FOREST = "commercial_forest", "商品林地"
        LOCAL_FOREST = "local_forest", "地方公益林"
        NATIONAL_FOREST_1 = "national_forest_1", "国家级公益林一级"
        NATIONAL_FOREST_2 = "national_forest_2", "国家级公益林二级"
        RED_LINE = "red_line", "生态保护红线内"
        RETURNED_FOREST = "returned_forest", "退耕还林地"
        WASTE = "waste", "荒山荒坡"

    code = models.CharField("地块编码", max_length=20)
    name = models.CharField("地块名称", max_length=60)
    land_class = models.CharField("地类", max_length=20, choices=LandClass.choices)
    slope_deg = models.PositiveSmallIntegerField("坡度(度)")
    grade = models.CharField("质量等级", max_length=20)
    contract_centimu = models.BigIntegerField("承包面积(0.01亩)")
    registered_centimu = models.BigIntegerField("确权面积(0.01亩)")
    measured_centimu = models.BigIntegerField("实测面积(0.01亩)")
    boundary = models.CharField("四至", max_length=200)
    outline = models.TextField("界址点", blank=True, default="")
    start = models.DateField("起")
    document = models.CharField("依据", max_length=80)

    class Meta:
        verbose_name = "地块"
        constraints = [
            models.UniqueConstraint(fields=["code", "start", "mark"], name="plot_row_once"),
            models.CheckConstraint(
                condition=models.Q(
                    contract_centimu__gte=0, registered_centimu__gte=0, measured_centimu__gt=0
                ),
                name="plot_has_area",
            ),
        ]
        indexes = [models.Index(fields=["village_code", "code"], name="plot_by_village")]


class PlotRight(Stamped):
    """Who holds a plot from a day on (承包关系): a contracting household, or the collective itself."""

    plot = models.CharField("地块编码", max_length=20)
    holder = models.CharField("承包方", max_length=20)
    start = models.DateField("起")
    end = models.DateField("承包期止", null=True, blank=True)
    document = models.CharField("承包合同或权证", max_length=80)

    class Meta:
        verbose_name = "承包关系"
        constraints = [
            models.UniqueConstraint(fields=["plot", "holder", "start", "mark"], name="plot_right_once")
        ]
        indexes = [
            models.Index(fields=["plot"], name="right_by_plot"),
            models.Index(fields=["holder"], name="right_by_holder"),
        ]


class LandContract(Stamped):
    """A contract that passes on the right to use land (经营权流转合同), with the items the law asks for.

    `taker` is who takes the land (受让方), `payer` who pays for it; `rate_fen` is the
    price of a mu and year.
    """

    codes = ("number",)

    class Form(models.TextChoices):
        SHARES = "shares", "入股"
        LEASE = "lease", "出租"
        SECOND = "second", "套种"

    number = models.CharField("合同编号", max_length=40)
    form = models.CharField("流转方式", max_length=10, choices=Form.choices)
    giver = models.CharField("流出方", max_length=20)
    taker = models.CharField("受让方", max_length=20)
    payer = models.CharField("付款方", max_length=20)
    use = models.CharField("用途", max_length=80)
    start = models.DateField("起")
    end = models.DateField("止")
    rate_fen = models.BigIntegerField("每亩每年(分)")
    pay_by = models.CharField("付款日(月-日)", max_length=5)
    rights = models.CharField("权利和义务", max_length=200)
    compensation = models.CharField("征收补偿归属", max_length=200)
    breach = models.CharField("违约责任", max_length=200)
    signed_on = models.DateField("签订日")
    document = models.CharField("合同文本", max_length=80)

    class Meta:
        verbose_name = "流转合同"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "number"], name="land_contract_once"),
            models.CheckConstraint(condition=models.Q(rate_fen__gt=0), name="land_contract_pays"),
        ]
        indexes = [models.Index(fields=["org_code", "giver"], name="land_contract_by_giver")]


class ContractPlot(Stamped):
    """A plot in a contract (合同地块), with its measured area on the day of signing."""

    contract = models.ForeignKey(
        LandContract, verbose_name="合同", on_delete=models.PROTECT, related_name="+"
    )
    plot = models.CharField("地块编码", max_length=20)
    area_centimu = models.BigIntegerField("签订时面积(0.01亩)")

    class Meta:
        verbose_name = "合同地块"
        constraints = [models.UniqueConstraint(fields=["contract", "plot"], name="contract_plot_once")]
        indexes = [models.Index(fields=["plot"], name="contract_by_plot")]


class ContractEnding(Stamped):
    """How a contract ended (合同终止): `ended_on` is its last day."""

    class Why(models.TextChoices):
        EXPIRED = "expired", "到期"
        AGREED = "agreed", "双方协商"
        USE_CHANGED = "use_changed", "擅自改变用途"
        IDLE = "idle", "弃耕抛荒两年以上"
        DAMAGE = "damage", "严重损害土地"
        BREACH = "breach", "其他严重违约"
        EXPROPRIATED = "expropriated", "征收"

    contract = models.OneToOneField(
        LandContract, verbose_name="合同", on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField("终止日")
    reason = models.CharField("原因", max_length=14, choices=Why.choices)
    document = models.CharField("文件", max_length=80)

    class Meta:
        verbose_name = "合同终止"


class ContractFiling(Stamped):
    """A contract filed with the issuing party (发包方备案). `org_code` is the collective."""

    contract = models.OneToOneField(
        LandContract, verbose_name="合同", on_delete=models.PROTECT, related_name="+"
    )
    filed_on = models.DateField("备案日")
    document = models.CharField("备案文号", max_length=80)

    class Meta:
        verbose_name = "合同备案"
