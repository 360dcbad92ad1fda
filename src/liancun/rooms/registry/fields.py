"""Fields that several of the registry's acts, lists and workbooks share (登记的字段)."""

from dataclasses import replace

from liancun.kernel.fields import (
    BankAccount,
    Choice,
    Code,
    Day,
    Flag,
    IdNumber,
    PersonName,
    Phone,
    Text,
    Whole,
    _,
)

MOST_PEOPLE = 2_000_000_000

SEX = (("m", _("男")), ("f", _("女")))
YES_NO = (("yes", _("是")), ("no", _("否")))
ORGANISATION_KINDS = (
    ("town", _("镇人民政府")),
    ("finance_office", _("镇财政所")),
    ("joint_committee", _("联村党委")),
    ("head_cooperative", _("合作总社")),
    ("branch", _("分社")),
    ("section", _("片区")),
    ("park", _("园区")),
    ("platform_company", _("平台公司")),
    ("village_collective", _("村集体经济组织")),
)
LINK_KINDS = (("same", _("同一家")), ("split", _("分户")), ("merged", _("并户")))
HOUSEHOLD_KINDS = (
    ("contracting", _("承包户")),
    ("registered", _("户籍户")),
    ("living", _("居住户")),
)
RELIEF = (("extreme", _("特困供养(五保)")), ("subsistence", _("低保")))
"""Standings beside the steps out of poverty: one of these may hold while one of those does."""
EVERY_STANDING = (
    ("registered_poor", _("建档立卡")),
    ("lifted", _("脱贫")),
    ("unstable", _("脱贫不稳定户")),
    ("marginal", _("边缘易致贫户")),
    ("sudden", _("突发严重困难户")),
    ("cleared", _("风险消除")),
    *RELIEF,
)
STANDINGS = (*EVERY_STANDING[2:], EVERY_STANDING[1])
"""What may be given; 建档立卡 ended in 2020."""
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
    ("village_leader", _("挂村领导")),
    ("work_group", _("包村工作组")),
    ("cadre", _("联户干部")),
)
BODIES = (
    ("members_assembly", _("成员大会")),
    ("representatives_assembly", _("成员代表大会")),
    ("villagers_assembly", _("村民会议")),
    ("villagers_by_households", _("村民会议(户的代表)")),
    ("village_representatives", _("村民代表会议")),
    ("villagers_group", _("村民小组会议")),
    ("villagers_group_by_households", _("村民小组会议(户的代表)")),
    ("collective_assembly", _("集体成员大会")),
    ("collective_representatives", _("集体成员代表大会")),
    ("collective_board", _("集体理事会")),
    ("board", _("理事会")),
    ("village_committee", _("村民委员会")),
    ("joint_committee", _("联村党委")),
)

TRAIL_KINDS = (
    ("login", _("登录")),
    ("failed", _("登录失败")),
    ("taken", _("导出打印")),
    ("shown", _("看到号码")),
)
TRAIL_VIAS = (("web", _("网页")), ("api", _("接口")), ("token", _("令牌")), ("command", _("命令")))
TRAIL_DATA = (("account", _("账号")), ("id_number", _("身份证号")), ("phone", _("电话")))
PAPERS = (
    ("paper:run", _("结算清单")),
    ("paper:pay_list", _("工资表归档件")),
    ("paper:dividends", _("分红清单")),
    ("paper:land_slip", _("土地明细单")),
    ("paper:contract", _("流转合同")),
    ("paper:visits", _("走访记录")),
    ("paper:meeting", _("会议用纸")),
    ("paper:statements", _("会计报表打印")),
    ("paper:voucher", _("记账凭证打印")),
    ("paper:vouchers", _("整月凭证打印")),
    ("paper:four_steps", _("四议两公开登记表")),
    ("paper:attendance", _("考勤表")),
    ("paper:book", _("整本账")),
)
"""What is handed out and is no list, as the trail calls it."""

VERDICTS = (("two", _("是两个")), ("one", _("是同一个")))
DOUBT_KINDS = (("people", _("人员")), ("accounts", _("账号")), ("weighings", _("过磅单")))
DOUBT_GROUNDS = (
    ("same_card", _("同名、同性别、同生日、同村,又没有各自的身份证号")),
    ("same_home", _("同名、同在一户,又没有各自的身份证号")),
    ("swapped_number", _("同名,身份证号只有两位对调")),
    ("same_account", _("同一个账号,没有书面委托")),
    ("same_weighing", _("同点同日同人同产品,毛重皮重一样")),
    ("same_number", _("单号只差大小写或前面的零")),
)
DOUBT_STATES = (
    ("open", _("等认定")),
    ("again", _("情况变了,等重新认定")),
    ("mend", _("是同一个,还有两条记录")),
    ("paper", _("等书面委托或另一个账号")),
    ("two", _("是两个")),
)
DOUBT = Text(_("疑点"), most=81, help=_("两条记录的编号,中间是 ="), example="P0000001=P0000002")
REASON = _("理由")

