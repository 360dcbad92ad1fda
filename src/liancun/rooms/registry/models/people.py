"""People, the three kinds of 户, and who is paid for whom (人、户、收款人)."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CharField, F, Func

from liancun.base.crypto import EncryptedTextField
from liancun.base.models import Stamped
from liancun.kernel.fields import MIDDLE_DOT, OTHER_DOTS
from liancun.rooms.registry.models.dated import Dated


def name_in_one_form() -> Func:
    """A person's name as the database compares it: without blanks, every middle dot the same one.

    Names are read in one form today; what was registered before that stands as it was typed. The characters
    are written out, so that the index over it is found.
    """
    name: Func | F = F("name")
    for typed, form in ((" ", ""), ("\u3000", ""), *((dot, MIDDLE_DOT) for dot in OTHER_DOTS)):
        name = Func(name, template=f"REPLACE(%(expressions)s, '{typed}', '{form}')", output_field=CharField())
    assert isinstance(name, Func)
    return name


class Person(Stamped):
    """A person (人员). The one place names, ID numbers and phones stand; editable, with history."""

    codes = ("code",)
    code = models.CharField("人员编码", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=[("m", "男"), ("f", "女")])
    born_on = models.DateField("出生日期")
    died_on = models.DateField("去世日期", null=True, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    id_index = models.CharField("身份证号检索", max_length=64, null=True, blank=True, unique=True)
    phone = EncryptedTextField("电话", blank=True, default="")
    phone_index = models.CharField("电话检索", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "人员"
        indexes = [
            models.Index(fields=["village_code", "code"], name="person_by_village"),
            models.Index(name_in_one_form(), name="person_by_name"),
        ]


class PersonHistory(Stamped):
    """What a person's card said before (人员变更史); values sealed."""

    code = models.CharField("人员编码", max_length=20)
    column = models.CharField("栏目", max_length=20)
    was = EncryptedTextField("原值", blank=True, default="")

    class Meta:
        verbose_name = "人员变更史"
        indexes = [models.Index(fields=["code"], name="person_history_by_code")]


class Household(Dated):
    """One 户, of one of three kinds that are never mixed (承包户、户籍户、居住户)."""

    codes = ("code",)

    class Kind(models.TextChoices):
        CONTRACTING = "contracting", "承包户"
        REGISTERED = "registered", "户籍户"
        LIVING = "living", "居住户"

    code = models.CharField("户编码", max_length=20)
    kind = models.CharField("户别", max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = "户"
        indexes = [
            models.Index(fields=["code"], name="household_by_code"),
            models.Index(fields=["kind", "village_code", "code"], name="household_by_village"),
        ]


class HouseholdMember(Dated):
    """A person in a household (户内人员)."""

    household = models.CharField("户编码", max_length=20)
    party = models.CharField("人员编码", max_length=20)
    is_head = models.BooleanField("户主", default=False)

    class Meta:
        verbose_name = "户内人员"
        indexes = [
            models.Index(fields=["household"], name="hh_member_by_household"),
            models.Index(fields=["party"], name="hh_member_by_party"),
        ]


class HouseholdLink(Stamped):
    """How two households hang together (户间关系): the same home under two kinds, a split, a merger."""

    class Kind(models.TextChoices):
        SAME = "same", "同一家"
        SPLIT = "split", "分户"
        MERGED = "merged", "并户"

    household = models.CharField("户编码", max_length=20)
    other = models.CharField("另一户", max_length=20)
    kind = models.CharField("关系", max_length=8, choices=Kind.choices)
    since = models.DateField("起")

    class Meta:
        verbose_name = "户间关系"
        indexes = [models.Index(fields=["household"], name="hh_link_by_household")]


class PayeeAccount(Dated):
    """The bank account of a person or organisation from a day on (收款账户); sealed, searchable exactly."""

    party = models.CharField("收款人编码", max_length=20)
    bank = models.CharField("开户行", max_length=60)
    account = EncryptedTextField("账号")
    account_index = models.CharField("账号检索", max_length=64)

    class Meta:
        verbose_name = "收款账户"
        indexes = [
            models.Index(fields=["party"], name="account_by_party"),
            models.Index(fields=["account_index"], name="account_by_index"),
        ]


class PayeeAuthority(Dated):
    """Who receives for whom, by written authority or as heir (代收、继承), with its document."""

    party = models.CharField("本人编码", max_length=20)
    payee = models.CharField("收款人编码", max_length=20)
    kind = models.CharField("依据", max_length=10, choices=[("authority", "书面委托"), ("heir", "继承")])
    document = models.CharField("文件编号", max_length=60)

    class Meta:
        verbose_name = "代收依据"
        indexes = [models.Index(fields=["party"], name="authority_by_party")]


class Login(AbstractBaseUser):
    """A way in (登录名): who the person is and so what they may do is asked of their posts each time."""

    name = models.CharField("登录名", max_length=40, primary_key=True)
    party = models.CharField("人员编码", max_length=20)
    password = models.CharField("密码摘要", max_length=200, blank=True, default="")
    must_change = models.BooleanField("须本人改密码", default=False)
    demo_title = models.CharField("演示身份", max_length=40, blank=True, default="")
    demo_order = models.PositiveSmallIntegerField("演示次序", default=0)
    last_login = models.DateTimeField("上次登录", null=True, blank=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()
    USERNAME_FIELD = "name"

    class Meta:
        verbose_name = "登录名"
