"""Zero and nothing (零与空): a zero filled in is stored as zero or refused, never dropped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from liancun import faces
from liancun.base.importing import Column
from liancun.base.offers import offer_of
from liancun.base.permits import SYSTEM
from liancun.faces.forms import fields_of, read_form
from liancun.faces.people import Doing
from liancun.kernel import BadInput

NUMBERS = ("integer", "yuan", "kg", "mu")
TODAY = date(2025, 3, 1)
CELLS = {
    "text": "甲",
    "code": "X1",
    "new_code": "X1",
    "day": "2025-03-01",
    "month": "2025-03",
    "id_number": "11010119900307803X",
    "phone": "13800000000",
    "account": "123456789012",
}


def modules() -> Iterator[Any]:
    for each in walk_packages(faces.__path__, "liancun.faces."):
        if ".tests" not in each.name:
            yield import_module(each.name)


def offered() -> Iterator[tuple[str, Any, tuple[Column, ...]]]:
    """Every act that is filled in, and every row of fields beside them."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, dict):
                for key, each in value.items():
                    if isinstance(each, Doing):
                        yield f"{module.__name__}.{name}.{key}", each, each.columns
            elif isinstance(value, tuple) and value and all(isinstance(each, Column) for each in value):
                yield f"{module.__name__}.{name}", None, value


ASKED = [
    pytest.param(doing, columns, column, id=f"{name}.{column.name}")
    for name, doing, columns in offered()
    for column in columns
    if column.kind in NUMBERS
]


def cells(columns: tuple[Column, ...]) -> dict[str, str]:
    """What fills the fields that must be."""
    return {each.name: cell(each) for each in columns if each.required}


def cell(column: Column) -> str:
    if column.kind == "choice":
        return column.choices[0][0]
    return CELLS.get(column.kind, str(max(column.least or 1, 1)))


def done(doing: Doing | None, columns: tuple[Column, ...], given: dict[str, str]) -> dict[str, Any]:
    """What the room is told."""
    if doing is None:
        return {name: value for name, value in read_form(columns, given).items() if value is not None}
    told: dict[str, Any] = {}
    replace(doing, run=lambda _subject, **values: told.update(values)).do("X", given, by=SYSTEM, on=TODAY)
    return told


@pytest.mark.parametrize(("doing", "columns", "column"), ASKED)
def test_a_zero_is_taken_or_refused(doing: Doing | None, columns: tuple[Column, ...], column: Column) -> None:
    given = cells(columns) | {column.name: "0"}
    if (column.least or 0) > 0:
        with pytest.raises(BadInput) as bad:
            done(doing, columns, given)
        assert [each.code for each in bad.value.problems] == ["import.out_of_range"]
    else:
        assert done(doing, columns, given)[column.name] == 0
    if not column.required:
        assert column.name not in done(doing, columns, cells(columns))


@pytest.mark.parametrize(("doing", "columns", "column"), ASKED)
def test_a_zero_that_is_known_is_shown(
    doing: Doing | None, columns: tuple[Column, ...], column: Column
) -> None:
    shown = {each.column.name: each.value for each in fields_of(columns, {column.name: 0})}
    assert shown.pop(column.name) == "0"
    assert set(shown.values()) <= {""}


def test_a_slip_is_told_zero_and_nothing_apart() -> None:
    offer = offer_of("deliveries", "correct_slip")
    given = {"tare_g": "0", "deduction_g": "0", "price_fen": "", "note": "重称"}
    values = offer.read(given, by=SYSTEM, org_code="head", on=TODAY)
    assert (values["tare_g"], values["deduction_g"], values["price_fen"]) == (0, 0, None)
