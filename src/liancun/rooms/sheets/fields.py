"""Fields that the acts and lists of sheets share (带走的表的字段)."""

from liancun.kernel.fields import Choice, Code, Month, Text, Whole, _
from liancun.rooms.sheets.rules import SIDES, STATUSES

KIND = Choice(_("类别"), "sheets.kinds")
PERIOD = Month(_("月份"), example="2025-03")
SHEET = Code(_("表号"), most=40)
DEVICE = Text(_("设备"), most=40, help=_("哪一部手机,丢了好认"))
STATUS = Choice(_("状态"), STATUSES)
SIDE = Choice(_("以哪边为准"), SIDES)
REASON = Text(_("理由"), most=200)
ITEM = Whole(_("条目编号"), 1, 2**63 - 1)
