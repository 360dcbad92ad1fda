"""Fields that several of production's acts, lists and workbooks share (生产的字段)."""

from liancun.kernel.fields import Choice, Code, Day, Mu, Text, Whole, _

STOREYS = (("canopy", _("乔灌层")), ("under", _("林下")), ("bees", _("林蜂")))
STANDINGS = (("new", _("新种")), ("existing", _("存量")))
KINDS = (
    ("bee_house", _("养蜂房")),
    ("honey_plant", _("蜂蜜加工厂")),
    ("nursery", _("育苗棚")),
    ("processing", _("加工项目")),
    ("other", _("其他")),
)
MOST_CENTIMU = 10**8

PLANTING = Code(_("种植编号"), most=40, slash=True, example="ZZ-00001")
NEW_PLANTING = Code(_("种植编号"), most=40, example="ZZ-00001")
PLOT = Code(_("地块编码"), most=20, slash=True, example="99010110020100001")
STOREY = Choice(_("层次"), STOREYS, example="林下")
STANDING = Choice(_("来源"), STANDINGS, example="新种")
CROP = Choice(_("作物"), "production.crops", open=True, most=20)
CROP_WORD = Text(_("作物"), most=20, help=_("作物名称或编码"), example="李子")
AREA = Mu(_("面积"), 1, MOST_CENTIMU, example="2.30")
PLANTED = Day(_("定植日"), example="2025-03-10")
END = Day(_("止"), help=_("最后一天"))
PLAN = Text(_("整改计划"), most=200, help=_("存量种在禁种地上、或缺须有文件的必填"))
PLAN_DUE = Day(_("整改期限"))
PAPER = Text(_("文件"), most=80)
APPROVAL = Text(_("文件"), most=80, help=_("须经批准的填批准或论证文件"))

HAPPENED = Day(_("日期"))
OPERATION = Code(_("农事编号"), most=40, example="NS-001")
TASK = Text(_("农事"), most=40, example="除草")
INPUT = Code(_("记录编号"), most=40, example="TR-001")
PRODUCT = Text(_("投入品"), most=60, example="尿素")
DOSE = Text(_("用法用量"), most=60, example="每亩5公斤")
USED_ON = Day(_("使用日"), example="2025-03-08")
INTERVAL = Whole(_("安全间隔期(天)"), 0, 365, example="0")
ROUND = Code(_("巡查编号"), most=40, example="XC-001")
SEEN_ROUND = Code(_("巡查编号"), most=40, slash=True, example="XC-001")
INSPECTED_ON = Day(_("巡查日"), example="2025-04-10")
FINDING = Text(_("情况"), most=200, example="杂草偏多,应补除一遍")
MEND_BY = Day(_("整改期限"), help=_("没有问题的留空"))
RESULT = Text(_("结果"), most=200, example="已整改")
NOTE = Text(_("说明"), most=120)

FACILITY = Code(_("设施编码"), most=20, example="FM-bee-1")
KIND = Choice(_("类型"), KINDS, example="养蜂房")
COUNTED_ON = Day(_("清点日"), example="2025-12-10")
COLONIES = Whole(_("活群数"), 0, 100_000, example="260")
CAPACITY = Whole(_("设计产能(吨/年)"), 1, 10**9, help=_("加工项目填写"))
BATCH = Code(_("批次编号"), most=40, example="YM-001")
SOWN_ON = Day(_("播种日"), example="2024-11-10")
LIFTED_ON = Day(_("起苗日"))
SPECIES = Text(_("品种"), most=60, example="李子(脆红李)")
SEEDLINGS = Whole(_("株数"), 1, 10**9, example="30000")
