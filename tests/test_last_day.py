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
    for kind in all_import_kinds().values():
        for each in kind.columns:
            yield f"{kind.name}.{each.name}", each.label, isinstance(each.field, Day), each.help
    for name, specs in (*((offer.verb, offer.specs) for offer in all_offers()), *filled_in()):
        for spec in specs:
            field = spec.field
            yield f"{name}.{spec.name}", field.label, isinstance(field, Day), field.help


SAID = [pytest.param(is_day, told, id=where) for where, label, is_day, told in asked() if label in ENDS]


def test_there_are_many() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize(("is_day", "told"), SAID)
def test_it_says_that_it_is_the_last_day(is_day: bool, told: str) -> None:
    assert is_day
    assert told.startswith("最后一天")
