"""What does not fit an address or its query (形状不符): by our codes and in our words, as fields say it.

What is sent is read by its fields; this is for the addresses of endpoints written by hand.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ninja.errors import ValidationErrorContext

from liancun.kernel import BadInput, Problem
from liancun.kernel.fields.amounts import out_of
from liancun.kernel.reasons import Param

Said = tuple[str, Mapping[str, Param]]


def _out_of_range(value: str, bounds: Mapping[str, Any]) -> Said:
    ends = {"ge": "least", "le": "most"}
    wrong = out_of(value, {ends[name]: end for name, end in bounds.items() if name in ends})
    return wrong.code, wrong.params


def _choice(value: str, bounds: Mapping[str, Any]) -> Said:
    choices = bounds["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    return "import.choice", {"value": value, "choices": tuple(choices)}


def _valued(code: str) -> Callable[[str, Mapping[str, Any]], Said]:
    return lambda value, _bounds: (code, {"value": value})


def _bare(code: str) -> Callable[[str, Mapping[str, Any]], Said]:
    return lambda _value, _bounds: (code, {})


KINDS: dict[str, Callable[[str, Mapping[str, Any]], Said]] = {
    "missing": _bare("import.empty"),
    "string_too_long": lambda _value, bounds: ("import.too_long", {"most": bounds["max_length"]}),
    "bool_parsing": _valued("import.true_false"),
    "int_parsing": _valued("import.number"),
    "int_parsing_size": _valued("import.too_big"),
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "literal_error": _choice,
}
"""What pydantic calls a fault -> our code with what its words need; any other just does not fit."""


def problems(contexts: Iterable[ValidationErrorContext[Any]]) -> BadInput:
    """Everything that does not fit, each by its field."""
    found = []
    for context in contexts:
        source: str = context.model.__ninja_param_source__
        names = context.model.__ninja_flatten_map_reverse__
        for error in context.pydantic_validation_error.errors(include_url=False):
            value = str(error["input"])[:40]
            code, params = KINDS.get(error["type"], _valued("field.malformed"))(value, error.get("ctx", {}))
            place = names.get(error["loc"], error["loc"])
            told = tuple(sorted(params.items()))
            found.append(Problem(code, column=_column(source, place), params=told))
    return BadInput(found)


def _column(source: str, place: tuple[Any, ...]) -> str:
    """Its field as who asks knows it: without what the program calls the body as a whole."""
    inside = place[1:] if source == "body" and len(place) > 1 else place
    return ".".join(map(str, inside))
