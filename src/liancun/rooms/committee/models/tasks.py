"""Who carries out what was resolved, by when (落实事项)."""

from django.db import models

from liancun.base.models import Stamped


class Task(Stamped):
    """One thing to be done after a resolution (落实事项): by a person, or by who holds a post.

    `org_code` is whose resolution it is; `village_code` the village it is done in, where it is one.
    """

    codes = ("code",)
    code = models.CharField("事项编号", max_length=40)
    resolution = models.CharField("决议编号", max_length=60)
    what = models.CharField("要办的事", max_length=200)
    party = models.CharField("承办人", max_length=20, blank=True, default="")
    post = models.CharField("承办职务", max_length=20, blank=True, default="")
    at_org = models.CharField("承办单位", max_length=20, blank=True, default="")
    due_on = models.DateField("办结期限")

    class Meta:
        verbose_name = "落实事项"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="task_once")]
        indexes = [models.Index(fields=["org_code", "due_on"], name="task_by_due")]


class TaskStep(Stamped):
    """What became of a task (办理情况): done, by a record that shows it; or opened again, with its reason."""

    class Kind(models.TextChoices):
        DONE = "done", "已办结"
        REOPENED = "reopened", "重新办理"

    task = models.ForeignKey(Task, verbose_name="事项", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("情况", max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField("次序")
    happened_on = models.DateField("日期")
    record = models.CharField("凭什么办结", max_length=120, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "办理情况"
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="task_step_once")]
