"""`liancun ledger ...` (总账): books, trial balance, entries; enter, reverse, close, carry, seal."""

from datetime import date
from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.kernel.quantities import format_yuan, parse_yuan

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help="办理日,如 2025-04-03;默认今天")]
Org = Annotated[str, typer.Argument(help="单位代码,如 head")]
EntryNumber = Annotated[int, typer.Argument(metavar="ENTRY", help="凭证编号,如 12(entry:12)", min=1)]
Year = Annotated[int, typer.Argument(metavar="YEAR", help="年度,如 2025")]
Sides = Annotated[
    list[str], typer.Option(metavar="ACCOUNT[/PARTY]=YUAN", help="科目、往来对象、金额,如 114/P0000001=30.00")
]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text}: 日期请写成 2025-04-03") from None


def _who_and_when(day: str) -> dict[str, Any]:
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    return {"by": viewer(), "on": _day(day) if day else clock.today()}


def _done(document: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        output.print_json(document)
    else:
        output.say(text)


@app.command()
def books(as_json: Json = False) -> None:
    """看得到的账簿 (the books in reach)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    rows = queries.books(viewer())
    if as_json:
        output.print_json(rows)
        return
    output.print_table(
        ("单位", "名称", "科目表", "启用", "最近结账", "已封年度"),
        [
            (
                row.org_code,
                row.name,
                row.chart,
                row.opened_on,
                max(row.closed, default=""),
                max(row.sealed_years, default=""),
            )
            for row in rows
        ],
    )


@app.command("trial-balance")
def trial_balance(
    org: Org, period: Annotated[str, typer.Argument(help="2025 或 2025-03")], as_json: Json = False
) -> None:
    """试算平衡表 (the trial balance of a month or a year)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    found = queries.trial_balance(viewer(), org, period)
    if as_json:
        output.print_json(found)
        return
    columns = ("opening_fen", "debit_fen", "credit_fen", "closing_fen")
    rows = [
        (row.account, row.name, *(format_yuan(getattr(row, name)) for name in columns)) for row in found.rows
    ]
    totals = (found.opening_fen, found.debit_fen, found.credit_fen, found.closing_fen)
    rows.append(("", "合计", *map(format_yuan, totals)))
    output.print_table(("科目", "名称", "期初", "借方", "贷方", "期末"), rows, right=(2, 3, 4, 5))


Period = Annotated[str, typer.Argument(metavar="PERIOD", help="2025 或 2025-03")]


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
def entries(
    org: Org,
    period: Annotated[str, typer.Option(help="2025 或 2025-03")] = "",
    account: Annotated[str, typer.Option(help="科目")] = "",
    party: Annotated[str, typer.Option(help="往来对象")] = "",
    search: Annotated[str, typer.Option(help="摘要或来源里的字")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 20,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    as_json: Json = False,
) -> None:
    """凭证,按期间、科目、往来对象查 (entries of a book)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.ledger import queries

    asked = {"period": period, "account": account, "party": party, "search": search}
    rows, total = queries.entry_page(viewer(), org, **asked, limit=limit, offset=offset)
    if as_json:
        output.print_json({"total": total, "rows": rows})
        return
    for row in rows:
        _print_entry(row)
    output.say(f"共 {total} 张")


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
def member(org: Org, party: Annotated[str, typer.Argument(help="人员编码,或 O:单位编码")], on: Day = "",
           as_json: Json = False) -> None:  # fmt: skip
    """成员账户:出资、公积金份额、应付、往来 (what the book holds for a member)"""
    from liancun.rooms.ledger import queries

    asked = _who_and_when(on)
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


@app.command("open")
def open_(
    org: Org,
    chart: Annotated[str, typer.Argument(help="cooperative 或 collective")],
    first_day: Annotated[str, typer.Argument(help="启用日,如 2025-01-01")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """建账 (begin a book)"""
    from liancun.rooms.ledger import actions

    actions.open_book(org, chart, opened_on=_day(first_day), **_who_and_when(on))  # type: ignore[arg-type]
    _done({"org": org, "chart": chart}, f"{org} 已建账,自 {first_day} 起", as_json)


@app.command()
def enter(
    org: Org,
    day: Annotated[str, typer.Argument(help="记账日,如 2025-03-31")],
    summary: Annotated[str, typer.Argument(help="摘要")],
    debit: Sides,
    credit: Sides,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记一张凭证,--debit、--credit 可写几次 (post one entry by hand)"""
    from liancun.rooms.ledger import actions

    lines = [_line(actions, text, "debit_fen") for text in debit]
    lines += [_line(actions, text, "credit_fen") for text in credit]
    posted = actions.post_entry(
        org, accounting_on=_day(day), summary=summary, lines=lines, **_who_and_when(on)
    )
    _done({"entry": posted}, f"已记 {posted}", as_json)


def _line(actions: Any, text: str, side: str) -> Any:
    """A line from "114/P0000001=30.00"."""
    place, equals, amount = text.rpartition("=")
    account, _slash, party = place.partition("/")
    try:
        fen = parse_yuan(amount)
    except ValueError:
        equals = ""
    if not equals:
        raise typer.BadParameter(f"{text}: 请写成 科目=金额 或 科目/往来对象=金额,如 114/P0000001=30.00")
    return actions.entry_line(account, party, **{side: fen})


@app.command()
def reverse(
    number: EntryNumber,
    summary: Annotated[str, typer.Option(help="摘要;默认“冲销”和原凭证号")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """冲销一张手工凭证 (reverse an entry by a contrary one)"""
    from liancun.rooms.ledger import actions

    made = actions.reverse_entry(number, summary=summary, **_who_and_when(on))
    _done({"entry": made, "reverses": f"entry:{number}"}, f"entry:{number} 已由 {made} 冲销", as_json)


@app.command("close-month")
def close_month(
    org: Org,
    month: Annotated[str, typer.Argument(help="月份,如 2025-03")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """结账:按月依次,结了不再打开 (close a month, for good)"""
    from liancun.rooms.ledger import actions

    actions.close_period(org, month, **_who_and_when(on))
    _done({"org": org, "month": month}, f"{org} {month} 已结账", as_json)


@app.command("carry-year")
def carry_year(org: Org, year: Year, on: Day = "", as_json: Json = False) -> None:
    """年终结转损益 (carry the year's result)"""
    from liancun.rooms.ledger import actions

    made = actions.carry_year_end(org, year, **_who_and_when(on))
    _done({"org": org, "year": year, "entries": made}, f"{org} {year} 年已结转,凭证 {len(made)} 张", as_json)


@app.command("seal-year")
def seal_year(org: Org, year: Year, on: Day = "", as_json: Json = False) -> None:
    """封账:成员大会以后 (seal a year, after the assembly)"""
    from liancun.rooms.ledger import actions

    actions.seal_year(org, year, **_who_and_when(on))
    _done({"org": org, "year": year}, f"{org} {year} 年已封账", as_json)
