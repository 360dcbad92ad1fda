"""What villages pool, and what it is used for (统筹资源)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.rooms.committee.pooling import KINDS


class PooledResource(Stamped):
    """Something a village puts at the others' disposal (统筹资源): `village_code` is that village.

    `quantity` is in the smallest unit of its kind: persons, pieces, fen, hundredths of a mu.
    """

    codes = ("code",)

    code = models.CharField("资源编号", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    title = models.CharField("名称", max_length=80)
    source = models.CharField("来自哪里", max_length=80, blank=True, default="")
    quantity = models.BigIntegerField("数量")
    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    document = models.CharField("依据", max_length=60)

    class Meta:
        verbose_name = "统筹资源"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "code"], name="pooled_resource_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="pooled_resource_is_something"),
        ]


class ResourceUse(Stamped):
    """What a pooled resource is used for (使用): `village_code` is the village where."""

    resource = models.ForeignKey(
        PooledResource, verbose_name="统筹资源", on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField("用于", max_length=120)
    quantity = models.BigIntegerField("数量")
    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    document = models.CharField("依据", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "资源使用"
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="resource_use_is_something")
        ]


class ResourceReturn(Stamped):
    """A use that ended before its day (归还): `ended_on` is its last."""

    use = models.OneToOneField(ResourceUse, verbose_name="使用", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("止")

    class Meta:
        verbose_name = "归还"


class ResourceEnding(Stamped):
    """A resource taken back by its village (收回): `ended_on` is its last day in the pool."""

    resource = models.OneToOneField(
        PooledResource, verbose_name="统筹资源", on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField("止")
    document = models.CharField("依据", max_length=60)

    class Meta:
        verbose_name = "收回"
