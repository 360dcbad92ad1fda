"""`liancun ledger ...` (总账): statements, an entry, a member's account, the book as text; entering."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Org, done, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import called
from liancun.kernel import BadInput, Refusal
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

    _print_statement(queries.balance_sheet(viewer(), org, period), (_("期末余额"), _("年初余额")), as_json)


@app.command()
def surplus(org: Org, period: Period, as_json: Json = False) -> None:
    """盈余表,会农社02表第1至12行 (the surplus)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    _print_statement(
        queries.surplus_statement(viewer(), org, period), (_("本年金额"), _("上年金额")), as_json
    )


def _print_statement(found: Any, columns: tuple[str, str], as_json: bool) -> None:
    if as_json:
        output.print_json(found)
        return
    rows = [
        (row.number, called(row.name), *map(format_yuan, (row.amount_fen, row.before_fen)))
        for row in found.rows
    ]
    output.print_table(
        (_("行次"), _("项目"), *columns), rows, title=f"{called(found.form)} {found.period}", right=(2, 3)
    )
    if found.difference_fen:
        output.say(
            _("两边相差 {difference} 元:有科目不在表内,请看试算平衡表"),
            difference=format_yuan(found.difference_fen),
        )


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
    back = "  " + output.told(_("已由 {entry} 冲销"), entry=row.reversed_by) if row.reversed_by else ""
    output.say(
        _("{month} 记-{number}  {day}  {summary}  ({ref}){back}"),
        month=row.month,
        number=row.number,
        day=row.accounting_on,
        summary=row.summary,
        ref=row.ref,
        back=back,
    )
    for line in row.lines:
        side, fen = (gettext("借"), line.debit_fen) if line.debit_fen else (gettext("贷"), line.credit_fen)
        place = f"{line.account} {called(line.name)} {line.party_name}".rstrip()
        output.say(f"    {side} {place}  {format_yuan(fen)}")
    if row.line_count > len(row.lines):
        output.say(_("…… 共 {count} 行"), count=row.line_count, indent=4)


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
        (gettext("成员出资"), found.contribution_fen),
        (gettext("公积金份额"), found.reserve_fen),
        (gettext("应付盈余返还"), found.patronage_owed_fen),
        (gettext("应付剩余盈余"), found.surplus_owed_fen),
        (gettext("成员往来(社欠成员为正)"), found.current_fen),
    ):
        output.say(_("{title}  {fen} 元"), title=title, fen=format_yuan(fen))


@app.command()
def enter(
    org: Org,
    day: Annotated[str, typer.Argument(help=_("记账日,如 2025-03-31"))],
    summary: Annotated[str, typer.Argument(help=_("摘要"))],
    debit: Sides,
    credit: Sides,
    papers: Annotated[str, typer.Option(metavar="SHEETS", help=_("附件张数"))] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记一张凭证,--debit、--credit 可写几次 (post one entry by hand)"""
    from liancun.base import reading
    from liancun.faces.fields import named
    from liancun.kernel.fields import specs_of
    from liancun.rooms.ledger import actions, queries
    from liancun.rooms.ledger.fields import NewEntry

    asked = who_and_when(on)
    said = [_line(text, "debit_fen") for text in debit] + [_line(text, "credit_fen") for text in credit]
    lines = list(queries.meant(asked["by"], org, said, on=asked["on"]))
    told = {"accounting_on": day, "summary": summary, "lines": lines, "papers": papers}
    try:
        new = reading.given(NewEntry, told, org_code=org, **asked)
        posted = actions.post_entry(org, new, **asked)
    except BadInput as bad:
        raise named(bad, specs_of(NewEntry)) from None
    done({"entry": posted}, output.told(_("已记 {posted}"), posted=posted), as_json)


Target = Annotated[Path, typer.Argument(metavar="FILE", help=_("写到哪个文件"))]


@app.command()
def beancount(org: Org, file: Target, as_json: Json = False) -> None:
    """整本账写成 Beancount 文本,bean-check 能读 (the book for Beancount)"""
    _as_text(org, "beancount", file, as_json)


@app.command()
def hledger(org: Org, file: Target, as_json: Json = False) -> None:
    """整本账写成 hledger 文本,hledger check 能读 (the book for hledger)"""
    _as_text(org, "hledger", file, as_json)


def _as_text(org: str, form: Any, file: Path, as_json: bool) -> None:
    """The whole book in a file that is not there yet."""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import plain_text

    by = viewer()
    lines = plain_text.book_as_text(by, org, form)
    if file.exists():
        raise Refusal("export.file_stands", file=str(file))
    body = plain_text.written(lines)
    output.hand_out(by, "paper:book", org, file)
    output.write_file(file, body)
    done({"file": str(file), "bytes": len(body)}, output.told(_("已写成 {name}"), name=file.name), as_json)


def _line(text: str, side: str) -> dict[str, str]:
    """A line from "114/P0000001=30.00"."""
    place, equals, amount = text.rpartition("=")
    account, _slash, party = place.partition("/")
    if not equals:
        said = gettext("“{value}”读不懂。请写成 科目=金额 或 科目/往来对象=金额,如 114/P0000001=30.00")
        raise typer.BadParameter(said.format(value=text))
    return {"account": account, "party": party, side: amount}


Pdf = Annotated[Path, typer.Argument(metavar="FILE", help=_("写到哪个文件 (.pdf)"))]


@app.command("print-voucher")
def print_voucher(entry: EntryNumber, file: Pdf) -> None:
    """打印一张记账凭证 (a voucher on paper)"""
    from liancun.faces.prints.vouchers import printed_voucher

    asked = who_and_when("")
    org_code, made = printed_voucher(asked["by"], entry, on=asked["on"])
    _handed(asked["by"], "paper:voucher", org_code, file, made)


@app.command("print-vouchers")
def print_vouchers(org: Org, period: Period, file: Pdf) -> None:
    """打印一个月的记账凭证 (the vouchers of a month on paper)"""
    from liancun.faces.prints.vouchers import printed_vouchers

    asked = who_and_when("")
    made = printed_vouchers(asked["by"], org, period, on=asked["on"])
    _handed(asked["by"], "paper:vouchers", org, file, made)


@app.command("print-statements")
def print_statements(org: Org, period: Period, file: Pdf) -> None:
    """打印会农社01表、02表 (the official statements on paper)"""
    from liancun.faces.prints.statements import printed_statements

    asked = who_and_when("")
    made = printed_statements(asked["by"], org, period, on=asked["on"])
    _handed(asked["by"], "paper:statements", org, file, made)


def _handed(by: Any, paper: str, org_code: str, file: Path, made: bytes) -> None:
    """A paper written to a file, and that it was."""
    output.hand_out(by, paper, org_code, file)
    output.write_file(file, made)
    output.say(_("已写到 {name}"), name=file.name)
