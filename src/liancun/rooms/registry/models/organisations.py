"""Villages, organisations over time, and posts (村、单位、职务)."""

from django.db import models

from liancun.base.models import Stamped
from liancun.rooms.registry.models.dated import Dated


class Village(Stamped):
    """A village (村), by its statistical division code; `village_code` is that code. `unit` is its
    operating unit (作战单元), whose membership no source gives: an assumption of the data."""

    codes = ("slug",)
    slug = models.SlugField("简码", max_length=20, unique=True)
    name = models.CharField("村名", max_length=40)
    unit = models.CharField("作战单元", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "村"
        constraints = [models.UniqueConstraint(fields=["village_code"], name="village_once")]


class Organisation(Dated):
    """An organisation over time (单位). A branch or section has no book or bank account of its own."""

    codes = ("code",)

    class Kind(models.TextChoices):
        TOWN = "town", "镇人民政府"
        FINANCE_OFFICE = "finance_office", "镇财政所"
        JOINT_COMMITTEE = "joint_committee", "联村党委"
        HEAD_COOPERATIVE = "head_cooperative", "合作总社"
        BRANCH = "branch", "分社"
        SECTION = "section", "片区"
        PARK = "park", "园区"
        PLATFORM_COMPANY = "platform_company", "平台公司"
        VILLAGE_COLLECTIVE = "village_collective", "村集体经济组织"

    code = models.CharField("单位编码", max_length=20)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    name = models.CharField("名称", max_length=80)
    parent = models.CharField("上级单位", max_length=20, blank=True, default="")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    own_book = models.BooleanField("有自己的账簿", default=True)

    class Meta:
        verbose_name = "单位"
        indexes = [models.Index(fields=["code"], name="organisation_by_code")]


class Post(Dated):
    """A post held by a person (职务): what it may do is the charter's table of permits."""

    party = models.CharField("人员编码", max_length=20)
    kind = models.CharField("职务", max_length=20)
    at_org = models.CharField("任职单位", max_length=20)
    document = models.CharField("任职文件", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "职务"
        indexes = [models.Index(fields=["party"], name="post_by_party")]
