"""Keys of programs (接口令牌)."""

from django.db import models

from liancun.base.models import Stamped


class ApiToken(Stamped):
    """A token by which a program of somebody's asks the API (接口令牌): only its digest is kept.

    It gives what the person may today, never more; `at_org` narrows it to the posts held there, and to
    nothing of the person's own.
    """

    login = models.CharField("登录名", max_length=40)
    party = models.CharField("人员编码", max_length=20)
    title = models.CharField("用途", max_length=60)
    digest = models.CharField("令牌摘要", max_length=64, unique=True)
    may_act = models.BooleanField("可以办理", default=False)
    at_org = models.CharField("只限单位", max_length=20, blank=True, default="")
    until = models.DateField("用到")
    revoked_on = models.DateField("作废日", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        indexes = [models.Index(fields=["login"], name="token_by_login")]
