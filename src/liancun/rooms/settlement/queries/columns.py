"""What several lists and cards of settlement say of a row (共用的列)."""

from liancun.kernel.fields import Choice, Span, Text, Word, Yuan, _
from liancun.rooms.settlement import rules

STATES = (
    ("drafted", _("草稿")),
    ("checked", _("已复核")),
    ("published", _("公示中")),
    ("confirmed", _("已确认")),
    ("posted", _("已入账")),
    ("withdrawn", _("已撤回")),
    ("reversed", _("已冲销")),
    ("held", _("搁置")),
    ("cancelled", _("已取消")),
    ("paid", _("已付")),
)
STATE = Choice(_("状态"), STATES)
"""Where a run or one of its lines stands."""
KIND = Word(_("类别"), of="kind")
PERIOD = Span(_("期间"))
AMOUNT = Yuan(_("金额"), None)
ORG_NAME = Text(_("单位"))
VILLAGE_NAME = Text(_("村"))
RESULTS = (
    ("paid", _("已收付")),
    ("failed", _("没办成")),
    ("offset", _("抵扣")),
    ("returned", _("退回")),
    ("mistaken", rules.PUT_RIGHT),
)
ACCOUNTS = (("101", _("现金")), ("102", _("银行")))
