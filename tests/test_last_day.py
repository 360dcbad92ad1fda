"""止 is the last day (止是最后一天): one meaning, said wherever somebody fills it in."""

import pytest

from liancun.base.importing import Column, all_import_kinds
from tests.test_zero import offered

ENDS = ("止", "承包期止")
FILLED_IN = [
    *((f"{kind.name}.{each.name}", each) for kind in all_import_kinds().values() for each in kind.columns),
    *((f"{name}.{each.name}", each) for name, _doing, columns in offered() for each in columns),
]
SAID = [pytest.param(each, id=name) for name, each in FILLED_IN if each.label in ENDS]


def test_there_are_many() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize("column", SAID)
def test_it_says_that_it_is_the_last_day(column: Column) -> None:
    assert column.kind == "day"
    assert column.help.startswith("最后一天")
