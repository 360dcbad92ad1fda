"""What the books keep (账簿记录)."""

from django.db import models

from liancun.base.models import Stamped


class Book(Stamped):
    """An organisation's book (账簿) on one of the two charts."""

    chart = models.CharField(
        "科目表", max_length=12, choices=[("cooperative", "合作社"), ("collective", "集体")]
    )
    opened_on = models.DateField("启用日")

    class Meta:
        verbose_name = "账簿"
        constraints = [models.UniqueConstraint(fields=["org_code"], name="book_one_per_org")]


class PeriodEvent(Stamped):
    """A month closed, or a year sealed (结账). A month that was opened again is closed by another row."""

    period = models.CharField("期间", max_length=7)

    class Meta:
        verbose_name = "结账"
        indexes = [models.Index(fields=["org_code", "period"], name="period_event_by_org")]


class ClosedAnyway(Stamped):
    """Why a month was closed though something was not in (未入账也结), and what that was then."""

    event = models.OneToOneField(PeriodEvent, verbose_name="结账", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=120)
    unentered = models.JSONField("当时没入账的")

    class Meta:
        verbose_name = "未入账也结"


class ReopeningAsked(Stamped):
    """A wish to open a closed month again, and all after it (申请重新打开)."""

    month = models.CharField("从哪个月起", max_length=7)
    reason = models.CharField("原因", max_length=120)
    by_party = models.CharField("申请人编码", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "申请重新打开"


class ReopeningAnswered(Stamped):
    """What a second person said to it (答复重新打开): agreed, the months are open."""

    asked = models.OneToOneField(
        ReopeningAsked, verbose_name="申请", on_delete=models.PROTECT, related_name="+"
    )
    agreed = models.BooleanField("同意")
    words = models.CharField("理由", max_length=120, blank=True, default="")
    by_party = models.CharField("答复人编码", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "答复重新打开"


class CashCount(Stamped):
    """What lay in the cash box at the end of a day, beside what the book held then (现金盘点)."""

    counted_on = models.DateField("盘点日")
    book_fen = models.BigIntegerField("账面(分)")
    received_fen = models.BigIntegerField("已收未记账(分)")
    paid_fen = models.BigIntegerField("已付未记账(分)")
    counted_fen = models.BigIntegerField("实点(分)")
    words = models.CharField("原因", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "现金盘点"
        indexes = [models.Index(fields=["org_code", "counted_on"], name="cash_count_by_day")]


class Batch(Stamped):
    """Entries posted together (凭证批). Once `sealed_at` is set its entries and lines never change."""

    source = models.CharField("来源", max_length=80)
    count = models.PositiveIntegerField("张数")
    sealed_at = models.DateTimeField("封存时间", null=True)

    class Meta:
        verbose_name = "凭证批"


class Entry(Stamped):
    """An accounting entry (记账凭证). `on` is the day of the act, `accounting_on` decides the period."""

    batch = models.ForeignKey(
        Batch, verbose_name="批", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = models.CharField("月份", max_length=7)
    number = models.PositiveIntegerField("凭证号")
    accounting_on = models.DateField("记账日")
    happened_on = models.DateField("发生日")
    summary = models.CharField("摘要", max_length=120)
    source = models.CharField("来源", max_length=80, blank=True, default="")
    reverses = models.OneToOneField(
        "self", verbose_name="冲销的凭证", on_delete=models.PROTECT, related_name="+", null=True
    )
    total_fen = models.BigIntegerField("金额(分)")
    digest = models.CharField("摘要值", max_length=64)

    class Meta:
        verbose_name = "记账凭证"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "month", "number"], name="entry_number_once")
        ]
        indexes = [
            models.Index(fields=["org_code", "accounting_on"], name="entry_by_day"),
            models.Index(fields=["source"], name="entry_by_source"),
        ]


class Papers(Stamped):
    """How many sheets of paper a voucher by hand rests on (附件张数); a voucher of before has none of it."""

    entry = models.OneToOneField(Entry, verbose_name="凭证", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField("附件张数")

    class Meta:
        verbose_name = "凭证附件"


class EntryLine(models.Model):
    """A line of an entry (分录): one side, whole fen; `party` is the member dimension.

    The organisation, day and mark of its entry are kept beside it, so that a balance is one grouped sum.
    """

    entry = models.ForeignKey(Entry, verbose_name="凭证", on_delete=models.PROTECT, related_name="+")
    org_code = models.CharField("单位", max_length=20)
    mark = models.BigIntegerField("序号")
    accounting_on = models.DateField("记账日")
    position = models.PositiveIntegerField("行次")
    account = models.CharField("科目", max_length=8)
    party = models.CharField("往来对象", max_length=20, blank=True, default="")
    debit_fen = models.BigIntegerField("借方(分)")
    credit_fen = models.BigIntegerField("贷方(分)")

    class Meta:
        verbose_name = "分录"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debit_fen__gt=0, credit_fen=0) | models.Q(debit_fen=0, credit_fen__gt=0),
                name="line_one_side",
            )
        ]
        indexes = [
            models.Index(fields=["org_code", "account", "accounting_on"], name="line_by_account"),
            models.Index(fields=["org_code", "party"], name="line_by_party"),
        ]
