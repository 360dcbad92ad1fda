"""What floor 0 keeps: counters, the audit trail, charter blocks seen, imported rows, jobs (公用记录)."""

from typing import ClassVar

from django.db import models

from liancun.base.crypto import EncryptedTextField


class Setting(models.Model):
    """One setting of this data (设置), such as the demo day."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    value = models.CharField("值", max_length=200)

    class Meta:
        verbose_name = "设置"


class Counter(models.Model):
    """The sequence of an organisation's writes (记录序号): taken first in every write transaction."""

    org_code = models.CharField("单位", max_length=20, primary_key=True)
    value = models.BigIntegerField("序号", default=0)
    seal = models.CharField("末印", max_length=64, blank=True, default="")
    head = models.CharField("链头", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "记录序号"


class Stamped(models.Model):
    """A record with its owner and its place in the sequence (登记戳). Filled by `Act.stamp`.

    `mark` orders an organisation's records; a run sees those at or below its watermark.
    `codes` are the columns whose values the records are called by (`base.codes`).
    """

    codes: ClassVar[tuple[str, ...]] = ()

    org_code = models.CharField("单位", max_length=20)
    village_code = models.CharField("村", max_length=12, blank=True, default="")
    mark = models.BigIntegerField("序号")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=40)
    on = models.DateField("办理日")

    class Meta:
        abstract = True


class AuditLine(models.Model):
    """Who did what, when (审计记录): one line for each write. Holds codes, never personal data.

    `permit` is the clause that lets him; none where the system itself acts. `seal` holds the line, what its
    act wrote and the line before, under the key named (`evidence`).
    """

    org_code = models.CharField("单位", max_length=20)
    mark = models.BigIntegerField("序号")
    verb = models.CharField("动作", max_length=60)
    by = models.CharField("办理人", max_length=40)
    on = models.DateField("办理日")
    recorded_at = models.DateTimeField("登记时间")
    ref = models.CharField("对象", max_length=120, blank=True)
    params = models.JSONField("参数", default=dict)
    digest = models.CharField("摘要", max_length=64)
    permit = models.CharField("职责条款", max_length=140, blank=True, default="")
    key = models.CharField("密钥名", max_length=12, blank=True, default="")
    seal = models.CharField("封印", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "审计记录"
        constraints = [models.UniqueConstraint(fields=["org_code", "mark"], name="audit_one_line_per_mark")]
        indexes = [models.Index(fields=["ref"], name="audit_by_ref")]


class Imprint(models.Model):
    """The tags of the rows that an act wrote in one table (印记), in the order written.

    `subjects` are the rows' keys where the latest act over a row counts; `hints` tell an edited column.
    """

    org_code = models.CharField("单位", max_length=20)
    mark = models.BigIntegerField("序号")
    table = models.CharField("表", max_length=60)
    columns = models.TextField("栏目")
    count = models.BigIntegerField("行数")
    subjects = models.JSONField("对象", default=list)
    tags = models.BinaryField("标记")
    hints = models.BinaryField("栏目标记")

    class Meta:
        verbose_name = "印记"
        constraints = [
            models.UniqueConstraint(fields=["table", "org_code", "mark"], name="imprint_once_an_act")
        ]


class CharterBlock(models.Model):
    """A block of the charter that something rests on (章程留痕), with its text: read from here from then on.

    `adopted` were recorded by a program that kept digests alone; which run rests on which of them it did not
    say.
    """

    block_id = models.CharField("条款", max_length=120, primary_key=True)
    sha256 = models.CharField("摘要", max_length=64)
    text = models.TextField("原文", blank=True, default="")
    adopted = models.BooleanField("沿用旧留痕", default=False)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "章程留痕"


class ImportedRow(models.Model):
    """A row that came in by a workbook (导入留痕): its natural key and what it said.

    The same row again is nothing; the same key with other content is a conflict.
    """

    kind = models.CharField("类别", max_length=40)
    org_code = models.CharField("单位", max_length=20)
    natural_key = models.CharField("业务键", max_length=200)
    content_hash = models.CharField("内容摘要", max_length=64)
    mark = models.BigIntegerField("序号")

    class Meta:
        verbose_name = "导入留痕"
        constraints = [
            models.UniqueConstraint(fields=["kind", "org_code", "natural_key"], name="import_row_once")
        ]


class AgreedHeading(Stamped):
    """What an organisation's heading means in a kind of workbook (列名约定): the latest word on it counts.

    `key` is the heading as it is compared; `column` is '' where it is left out; `label` what the column was
    called. `dropped` takes it back.
    """

    kind = models.CharField("类别", max_length=40)
    key = models.CharField("列名", max_length=60)
    heading = models.CharField("原样", max_length=60)
    column = models.CharField("当作", max_length=60, blank=True, default="")
    label = models.CharField("当作的列名", max_length=60, blank=True, default="")
    dropped = models.BooleanField("已取消", default=False)

    class Meta:
        verbose_name = "列名约定"
        indexes = [models.Index(fields=["org_code", "kind"], name="agreed_heading_by_kind")]


class KeptReport(models.Model):
    """What was wrong with a workbook that somebody sent (导入报告), with its cells: for the sender alone.

    It is no record: only each sender's last few are kept.
    """

    kind = models.CharField("类别", max_length=40)
    org_code = models.CharField("单位", max_length=20)
    by = models.CharField("办理人", max_length=40)
    at = models.DateTimeField("时间")
    faults = models.IntegerField("问题数")
    file = EncryptedTextField("文件名")
    body = EncryptedTextField("内容")

    class Meta:
        verbose_name = "导入报告"
        indexes = [models.Index(fields=["by"], name="kept_report_by_sender")]


class Job(models.Model):
    """A long piece of work and how far it is (任务进度). Written outside the work's own transaction."""

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        REFUSED = "refused", "未通过"
        STOPPED = "stopped", "中断"

    kind = models.CharField("类别", max_length=60)
    org_code = models.CharField("单位", max_length=20)
    by = models.CharField("办理人", max_length=40)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RUNNING)
    step = models.CharField("步骤", max_length=60, blank=True)
    done = models.BigIntegerField("已完成", default=0)
    total = models.BigIntegerField("总数", default=0)
    started_at = models.DateTimeField("开始时间")
    seen_at = models.DateTimeField("最近更新")
    outcome = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = "任务"


class TrailRow(models.Model):
    """Who looked at what (查阅记录): a login, a list taken out, whose numbers were shown whole.

    It holds codes and names of lists, never a number that was shown. `count` are rows handed out, or
    people of a long list. Sealed over the row before (`trail`), and removed after its time.
    """

    at = models.DateTimeField("时间")
    kind = models.CharField("类别", max_length=8)
    by = models.CharField("查阅人", max_length=40, blank=True)
    via = models.CharField("途径", max_length=8)
    address = models.CharField("来自地址", max_length=45, blank=True)
    what = models.CharField("内容", max_length=80, blank=True)
    org_code = models.CharField("单位", max_length=20, blank=True)
    form = models.CharField("格式", max_length=8, blank=True)
    count = models.BigIntegerField("行数", null=True, blank=True)
    subject = models.CharField("被查阅人", max_length=20, blank=True)
    data = models.CharField("看到的号码", max_length=60, blank=True)
    key = models.CharField("密钥名", max_length=12)
    before = models.CharField("前一条封印", max_length=64, blank=True)
    seal = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = "查阅记录"
        indexes = [
            models.Index(fields=["by", "at"], name="trail_by_who"),
            models.Index(fields=["subject", "at"], name="trail_by_subject"),
            models.Index(fields=["address", "at"], name="trail_by_address"),
        ]
