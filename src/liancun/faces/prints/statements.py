"""The official statements on paper (会农社01表、02表): of whom, of which day or year, in yuan, who signs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import zip_longest
from typing import Final

from liancun.base import heads
from liancun.base.viewer import Viewer
from liancun.faces.prints.paper import typeset
from liancun.kernel import Period, chinese_day
from liancun.kernel.quantities import format_yuan
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.queries import ASSET_LINES, Statement
from liancun.rooms.registry.queries import org_name

TEMPLATE: Final = "statements.typ"
SIGNERS: Final = ("单位负责人", "会计主管", "制表人")
SHEET_HEADINGS: Final = (
    *("资产", "行次", "期末余额", "年初余额"),
    *("负债和所有者权益", "行次", "期末余额", "年初余额"),
)
SURPLUS_HEADINGS: Final = ("项目", "行次", "本年金额", "上年金额")
HEADS: Final = {
    1: "流动资产:",
    6: "非流动资产:",
    23: "流动负债:",
    32: "非流动负债:",
    36: "所有者权益:",
}
"""What stands above these lines of 会农社01表 (财会〔2021〕37号 附录二)."""


@dataclass(frozen=True)
class FormCell:
    """A cell of a form; a total is `strong`."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class PrintedForm:
    """A form as it is printed; a `wide` one has its two sides beside each other."""

    title: str
    number: str
    period: str
    headings: tuple[str, ...]
    rows: tuple[tuple[FormCell, ...], ...]
    note: str
    wide: bool


EMPTY: Final = (FormCell(""),) * 4


def sheet_form(sheet: Statement) -> PrintedForm:
    """会农社01表: assets on the left, claims on the right, both totals in the last row."""
    left = list(_side(sheet, 1, ASSET_LINES))
    right = list(_side(sheet, ASSET_LINES + 1, len(sheet.rows)))
    for side, other in ((left, right), (right, left)):
        side[-1:-1] = [EMPTY] * (len(other) - len(side))
    day = Period.parse(sheet.period).last_day
    return PrintedForm(
        "资产负债表",
        sheet.form,
        chinese_day(day),
        SHEET_HEADINGS,
        tuple((*each, *beside) for each, beside in zip_longest(left, right)),
        f"两边相差 {format_yuan(sheet.difference_fen)} 元" if sheet.difference_fen else "",
        wide=True,
    )


def surplus_form(surplus: Statement) -> PrintedForm:
    """会农社02表, as far as its lines are made here."""
    year = Period.parse(surplus.period)
    return PrintedForm(
        "盈余及盈余分配表",
        surplus.form,
        f"{year.year}年度" if not year.month else f"{year.year}年1月至{year.month}月",
        SURPLUS_HEADINGS,
        tuple(_side(surplus, 1, len(surplus.rows))),
        "第13至20行(盈余分配)见盈余分配方案。" if len(surplus.rows) < LINES_OF_SURPLUS else "",
        wide=False,
    )


LINES_OF_SURPLUS: Final = 20


def _side(statement: Statement, first: int, last: int) -> Iterator[tuple[FormCell, ...]]:
    """Some lines of a statement, each under its heading; what is nil is left open."""
    for row in statement.rows[first - 1 : last]:
        if row.number in HEADS and statement.form == SHEET:
            yield (FormCell(HEADS[row.number], strong=True), *EMPTY[1:])
        amounts = (format_yuan(fen) if fen else "" for fen in (row.amount_fen, row.before_fen))
        cells = (row.name, str(row.number), *amounts)
        yield tuple(FormCell(text, row.total) for text in cells)


SHEET: Final = "会农社01表"


def printed_statements(viewer: Viewer, org_code: str, period: str, *, on: date) -> bytes:
    """The balance sheet and the surplus of a month's or year's end, as this viewer may read them."""
    sheet = queries.balance_sheet(viewer, org_code, period)
    return statements_pdf(org_code, [sheet, queries.surplus_statement(viewer, org_code, period)], on)


def statements_pdf(org_code: str, statements: Sequence[Statement], on: date) -> bytes:
    """The statements of an organisation, each on a sheet of its own."""
    forms = [sheet_form(each) if each.form == SHEET else surplus_form(each) for each in statements]
    document = {
        "title": "会计报表",
        "issuer": org_name(org_code),
        "signers": SIGNERS,
        "printed_on": str(on),
        "chain": heads.printed(org_code),
        "forms": [asdict(form) for form in forms],
    }
    return typeset(TEMPLATE, document)
