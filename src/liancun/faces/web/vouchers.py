"""A voucher as it is filled in (填制凭证): its head, and a row for each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.fields import heading
from liancun.faces.web.forms import Form, FormResult, Input, form_of, input_of
from liancun.faces.words import called
from liancun.kernel import Problem
from liancun.kernel.fields import specs_of
from liancun.kernel.initials import spellings
from liancun.kernel.quantities import format_yuan
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.registry.queries import names

ROWS, MOST_ROWS = 6, 60
ACCOUNTING_ON, SUMMARY, LINES, HAPPENED_ON, PAPERS = specs_of(NewEntry)
HEAD = (ACCOUNTING_ON, PAPERS, SUMMARY, HAPPENED_ON)
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


def as_said(viewer: Viewer, org_code: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The voucher as the one checker reads it: empty rows do not count, names stand for their codes."""
    return {**given, "lines": list(_meant(viewer, org_code, _typed(given)))}


def _meant(
    viewer: Viewer, org_code: str, typed: Mapping[int, Mapping[str, str]]
) -> Iterator[Mapping[str, str]]:
    return queries.meant(viewer, org_code, typed.values(), on=clock.today())


def begun_with(line: queries.StartingLine, number: int) -> dict[str, str]:
    """A row of the form as a template or a copied voucher gives it."""
    said = {
        "account": line.account,
        "party": line.party,
        "debit_fen": format_yuan(line.debit_fen) if line.debit_fen else "",
        "credit_fen": format_yuan(line.credit_fen) if line.credit_fen else "",
    }
    return {f"{name}_{number}": text.replace(",", "") for name, text in said.items()}


def known_to_the_form(viewer: Viewer, org_code: str, form: VoucherForm) -> dict[str, Any]:
    """What the form offers as one types: accounts by the letters they are spelled with, past summaries;
    and the names of the parties that stand in it."""
    today = clock.today()
    accounts = [
        {"code": each.code, "name": called(each.name), "party": each.party, "initials": spellings(each.name)}
        for each in queries.accounts(viewer, org_code, on=today)
    ]
    summaries = [
        {"code": "", "name": each, "initials": spellings(each)}
        for each in queries.said_before(viewer, org_code)
    ]
    there = (each.value for row in form.rows for each in row.inputs if each.name.startswith("party_"))
    return {"accounts": accounts, "summaries": summaries, "parties": names(viewer, filter(None, there))}


def voucher_form(
    viewer: Viewer,
    org_code: str,
    known: Mapping[str, Any],
    sent: FormResult | None,
    asked: int = ROWS,
    lines: Sequence[queries.StartingLine] = (),
) -> VoucherForm:
    """The form and its rows, as first shown with `lines` in it, or as sent; `asked` rows at least."""
    begun = {name: text for at, line in enumerate(lines, 1) for name, text in begun_with(line, at).items()}
    given = sent.given if sent else begun
    typed = _typed(given)
    problems = _placed(sent, dict(zip(typed, _meant(viewer, org_code, typed), strict=True))) if sent else ()
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
    nobody = sent.refusal is not None and sent.refusal.code == "ledger.party_missing"
    for name in ("account", "party"):
        rows = [number for number in numbers if name in about and typed[number][name] == about[name]]
        if nobody:
            rows, name = [number for number in rows if not typed[number]["party"]], "party"
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
