"""The park's workbooks (园区工作簿): the agreed statement, the company's cash."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.rooms.park.actions import NewStatement, must_add_up
from liancun.rooms.park.models import CompanyCash, ParkStatement
from liancun.rooms.park.queries import may_see_memo
from liancun.rooms.park.rules import Statement

MOST_FEN = 10**14
YEAR = Column("year", "年度", "integer", least=2000, most=2100, example="2025")
PARTS = ("fruit_fen", "labour_fen", "fee_fen", "inputs_fen", "management_fen")


def _money(name: str, label: str, example: str) -> Column:
    return Column(name, label, "yuan", least=0, most=MOST_FEN, example=example)


STATEMENTS = (
    YEAR,
    Column("fruit_g", "鲜果(公斤)", "kg", least=0, most=10**14, example="3530000.0"),
    _money("fruit_fen", "鲜果收入(元)", "14120000.00"),
    _money("labour_fen", "务工(元)", "7885500.00"),
    _money("fee_fen", "服务费(元)", "394275.00"),
    _money("inputs_fen", "物资(元)", "2350000.00"),
    _money("management_fen", "管理费和保险(元)", "600000.00"),
    Column("net_fen", "分成前净收入(元)", "yuan", least=-MOST_FEN, most=MOST_FEN, example="2890225.00"),
    Column("agreed_on", "双方确认日", "day", example="2026-01-20"),
    Column("document", "文件", max_length=80, example="园区结算书2025"),
)
DIRECTIONS = tuple(
    (word, code) for code, label in CompanyCash.Direction.choices for word in (str(label), str(code))
)
CASH = (
    YEAR,
    Column("quarter", "季度", "integer", least=1, most=4, example="1"),
    Column("item", "项目", max_length=60, example="果汁货款"),
    Column("direction", "方向", "choice", choices=DIRECTIONS, example="收入"),
    _money("amount_fen", "金额(元)", "9000000.00"),
    Column("note", "说明", required=False, max_length=120),
)


def _statement(row: Row) -> NewStatement:
    given = Statement(*(row[name] for name in PARTS))
    return NewStatement(row["year"], row["fruit_g"], given, row["net_fen"], row["agreed_on"], row["document"])


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
    if not may_see_memo(viewer):
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
