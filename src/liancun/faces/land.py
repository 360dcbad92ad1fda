"""What is filled in about land (土地填报): plots, rights, contracts; alike on pages, commands and the API."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.people import DOCUMENT, KEEP, START, Doing
from liancun.rooms.land import actions, queries
from liancun.rooms.land.actions import NewContract, NewPlot

HEAD = "head"
MOST_CENTIMU = 10**8

CLASSES = (
    (_("永久基本农田"), "basic_farmland"),
    (_("一般耕地"), "arable"),
    (_("园地"), "garden"),
    (_("商品林地"), "commercial_forest"),
    (_("地方公益林"), "local_forest"),
    (_("国家级公益林一级"), "national_forest_1"),
    (_("国家级公益林二级"), "national_forest_2"),
    (_("生态保护红线内"), "red_line"),
    (_("退耕还林地"), "returned_forest"),
    (_("荒山荒坡"), "waste"),
)
FORMS = ((_("入股"), "shares"), (_("出租"), "lease"), (_("套种"), "second"))
REASONS = (
    (_("双方协商"), "agreed"),
    (_("到期"), "expired"),
    (_("擅自改变用途"), "use_changed"),
    (_("弃耕抛荒两年以上"), "idle"),
    (_("严重损害土地"), "damage"),
    (_("其他严重违约"), "breach"),
    (_("征收"), "expropriated"),
)

PAPER = replace(DOCUMENT, max_length=80, help="")
CLASS = Column("land_class", _("地类"), "choice", choices=CLASSES)
SLOPE = Column("slope_deg", _("坡度(度)"), "integer", least=0, most=90)
MEASURED = Column("measured_centimu", _("实测面积(亩)"), "mu", least=1, most=MOST_CENTIMU)
REGISTERED = Column("registered_centimu", _("确权面积(亩)"), "mu", least=0, most=MOST_CENTIMU)
CONTRACTED = Column("contract_centimu", _("承包面积(亩)"), "mu", least=0, most=MOST_CENTIMU)
HOLDER = Column("holder", _("承包方"), "code", max_length=20, help=_("如 K000001;集体写 O:单位编码"))
TERM = Column("end", _("承包期止"), "day", required=False, help=_("最后一天"))


def _measure(plot: str, *, by: Viewer, on: date, **values: Any) -> object:
    return actions.measure_plot(plot, by=by, on=on, **values)


def _transfer(plot: str, *, by: Viewer, on: date, end: date | None = None, **values: Any) -> object:
    return actions.transfer_right(plot, end=end, by=by, on=on, **values)


def _grant(plot: str, *, by: Viewer, on: date, end: date | None = None, **values: Any) -> object:
    return actions.grant_right(plot, end=end, by=by, on=on, **values)


def _plot(org_code: str, *, by: Viewer, on: date, **values: Any) -> object:
    empty = {"contract_centimu": 0, "registered_centimu": 0, "slope_deg": 0}
    return actions.record_plot(org_code, NewPlot(**empty | values), by=by, on=on)


def _sign(org_code: str, *, by: Viewer, on: date, plots: str, **values: Any) -> object:
    new = NewContract(**values | {"plots": tuple(plots.split())})
    return actions.sign_contract(org_code, new, by=by, on=on)


def _end(number: str, *, by: Viewer, on: date, **values: Any) -> object:
    return actions.end_contract(HEAD, number, by=by, on=on, **values)


def _file(number: str, *, by: Viewer, on: date, **values: Any) -> object:
    issuing = queries.contract_card(by, HEAD, number, on=on).issuing_org
    return actions.file_contract(issuing, number, by=by, on=on, **values)


PLOT_ACTS: dict[str, Doing] = {
    "measure": Doing(
        "land.measure_plot",
        _("登记复测、地类变更"),
        (
            START,
            replace(MEASURED, required=False, help=KEEP),
            replace(REGISTERED, required=False, help=KEEP),
            replace(CLASS, required=False),
            replace(SLOPE, required=False, help=KEEP),
            PAPER,
        ),
        _measure,
        _("新面积从起日算,原来的一行保留。确定吗?"),
    ),
    "transfer": Doing(
        "land.transfer_right",
        _("登记承包方变更(分户、转让)"),
        (HOLDER, START, TERM, PAPER),
        _transfer,
        _("合同随地走:从起日起,合同的钱归新承包方。确定吗?"),
    ),
    "grant": Doing("land.grant_right", _("登记承包方"), (HOLDER, START, TERM, PAPER), _grant),
}
VILLAGE_ACTS: dict[str, Doing] = {
    "plot": Doing(
        "land.record_plot",
        _("登记地块"),
        (
            Column("code", _("地块编码"), "new_code", max_length=20),
            Column("name", _("地块名称"), max_length=60),
            CLASS,
            SLOPE,
            Column("grade", _("质量等级"), max_length=20),
            CONTRACTED,
            REGISTERED,
            MEASURED,
            Column("boundary", _("四至"), max_length=200, help=_("东至、南至、西至、北至")),
            Column("outline", _("界址点"), required=False, max_length=2000, help="104.7 25.8; 104.8 25.8"),
            START,
            PAPER,
        ),
        _plot,
    )
}
CONTRACT_ACTS: dict[str, Doing] = {
    "file": Doing(
        "land.file_contract",
        _("发包方备案"),
        (Column("filed_on", _("备案日"), "day"), replace(PAPER, label=_("备案文号"))),
        _file,
    ),
    "end": Doing(
        "land.end_contract",
        _("终止合同"),
        (
            Column("ended_on", _("终止日"), "day", help=_("合同有效的最后一天")),
            Column("reason", _("原因"), "choice", choices=REASONS),
            PAPER,
        ),
        _end,
        _("终止后不能恢复,只能另签合同;只靠它的套种合同同时终止。确定吗?"),
    ),
}
COOPERATIVE_ACTS: dict[str, Doing] = {
    "sign": Doing(
        "land.sign_contract",
        _("签订流转合同"),
        (
            Column("number", _("合同编号"), "new_code", max_length=40),
            Column("form", _("流转方式"), "choice", choices=FORMS),
            Column("giver", _("流出方"), "code", max_length=20, help=_("如 K000001;集体写 O:单位编码")),
            Column("taker", _("受让方"), "code", required=False, max_length=20, help=_("不填为总社")),
            Column("payer", _("付款方"), "code", max_length=20, help="O:company、O:head"),
            Column("plots", _("地块编码"), max_length=2000, help=_("几块地用空格隔开")),
            Column("use", _("用途"), max_length=80),
            START,
            Column("end", _("止"), "day", help=_("最后一天")),
            Column("rate_fen", _("每亩每年(元)"), "yuan", least=1, most=10**9),
            Column("pay_by", _("付款日(月-日)"), max_length=5, help="12-31"),
            Column("rights", _("权利和义务"), max_length=200),
            Column("compensation", _("征收补偿归属"), max_length=200),
            Column("breach", _("违约责任"), max_length=200),
            Column("signed_on", _("签订日"), "day"),
            replace(PAPER, label=_("合同文本")),
        ),
        _sign,
        _("签订后不能修改,只能终止。确定吗?"),
    )
}
