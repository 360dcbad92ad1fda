"""Fields that several of the room's acts, lists and pages share (议事的字段)."""

from dataclasses import replace

from django.db import models

from liancun.kernel.fields import Choice, Code, Day, Flag, Many, Text, Time, Whole, Word, _
from liancun.rooms.committee.models import AgendaItem, FourStep, FourSteps, ItemResult
from liancun.rooms.committee.rules import BODY, BODY_CHOICE
from liancun.rooms.registry.fields import MOST_PEOPLE
from liancun.rooms.registry.fields import PERSON as PERSON
from liancun.rooms.registry.fields import SUBJECT as ABOUT
from liancun.rooms.registry.fields import URGENT as URGENT


def said(words: type[models.TextChoices]) -> tuple[tuple[str, str], ...]:
    """The codes and words of what a record may say, as a field offers them."""
    return tuple((str(code), str(word)) for code, word in words.choices)


MEETING = Whole(_("会议序号"), 1, 2**63 - 1)
ITEM = Whole(_("议题序号"), 1, 2**63 - 1)
SEAT = Whole(_("席位序号"), 1, 2**63 - 1)

CODE = Code(_("会议编号"), most=40, example="HY-2026-01")
HELD_BY = BODY_CHOICE
WHICH_BODY = BODY
TITLE = Text(_("会议名称"), most=80, example="二月联村党委会")
PLACE = Text(_("地点"), most=80)
HELD_ON = Day(_("开会日"))
STARTS_AT = Time(_("开始时刻"), example="9:00")
CHAIR = replace(PERSON, label=_("主持人"))
RECORDER = replace(PERSON, label=_("记录人"))
DOCUMENT = Text(_("凭证文件"), most=60)
NUMBER = Whole(_("议题号"), 1, 200)
SUBJECT = Text(_("议题"), most=120, help=ABOUT.help)
SUBJECT_SAID = Word(SUBJECT.label, of="subject")
MATTER = Choice(_("事项类别"), "committee.matters", most=32)
TEXT = Text(_("内容"), most=2000)
AT = Time(_("时刻"), example="9:30")
EXTRA = Whole(_("附加表决权序号"), 1, 2**63 - 1)
EXTRA_PAPER = Text(_("凭证文件"), most=60, help=_("章程的条款和大会的决议"), example="章程第十五条")
MEMBER = Choice(_("成员"), "registry.members", open=True, most=20, help=_("姓名、社员编号或人员编码"))
EXTRA_VOTES = Whole(_("附加票数"), 1, 10_000, of=_("票"))
VOTES_THERE = Whole(_("表决权总数"), most=MOST_PEOPLE)
VOTER = replace(PERSON, label=_("表决人"))
INSTEAD_OF = replace(PERSON, label=_("代谁到会"), help=_("同户成员书面委托的才写"))
PROXY_PAPER = Text(_("委托书"), most=60, help=_("代人到会要写"))
ONLINE = Flag(_("在线参加"))
CAME_AT = Time(_("到场时间"), example="9:00")
LEFT_AT = Time(_("离场时间"), help=_("中途离场的才写"))
LEAVING = Many(_("离场的人"), each=PERSON, help=_("姓名或人员编码,可写几个,用空格隔开"))
NOTE = Text(_("说明"), most=200)

OUTCOMES = said(ItemResult.Outcome)
OUTCOME = Choice(_("结果"), OUTCOMES)
ENTITLED = Whole(_("应到"), most=MOST_PEOPLE)
PRESENT = Whole(_("在场"), most=MOST_PEOPLE)
VOTES_FOR = Whole(_("赞成"), most=MOST_PEOPLE)
VOTES_AGAINST = Whole(_("反对"), most=MOST_PEOPLE)
VOTES_ABSTAIN = Whole(_("弃权"), most=MOST_PEOPLE)
INVALID = Whole(_("废票"), most=MOST_PEOPLE)

FOUR_STEPS = Whole(_("四议两公开序号"), 1, 2**63 - 1)
CAUSES = said(FourSteps.Cause)
CAUSE = Choice(_("动议事由"), CAUSES)
FIRST_STEPS = said(FourStep.Step)
STEP = Choice(_("步骤"), FIRST_STEPS)
EVERY_STEP = (*FIRST_STEPS, ("voted", _("会议决议")))
STEP_OR_VOTE = Choice(_("步骤"), EVERY_STEP)
COLLECTIVES = Many(
    _("哪些村"),
    each=Choice(_("村集体"), "registry.organisations", most=20),
    help=_("不写就是全部;可写几个,用空格隔开"),
)
EFFECTS = said(AgendaItem.Effect)
EFFECT = Choice(_("怎样生效"), EFFECTS, help=_("交各村分别表决的联村决议才选"))
TOWNS_BLOCK = Choice(
    _("全镇的决定"),
    "committee.towns_blocks",
    open=True,
    most=120,
    help=_("联村决议要定下全镇的一段章程才选;要各村都通过,全部通过时定下,从此不能再改"),
)
STEPS = Choice(_("四议两公开"), "committee.four_steps", open=True, most=40)
HOW_TOLD = Text(_("怎样通知的"), most=200, example="张贴、微信群")
