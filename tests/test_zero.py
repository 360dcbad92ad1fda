"""Zero and nothing (零与空): a zero filled in is stored as zero or refused, never dropped."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from liancun import faces
from liancun.base.importing import Column
from liancun.base.offers import all_offers, offer_of
from liancun.base.permits import SYSTEM
from liancun.faces.forms import fields_of, read_form
from liancun.kernel import BadInput
from liancun.kernel.fields import Amount, Spec, Wrong

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


def filled_in() -> Iterator[tuple[str, tuple[Column, ...]]]:
    """Every row of fields that a form by hand asks for."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and all(isinstance(each, Column) for each in value):
                yield f"{module.__name__}.{name}", value


ASKED = [
    pytest.param(columns, column, id=f"{name}.{column.name}")
    for name, columns in filled_in()
    for column in columns
    if column.kind in NUMBERS
]
GIVEN = [
    pytest.param(spec, id=f"{offer.verb}.{spec.name}")
    for offer in all_offers()
    for spec in offer.specs
    if isinstance(spec.field, Amount)
]


def cells(columns: tuple[Column, ...]) -> dict[str, str]:
    """What fills the fields that must be."""
    return {each.name: cell(each) for each in columns if each.required}


def cell(column: Column) -> str:
    if column.kind == "choice":
        return column.choices[0][0]
    return CELLS.get(column.kind, str(max(column.least or 1, 1)))


@pytest.mark.parametrize(("columns", "column"), ASKED)
def test_a_zero_is_taken_or_refused(columns: tuple[Column, ...], column: Column) -> None:
    given = cells(columns) | {column.name: "0"}
    if (column.least or 0) > 0:
        with pytest.raises(BadInput) as bad:
            read_form(columns, given)
        assert [each.code for each in bad.value.problems] == ["import.out_of_range"]
    else:
        assert read_form(columns, given)[column.name] == 0
    if not column.required:
        assert read_form(columns, cells(columns))[column.name] is None


@pytest.mark.parametrize(("columns", "column"), ASKED)
def test_a_zero_that_is_known_is_shown(columns: tuple[Column, ...], column: Column) -> None:
    shown = {each.column.name: each.value for each in fields_of(columns, {column.name: 0})}
    assert shown.pop(column.name) == "0"
    assert set(shown.values()) <= {""}


@pytest.mark.parametrize("spec", GIVEN)
def test_a_zero_given_to_an_act_is_taken_or_refused_and_shown(spec: Spec) -> None:
    field = spec.field
    assert isinstance(field, Amount)
    if (field.least or 0) > 0:
        with pytest.raises(Wrong) as wrong:
            spec.value("0", field.read)
        assert wrong.value.code == "import.out_of_range"
    else:
        assert spec.value("0", field.read) == 0
        assert spec.value(field.entry(0), field.read) == 0
    if not spec.required:
        assert spec.value("", field.read) == spec.default


def test_a_slip_is_told_zero_and_nothing_apart() -> None:
    offer = offer_of("deliveries", "correct_slip")
    given = {"tare_g": "0", "deduction_g": "0", "price_fen": "", "note": "重称"}
    values = offer.read(given, by=SYSTEM, org_code="head", on=TODAY)
    assert (values["tare_g"], values["deduction_g"], values["price_fen"]) == (0, 0, None)
