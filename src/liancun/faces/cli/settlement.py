"""`liancun run ...` (结算): what no form says: several drafts at once, a run with its lines, lists paid."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, done, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import called, fact_value, line_part
from liancun.kernel import BadInput, Reason
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

RunNumber = Annotated[int, typer.Argument(help=_("结算单编号,如 12(run:12)"))]
LineNumbers = Annotated[list[int], typer.Argument(help=_("结算行编号"))]


@app.command()
def show(
    run: RunNumber,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    as_json: Json = False,
) -> None:
    """一份结算单和它的各行 (one run with its lines)"""
    from liancun.faces.api.answers import plain
    from liancun.rooms.settlement import queries

    by = who_and_when("")["by"]
    found = queries.run_detail(by, run)
    page = queries.lines_page(by, run, limit=limit, offset=offset)
    if as_json:
        output.print_json({"run": plain(found), "lines": plain(page)})
        return
    row = found.row
    output.say(f"{row.ref} {called(row.title)} {row.org_code} {row.period} {fact_value('state', row.state)}")
    output.say(
        _("合计 {total},未结 {open},暂缓 {held} 行"),
        total=format_yuan(row.total_fen),
        open=format_yuan(row.open_fen),
        held=row.held,
    )
    for step in found.steps:
        output.say(f"  {step.on} {fact_value('state', step.state)} {step.name} {step.by} {step.ref}".rstrip())
    output.print_table(
        (_("编号"), _("对象"), _("姓名"), _("项目"), _("金额"), _("未结"), _("状态")),
        [
            (
                each.ref,
                each.subject,
                each.name,
                line_part(each.part),
                format_yuan(each.amount_fen),
                format_yuan(each.open_fen),
                fact_value("state", each.state),
            )
            for each in page.rows
        ],
        right=(4, 5),
    )


@app.command()
def draft(
    kind: Annotated[str, typer.Argument(help=_("结算类别"))],
    period: Annotated[str, typer.Argument(help=_("期间,如 2025 或 2025-03"))],
    org: Annotated[list[str], typer.Option("--org", help=_("单位代码,可写多个"))],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """草拟结算单;缺记录的单位列出缺漏,其余单位照办 (draft)"""
    from liancun.rooms.settlement import actions

    drafted = actions.draft_runs(kind, org, period, **who_and_when(on))
    document = [
        {
            "org": each.org_code,
            "run": each.run,
            "refused": each.refusal.reason.as_data() if each.refusal else None,
            "gaps": [asdict(gap) for gap in getattr(each.refusal, "gaps", ())],
        }
        for each in drafted
    ]
    if as_json:
        output.print_json(document)
    else:
        for each in drafted:
            if each.refusal is None:
                output.say(f"{each.org_code} run:{each.run}")
                continue
            output.print_refusal(each.refusal)
            for gap in getattr(each.refusal, "gaps", ()):
                text = output.worded(Reason(gap.what, params=gap.params))
                output.note(f"  {gap.village_code} {gap.subject} {text} {gap.who}".rstrip())
    raise typer.Exit(1 if any(each.refusal for each in drafted) else 0)


@app.command("check-lines")
def check_lines(run: RunNumber, lines: LineNumbers, on: Day = "", as_json: Json = False) -> None:
    """复核重算的行 (check corrected lines)"""
    from liancun.rooms.settlement import actions

    actions.check_lines(run, lines, **who_and_when(on))
    done(
        {"run": run, "lines": lines},
        output.told(_("run:{run} 复核 {lines} 行"), run=run, lines=len(lines)),
        as_json,
    )


@app.command("confirm-lines")
def confirm_lines(run: RunNumber, lines: LineNumbers, on: Day = "", as_json: Json = False) -> None:
    """确认答复过异议的行 (confirm held lines)"""
    from liancun.rooms.settlement import actions

    actions.confirm_lines(run, lines, **who_and_when(on))
    done(
        {"run": run, "lines": lines},
        output.told(_("run:{run} 确认 {lines} 行"), run=run, lines=len(lines)),
        as_json,
    )


@app.command()
def pay(
    org: Annotated[str, typer.Argument(help=_("单位代码"))],
    file: Annotated[
        Path, typer.Argument(help='JSON: [{"line": 1, "amount_fen": 3000, "happened_on": "2026-02-01"}]')
    ],
    key: Annotated[str, typer.Option(help=_("清单号;同一清单再登记不重复"))],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记一份收付清单 (record a list of payments)"""
    from liancun.base import reading
    from liancun.faces.fields import named
    from liancun.kernel.fields import specs_of
    from liancun.rooms.settlement import actions

    asked = who_and_when(on)
    try:
        told = {"key": key, "payments": json.loads(file.read_text(encoding="utf-8"))}
    except (OSError, ValueError) as fault:
        raise typer.BadParameter(f"{file.name}: {fault}") from None
    try:
        new = reading.given(actions.NewList, told, org_code=org, typed=True, **asked)
    except BadInput as bad:
        raise named(bad, specs_of(actions.NewList)) from None
    paid = actions.record_payments(org, new.payments, key=key, **asked)
    text = output.told(
        _("清单 {key}:收付 {paid} 笔 {total} 元,失败 {failed} 笔"),
        key=key,
        paid=paid.paid,
        total=format_yuan(paid.total_fen),
        failed=paid.failed,
    )
    done(asdict(paid), text + (gettext(",先前已登记") if paid.repeated else ""), as_json)


@app.command("pay-run")
def pay_run(
    run: RunNumber,
    key: Annotated[str, typer.Option(help=_("清单号;同一清单再登记不重复"))],
    document: Annotated[str, typer.Option(help=_("回单号或领款单号;不写就是清单号"))] = "",
    paid_on: Annotated[str, typer.Option(help=_("收付日期;不写就是办理日"))] = "",
    money: Annotated[str, typer.Option(help=_("银行或现金"))] = "银行",
    left: Annotated[
        list[str], typer.Option(help=_("这次没有收付的行,写编号;没付成的写“编号:原因”;可写多个"))
    ] = [],  # noqa: B006
    on: Day = "",
    as_json: Json = False,
) -> None:
    """一份结算单里未付的行全部付讫,例外的除外 (every open line of a run was paid, but for exceptions)"""
    from liancun.base import reading
    from liancun.faces.fields import named
    from liancun.faces.paying import left_of, rows_of
    from liancun.kernel.fields import specs_of
    from liancun.rooms.settlement import actions

    asked = who_and_when(on)
    given = {
        "happened_on": paid_on or str(asked["on"]),
        "money_account": money,
        "bank_ref": document or key,
        "left": rows_of(left_of(left)),
    }
    try:
        told = reading.given(actions.WholeList, given, org_code="", **asked)
    except BadInput as bad:
        raise named(bad, specs_of(actions.WholeList)) from None
    paid = actions.pay_run(run, told, key=key, **asked)
    text = output.told(
        _("清单 {key}:收付 {paid} 笔 {total} 元"), key=key, paid=paid.paid, total=format_yuan(paid.total_fen)
    )
    text += output.told(_(",失败 {failed} 笔"), failed=paid.failed) if paid.failed else ""
    done(asdict(paid), text + (gettext(",先前已登记") if paid.repeated else ""), as_json)
