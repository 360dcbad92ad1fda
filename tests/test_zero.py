"""Zero and nothing (零与空): a zero filled in is stored as zero or refused, never dropped."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from liancun import faces
from liancun.base import reading
from liancun.base.offers import all_offers, offer_of
from liancun.base.permits import SYSTEM
from liancun.faces.web.forms import input_of
from liancun.kernel import BadInput
from liancun.kernel.fields import (
    Amount,
    BankAccount,
    Choice,
    Code,
    Day,
    Field,
    IdNumber,
    Lines,
    Month,
    Phone,
    Spec,
    Text,
    Wrong,
)

TODAY = date(2025, 3, 1)
EXAMPLES = (
    (IdNumber, "11010119900307803X"),
    (Phone, "13800000000"),
    (BankAccount, "123456789012"),
    (Code, "X1"),
    (Text, "甲"),
    (Day, "2025-03-01"),
    (Month, "2025-03"),
)
WHO: dict[str, Any] = {"by": SYSTEM, "org_code": "head", "on": TODAY}


def modules() -> Iterator[Any]:
    for each in walk_packages(faces.__path__, "liancun.faces."):
        if ".tests" not in each.name:
            yield import_module(each.name)


def filled_in() -> Iterator[tuple[str, tuple[Spec, ...]]]:
    """Every row of fields that a form by hand asks for."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and all(type(each) is Spec for each in value):
                yield (
                    f"{module.__name__}.{name}",
                    tuple(spec for spec in value if not isinstance(spec.field, Lines)),
                )


ASKED = [
    pytest.param(specs, spec, id=f"{name}.{spec.name}")
    for name, specs in filled_in()
    for spec in specs
    if isinstance(spec.field, Amount)
]
GIVEN = [
    pytest.param(spec, id=f"{offer.verb}.{spec.name}")
    for offer in all_offers()
    for spec in offer.specs
    if isinstance(spec.field, Amount)
]


def typed(specs: tuple[Spec, ...]) -> dict[str, str]:
    """What fills the fields that must be."""
    return {spec.name: example(spec.field) for spec in specs if spec.required}


def example(field: Field) -> str:
    if isinstance(field, Choice):
        return next(iter(field.words))
    if isinstance(field, Amount):
        return field.entry(max(field.least or 1, 1))
    return next(said for kind, said in EXAMPLES if isinstance(field, kind))


def test_forms_by_hand_ask_for_amounts() -> None:
    assert len(ASKED) > 3


@pytest.mark.parametrize(("specs", "spec"), ASKED)
def test_a_zero_is_taken_or_refused(specs: tuple[Spec, ...], spec: Spec) -> None:
    given = typed(specs) | {spec.name: "0"}
    assert isinstance(spec.field, Amount)
    if (spec.field.least or 0) > 0:
        with pytest.raises(BadInput) as bad:
            reading.values_of(specs, given, **WHO)
        assert [each.code for each in bad.value.problems] == ["import.out_of_range"]
    else:
        assert reading.values_of(specs, given, **WHO)[spec.name] == 0
    if not spec.required:
        assert reading.values_of(specs, typed(specs), **WHO)[spec.name] == spec.default


@pytest.mark.django_db
@pytest.mark.parametrize(("specs", "spec"), ASKED)
def test_a_zero_that_is_known_is_shown(specs: tuple[Spec, ...], spec: Spec) -> None:
    shown = input_of(spec, SYSTEM, "head", {spec.name: 0}, None, ())
    assert spec.field.read(shown.value) == 0


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
