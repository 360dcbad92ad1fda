"""Forms by hand (手写的表): what derived forms and those of their own pages share.

A page that is no act's alone (a voucher, a list that is paid) describes its fields as acts do, has them read
by the one checker, and draws them by the same inputs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liancun.base import choices, clock
from liancun.base.viewer import Viewer
from liancun.faces.fields import heading
from liancun.faces.words import called
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import Amount, Choice, Code, Day, Flag, Many, Month, Phone, Seen, Spec, Text, Time

ONCE = Spec("once", Code("", most=32), True)
"""Which form it was: hidden in the page, made anew each time it is shown."""

ELSEWHERE = ("viewer.not_found", "organisation.unknown", "permit.not_yours")
"""Refusals that are no fault of what was filled in: they have a page of their own."""
SHORT = 30
"""How many choices a list to pick from may have; more are completed as one types."""
LONG_TEXT = 120


@dataclass(frozen=True)
class Input:
    """One field as a page draws it: what stands in it, what is offered, what is wrong with it."""

    spec: Spec
    value: str
    offered: tuple[tuple[str, str], ...] = ()
    complete: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def required(self) -> bool:
        return self.spec.required

    @property
    def label(self) -> str:
        return heading(self.spec.field)

    @property
    def help(self) -> str:
        return _(self.spec.field.help) if self.spec.field.help else ""

    @property
    def right(self) -> bool:
        return self.spec.field.right

    @property
    def shape(self) -> str:
        """Which control draws it: select, check, area, input; hidden where the page carries it."""
        field = self.spec.field
        if isinstance(field, Seen):
            return "hidden"
        if isinstance(field, Flag) and not self.offered:
            return "check"
        if self.offered and not self.complete:
            return "select"
        return "area" if isinstance(field, Text) and field.most > LONG_TEXT else "input"

    @property
    def type(self) -> str:
        """The type of the HTML input."""
        field = self.spec.field
        kinds = {Day: "date", Month: "month", Time: "time"}
        return next((name for kind, name in kinds.items() if isinstance(field, kind)), "text")

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        field = self.spec.field
        if isinstance(field, Amount):
            return "decimal" if field.scale > 1 else "numeric"
        return "numeric" if isinstance(field, Phone) else "text"

    @property
    def checked(self) -> bool:
        """Whether a box is ticked."""
        return self.value in ("on", "yes", "True", "true", "1")


def input_of(
    spec: Spec,
    viewer: Viewer,
    org_code: str,
    known: Mapping[str, Any],
    sent: Mapping[str, str] | None,
    problems: Iterable[Problem],
) -> Input:
    """A field with what is known of it, or as it was `sent`, and what of the problems is about it."""
    today = clock.today()
    if sent is not None:
        value = sent.get(spec.name, "")
    elif known.get(spec.name) is not None:
        value = _as_known(spec, known[spec.name], viewer, org_code, today)
    else:
        value = (
            today.isoformat() if isinstance(spec.field, Day) and spec.field.today and spec.required else ""
        )
    offered = tuple(
        (code, called(word) if word else code)
        for code, word in choices.offered(spec.field, viewer, org_code, today)
    )
    complete = ""
    many = isinstance(spec.field, Many)
    each = spec.field.each if isinstance(spec.field, Many) else spec.field
    if isinstance(each, Choice) and each.source and (many or not 0 < len(offered) <= SHORT):
        complete = reverse("choices", args=[org_code or "-", each.source])
    mine = tuple(each for each in problems if each.column == spec.name)
    return Input(spec, value, offered, complete, mine)


def _as_known(spec: Spec, value: Any, viewer: Viewer, org_code: str, today: date) -> str:
    """A value that a page knows, as a person would type it: by its word where that means this one alone."""
    field = spec.field
    if isinstance(field, Many):
        return " ".join(
            _as_known(Spec(spec.name, field.each, True), each, viewer, org_code, today) for each in value
        )
    if isinstance(field, Choice) and field.source:
        word = dict(choices.offered(field, viewer, org_code, today, value)).get(value, "")
        meant = [code for code, said in choices.offered(field, viewer, org_code, today, word) if said == word]
        return word if word and meant == [value] else str(value)
    return field.entry(value)


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
class Form:
    """A form as a page draws it (一张表): its fields, and what is wrong with none of them in particular."""

    name: str
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...] = ()
    refusal: Reason | None = None


def form_of(
    name: str,
    specs: Iterable[Spec],
    viewer: Viewer,
    org_code: str,
    known: Mapping[str, Any],
    sent: FormResult | None = None,
) -> Form:
    """A form as its page first shows it, `known` values in it; or as it was sent."""
    result = sent if was_sent(sent, name) else None
    problems = result.problems if result else ()
    given = result.given if result else None
    inputs = tuple(input_of(spec, viewer, org_code, known, given, problems) for spec in specs)
    names = {each.name for each in inputs}
    others = tuple(each for each in problems if each.column not in names)
    return Form(name, inputs, others, result.refusal if result else None)
