"""止 is the last day (止是最后一天): one meaning, said wherever somebody fills it in."""

from collections.abc import Iterator

import pytest

from liancun.base.importing import all_import_kinds
from liancun.base.offers import all_offers
from liancun.kernel.fields import Day
from tests.test_zero import filled_in

ENDS = ("止", "承包期止")


def asked() -> Iterator[tuple[str, str, bool, str]]:
    """(where, label, whether a day is asked for, help) of all that workbooks, acts and forms ask for."""
    columns = [
        *((kind.name, kind.columns) for kind in all_import_kinds().values()),
        *filled_in(),
    ]
    for name, found in columns:
        for each in found:
            yield f"{name}.{each.name}", each.label, each.kind == "day", each.help
    for offer in all_offers():
        for spec in offer.specs:
            field = spec.field
            yield f"{offer.verb}.{spec.name}", field.label, isinstance(field, Day), field.help


SAID = [pytest.param(is_day, told, id=where) for where, label, is_day, told in asked() if label in ENDS]


def test_there_are_many() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize(("is_day", "told"), SAID)
def test_it_says_that_it_is_the_last_day(is_day: bool, told: str) -> None:
    assert is_day
    assert told.startswith("最后一天")
