"""What grows, what was done, used, found and counted (种植、农事、投入品、巡查、蜂群). Append-only."""

from django.db import models

from liancun.base.models import Stamped


class Planting(Stamped):
    """A crop on a plot in one storey (种植), area in hundredths of a mu. Storeys share the land."""

    codes = ("number",)

    class Storey(models.TextChoices):
        CANOPY = "canopy", "乔灌层"
        UNDER = "under", "林下"
        BEES = "bees", "林蜂"

    class Standing(models.TextChoices):
        NEW = "new", "新种"
        EXISTING = "existing", "存量"

    number = models.CharField("种植编号", max_length=40)
    plot = models.CharField("地块编码", max_length=20)
    storey = models.CharField("层次", max_length=10, choices=Storey.choices)
    crop = models.CharField("作物", max_length=20)
    area_centimu = models.BigIntegerField("面积(0.01亩)")
    start = models.DateField("定植日")
    end = models.DateField("止", null=True, blank=True)
    standing = models.CharField("来源", max_length=10, choices=Standing.choices)
    document = models.CharField("文件", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "种植"
        constraints = [
            models.UniqueConstraint(fields=["org_code", "number"], name="planting_once"),
            models.CheckConstraint(condition=models.Q(area_centimu__gt=0), name="planting_has_area"),
        ]
        indexes = [
            models.Index(fields=["plot"], name="planting_by_plot"),
            models.Index(fields=["org_code", "crop"], name="planting_by_crop"),
        ]


class PlantingEnding(Stamped):
    """A planting that was taken out (清除): `ended_on` is its last day."""

    planting = models.OneToOneField(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("止")
    document = models.CharField("文件", max_length=80)

    class Meta:
        verbose_name = "种植终止"


class Rectification(Stamped):
    """An existing planting where none may stand, or without its paper (待整改): its article, plan and day."""

    planting = models.OneToOneField(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    article = models.CharField("依据", max_length=80)
    plan = models.CharField("整改计划", max_length=200)
    plan_due = models.DateField("整改期限")

    class Meta:
        verbose_name = "待整改"


class RectificationStep(Stamped):
    """What was done about it (整改进展); `closed` says that it is put right."""

    rectification = models.ForeignKey(
        Rectification, verbose_name="待整改", on_delete=models.PROTECT, related_name="+"
    )
    done_on = models.DateField("日期")
    what = models.CharField("进展", max_length=200)
    document = models.CharField("文件", max_length=80, blank=True, default="")
    closed = models.BooleanField("已整改", default=False)

    class Meta:
        verbose_name = "整改进展"


class NurseryBatch(Stamped):
    """A batch of seedlings (育苗批次)."""

    codes = ("number",)
    number = models.CharField("批次编号", max_length=40)
    planting = models.ForeignKey(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    species = models.CharField("品种", max_length=60)
    seedlings = models.BigIntegerField("株数")
    sown_on = models.DateField("播种日")
    lifted_on = models.DateField("起苗日", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "育苗批次"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="nursery_batch_once")]


class Facility(Stamped):
    """A building or works of production (设施): a bee house, the honey plant, a processing project.

    A project counts from its document of start (立项、开工); `capacity_t` is what it is designed for, never
    what goes through it.
    """

    codes = ("code",)

    class Kind(models.TextChoices):
        BEE_HOUSE = "bee_house", "养蜂房"
        HONEY_PLANT = "honey_plant", "蜂蜜加工厂"
        NURSERY = "nursery", "育苗棚"
        PROCESSING = "processing", "加工项目"
        OTHER = "other", "其他"

    code = models.CharField("设施编码", max_length=20)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    document = models.CharField("验收或开工文件", max_length=80)
    capacity_t = models.BigIntegerField("设计产能(吨/年)", null=True, blank=True)

    class Meta:
        verbose_name = "设施"
        constraints = [models.UniqueConstraint(fields=["org_code", "code"], name="facility_once")]


class BeeCount(Stamped):
    """Colonies alive in an apiary on a day (蜂群清点); the last count stands."""

    apiary = models.ForeignKey(Facility, verbose_name="蜂场", on_delete=models.PROTECT, related_name="+")
    counted_on = models.DateField("清点日")
    colonies = models.PositiveIntegerField("活群数")

    class Meta:
        verbose_name = "蜂群清点"
        constraints = [models.UniqueConstraint(fields=["apiary", "counted_on"], name="bee_count_once")]


class Operation(Stamped):
    """Something done to a planting (农事)."""

    codes = ("number",)
    number = models.CharField("农事编号", max_length=40)
    planting = models.ForeignKey(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    task = models.CharField("农事", max_length=40)
    done_on = models.DateField("日期")
    section = models.CharField("片区", max_length=20, blank=True, default="")
    note = models.CharField("说明", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "农事"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="operation_once")]


class InputUsed(Stamped):
    """An input used (投入品使用): pesticide, fertiliser, with the days that must pass before picking."""

    codes = ("number",)
    number = models.CharField("记录编号", max_length=40)
    planting = models.ForeignKey(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    product = models.CharField("投入品", max_length=60)
    dose = models.CharField("用法用量", max_length=60)
    used_on = models.DateField("使用日")
    interval_days = models.PositiveSmallIntegerField("安全间隔期(天)")

    class Meta:
        verbose_name = "投入品使用"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="input_used_once")]


class Inspection(Stamped):
    """What was found on a round (巡查); `due_on` where something is to be mended."""

    codes = ("number",)
    number = models.CharField("巡查编号", max_length=40)
    planting = models.ForeignKey(Planting, verbose_name="种植", on_delete=models.PROTECT, related_name="+")
    inspected_on = models.DateField("巡查日")
    finding = models.CharField("情况", max_length=200)
    due_on = models.DateField("整改期限", null=True, blank=True)

    class Meta:
        verbose_name = "巡查"
        constraints = [models.UniqueConstraint(fields=["org_code", "number"], name="inspection_once")]


class InspectionFollowup(Stamped):
    """What was done about a finding (巡查复查)."""

    inspection = models.OneToOneField(
        Inspection, verbose_name="巡查", on_delete=models.PROTECT, related_name="+"
    )
    done_on = models.DateField("日期")
    result = models.CharField("结果", max_length=200)

    class Meta:
        verbose_name = "巡查复查"
