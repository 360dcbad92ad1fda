"""The sheets of work (考勤表): a row a worker, order and month, a cell a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min

from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, column_of, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Problem
from liancun.kernel.fields import A, Code, Month, Spec, Text, _
from liancun.rooms.labour import facts, rules
from liancun.rooms.labour.actions import NewDay, day_faults, save_days_within
from liancun.rooms.labour.imports.common import ORDER, PARTY, order_villages, terms_on
from liancun.rooms.labour.models import WorkDay

if TYPE_CHECKING:
    from django.db.models import QuerySet

OF_THE_ROW = {"labour.accepts_own": "验收人", "labour.no_such_acceptor": "验收人"}
"""What is wrong with a whole row, and in which column."""
DAYS = tuple(f"d{day:02d}" for day in range(1, 32))


@dataclass(frozen=True)
class SheetRow:
    """A worker's month at an order (考勤表的一行); its days stand before who accepted it."""

    sheet: A[str, Code(_("考勤表号"), most=40, slash=True, example="KQ-2025-03-dongcun")]
    order: A[str, ORDER]
    party: A[str, PARTY]
    month: A[str, Month(_("月份"), example="2025-03")]
    accepted_by: A[str | None, Code(_("验收人"), most=20, slash=True)] = None


*HEAD, ACCEPTED_BY = columns_of(SheetRow)
CELL = _("按天:1 或 0.5;按小时:6.5;计件:公斤数、件数;可加起讫,如 90 08:00-17:00")
ATTENDANCE = (
    *HEAD,
    *(
        column_of(Spec(name, Text(f"{day}日", most=30, help=CELL if day == 1 else ""), required=False))
        for day, name in enumerate(DAYS, 1)
    ),
    ACCEPTED_BY,
)
"""The days of a month are counted, not written out as thirty-one fields alike."""


def sheet_in_full(values: Mapping[str, Any], _org_code: str) -> Mapping[str, Any]:
    """Each day's cell in one form: "1.0" is "1", "8:00" is "08:00"."""
    return {**values, **{name: _one_form(values[name]) for name in DAYS if values.get(name)}}


def _one_form(text: str) -> str:
    cell = rules.read_cell(text, "kg")
    return text if cell is None or cell.quantity <= 0 else rules.write_cell(cell, "kg")


def _days(row: Row, measures: Mapping[str, rules.Measure]) -> Iterator[tuple[str, str, NewDay | None]]:
    """(column label, what is written, the day) of each cell filled in; None where it cannot be read."""
    month = Period.parse(row["month"])
    for number, name in enumerate(DAYS, 1):
        text = row[name]
        if text is None:
            continue
        label = f"{number}日"
        cell = rules.read_cell(text, measures.get(row["order"], "day"))
        if cell is None or number > month.last_day.day:
            yield label, text, None
            continue
        day = date(month.year, month.month, number)
        accepted_by = row["accepted_by"] or ""
        yield (
            label,
            text,
            NewDay(row["order"], row["sheet"], row["party"], day, cell.quantity, accepted_by, cell.hours),
        )


def _labels_of(month: str) -> tuple[str, ...]:
    """The columns of the days that a month has."""
    return tuple(f"{day}日" for day in range(1, Period.parse(month).last_day.day + 1))


def _measures(rows: Sequence[Row], org_code: str) -> dict[str, rules.Measure]:
    orders = facts.orders(org_code, (row["order"] for row in rows))
    return {number: order.measure for number, (_pk, order) in orders.items()}


