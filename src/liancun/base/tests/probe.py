"""A workbook kind of the tests alone: one column of every sort, saved as settings (试验工作簿)."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.db import transaction
from stdnum.cn import ric

from liancun.base import bulk, charters, evidence
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source, import_workbook
from liancun.base.importing.engine import ImportReport
from liancun.base.models import AuditLine, Counter, ImportedRow, Setting
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Problem

DAY = date(2025, 3, 1)
HEADINGS = (
    *("编号", "姓名", "身份证号", "电话", "账号", "出生日期", "月份"),
    *("人数", "金额", "重量", "面积", "类别"),
)


def save(rows: Sequence[Row], a: Act) -> None:
    """Each row's values as one setting."""
    bulk.insert(Setting, [Setting(name=row["number"], value=str(dict(row.values))[:200]) for row in rows])


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Nobody is called 无."""
    return [source.problem("probe.nobody", row, "姓名") for row in rows if row["name"] == "无"]


PROBE = ImportKind(
    "probe",
    "试验",
    "probe.bring",
    (
        Column("number", "编号", "code", max_length=20),
        Column("name", "姓名", max_length=20),
        Column("id_number", "身份证号", "id_number", required=False),
        Column("phone", "电话", "phone", required=False),
        Column("account", "账号", "account", required=False),
        Column("born_on", "出生日期", "day", required=False),
        Column("month", "月份", "month", required=False),
        Column("count", "人数", "integer", required=False, least=0),
        Column("amount_fen", "金额", "yuan", required=False),
        Column("weight_g", "重量", "kg", required=False),
        Column("area_centimu", "面积", "mu", required=False),
        Column("kind", "类别", "choice", required=False, choices=(("甲", "a"), ("乙", "b"))),
    ),
    ("number",),
    save,
    check,
)


def id_number(body: str = "52028119900101001") -> str:
    """A valid ID number."""
    return body + ric.calc_check_digit(body + "0")


def book(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, sheet: str = "试验") -> bytes:
    """A workbook as a spreadsheet would save it: text stays text, a cell "=..." is a formula."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"})
    page = made.add_worksheet(sheet)
    for number, row in enumerate((headings, *rows)):
        for at, cell in enumerate(row):
            page.write(number, at, cell)
    made.close()
    return out.getvalue()


def row(number: str = "A1", name: Any = "王国强", **cells: Any) -> list[Any]:
    """A row by the columns' names."""
    names = [column.name for column in PROBE.columns]
    values = {"number": number, "name": name, **cells}
    assert values.keys() <= set(names)
    return [values.get(each) for each in names]


def bring(content: bytes, file: str = "表.xlsx", **more: Any) -> ImportReport:
    """Import it for the town, by the system."""
    return import_workbook("probe", content, file, **{"org_code": "town", "by": SYSTEM, "on": DAY, **more})


def held() -> list[int]:
    """Everything an import could leave behind."""
    return [model.objects.count() for model in (Setting, AuditLine, ImportedRow, Counter)]


def faults(content: bytes, file: str = "表.xlsx", **more: Any) -> list[tuple[str, int, str]]:
    """(code, row, column) of everything wrong; and nothing was written."""
    before = held()
    try:
        bring(content, file, **more)
    except BadInput as bad:
        problems = bad.problems
    else:
        raise AssertionError("it was taken")
    assert held() == before, "something was written"
    assert all(problem.file == file for problem in problems)
    return [(each.code.removeprefix("import."), each.row, each.column) for each in problems]


def rest_on(*block_ids: str) -> None:
    """Bind blocks of the charter, as an act that rests on them does when it ends."""
    noting = evidence.begin_notes("head", 0)
    try:
        with transaction.atomic():
            charters.bind(block_ids)
    finally:
        evidence.end_notes(noting)
