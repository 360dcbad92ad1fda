"""Sheets taken along, what came back of them, and what was decided on it (带走的表记录)."""

from django.db import models

from liancun.base.models import Stamped


class Sheet(Stamped):
    """A month's sheet that somebody took along on a phone (带走的表).

    `kind` is the room's (`kinds.SheetKind`); `worker` is the party code of who took it, `subjects` the codes
    on it in walking order. Its `mark` is what the worker saw: nothing later stood on the sheet.
    """

    code = models.CharField("表号", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=20)
    period = models.CharField("期间", max_length=7)
    worker = models.CharField("带走的人", max_length=20)
    device = models.CharField("设备", max_length=40, blank=True, default="")
    subjects = models.JSONField("表上的户", default=list)

    class Meta:
        verbose_name = "带走的表"
        indexes = [models.Index(fields=["org_code", "kind", "period"], name="sheet_by_period")]


class SheetEnd(Stamped):
    """That a sheet no longer counts (停用): the phone was lost, or given away."""

    sheet = models.OneToOneField(Sheet, verbose_name="带走的表", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = "停用的表"


class SheetItem(Stamped):
    """An item as it was received (收到的一条): what the phone said, and when it said so.

    `item` is the digest of its content, so that the same item is the same row however often it is sent.
    `seen` is the revision the phone built on, -1 for none; `sheet_mark` the sequence of the organisation
    when the phone last read the sheet. `counted_on` is the day that decides whether it is in time, and
    `offset_seconds` how far the phone's clock was behind ours when it sent this, None where it did not say.
    """

    item = models.CharField("编号", max_length=64, unique=True)
    sheet = models.ForeignKey(Sheet, verbose_name="带走的表", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField("序号")
    subject = models.CharField("户编码", max_length=20)
    period = models.CharField("期间", max_length=10)
    seen = models.IntegerField("看到的版次")
    sheet_mark = models.BigIntegerField("看到的水位")
    content = models.JSONField("内容")
    scored_on = models.DateField("手机上的日子", null=True)
    counted_on = models.DateField("算哪一天")
    offset_seconds = models.BigIntegerField("时钟差(秒)", null=True)

    class Meta:
        verbose_name = "收到的一条"
        indexes = [
            models.Index(fields=["sheet", "seq"], name="sheet_item_by_seq"),
            models.Index(fields=["org_code", "period", "subject"], name="sheet_item_by_subject"),
        ]


class ItemEvent(Stamped):
    """What became of an item (处理经过): the latest stands.

    `revision` is the row it became or agreed with, -1 for none; `base` the revision it truly built on;
    `reason` a code with its parameters; `said` why a person decided so.
    """

    class Status(models.TextChoices):
        RECORDED = "recorded", "已登记"
        AGREED = "agreed", "与已有的一致"
        SUPPLEMENT = "supplement", "已登记,下期补扣"
        CONFLICT = "conflict", "有争议"
        HELD = "held", "暂存"
        REFUSED = "refused", "不登记"
        DECIDED = "decided", "已裁定"

    item = models.ForeignKey(SheetItem, verbose_name="收到的一条", on_delete=models.PROTECT, related_name="+")
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    revision = models.IntegerField("版次", default=-1)
    base = models.IntegerField("依据的版次", default=-1)
    reason = models.JSONField("理由", default=dict)
    said = models.CharField("裁定理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "处理经过"
