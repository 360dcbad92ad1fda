"""The fields of a dataclass (一组字段): found, read, checked, and put together again."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from liancun.kernel.fields.field import Field, Wrong, cleaned


@dataclass(frozen=True)
class Spec:
    """One field where it is defined: its name, what it is, and whether it may be left out.

    `inner` leads to it through dataclasses that stand in one another: ("weighing", "gross_g").
    """

    name: str
    field: Field
    required: bool
    default: Any = None
    inner: tuple[str, ...] = ()

    def of(self, record: Any) -> Any:
        """Its value in a record, through those that stand in it."""
        for step in self.inner or (self.name,):
            record = getattr(record, step)
        return record

    def value(self, raw: Any, take: Callable[[Any], Any]) -> Any:
        """What was said, read by `take`, or the default where nothing was. Raises Wrong."""
        said = cleaned(raw)
        if said is None:
            if self.required:
                raise Wrong("import.empty")
            return self.default
        return take(said)


def fields_of(record: Any) -> tuple[Spec, ...]:
    """The fields of the dataclass a record is one of."""
    kind: Any = type(record)
    return specs_of(kind)


@cache
def specs_of(kind: type) -> tuple[Spec, ...]:
    """The annotated fields of a dataclass in order; those of a dataclass inside it stand in its place."""
    hints = get_type_hints(kind, include_extras=True)
    found: list[Spec] = []
    for each in fields(kind):
        hint = hints[each.name]
        field = field_in(hint)
        if field is not None:
            required = each.default is MISSING and each.default_factory is MISSING
            default = None if each.default is MISSING else each.default
            if each.default_factory is not MISSING:
                default = each.default_factory()
            found.append(Spec(each.name, field, required, default, (each.name,)))
        elif isinstance(hint, type) and is_dataclass(hint):
            found += [
                Spec(spec.name, spec.field, spec.required, spec.default, (each.name, *spec.inner))
                for spec in specs_of(hint)
            ]
    return tuple(found)


def field_in(hint: Any) -> Field | None:
    """The field an annotation carries, if it does; also within `X | None`."""
    if get_origin(hint) is Annotated:
        return next((each for each in hint.__metadata__ if isinstance(each, Field)), None)
    if get_origin(hint) in (Union, types.UnionType):
        return next(filter(None, (field_in(each) for each in get_args(hint))), None)
    return None


def build(kind: type, values: Mapping[str, Any]) -> Any:
    """A dataclass of its fields' values by name."""
    tree: dict[str, Any] = {}
    for spec in specs_of(kind):
        place = tree
        for step in spec.inner[:-1]:
            place = place.setdefault(step, {})
        place[spec.inner[-1]] = values[spec.name]
    return _made(kind, tree)


def _made(kind: type, tree: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(
        **{name: _made(hints[name], each) if isinstance(each, dict) else each for name, each in tree.items()}
    )


def taken(record: Any) -> dict[str, Any]:
    """The values of a dataclass's fields by name, those of dataclasses inside it among them."""
    return {spec.name: spec.of(record) for spec in fields_of(record)}


def faults_in(record: Any) -> list[tuple[Spec, Wrong]]:
    """The fields of a dataclass whose values lie outside their bounds."""
    found = []
    values = taken(record)
    for spec in fields_of(record):
        value = values[spec.name]
        if not spec.required and value == spec.default:
            continue
        if wrong := wrong_in(spec.field, value):
            found.append((spec, wrong))
    return found


def wrong_in(field: Field, value: Any) -> Wrong | None:
    """Why a value lies outside a field's bounds, if it does."""
    try:
        field.check(value)
    except Wrong as wrong:
        return wrong
    return None
