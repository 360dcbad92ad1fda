"""Fields as people read them (字段的显示): headings with their unit, values in words, faults by name."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from liancun.base import choices
from liancun.base.viewer import Viewer
from liancun.faces.words import called, coded, worded
from liancun.kernel import BadInput, Problem, Reason
from liancun.kernel.fields import (
    Amount,
    Choice,
    Field,
    Flag,
    Lines,
    Many,
    Quantity,
    Rows,
    Spec,
    Thousandths,
    Whole,
    Word,
    fields_of,
)


def heading(field: Field) -> str:
    """What a field is called, with its unit: 每股(元)."""
    label = _(field.label) if field.label else ""
    return _("{label}({unit})").format(label=label, unit=_(field.unit)) if field.unit else label


class Naming:
    """What codes are called (名称): asked of the sources that offer them, each once."""

    def __init__(self, viewer: Viewer, org_code: str, on: date) -> None:
        self.viewer, self.org_code, self.on = viewer, org_code, on
        self.known: dict[tuple[str, str], str] = {}

    def word(self, source: str, code: str) -> str:
        """The word of a code; the code itself where nobody offers it to this viewer."""
        if (source, code) not in self.known:
            found = choices.source(source)(self.viewer, self.org_code, self.on, code)
            self.known[source, code] = dict(found).get(code, code)
        return self.known[source, code]


def shown(field: Field, value: Any, row: Any = None, naming: Naming | None = None) -> str:
    """A value in the reader's language, without its unit; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, Reason):
        return worded(value)
    if isinstance(field, Quantity):
        unit = str(getattr(row, field.by))
        if field.of and naming:
            unit = naming.word(field.of, unit)
        return with_unit(field.kind(unit), value)
    if isinstance(field, Rows) and isinstance(value, Mapping):
        pairs = (
            (shown(field.by, key, row, naming), shown(field.of, each, row, naming))
            for key, each in value.items()
        )
        return _(";").join(":".join(filter(None, pair)) for pair in pairs)
    if isinstance(field, Rows):
        return _("、").join(" ".join(_cells(each)) for each in value)
    if isinstance(field, Many):
        return _("、").join(shown(field.each, each, row, naming) for each in value)
    if isinstance(field, Choice) and field.source:
        return called(naming.word(field.source, str(value))) if naming else str(value)
    if isinstance(field, Choice | Flag):
        text = field.text(value)
        return _(text) if text else ""
    if isinstance(field, Word):
        return coded(field.of, str(value))
    if isinstance(value, date):
        return value.isoformat()
    return field.text(value)


def with_unit(field: Field, value: Any, row: Any = None) -> str:
    """A value with its unit behind it: 12.50元."""
    unit = field.of if isinstance(field, Whole | Thousandths) else field.unit
    text = shown(field, value, row)
    return _("{text}{unit}").format(text=text, unit=_(unit)) if unit and text else text


def _cells(row: Any) -> list[str]:
    """The fields of a short row, with their units."""
    return [text for spec in fields_of(row) if (text := with_unit(spec.field, getattr(row, spec.name), row))]


def number(field: Field, value: Any) -> float | int | None:
    """A value as a spreadsheet counts it, None where it is no amount."""
    if not isinstance(field, Amount) or not isinstance(value, int):
        return None
    return value / field.scale if field.scale > 1 else value


def named(bad: BadInput, specs: Iterable[Spec]) -> BadInput:
    """The same faults with the fields' headings in place of their names, those of rows among them."""
    fields = tuple(specs)
    rows = (row for spec in fields if isinstance(spec.field, Lines) for row in spec.field.specs)
    labels: Mapping[str, str] = {spec.name: heading(spec.field) for spec in (*rows, *fields)}
    return BadInput(
        Problem(each.code, each.file, each.sheet, each.row, labels.get(each.column, each.column), each.params)
        for each in bad.problems
    )
