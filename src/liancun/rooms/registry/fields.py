"""Fields that several of the registry's acts, lists and workbooks share (登记的字段)."""

from liancun.kernel.fields import Choice, Code, Day, Flag, Text, _

SEX = (("m", _("男")), ("f", _("女")))
HOUSEHOLD_KINDS = (
    ("contracting", _("承包户")),
    ("registered", _("户籍户")),
    ("living", _("居住户")),
)
STANDINGS = (
    ("unstable", _("脱贫不稳定户")),
    ("marginal", _("边缘易致贫户")),
    ("sudden", _("突发严重困难户")),
    ("cleared", _("风险消除")),
    ("lifted", _("脱贫")),
)
"""What may be given; 建档立卡 ended in 2020."""
EVERY_STANDING = (("registered_poor", _("建档立卡")), *STANDINGS)
GROUNDS = (("authority", _("书面委托")), ("heir", _("继承")))
MEMBER_KINDS = (("farmer", _("农民成员")), ("unit", _("单位成员")))
POSTS = (
    ("leader", _("镇领导")),
    ("town_clerk", _("镇经办")),
    ("auditor", _("审计")),
    ("secretary", _("负责人")),
    ("accountant", _("会计")),
    ("cashier", _("出纳")),
    ("supervisor", _("监督")),
    ("grid_worker", _("网格员")),
    ("director", _("理事长")),
    ("weigher", _("过磅员")),
    ("section_head", _("片区负责人")),
    ("notice_clerk", _("公示员")),
)
BODIES = (
    ("members_assembly", _("成员大会")),
    ("representatives_assembly", _("成员代表大会")),
    ("villagers_assembly", _("村民会议")),
    ("villagers_by_households", _("村民会议(户的代表)")),
    ("village_representatives", _("村民代表会议")),
    ("collective_assembly", _("集体成员大会")),
    ("collective_representatives", _("集体成员代表大会")),
    ("collective_board", _("集体理事会")),
    ("board", _("理事会")),
    ("village_committee", _("村民委员会")),
    ("joint_committee", _("联村党委")),
)

PERSON_CODE = Code(_("人员编码"), most=20, example="P0000001")
HOUSEHOLD_CODE = Code(_("户编码"), most=20, example="L0000001")
PERSON = Choice(_("人员"), "registry.people", open=True, most=20, help=_("姓名或人员编码"))
HOUSEHOLD = Choice(_("户"), "registry.households", open=True, most=20, help=_("户主姓名或户编码"))
VILLAGE = Choice(_("村"), "registry.villages", most=12)
ORGANISATION = Choice(_("任职单位"), "registry.organisations", most=20)
NAME = Text(_("姓名"), most=40)
SEXES = Choice(_("性别"), SEX)
BORN = Day(_("出生日期"), today=False)
POST = Choice(_("职务"), POSTS)
STANDING = Choice(_("身份"), EVERY_STANDING)
BODY = Choice(_("机构"), BODIES)
IS_HEAD = Flag(_("户主"))
START = Day(_("起"))
END = Day(_("止"))
DOCUMENT = Text(_("凭证文件"), most=60, help=_("如 户口簿、委托书的编号"))
