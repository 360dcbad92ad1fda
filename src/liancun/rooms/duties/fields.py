"""Fields that several of the room's acts, lists and workbooks share (责任清单的字段)."""

from liancun.kernel.fields import Choice, Code, Day, Many, Text, Time, Whole, _
from liancun.rooms.duties.rules import DUTY, SHORT, STEPS

LIST_CODE = Code(_("清单编号"), most=40, example="QD-2025-LH")
LIST_KIND = Choice(_("清单种类"), "duties.list_kinds", most=20)
LIST = Choice(_("清单"), "duties.lists", open=True, most=40)
DUTIES = Many(_("责任"), each=DUTY, help=_("不写就是这种清单的全部责任"))
HOLDER = Choice(_("责任人"), "registry.people", open=True, most=20, help=_("姓名或人员编码"))
HOUSEHOLD = Choice(
    _("户"), "registry.living_households", open=True, most=20, help=_("居住户的户主姓名或户编码")
)
VILLAGE = Choice(_("村"), "registry.villages", most=12)
HAMLET = Text(_("村民组"), most=20, example="3组")
START = Day(_("起"))
END = Day(_("止"), help=_("最后一天;仍在的不填"))
DOCUMENT = Text(_("文件"), most=60)
VISITED_ON = Day(_("走访日"))
TIME = Time(_("时间"), help=_("如 09:30,不记得可不写"), example="09:30")
VISIT_KIND = Choice(_("走访方式"), "duties.visit_kinds", most=20)
CHANGES = Text(_("家庭变化"), most=120)
SHORT_OF = Many(_("短板"), each=Choice(_("短板"), SHORT), most=len(SHORT))
FOUND = Text(_("问题"), most=200, help=_("发现了什么;困难的原因另记,不写在这里"))
ASKED = Text(_("诉求"), most=120)
ANSWER_BY = Day(_("答复时限"), today=False)
WHY = Text(_("原因"), most=120)
NOTE = Text(_("说明"), most=200)
VISIT = Whole(_("走访记录"), 1, 10**15)
PROBLEM = Whole(_("问题"), 1, 10**15)
PAUSE = Whole(_("暂停"), 1, 10**15)
STEP = Choice(_("进展"), STEPS)
STATES = (
    ("up", _("按时")),
    ("late", _("宽限中")),
    ("overdue", _("逾期")),
    ("paused", _("暂停")),
)
STATE = Choice(_("状态"), STATES)
