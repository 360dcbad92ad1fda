"""A voucher as it is filled in (填制凭证): its head, and a row for each line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.faces.forms import Field, Form, FormResult, fields_of, form_of, read_form
from liancun.kernel import BadInput, Problem
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger import actions

MOST_FEN = 10**15
LINES, MOST_LINES = 6, 60
HEAD = (
    Column("accounting_on", _("记账日"), "day"),
    Column("happened_on", _("业务发生日"), "day", required=False),
    Column("summary", _("摘要"), max_length=120),
)
LINE = (
    Column("account", _("科目"), "code", max_length=8),
    Column("party", _("往来对象"), "code", required=False, max_length=20, help=_("人员编码,或 O:单位编码")),
    Column("debit_fen", _("借方(元)"), "yuan", required=False, least=0, most=MOST_FEN),
    Column("credit_fen", _("贷方(元)"), "yuan", required=False, least=0, most=MOST_FEN),
)


@dataclass(frozen=True)
class Voucher:
    """A voucher read from a form (凭证)."""

    accounting_on: date
    happened_on: date | None
    summary: str
    lines: tuple[EntryLine, ...]


def _row(given: Mapping[str, str], number: int) -> dict[str, str]:
    return {column.name: given.get(f"{column.name}_{number}", "").strip() for column in LINE}


def read_voucher(given: Mapping[str, str]) -> Voucher:
    """The voucher as filled in, rows left empty left out. Raises BadInput with all that is wrong in it."""
    problems: list[Problem] = []
    head, lines = {}, []
    try:
        head = read_form(HEAD, given)
    except BadInput as bad:
        problems += bad.problems
    for number in range(1, MOST_LINES + 1):
        row = _row(given, number)
        if not any(row.values()):
            continue
        try:
            said = read_form(LINE, row)
        except BadInput as bad:
            problems += (replace(problem, row=number) for problem in bad.problems)
            continue
        sides = {"debit_fen": said["debit_fen"] or 0, "credit_fen": said["credit_fen"] or 0}
        if (sides["debit_fen"] == 0) == (sides["credit_fen"] == 0):
            problems.append(Problem.of("ledger.one_side_only", row=number, column=LINE[2].label))
            continue
        lines.append(actions.entry_line(said["account"], said["party"] or "", **sides))
    if problems:
        raise BadInput(problems)
    return Voucher(head["accounting_on"], head["happened_on"], head["summary"], tuple(lines))


@dataclass(frozen=True)
class FilledRow:
    """A line of the form (一行)."""

    number: int
    fields: list[Field]


def voucher_form(
    known: Mapping[str, object], sent: FormResult | None, asked: int = LINES
) -> tuple[Form, list[FilledRow]]:
    """The form and its rows, as first shown or as sent; `asked` rows at least."""
    problems = sent.problems if sent else ()
    given = sent.given if sent else {}
    head = replace(sent, problems=tuple(each for each in problems if not each.row)) if sent else None
    last = max((n for n in range(1, MOST_LINES + 1) if any(_row(given, n).values())), default=0)
    rows = [
        FilledRow(
            number,
            fields_of(LINE, _row(given, number), [each for each in problems if each.row == number]),
        )
        for number in range(1, min(MOST_LINES, max(asked, last)) + 1)
    ]
    return form_of("voucher", HEAD, known, head), rows