def check_attendance(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every day of every sheet by the rules, against the other sheets and this one."""
    measures = _measures(rows, source.org_code)
    days: list[NewDay] = []
    places: list[tuple[Row, str]] = []
    for row in rows:
        empty = True
        for label, text, day in _days(row, measures):
            empty = False
            if day is None:
                past = label not in _labels_of(row["month"])
                code = "labour.no_such_day_of_month" if past else "labour.cell_unreadable"
                params = {"month": row["month"]} if past else {}
                yield source.problem(code, row, label, value=text, **params)
            else:
                days.append(day)
                places.append((row, label))
        if empty:
            yield source.problem("labour.empty_row", row, PARTY.titled, party=row["party"])
    told: set[tuple[int, str]] = set()
    for place, faults in day_faults(source.org_code, days, source.on).items():
        row, label = places[place]
        for fault in faults:
            if fault.code in OF_THE_ROW:  # one acceptor a row, said once
                if (row.number, fault.code) in told:
                    continue
                told.add((row.number, fault.code))
            column = OF_THE_ROW.get(fault.code, label)
            yield source.problem(fault.code, row, column, **dict(fault.params))


def save_attendance(rows: Sequence[Row], a: Act) -> None:
    """Write the days; those beyond what a person does are held."""
    measures = _measures(rows, a.org_code)
    save_days_within(a, [day for row in rows for _label, _text, day in _days(row, measures) if day])


Line = tuple[str, str, str, str]
"""A row of a sheet: its number, the order's, the worker, the month."""


def _exported(viewer: Viewer, org_code: str) -> "QuerySet[WorkDay]":
    return viewer.limit(WorkDay.objects.filter(org_code=org_code, revision=1))


def export_attendance(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The sheets as first recorded, in reach: a row for each sheet, order, worker and month."""
    return _rows(_exported(viewer, org_code), org_code)


def page_attendance(
    viewer: Viewer, org_code: str, limit: int, offset: int
) -> tuple[list[Mapping[str, Any]], int]:
    """A page of the same: which rows there are is summed up in the database, and only their days are read."""
    days = _exported(viewer, org_code)
    lines = list(_lines(days))
    shown = lines[offset : offset + limit]
    near = days.filter(
        sheet__in={line[0] for line in shown},
        order__number__in={line[1] for line in shown},
        party__in={line[2] for line in shown},
    )
    found = {(row["sheet"], row["order"], row["party"], row["month"]): row for row in _rows(near, org_code)}
    return [found[line] for line in shown], len(lines)


def _lines(days: "QuerySet[WorkDay]") -> Iterator[Line]:
    """The rows of the sheets, in order; one that goes over several months is a row for each of them."""
    groups = days.values_list(*GROUP).annotate(Min("day"), Max("day")).order_by(*GROUP)
    for sheet, order, party, first, last in groups:
        month = Period.month_of(first)
        if month.holds(last):
            yield sheet, order, party, str(month)
            continue
        own = days.filter(sheet=sheet, order__number=order, party=party).values_list("day", flat=True)
        for each in sorted({str(Period.month_of(day)) for day in own}):
            yield sheet, order, party, each


GROUP = ("sheet", "order__number", "party")


def _rows(days: "QuerySet[WorkDay]", org_code: str) -> Iterator[Mapping[str, Any]]:
    names = (*GROUP, "day", "quantity", "hours", "accepted_by", "order__first_day", "order__job")
    measures: dict[tuple[date, str], rules.Measure] = {}
    current: dict[str, Any] = {}
    at: tuple[Any, ...] = ()
    for row in days.order_by(*GROUP, "day").values_list(*names).iterator():
        sheet, order, party, day, quantity, hours, accepted_by, begun, code = row
        if (begun, code) not in measures:
            job = terms_on(begun, org_code).jobs.get(code)
            measures[begun, code] = job.counted if job else "day"
        if at != (sheet, order, party, day.year, day.month):
            if current:
                yield current
            at = (sheet, order, party, day.year, day.month)
            current = {
                "sheet": sheet, "order": order, "party": party, "month": str(Period.month_of(day)),
                **dict.fromkeys(DAYS), "accepted_by": accepted_by or None,
            }  # fmt: skip
        current[DAYS[day.day - 1]] = rules.write_cell(rules.Cell(quantity, hours), measures[begun, code])
    if current:
        yield current


SHEETS = (
    ImportKind(
        "attendance", "考勤表", "labour.import_attendance", ATTENDANCE, ("sheet", "order", "party", "month"),
        save_attendance, check_attendance, export_attendance, sheet_in_full, order_villages, page_attendance,
    ),
)  # fmt: skip
