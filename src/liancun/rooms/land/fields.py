"""Fields that several of the land's acts, lists and workbooks share (土地的字段)."""

from liancun.kernel.fields import Choice, Code, Day, Mu, Text, Whole, Yuan, _

CLASSES = (
    ("basic_farmland", _("永久基本农田")),
    ("arable", _("一般耕地")),
    ("garden", _("园地")),
    ("commercial_forest", _("商品林地")),
    ("local_forest", _("地方公益林")),
    ("national_forest_1", _("国家级公益林一级")),
    ("national_forest_2", _("国家级公益林二级")),
    ("red_line", _("生态保护红线内")),
    ("returned_forest", _("退耕还林地")),
    ("waste", _("荒山荒坡")),
)
FORMS = (("shares", _("入股")), ("lease", _("出租")), ("second", _("套种")))
REASONS = (
    ("expired", _("到期")),
    ("agreed", _("双方协商")),
    ("use_changed", _("擅自改变用途")),
    ("idle", _("弃耕抛荒两年以上")),
    ("damage", _("严重损害土地")),
    ("breach", _("其他严重违约")),
    ("expropriated", _("征收")),
)
STATES = (
    ("live", _("在用")),
    ("ending", _("快到期")),
    ("unfiled", _("未备案")),
    ("ahead", _("未开始")),
    ("over", _("已终止")),
)
"""How a contract stands; a list may be narrowed to one. Unfiled is what is not over and not filed."""
MOST_CENTIMU = 10**8

PLOT = Code(_("地块编码"), most=20, example="99010110020100001")
PLOT_NAME = Text(_("地块"), most=60, link="ref")
CONTRACT = Code(_("合同编号"), most=40, example="TD-00001")
CLASS = Choice(_("地类"), CLASSES)
SLOPE = Whole(_("坡度"), 0, 90, of="°", help=_("度"))
GRADE = Text(_("质量等级"), most=20)
CONTRACTED = Mu(_("承包面积"), 0, MOST_CENTIMU)
REGISTERED = Mu(_("确权面积"), 0, MOST_CENTIMU)
MEASURED = Mu(_("实测面积"), 1, MOST_CENTIMU)
FORM = Choice(_("流转方式"), FORMS)
REASON = Choice(_("原因"), REASONS)
USE = Text(_("用途"), most=80)
PAY_BY = Text(_("付款日"), most=5, help=_("月-日,如 12-31"))
RIGHTS = Text(_("权利和义务"), most=200)
COMPENSATION = Text(_("征收补偿归属"), most=200)
BREACH = Text(_("违约责任"), most=200)
CONTRACT_PAPER = Text(_("合同文本"), most=80)
STATE = Choice(_("状态"), STATES)
RATE = Yuan(_("每亩每年"), 1, 10**9)
START, END = Day(_("起")), Day(_("止"), help=_("最后一天"))
HOLDER = Choice(_("承包方"), "land.holders", open=True, most=20, help=_("户主姓名、户编码,或村集体"))
PARTY = Choice(_("付款方"), "land.parties", open=True, most=20, help=_("单位名称"))
PAPER = Text(_("依据"), most=80)
BOUNDARY = Text(_("四至"), most=200, help=_("东至、南至、西至、北至"))
OUTLINE = Text(_("界址点"), most=2000, help="104.7 25.8; 104.8 25.8")
SIGNED_ON = Day(_("签订日"))
ENDED_ON = Day(_("终止日"), help=_("合同有效的最后一天"))
FILED_ON = Day(_("备案日"))
FILING_PAPER = Text(_("备案文号"), most=80)
