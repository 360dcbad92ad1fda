"""What settlement keeps (结算记录): runs and lines frozen, their states and payments as rows added after.

Nothing here is ever changed or deleted; the guards refuse it in the database. A run's or a line's state is
its last event. No name, ID number or account number stands here: codes only.
"""

from django.db import models
from django.db.models import Q

from liancun.base.models import Stamped


class Run(Stamped):
    """One settlement of one kind for one period (结算单), with the facts and clauses it rests on.

    `attempt` counts what ended before it (withdrawn or reversed) for the same kind, period and organisation:
    two live runs would carry the same number, which the database refuses. `rests_on` has every block of the
    charter that was read for it, with its digest; a run of a program that did not say has None.
    """

    kind = models.CharField("类别", max_length=40)
    period = models.CharField("期间", max_length=7)
    attempt = models.PositiveIntegerField("第几次")
    reverses = models.ForeignKey(
        "self", verbose_name="冲销的结算单", on_delete=models.PROTECT, related_name="+", null=True
    )
    watermark = models.JSONField("水位")
    clauses = models.JSONField("依据条款")
    rests_on = models.JSONField("所依据的章程", null=True)
    life = models.CharField("办法条款", max_length=120)
    rule_version = models.CharField("规则版本", max_length=64)
    facts_version = models.CharField("取数版本", max_length=64)
    sheet_digest = models.CharField("事实摘要", max_length=64)
    seen = models.JSONField("已核对的往期", default=dict)
    totals = models.JSONField("总数")
    pots = models.JSONField("分配总额")
    steps = models.JSONField("步骤")
    line_count = models.PositiveIntegerField("行数")
    total_fen = models.BigIntegerField("合计(分)")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "结算单"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "org_code", "period", "attempt"],
                condition=Q(reverses__isnull=True),
                name="run_one_live",
            ),
            models.UniqueConstraint(
                fields=["reverses", "attempt"],
                condition=Q(reverses__isnull=False),
                name="run_one_live_reversal",
            ),
        ]
        indexes = [models.Index(fields=["org_code", "kind", "period"], name="run_by_kind")]


class RunLine(Stamped):
    """What one subject gets or owes in a run (结算行), with its facts, reasons and digest.

    `serial` is 0 for a line of the draft; a line computed anew after an upheld objection takes the next
    number, names the one it `replaces`, and keeps its own watermark and the digest of all it saw there.
    `first_run` is the posted run that a supplement or deduction sets right.
    """

    run = models.ForeignKey(Run, verbose_name="结算单", on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField("版次", default=0)
    replaces = models.OneToOneField(
        "self", verbose_name="替换的行", on_delete=models.PROTECT, related_name="+", null=True
    )
    first_run = models.ForeignKey(
        Run, verbose_name="首次结算单", on_delete=models.PROTECT, related_name="+", null=True
    )
    watermark = models.JSONField("水位", null=True)
    sheet_digest = models.CharField("事实摘要", max_length=64, blank=True, default="")
    subject = models.CharField("对象", max_length=40)
    part = models.CharField("项目", max_length=80)
    payee = models.CharField("收付款人", max_length=40)
    amount_fen = models.BigIntegerField("金额(分)")
    payable = models.BooleanField("须收付")
    settle_account = models.CharField("往来科目", max_length=20)
    facts = models.JSONField("事实")
    outcome = models.JSONField("结论")
    reasons = models.JSONField("理由")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "结算行"
        constraints = [
            models.UniqueConstraint(fields=["run", "subject", "part", "serial"], name="run_line_once")
        ]
        indexes = [
            models.Index(fields=["run", "id"], name="run_line_by_run"),
            models.Index(fields=["subject"], name="run_line_by_subject"),
            models.Index(fields=["payee"], name="run_line_by_payee"),
        ]


class RunEvent(Stamped):
    """A step in a run's life (结算单状态): the last one is its state. Of two taking one step, one wins."""

    run = models.ForeignKey(Run, verbose_name="结算单", on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField("序次")
    state = models.CharField("状态", max_length=12)
    by_party = models.CharField("办理人编码", max_length=40, blank=True, default="")
    ref = models.CharField("凭据", max_length=80, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "结算单状态"
        constraints = [models.UniqueConstraint(fields=["run", "serial"], name="run_event_once")]


class LineEvent(Stamped):
    """A step of a line apart from its run (结算行状态): held, checked, confirmed, posted, cancelled."""

    line = models.ForeignKey(RunLine, verbose_name="结算行", on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField("序次")
    state = models.CharField("状态", max_length=12)
    by_party = models.CharField("办理人编码", max_length=40, blank=True, default="")
    ref = models.CharField("凭据", max_length=80, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "结算行状态"
        constraints = [models.UniqueConstraint(fields=["line", "serial"], name="line_event_once")]


class PaymentList(Stamped):
    """One list of payments as it was handed in (收付清单): the same key again does nothing."""

    key = models.CharField("清单号", max_length=80)
    content = models.CharField("内容摘要", max_length=64)
    count = models.PositiveIntegerField("笔数")
    total_fen = models.BigIntegerField("合计(分)")

    class Meta:
        verbose_name = "收付清单"
        constraints = [models.UniqueConstraint(fields=["org_code", "key"], name="payment_list_once")]


class Payment(Stamped):
    """Money that moved, or failed to, for one line (收付款): part payments and retries are further rows.

    `amount_fen` has the line's sign. An offset (抵扣) moves no money: it sets a deduction against what the
    same person is owed, and the offsets of one act sum to zero. The account it went to is not kept: it is
    the payee's account in the registry's history on `happened_on`. What the bank sent back (退回) or what was
    booked in error (误记) is a contrary row that names the payment it `undoes`, once; `failure` says why.
    """

    class State(models.TextChoices):
        PAID = "paid", "已收付"
        FAILED = "failed", "失败"
        OFFSET = "offset", "抵扣"
        RETURNED = "returned", "退回"
        MISTAKEN = "mistaken", "误记"

    listed = models.ForeignKey(
        PaymentList, verbose_name="清单", on_delete=models.PROTECT, related_name="+", null=True
    )
    line = models.ForeignKey(RunLine, verbose_name="结算行", on_delete=models.PROTECT, related_name="+")
    undoes = models.OneToOneField(
        "self", verbose_name="撤销的一笔", on_delete=models.PROTECT, related_name="+", null=True
    )
    payee = models.CharField("收付款人", max_length=40)
    state = models.CharField("结果", max_length=8, choices=State.choices)
    amount_fen = models.BigIntegerField("金额(分)")
    happened_on = models.DateField("收付日")
    money_account = models.CharField("资金科目", max_length=20, blank=True, default="")
    bank_ref = models.CharField("回单号", max_length=60, blank=True, default="")
    failure = models.CharField("失败原因", max_length=100, blank=True, default="")
    receipt_year = models.PositiveIntegerField("收据年度", null=True)
    receipt_number = models.PositiveIntegerField("收据号", null=True)
    entry_ref = models.CharField("凭证", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "收付款"
        constraints = [
            models.UniqueConstraint(
                fields=["org_code", "receipt_year", "receipt_number"],
                condition=Q(receipt_number__isnull=False),
                name="receipt_once",
            )
        ]
        indexes = [models.Index(fields=["line"], name="payment_by_line")]
