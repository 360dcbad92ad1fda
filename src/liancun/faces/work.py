"""What is filled in about work (务工填报), alike on pages and commands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.people import Doing
from liancun.kernel import BadInput, Problem
from liancun.kernel.quantities import format_scaled, format_yuan
from liancun.rooms.labour import actions, queries, rules
from liancun.rooms.labour.actions import NewDay, NewOrder

PARTY = Column("party", _("人员编码"), "code", max_length=20)
NOTE = Column("note", _("原因"), max_length=120)
CELL = Column("cell", _("数量"), max_length=30, help=_("1、0.5;计件填公斤,可加起讫:90 08:00-17:00"))
ORDER = (
    Column("number", _("派工单号"), "new_code", max_length=40),
    Column("section", _("片区、分社"), max_length=20),
    Column("job", _("工种"), max_length=20),
    Column("site", _("工地"), max_length=40),
    Column("first_day", _("起"), "day"),
    Column("last_day", _("止"), "day", help=_("最后一天")),
    Column("wanted", _("人数"), "integer", least=1, most=10_000),
    Column("rate_fen", _("工价(元)"), "yuan", required=False, least=1, most=10**7, help=_("留空按工价表")),
    Column("payer_party", _("外单位付款方"), "code", required=False, max_length=20),
)
SEEKER = (
    PARTY,
    Column("section", _("片区、分社"), max_length=20),
    Column("wish", _("意愿"), required=False, max_length=60),
)
SENDING = (
    Column("parties", _("派哪些人"), max_length=2000, help=_("人员编码,用空格隔开")),
    Column("order", _("派工单号"), "code", max_length=40),
)
DAY = (
    PARTY,
    Column("day", _("出勤日"), "day"),
    CELL,
    Column("sheet", _("考勤表号"), "code", required=False, max_length=40),
    Column("accepted_by", _("验收人"), "code", required=False, max_length=20, help=_("人员编码,不是本人")),
)
CORRECTION = (replace(CELL, help=_("写 0 即作废")), NOTE)
COURSE = (
    Column("number", _("培训班编号"), "new_code", max_length=40),
    Column("title", _("内容"), max_length=80),
    Column("held_on", _("日期"), "day"),
    Column("place", _("地点"), max_length=60),
    Column("hours_minutes", _("时长(分钟)"), "integer", least=1, most=100_000),
    Column("teacher", _("授课人"), max_length=60),
    Column("parties", _("签到"), max_length=4000, help=_("人员编码,用空格隔开")),
)


ITEMS = {
    "day": gettext_lazy("按天"),
    "kilo": gettext_lazy("计件"),
    "late": gettext_lazy("补发"),
    "refund": gettext_lazy("退还代扣"),
    "tax": gettext_lazy("代扣税款"),
    "back": gettext_lazy("扣回"),
}
"""What an item of a pay list is called."""


def items_said(items: Iterable[queries.PayItem]) -> str:
    """Items of pay or of deductions, each with its month and its yuan: "按天 250.00、补发 2025-03 100.00"."""
    return gettext("、").join(
        " ".join(filter(None, (str(ITEMS[each.what]), each.month, format_yuan(each.amount_fen))))
        for each in items
    )


def time_said(row: queries.PayRow) -> str:
    """The working time of a month as the list has it: dates, days by the day, kilos by the kilo."""
    said = [gettext("%(n)s 天出勤") % {"n": row.dates}]
    if row.hundredths:
        said.append(gettext("按天 %(n)s 天") % {"n": _plain(row.hundredths, 100, 2)})
    if row.picked_g:
        said.append(gettext("计件 %(n)s 公斤") % {"n": _plain(row.picked_g, 1000, 3)})
    return gettext("、").join(said)


def _plain(quantity: int, scale: int, places: int) -> str:
    return format_scaled(quantity, scale, places).rstrip("0").rstrip(".")


def with_choices(
    columns: Iterable[Column], choices: Mapping[str, tuple[tuple[str, str], ...]]
) -> tuple[Column, ...]:
    """The fields with what may be chosen: (word, code) by the column's name."""
    return tuple(
        replace(column, kind="choice", choices=choices[column.name]) if column.name in choices else column
        for column in columns
    )


def codes_in(text: str) -> list[str]:
    """Codes written one after another, with blanks or commas between."""
    return [code for code in text.replace(",", " ").replace("、", " ").replace(",", " ").split() if code]


def read_quantity(text: str, measure: str) -> rules.Cell:
    """A day's cell; raises BadInput where it cannot be read."""
    cell = rules.read_cell(text, "kg" if measure == "kg" else "day")
    if cell is None:
        raise BadInput([Problem.of("labour.cell_unreadable", column=gettext(CELL.label), value=text)])
    return cell


def give_order(org_code: str, *, by: Viewer, on: date, **values: Any) -> str:
    """Give a work order; the job by its name or its code."""
    return actions.give_order(org_code, NewOrder(**values), by=by, on=on)


def ask_for_work(org_code: str, *, party: str, section: str, by: Viewer, on: date, wish: str = "") -> str:
    """Put somebody down for work."""
    return actions.ask_for_work(org_code, party, section=section, wish=wish, by=by, on=on)


def send(org_code: str, *, parties: str, order: str, by: Viewer, on: date) -> str:
    """Send people to an order."""
    return actions.dispatch(org_code, order, codes_in(parties), by=by, on=on)


def record_day(place: tuple[str, str], *, by: Viewer, on: date, **values: Any) -> str:
    """Write one day of somebody on an order (organisation, number); a sheet is named where none is given."""
    org_code, number = place
    order = queries.order_row(by, org_code, number)
    cell = read_quantity(values["cell"], order.measure)
    day: date = values["day"]
    sheet = values.get("sheet") or f"BJ-{day:%Y-%m}-{number}"[:40]
    new = NewDay(
        number, sheet, values["party"], day, cell.quantity, values.get("accepted_by", ""), cell.hours
    )
    return actions.record_days(org_code, [new], by=by, on=on)[0]


def correct_day(work_id: int, *, cell: str, note: str, by: Viewer, on: date) -> str:
    """Put a corrected quantity in a day's place; 0 takes it out."""
    read = read_quantity(cell, queries.day_card(by, work_id).row.measure)
    return actions.correct_day(work_id, quantity=read.quantity, hours=read.hours, note=note, by=by, on=on)


def hold_course(org_code: str, *, number: str, parties: str, by: Viewer, on: date, **values: Any) -> str:
    """Record a course and who came."""
    return actions.hold_course(org_code, number, parties=codes_in(parties), **values, by=by, on=on)


DESK = {"order": Doing("labour.give_order", _("派工"), ORDER, give_order)}
"""What may be recorded on the desk; the subject is the cooperative."""
SEEKERS = {
    "ask": Doing("labour.ask_for_work", _("登记求职"), SEEKER, ask_for_work),
    "send": Doing("labour.dispatch", _("派遣"), SENDING, send),
}
COURSES = {"course": Doing("labour.hold_course", _("登记培训班"), COURSE, hold_course)}
ON_ORDER = {"day": Doing("labour.record_days", _("补记一天"), DAY, record_day)}
"""What may be recorded on an order; the subject is the cooperative and the order's number."""
ON_DAY = {
    "release": Doing("labour.release_day", _("核实放行"), (NOTE,), actions.release_day),
    "correct": Doing(
        "labour.correct_day",
        _("更正这一天"),
        CORRECTION,
        correct_day,
        _("更正会另加一版,旧的一版保留。确定吗?"),
    ),
}
"""What may be recorded of a day; the subject is its record."""
