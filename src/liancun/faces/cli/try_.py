"""`liancun try RULE CASE.yaml`: a rule on facts and charter of one's own; nothing is read or stored."""

from pathlib import Path
from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.words import line_part
from liancun.kernel import BadInput, Problem
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("try")(try_)


def try_(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help=_("规则,如 refuse_fee、grid_worker_pay、surplus"))
    ],
    case: Annotated[Path, typer.Argument(metavar="CASE.yaml", help=_("案例:自己的章程取值和事实"))],
    as_json: Json = False,
) -> None:
    """用自己的事实和章程试算一条规则,不存任何东西 (try one rule on a case of your own)"""
    from liancun.base.trials import Outcome, all_trials, read_case
    from liancun.kernel import Refusal

    trials = all_trials()
    if rule not in trials:
        raise Refusal("trial.unknown", rule=rule, known=tuple(sorted(trials)))
    outcome: Outcome = trials[rule].run(_read(trials[rule], case, read_case))
    if as_json:
        output.print_json(as_data(rule, outcome))
    else:
        show(rule, outcome)


def _read(trial: Any, case: Path, read_case: Any) -> Any:
    try:
        return read_case(trial, case)
    except FileNotFoundError:
        raise BadInput([Problem.of("trial.no_file", file=str(case))]) from None
    except (IsADirectoryError, PermissionError, UnicodeDecodeError):
        raise BadInput([Problem.of("trial.not_a_text", file=str(case))]) from None


def _clause(outcome: Any) -> str:
    """The clause the case rests on: of its first reason that names one."""
    reasons = [*outcome.steps, *(reason for line in outcome.lines for reason in line.reasons)]
    return next((reason.clause for reason in reasons if reason.clause), "")


def as_data(rule: str, outcome: Any) -> dict[str, Any]:
    """The outcome as one document: the field names are a promise (docs/try.md)."""
    return {
        "rule": rule,
        "clause": _clause(outcome),
        "lines": [
            {**line.as_numbers(), "reasons": [_reason(reason) for reason in line.reasons]}
            for line in outcome.lines
        ],
        "steps": [_reason(reason) for reason in outcome.steps],
        "result": dict(outcome.result),
    }


def _reason(reason: Any) -> dict[str, Any]:
    return {**reason.as_data(), "text": output.worded(reason)}


def show(rule: str, outcome: Any) -> None:
    """The steps in words, the table of lines, why each line is what it is, and the total."""
    output.say(_("试算 {rule}({clause})"), rule=rule, clause=_clause(outcome))
    for step in outcome.steps:
        output.say(f"  {output.worded(step)}")
    output.print_table(
        (_("对象"), _("项目"), _("结论"), _("金额(元)")),
        [
            (line.subject, line_part(line.part), _decided(line), format_yuan(line.amount_fen))
            for line in outcome.lines
        ],
        right=(3,),
    )
    for line in outcome.lines:
        if line.reasons:
            output.say(f"{line.subject} {line_part(line.part)}:")
            for reason in line.reasons:
                output.say(f"  {output.worded(reason)}")
    total_fen = sum(line.amount_fen for line in outcome.lines)
    output.say(_("合计 {lines} 行,{total} 元"), lines=len(outcome.lines), total=format_yuan(total_fen))


def _decided(line: Any) -> str:
    """What else was decided, in short: a tier's name, nothing for a plain amount."""
    return str(line.outcome.get("tier") or "")
