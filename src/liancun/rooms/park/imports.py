"""The park's workbooks (园区工作簿): the agreed statement, the company's cash."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Choice, Text, Whole, Yuan, _, build, specs_of
from liancun.rooms.park.actions import YEAR, NewStatement, must_add_up
from liancun.rooms.park.models import CompanyCash, ParkStatement
from liancun.rooms.park.queries import DIRECTIONS, may_see_memo
from liancun.rooms.park.rules import MOST_FEN, Statement


@dataclass(frozen=True)
class CashRow:
    """One line of the memo as the workbook has it (备查的一行)."""

    year: A[int, YEAR]
    quarter: A[int, Whole(_("季度"), 1, 4, example="1")]
    item: A[str, Text(_("项目"), most=60, example="果汁货款")]
    direction: A[str, Choice(_("方向"), DIRECTIONS, example="收入")]
    amount_fen: A[int, Yuan(_("金额"), most=MOST_FEN, example="9000000.00")]
    note: A[str | None, Text(_("说明"), most=120)] = None


STATEMENTS, CASH = columns_of(NewStatement), columns_of(CashRow)
PARTS = tuple(spec.name for spec in specs_of(Statement))


def _statement(row: Row) -> NewStatement:
    given: NewStatement = build(NewStatement, row.values)
    return given


def check_statements(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Each adds up, after its year, once."""
    there = set(ParkStatement.objects.filter(org_code=source.org_code).values_list("year", flat=True))
    for row in rows:
        if row["year"] in there:
            yield source.problem("park.statement_exists", row, "年度", year=row["year"])
        try:
            must_add_up(_statement(row), source.on)
        except Refusal as no:
            yield source.problem(no.code, row, "分成前净收入(元)", **no.params)


def save_statements(rows: Sequence[Row], a: Act) -> None:
    """Write the statements."""
    names = ("year", "fruit_g", *PARTS, "agreed_on", "document")
    bulk.insert(
        ParkStatement, [ParkStatement(**{name: row[name] for name in names}, **a.stamp()) for row in rows]
    )


def export_statements(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The statements as first agreed."""
    viewer.must_see(org_code)
    names = ("year", "fruit_g", *PARTS, "agreed_on", "document")
    for row in ParkStatement.objects.filter(org_code=org_code, revision=1).order_by("year").values(*names):
        yield {**row, "net_fen": Statement(*(row[name] for name in PARTS)).net_fen}


def save_cash(rows: Sequence[Row], a: Act) -> None:
    """Write the memo's lines."""
    bulk.insert(
        CompanyCash, [CompanyCash(**{**row.values, "note": row["note"] or ""}, **a.stamp()) for row in rows]
    )


def export_cash(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The memo, to those who may see it."""
    if not may_see_memo(viewer, org_code):
        raise Refusal("viewer.not_found")
    names = [column.name for column in CASH]
    for row in CompanyCash.objects.filter(org_code=org_code).order_by("pk").values(*names):
        yield {name: value or None if name == "note" else value for name, value in row.items()}


IMPORTS = (
    ImportKind(
        "park_statements", "园区结算书", "park.agree_statement", STATEMENTS, ("year",), save_statements,
        check_statements, export_statements,
    ),
    ImportKind(
        "company_cash", "公司资金备查", "park.import_cash", CASH, ("year", "quarter", "item", "direction"),
        save_cash, export=export_cash,
    ),
)  # fmt: skip
