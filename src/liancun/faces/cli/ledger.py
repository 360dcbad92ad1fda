"""`liancun ledger ...` (总账): statements, one entry, a member's account; entering by hand."""

from typing import Annotated, Any

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Org, done, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel import BadInput
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

EntryNumber = Annotated[int, typer.Argument(metavar="ENTRY", help=_("凭证编号,如 12(entry:12)"), min=1)]
Sides = Annotated[
    list[str],
    typer.Option(metavar="ACCOUNT[/PARTY]=YUAN", help=_("科目、往来对象、金额,如 114/P0000001=30.00")),
]


Period = Annotated[str, typer.Argument(metavar="PERIOD", help=_("2025 或 2025-03"))]


@app.command("balance-sheet")
def balance_sheet(org: Org, period: Period, as_json: Json = False) -> None:
    """资产负债表,会农社01表 (the balance sheet)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    _print_statement(queries.balance_sheet(viewer(), org, period), ("期末余额", "年初余额"), as_json)


@app.command()
def surplus(org: Org, period: Period, as_json: Json = False) -> None:
    """盈余表,会农社02表第1至12行 (the surplus)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    _print_statement(queries.surplus_statement(viewer(), org, period), ("本年金额", "上年金额"), as_json)


def _print_statement(found: Any, columns: tuple[str, str], as_json: bool) -> None:
    if as_json:
        output.print_json(found)
        return
    rows = [
        (row.number, row.name, format_yuan(row.amount_fen), format_yuan(row.before_fen)) for row in found.rows
    ]
    output.print_table(("行次", "项目", *columns), rows, title=f"{found.form} {found.period}", right=(2, 3))
    if found.difference_fen:
        output.say(f"两边相差 {format_yuan(found.difference_fen)} 元:有科目不在表内,请看试算平衡表")


@app.command()
def entry(number: EntryNumber, as_json: Json = False) -> None:
    """一张凭证 (one entry)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    row = queries.entry(viewer(), number)
    if as_json:
        output.print_json(row)
        return
    _print_entry(row)


def _print_entry(row: Any) -> None:
    back = f"  已由 {row.reversed_by} 冲销" if row.reversed_by else ""
    output.say(f"{row.month} 记-{row.number}  {row.accounting_on}  {row.summary}  ({row.ref}){back}")
    for line in row.lines:
        side, fen = ("借", line.debit_fen) if line.debit_fen else ("贷", line.credit_fen)
        place = f"{line.account} {line.name} {line.party_name}".rstrip()
        output.say(f"    {side} {place}  {format_yuan(fen)}")
    if row.line_count > len(row.lines):
        output.say(f"    …… 共 {row.line_count} 行")


@app.command()
def member(org: Org, party: Annotated[str, typer.Argument(help=_("人员编码,或 O:单位编码"))], on: Day = "",
           as_json: Json = False) -> None:  # fmt: skip
    """成员账户:出资、公积金份额、应付、往来 (what the book holds for a member)"""
    from liancun.rooms.ledger import queries

    asked = who_and_when(on)
    found = queries.member_account(asked["by"], org, party, on=asked["on"])
    if as_json:
        output.print_json(found)
        return
    for title, fen in (
        ("成员出资", found.contribution_fen),
        ("公积金份额", found.reserve_fen),
        ("应付盈余返还", found.patronage_owed_fen),
        ("应付剩余盈余", found.surplus_owed_fen),
        ("成员往来(社欠成员为正)", found.current_fen),
    ):
        output.say(f"{title}  {format_yuan(fen)} 元")


@app.command()
def enter(
    org: Org,
    day: Annotated[str, typer.Argument(help=_("记账日,如 2025-03-31"))],
    summary: Annotated[str, typer.Argument(help=_("摘要"))],
    debit: Sides,
    credit: Sides,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记一张凭证,--debit、--credit 可写几次 (post one entry by hand)"""
    from liancun.base import reading
    from liancun.faces.fields import named
    from liancun.kernel.fields import specs_of
    from liancun.rooms.ledger import actions
    from liancun.rooms.ledger.fields import NewEntry

    lines = [_line(text, "debit_fen") for text in debit] + [_line(text, "credit_fen") for text in credit]
    told, asked = {"accounting_on": day, "summary": summary, "lines": lines}, who_and_when(on)
    try:
        new = reading.given(NewEntry, told, org_code=org, **asked)
        posted = actions.post_entry(org, new, **asked)
    except BadInput as bad:
        raise named(bad, specs_of(NewEntry)) from None
    done({"entry": posted}, f"已记 {posted}", as_json)


def _line(text: str, side: str) -> dict[str, str]:
    """A line from "114/P0000001=30.00"."""
    place, equals, amount = text.rpartition("=")
    account, _slash, party = place.partition("/")
    if not equals:
        said = gettext("“{value}”读不懂。请写成 科目=金额 或 科目/往来对象=金额,如 114/P0000001=30.00")
        raise typer.BadParameter(said.format(value=text))
    return {"account": account, "party": party, side: amount}
