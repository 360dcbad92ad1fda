"""A voucher as it is filled in (填制凭证): its head, and a row for each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liancun.base.viewer import Viewer
from liancun.faces.fields import heading
from liancun.faces.web.forms import Form, FormResult, Input, form_of, input_of
from liancun.kernel import Problem
from liancun.kernel.fields import specs_of
from liancun.rooms.ledger.fields import NewEntry, VoucherLine

ROWS, MOST_ROWS = 6, 60
ACCOUNTING_ON, SUMMARY, LINES, HAPPENED_ON = specs_of(NewEntry)
HEAD = (ACCOUNTING_ON, HAPPENED_ON, SUMMARY)
LINE = specs_of(VoucherLine)


@dataclass(frozen=True)
class FilledRow:
    """A line of the form (一行)."""

    number: int
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class VoucherForm(Form):
    """The form with its rows (凭证填制单)."""

    rows: tuple[FilledRow, ...] = ()


def _typed(given: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """What was typed in each row that is not left empty."""
    rows = {
        number: {spec.name: given.get(f"{spec.name}_{number}", "") for spec in LINE}
        for number in range(1, MOST_ROWS + 1)
    }
    return {number: row for number, row in rows.items() if any(each.strip() for each in row.values())}


def as_said(given: Mapping[str, str]) -> dict[str, Any]:
    """The voucher as the one checker reads it: empty rows do not count."""
    return {**given, "lines": list(_typed(given).values())}


def voucher_form(
    viewer: Viewer,
    org_code: str,
    known: Mapping[str, Any],
    sent: FormResult | None,
    asked: int = ROWS,
) -> VoucherForm:
    """The form and its rows, as first shown or as sent; `asked` rows at least."""
    given = sent.given if sent else {}
    typed = _typed(given)
    problems = _placed(sent, typed) if sent else ()
    head = form_of(
        "voucher",
        HEAD,
        viewer,
        org_code,
        known,
        replace(sent, problems=tuple(each for each in problems if not each.row)) if sent else None,
    )

    def row(number: int) -> FilledRow:
        mine = [replace(each, column=f"{each.column}_{number}") for each in problems if each.row == number]
        specs = (replace(spec, name=f"{spec.name}_{number}") for spec in LINE)
        return FilledRow(number, tuple(input_of(spec, viewer, org_code, {}, given, mine) for spec in specs))

    count = min(MOST_ROWS, max(asked, *typed, 1))
    rows = tuple(row(number) for number in range(1, count + 1))
    return VoucherForm(head.name, head.inputs, head.problems, head.refusal, rows)


def _placed(sent: FormResult, typed: Mapping[int, Mapping[str, str]]) -> tuple[Problem, ...]:
    """What is wrong, each at the row of the form it is about: also what the chart has against an account."""
    numbers = list(typed)
    found = [_at(each, numbers) for each in sent.problems]
    about = dict(sent.refusal.params) if sent.refusal else {}
    for name in ("account", "party"):
        rows = [number for number in numbers if name in about and typed[number][name].strip() == about[name]]
        found += [
            Problem(sent.refusal.code, row=number, column=name, params=sent.refusal.params)
            for number in rows
            if sent.refusal
        ]
    return tuple(found)


def _at(problem: Problem, numbers: Sequence[int]) -> Problem:
    if problem.row:
        return replace(problem, row=numbers[problem.row - 1])
    return replace(problem, column=heading(LINES.field)) if problem.column == LINES.name else problem
