"""Fields that the acts, lists and workbooks of points share (积分的字段)."""

from liancun.kernel.fields import Choice, Code, Month, Text, Whole, _
from liancun.rooms.points.rules import STATES

SHEET = "scores"
"""The kind of sheet on which a month is scored (带走的评分表)."""

MONTH = Month(_("月份"), example="2025-03")
STATE = Choice(_("状态"), STATES)
POINTS_BASE = Whole(_("基础分"), 0, 100)
POINTS_BONUS = Whole(_("奖励分"), 0, 100)
DEDUCTION = Text(_("扣分条款"), most=80)
PROOF = Text(_("证明文件"), most=60)
CLAUSE_CODE = Code(_("条款编号"), most=20, example="CG-9")
CLAUSE_TITLE = Text(_("内容"), most=80)
POINTS_MAX = Whole(_("最多扣分"), 1, 100)
ADOPTED_BY = Text(_("通过的决议或文件"), most=60)
