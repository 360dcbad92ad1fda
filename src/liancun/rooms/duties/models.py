"""Lists, who is on them, visits, problems, pauses, hardship (责任清单记录): a later row supersedes."""

from django.db import models

from liancun.base.crypto import EncryptedTextField
from liancun.base.models import Stamped


class Dated(Stamped):
    """True from `start` to `end`, both counted; the row that supersedes it stands in its place."""

    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的行", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True


class DutyList(Dated):
    """A list as it was issued (责任清单): its kind, and which of the kind's duties; empty is all of them."""

    codes = ("code",)
    code = models.CharField("清单编号", max_length=40)
    kind = models.CharField("清单种类", max_length=20)
    duties = models.CharField("责任", max_length=200, blank=True, default="")
    document = models.CharField("文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "责任清单"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "code", "revision"], name="duty_list_once")
        ]


class HandOver(Stamped):
    """One handed all that was on their list to another (交接)."""

    giver = models.CharField("交出人", max_length=20)
    taker = models.CharField("接手人", max_length=20)
    start = models.DateField("接手日")
    document = models.CharField("交接文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "交接"


class Assignment(Dated):
    """Who answers for a household or, where none is named, for the village (分派).

    `hamlet` is the villagers' group (村民组) the household is visited in; `handed` the hand-over it came by.
    """

    duty_list = models.CharField("清单编号", max_length=40)
    party = models.CharField("责任人", max_length=20)
    household = models.CharField("户编码", max_length=20, blank=True, default="")
    hamlet = models.CharField("村民组", max_length=20, blank=True, default="")
    document = models.CharField("文件", max_length=60, blank=True, default="")
    handed = models.ForeignKey(
        HandOver, verbose_name="交接", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "分派"
        indexes = [
            models.Index(fields=["org_code", "village_code", "household"], name="assignment_by_home"),
            models.Index(fields=["party"], name="assignment_by_party"),
        ]


class Visit(Stamped):
    """One visit (走访): who went where and when, what was found, what is next.

    A visit to the village as a whole names no household. One recorded wrongly is taken out by a `void` row.
    """

    household = models.CharField("户编码", max_length=20, blank=True, default="")
    visitor = models.CharField("走访人", max_length=20)
    visited_on = models.DateField("走访日")
    time = models.CharField("时间", max_length=5, blank=True, default="")
    kind = models.CharField("走访方式", max_length=20)
    changes = models.CharField("家庭变化", max_length=120, blank=True, default="")
    short = models.CharField("短板", max_length=60, blank=True, default="")
    found = models.CharField("问题", max_length=200, blank=True, default="")
    asked = models.CharField("诉求", max_length=120, blank=True, default="")
    answer_by = models.DateField("答复时限", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", verbose_name="作废的走访", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    void = models.BooleanField("作废", default=False)
    note = models.CharField("作废原因", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "走访"
        indexes = [
            models.Index(fields=["org_code", "household", "visited_on"], name="visit_by_home"),
            models.Index(fields=["org_code", "visitor", "visited_on"], name="visit_by_visitor"),
            models.Index(fields=["org_code", "visited_on"], name="visit_by_day"),
        ]


class Pause(Dated):
    """Days on which a household is not owed visits, or a whole list is not (暂停), with its reason."""

    duty_list = models.CharField("清单编号", max_length=40, blank=True, default="")
    household = models.CharField("户编码", max_length=20, blank=True, default="")
    reason = models.CharField("原因", max_length=120)
    document = models.CharField("文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "暂停"


class Problem(Stamped):
    """Something found that must be seen to (问题): at a household, or in the village."""

    household = models.CharField("户编码", max_length=20, blank=True, default="")
    found = models.CharField("问题", max_length=200)
    found_on = models.DateField("发现日")
    visit = models.ForeignKey(
        Visit, verbose_name="哪次走访", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "问题"
        indexes = [models.Index(fields=["org_code", "household"], name="problem_by_home")]


class ProblemStep(Stamped):
    """One step of a problem's life (问题进展); the last one is its state."""

    problem = models.ForeignKey(Problem, verbose_name="问题", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("第几步")
    step = models.CharField("步骤", max_length=10)
    party = models.CharField("经办人", max_length=20, blank=True, default="")
    happened_on = models.DateField("日期")
    due_on = models.DateField("办结期限", null=True, blank=True)
    record = models.CharField("凭证", max_length=120, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    document = models.CharField("文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "问题进展"
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="problem_step_once")]


class Hardship(Stamped):
    """What burdens a household, and why (困难和原因): sealed, for its own list's people and itself alone."""

    household = models.CharField("户编码", max_length=20)
    text = EncryptedTextField("困难和原因")

    class Meta:
        verbose_name = "困难和原因"
        indexes = [models.Index(fields=["household"], name="hardship_by_home")]
