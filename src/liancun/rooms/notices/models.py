"""Notices and what was said to them (公示记录)."""

from django.db import models

from liancun.base.models import Stamped


class Notice(Stamped):
    """A published list (公示): what it lists, for whom, how long one may object.

    `list_ref` is what it publishes ("run:12"); `villages` where paper must hang, space separated; `circles`
    who sees it: paper, members, web. Ends by itself `expires_days` after the paper went up.
    """

    list_ref = models.CharField("公示对象", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=80)
    period = models.CharField("期间", max_length=7)
    villages = models.CharField("张贴的村", max_length=400, blank=True, default="")
    circles = models.CharField("公示范围", max_length=40)
    objection_days = models.PositiveSmallIntegerField("异议天数")
    expires_days = models.PositiveSmallIntegerField("公示天数")
    clause = models.CharField("依据", max_length=120)
    item_count = models.PositiveIntegerField("行数")
    total_fen = models.BigIntegerField("合计(分)")
    digest = models.CharField("摘要值", max_length=64)

    class Meta:
        verbose_name = "公示"
        indexes = [models.Index(fields=["org_code", "kind"], name="notice_by_org")]


class NoticeItem(models.Model):
    """A line of a published list (公示行) with its number, counted through the whole list by village.

    `payee` is whose money it is, '' on lists from before it was kept: a member's line has the member's number
    for its `subject`.
    """

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("序号")
    village_code = models.CharField("村", max_length=12, blank=True, default="")
    subject = models.CharField("对象", max_length=40)
    payee = models.CharField("收付款人", max_length=40, blank=True, default="")
    line_ref = models.CharField("结算行", max_length=40)

    class Meta:
        verbose_name = "公示行"
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notice_item_number")]
        indexes = [models.Index(fields=["line_ref"], name="notice_item_by_line")]


class NoticeEvent(Stamped):
    """What happened to a notice (公示经过): paper posted in a village, or taken down."""

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("经过", max_length=10, choices=[("posted", "张贴"), ("down", "撤下")])
    happened_on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True, default="")
    poster = models.CharField("张贴人", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "公示经过"


class Objection(Stamped):
    """An objection to a line (异议), by a person, or written down for them. Its words are kept apart.

    `direction` says which way the amount is wrong: more, less, or '' where it was not asked yet. `named_fen`
    is how much of the line is too much, None for all of it.
    """

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="+")
    line_ref = models.CharField("结算行", max_length=40)
    objector = models.CharField("提出人", max_length=20)
    category = models.CharField("事由", max_length=12)
    direction = models.CharField("多了还是少了", max_length=4, blank=True, default="")
    named_fen = models.BigIntegerField("多了多少(分)", null=True)
    happened_on = models.DateField("提出日")

    class Meta:
        verbose_name = "异议"
        indexes = [models.Index(fields=["notice"], name="objection_by_notice")]


class ObjectionText(models.Model):
    """The words of an objection (异议内容): personal, so not in an append-only row; may be corrected."""

    objection = models.OneToOneField(
        Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("内容", max_length=1000)

    class Meta:
        verbose_name = "异议内容"


class Answer(Stamped):
    """The answer to an objection (答复): it ends the hold."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "成立"
        REJECTED = "rejected", "不成立"
        WITHDRAWN = "withdrawn", "撤回"

    objection = models.OneToOneField(
        Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    happened_on = models.DateField("答复日")
    answerer = models.CharField("答复人", max_length=40)
    evidence = models.CharField("依据", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "答复"
