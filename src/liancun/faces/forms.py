"""Forms (填报): the fields of a page or a command, read by the same column specs as the workbooks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from liancun.base.importing import Column
from liancun.base.importing.columns import read_cell
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import Wrong

ELSEWHERE = ("viewer.not_found", "permit.not_yours")
"""Refusals that are no fault of what was filled in: they have a page of their own."""


def read_form(columns: Iterable[Column], given: Mapping[str, str]) -> dict[str, Any]:
    """The values by column name; None where an optional field is empty. Raises BadInput with all faults."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        try:
            values[column.name] = read_cell(column, given.get(column.name, ""), text_file=True)
        except Wrong as wrong:
            problems.append(Problem.of(wrong.code, column=gettext(column.label), **wrong.params))
    if problems:
        raise BadInput(problems)
    return values


@dataclass(frozen=True)
class FormResult:
    """A form as it was sent, and why it was not taken (填过的表): what was typed is shown again."""

    form: str
    given: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refusal: Reason | None = None

    @property
    def status(self) -> int:
        """What the answer's status says: bad input, or a refusal."""
        return 403 if self.refusal else 400


def was_sent(sent: FormResult | None, form: str) -> bool:
    """Whether this form comes back: it is shown again even where it would not be offered."""
    return sent is not None and sent.form == form


def tried(form: str, given: Mapping[str, str], do: Callable[[], object]) -> FormResult | None:
    """Do what a form asks; None where that went well. What is no fault of the form is raised on."""
    try:
        do()
    except BadInput as bad:
        return FormResult(form, given, tuple(bad.problems))
    except Refusal as no:
        if no.code in ELSEWHERE:
            raise
        return FormResult(form, given, refusal=no.reason)
    return None


@dataclass(frozen=True)
class Field:
    """One field as a page draws it: its spec, what stands in it, and what is wrong with that."""

    column: Column
    value: str
    problems: tuple[Problem, ...] = ()

    @property
    def input_type(self) -> str:
        """The type of the HTML input."""
        return {"day": "date", "month": "month"}.get(self.column.kind, "text")

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.column.kind in ("integer", "phone", "account"):
            return "numeric"
        return "decimal" if self.column.kind in ("yuan", "kg", "mu") else "text"

    @property
    def right(self) -> bool:
        """Whether it holds an amount, which stands at the right."""
        return self.column.kind in ("integer", "yuan", "kg", "mu")

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return gettext(self.column.label)

    @property
    def help(self) -> str:
        """What stands in it while it is empty."""
        return gettext(self.column.help) if self.column.help else ""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen: the word that is sent, and the word shown."""
        return tuple((word, gettext(word)) for word, _kept in self.column.choices if word)


@dataclass(frozen=True)
class Form:
    """A form as a page draws it (一张表): its fields, and what is wrong with none of them in particular."""

    name: str
    title: str
    fields: list[Field]
    problems: tuple[Problem, ...] = ()
    refusal: Reason | None = None
    open: bool = False
    ask: str = ""


def fields_of(
    columns: Iterable[Column], values: Mapping[str, Any], problems: Iterable[Problem] = ()
) -> list[Field]:
    """The fields of a form with what is known already, or was typed, and what is wrong with it."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.column, []).append(problem)
    shown = {name: "" if value is None else str(value) for name, value in values.items()}
    return [
        Field(column, shown.get(column.name, ""), tuple(found.get(gettext(column.label), ())))
        for column in columns
    ]


def form_of(
    name: str,
    columns: Iterable[Column],
    known: Mapping[str, Any],
    sent: FormResult | None = None,
    title: str = "",
    ask: str = "",
) -> Form:
    """A form as its page first shows it, or as it was sent. `ask` is asked before it is sent."""
    if sent is None or not was_sent(sent, name):
        return Form(name, title, fields_of(columns, known), ask=ask)
    fields = fields_of(columns, sent.given, sent.problems)
    placed = {id(problem) for each in fields for problem in each.problems}
    others = tuple(problem for problem in sent.problems if id(problem) not in placed)
    return Form(name, title, fields, others, sent.refusal, True, ask)