PERSON_CODE = Code(_("人员编码"), most=20, example="P0000001")
HOUSEHOLD_CODE = Code(_("户编码"), most=20, example="L0000001")
PARTY_CODE = Code(_("成员编码"), most=20, slash=True, help=_("人员编码,或 O:单位编码"), example="P0000001")
PERSON_HERE, HOUSEHOLD_HERE = replace(PERSON_CODE, slash=True), replace(HOUSEHOLD_CODE, slash=True)
"""Codes of those who are there already, whatever they are called."""
VILLAGE_CODE = Code(_("村编码"), most=12, slash=True, help=_("12位统计用区划代码"), example="990101100201")
PAYEE_CODE = replace(PARTY_CODE, label=_("收款人编码"), help="", example="")
OTHER_HOUSEHOLD = Code(_("另一户"), most=20, slash=True)
WORKER = Code(_("网格员"), most=20, slash=True)
MEMBER_NUMBER = Code(_("社员编号"), most=20, example="TF-0001")
RESOLUTION_CODE = Code(_("决议编号"), most=60)
DOCUMENT_CODE = Code(_("文件编号"), most=60)
PERSON = Choice(_("人员"), "registry.people", open=True, most=20, help=_("姓名或人员编码"))
HOUSEHOLD = Choice(_("户"), "registry.households", open=True, most=20, help=_("户主姓名或户编码"))
VILLAGE = Choice(_("村"), "registry.villages", most=12)
RECORD = Choice(
    _("凭证"), "registry.records", open=True, most=120, help=_("选最近办的一件;别的记录写它来历页上的编号")
)
ORGANISATION = Choice(_("任职单位"), "registry.organisations", most=20)
NAME = PersonName(_("姓名"), most=40)
SEXES = Choice(_("性别"), SEX)
BORN = Day(_("出生日期"), today=False)
POST = Choice(_("职务"), POSTS)
STANDING = Choice(_("身份"), EVERY_STANDING)
BODY = Choice(_("机构"), BODIES)
IS_HEAD = Flag(_("户主"))
START = Day(_("起"))
END = Day(_("止"), help=_("最后一天;仍在的不填"))
ID_NUMBER, PHONE = IdNumber(_("身份证号")), Phone(_("电话"))
DIED = Day(_("去世日期"), today=False)
BANK, ACCOUNT = Text(_("开户行"), most=60), BankAccount(_("账号"))
MEMBER_KIND = Choice(_("成员类型"), MEMBER_KINDS)
GROUND = Choice(_("依据"), GROUNDS)
HOUSEHOLD_KIND = Choice(_("户别"), HOUSEHOLD_KINDS)
STANDING_BODY = Text(_("认定机构"), most=60)
APPLICATION = Text(_("入社申请"), most=60, help=_("申请书的编号"))
ADMITTED_BY = Text(_("入社决议"), most=60, help=_("成员大会决议的编号"))

TITLE = Text(_("标题"), most=120)
ISSUER = Text(_("出具机构"), most=80)
ISSUED = Day(_("出具日期"), today=False)
SUBJECT = Text(
    _("事项"),
    most=120,
    help=_(
        "年终的事项写 surplus/2025(盈余分配)、surplus/2025/contribution(转为出资)、"
        "loss_cover/2025(亏损处理)、member_exit/2025(退社结算),其他用文字写"
    ),
)
"""What a resolution is about, told one way in form, command and workbook."""
NOTICE = Day(_("通知日"), help=_("村民会议、集体成员大会要写"))
URGENT = Text(_("临时召开的原因"), most=120, help=_("法律许可临时通知的会议才写"))
HELD = Day(_("开会日"))
MEMBERS = Whole(_("成员总数"), most=MOST_PEOPLE)
BLOCK = Choice(
    _("表决的决定"),
    "registry.own_blocks",
    open=True,
    most=120,
    help=_("通过的是章程里的一段就选它:从此不能再改"),
)
BLOCK_DIGEST = Text(
    _("决定摘要"), most=64, help=_("表决稿上印的摘要;写了就核对,文件后来改过的不收"), example="3f9c2a71"
)
ENTITLED = Whole(_("应到"), most=MOST_PEOPLE)
PRESENT = Whole(_("实到"), most=MOST_PEOPLE)
TOTAL_VOTES = Whole(_("表决权总数"), most=MOST_PEOPLE, help=_("有附加表决权时写,不写就是应到人数"))
VOTES_FOR = Whole(_("赞成"), most=MOST_PEOPLE)
VOTES_AGAINST = Whole(_("反对"), most=MOST_PEOPLE)
VOTES_ABSTAIN = Whole(_("弃权"), most=MOST_PEOPLE)
DOCUMENT = Text(_("凭证文件"), most=60, help=_("如 户口簿、委托书的编号"))

WORKBOOK = Choice(_("工作簿"), "registry.workbooks", help=_("哪一种工作簿"))
AGREED_KIND = replace(WORKBOOK, of="registry.agreed_workbooks")
THEIR_HEADING = Text(_("您的列名"), most=60, help=_("表里怎么写的,照写"))
MEANT = Text(_("当作哪一列"), most=60, help=_("模板里的列名;不读这一列的写“不读”"))
