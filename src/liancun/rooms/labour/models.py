"""Work orders, who was sent, and every day worked (派工、派遣、考勤). Only ever added to."""

from django.db import models

from liancun.base.models import Stamped


class WorkOrder(Stamped):
    """A work order (派工单): a job at a site for some days, led by a section, its rate fixed.

    `rate_fen` is of a day, an hour, a kilo or a piece; `payer_party` only where somebody outside pays.
    """

    codes = ("number",)
    number = models.CharField("派工单号", max_length=40)
    section = models.CharField("片区", max_length=20)
    job = models.CharField("工种", max_length=20)
    site = models.CharField("工地", max_length=40)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    wanted = models.PositiveIntegerField("人数")
    rate_fen = models.BigIntegerField("工价(分)")
    payer_party = models.CharField("外单位付款方", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "派工单"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "number"], name="work_order_once"),
            models.CheckConstraint(condition=models.Q(rate_fen__gt=0), name="work_order_pays"),
        ]
        indexes = [models.Index(fields=["org_code", "first_day"], name="work_order_by_day")]


class JobSeeker(Stamped):
    """Somebody who asked for work (求职登记)."""

    party = models.CharField("求职人", max_length=20)
    asked_on = models.DateField("登记日")
    section = models.CharField("片区", max_length=20)
    wish = models.CharField("意愿", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "求职登记"
        constraints = [models.UniqueConstraint(fields=["party", "asked_on"], name="seeker_once_a_day")]


class Dispatch(Stamped):
    """Somebody sent to an order (派遣)."""

    order = models.ForeignKey(WorkOrder, verbose_name="派工单", on_delete=models.PROTECT, related_name="+")
    party = models.CharField("务工人", max_length=20)
    start = models.DateField("起")
    end = models.DateField("止")

    class Meta:
        verbose_name = "派遣"
        constraints = [models.UniqueConstraint(fields=["order", "party", "start"], name="dispatch_once")]
        indexes = [models.Index(fields=["party"], name="dispatch_by_party")]


class WorkDay(Stamped):
    """A day somebody worked (出勤), at the order's rate of that day: hundredths of a day or an hour, grams,
    or thousandths of a piece, as the order's job is paid.

    A correction is the next `revision` and supersedes the one before; `void` takes a day out.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", "有效"
        HELD = "held", "待核"
        VOID = "void", "作废"

    order = models.ForeignKey(WorkOrder, verbose_name="派工单", on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField("考勤表号", max_length=40)
    party = models.CharField("务工人", max_length=20)
    day = models.DateField("出勤日")
    quantity = models.BigIntegerField("数量(0.01天或克)")
    hours = models.CharField("起讫", max_length=11, blank=True, default="")
    rate_fen = models.BigIntegerField("工价(分)")
    state = models.CharField("状态", max_length=10, choices=State.choices)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的出勤", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    accepted_by = models.CharField("验收人", max_length=20, blank=True, default="")
    note = models.CharField("说明", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "出勤"
        constraints = [
            models.UniqueConstraint(fields=["order", "party", "day", "revision"], name="work_day_once")
        ]
        indexes = [
            models.Index(fields=["org_code", "day"], name="work_by_day"),
            models.Index(fields=["party", "day"], name="work_by_party"),
        ]


class Course(Stamped):
    """A training course (培训班)."""

    codes = ("number",)
    number = models.CharField("培训班编号", max_length=40)
    title = models.CharField("内容", max_length=80)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60)
    hours_minutes = models.PositiveIntegerField("时长(分钟)")
    teacher = models.CharField("授课人", max_length=60)

    class Meta:
        verbose_name = "培训班"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="course_once")]


class CourseSign(Stamped):
    """Somebody who came to a course (签到)."""

    course = models.ForeignKey(Course, verbose_name="培训班", on_delete=models.PROTECT, related_name="+")
    party = models.CharField("参加人", max_length=20)

    class Meta:
        verbose_name = "培训签到"
        constraints = [models.UniqueConstraint(fields=["course", "party"], name="course_sign_once")]


class OutsideIncome(Stamped):
    """What somebody says they earned elsewhere in a month (外出务工收入,自报). Told, never paid here."""

    party = models.CharField("本人", max_length=20)
    month = models.CharField("月份", max_length=7)
    employer = models.CharField("用工单位", max_length=60)
    amount_fen = models.BigIntegerField("收入(分)")

    class Meta:
        verbose_name = "外出务工收入"
        constraints = [
            models.UniqueConstraint(fields=["party", "month", "employer"], name="outside_income_once"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="outside_income_positive"),
        ]
