"""What is filled in about production (生产填报), alike on pages, commands and the API."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.people import Doing
from liancun.kernel import DateRange
from liancun.rooms.production import actions, queries
from liancun.rooms.production.rules import NewPlanting

HEAD = "head"
STOREYS = ((_("乔灌层"), "canopy"), (_("林下"), "under"), (_("林蜂"), "bees"))
STANDINGS = ((_("新种"), "new"), (_("存量"), "existing"))
YES = ((_("还没有"), "no"), (_("已整改完毕"), "yes"))

PLANTING = (
    Column("number", _("种植编号"), "new_code", max_length=40),
    Column("plot", _("地块编码"), "code", max_length=20),
    Column("crop", _("作物"), max_length=20),
    Column("storey", _("层次"), "choice", choices=STOREYS),
    Column("area_centimu", _("面积(亩)"), "mu", least=1, most=10**8),
    Column("start", _("定植日"), "day"),
    Column("end", _("止"), "day", required=False, help=_("最后一天")),
    Column("standing", _("来源"), "choice", choices=STANDINGS),
    Column("plan", _("整改计划"), required=False, max_length=200, help=_("存量种在禁种地上的必填")),
    Column("plan_due", _("整改期限"), "day", required=False),
    Column("document", _("文件"), required=False, max_length=80, help=_("须经批准的填批准或论证文件")),
)
OPERATION = (
    Column("number", _("农事编号"), "new_code", max_length=40),
    Column("task", _("农事"), max_length=40),
    Column("done_on", _("日期"), "day"),
    Column("note", _("说明"), required=False, max_length=120),
)
INPUT = (
    Column("number", _("记录编号"), "new_code", max_length=40),
    Column("product", _("投入品"), max_length=60),
    Column("dose", _("用法用量"), max_length=60),
    Column("used_on", _("使用日"), "day"),
    Column("interval_days", _("安全间隔期(天)"), "integer", least=0, most=365),
)
ROUND = (
    Column("number", _("巡查编号"), "new_code", max_length=40),
    Column("inspected_on", _("巡查日"), "day"),
    Column("finding", _("情况"), max_length=200),
    Column("due_on", _("整改期限"), "day", required=False, help=_("没有问题的留空")),
)
FOLLOWUP = (
    Column("number", _("巡查编号"), "code", max_length=40),
    Column("done_on", _("日期"), "day"),
    Column("result", _("结果"), max_length=200),
)
ENDING = (
    Column("ended_on", _("最后一天"), "day"),
    Column("document", _("文件"), max_length=80),
)
STEP = (
    Column("done_on", _("日期"), "day"),
    Column("what", _("进展"), max_length=200),
    Column("closed", _("是否完毕"), "choice", choices=YES),
    Column("document", _("文件"), required=False, max_length=80, help=_("整改完毕必填")),
)
COUNT = (
    Column("apiary", _("蜂场"), "code", max_length=20, help=_("养蜂房的设施编码")),
    Column("counted_on", _("清点日"), "day"),
    Column("colonies", _("活群数"), "integer", least=0, most=100_000),
)


def plant(
    org_code: str,
    *,
    by: Viewer,
    on: date,
    start: date,
    end: date | None = None,
    standing: str = "new",
    **values: Any,
) -> str:
    """Record a planting; the crop by its name or its code."""
    names = {name: code for code, name in queries.crop_names(org_code, on=start).items()}
    crop = names.get(values["crop"], values["crop"])
    given = values | {"crop": crop, "days": DateRange(start, end), "existing": standing == "existing"}
    return actions.record_planting(org_code, NewPlanting(**given), by=by, on=on)


def record_input(planting: str, *, by: Viewer, on: date, interval_days: int = 0, **values: Any) -> str:
    """Record an input used on a planting."""
    return actions.record_input(HEAD, planting=planting, interval_days=interval_days, by=by, on=on, **values)


def record_operation(planting: str, *, by: Viewer, on: date, **values: Any) -> str:
    """Record something done to a planting."""
    return actions.record_operation(HEAD, planting=planting, by=by, on=on, **values)


def inspect(planting: str, *, by: Viewer, on: date, due_on: date | None = None, **values: Any) -> str:
    """Record a round at a planting."""
    return actions.inspect(HEAD, planting=planting, due_on=due_on, by=by, on=on, **values)


def follow_up(_planting: str, *, by: Viewer, on: date, **values: Any) -> str:
    """Record what was done about a finding."""
    return actions.follow_up(HEAD, by=by, on=on, **values)


def end(planting: str, *, by: Viewer, on: date, **values: Any) -> str:
    """Take a planting out."""
    return actions.end_planting(HEAD, planting, by=by, on=on, **values)


def rectify(planting: str, *, by: Viewer, on: date, closed: str, document: str = "", **values: Any) -> str:
    """Record what was done about a planting that must go."""
    over = closed == "yes"
    return actions.rectify(HEAD, planting, closed=over, document=document, by=by, on=on, **values)


def count_bees(org_code: str, *, by: Viewer, on: date, colonies: int, **values: Any) -> str:
    """Record how many colonies are alive."""
    return actions.count_bees(org_code, colonies=colonies, by=by, on=on, **values)


ON_FIELDS = {"plant": Doing("production.record_planting", _("登记种植"), PLANTING, plant)}
"""What may be recorded on the overview; the subject is the cooperative."""
ON_PLANTING = {
    "operation": Doing("production.record_operation", _("记农事"), OPERATION, record_operation),
    "input": Doing("production.record_input", _("记投入品"), INPUT, record_input),
    "inspection": Doing("production.inspect", _("登记巡查"), ROUND, inspect),
    "followup": Doing("production.follow_up", _("登记复查"), FOLLOWUP, follow_up),
    "rectify": Doing("production.rectify", _("登记整改进展"), STEP, rectify),
    "end": Doing(
        "production.end_planting", _("登记清除"), ENDING, end, _("清除以后这一块不再算在种。确定吗?")
    ),
}
"""What may be recorded of a planting; the subject is its number."""
ON_FACILITIES = {"count": Doing("production.count_bees", _("清点蜂群"), COUNT, count_bees)}
