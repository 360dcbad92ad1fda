"""A wrong comparison or rounding in a rule fails a test (变异测试): see tests/mutation.py."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from tests import mutation

ROOMS = Path(__file__).resolve().parents[1] / "src" / "liancun" / "rooms"


def rooms_with_pure_tests() -> list[str]:
    """Built rooms whose rules have cases or properties of their own."""
    return [room for room in settings.BUILT_ROOMS if (ROOMS / room / "tests" / "test_rules.py").is_file()]


RULE = """
def fee(points, w):
    assert points >= 0
    if points > 10 and points != 12 or points in w:
        return half_up(points)
    return points // 3
"""


def test_every_comparison_and_rounding_is_turned():
    found = [mutant.name for mutant in mutation.mutants(RULE)]
    assert found == [
        "fee: points >= 0 -> points > 0",
        "fee: points >= 0 -> points < 0",
        "fee: points > 10 and points != 12 or points in w -> (points > 10 and points != 12) and points in w",
        "fee: points > 10 and points != 12 -> points > 10 or points != 12",
        "fee: points > 10 -> points >= 10",
        "fee: points > 10 -> points <= 10",
        "fee: points != 12 -> points == 12",
        "fee: points in w -> points not in w",
        "fee: half_up(points) -> floor(points)",
        "fee: half_up(points) -> ceil(points)",
        "fee: points // 3 -> 0 - -points // 3",
    ]
    assert all(mutant.source != RULE for mutant in mutation.mutants(RULE))


ENDLESS = """
right = allocate


def allocate(total, table):
    while total > 2**64:
        pass
    return right(total, table)
"""
"""Added to a module: no case by hand has so large a total, the properties have."""


@pytest.mark.slow
def test_a_mutant_that_loops_in_a_property_is_stopped():
    """Once stopped, the property may not try again the example that has no end."""
    name, tests = "liancun.kernel.allocate", ["liancun.kernel.tests.test_allocate"]
    endless = inspect.getsource(import_module(name)) + ENDLESS
    with mutation.unexplained():
        assert mutation.seen_by(name, endless, tests, seconds=2) == "Endless"


@pytest.mark.slow
@pytest.mark.parametrize("room", [*mutation.ALONE, *rooms_with_pure_tests()])
def test_no_mutant_of_a_rule_lives(room):
    tried = mutation.try_room(room)
    print(mutation.show(room, tried))
    assert tried
    living = [each for each in tried if each.lived]
    assert not living, mutation.show(room, living)
    unknown = set(getattr(mutation.import_module(mutation.tests_of(room)), "EQUIVALENT", {}))
    unknown -= {each.mutant.name for each in tried}
    assert not unknown, f"EQUIVALENT names no mutant: {sorted(unknown)}"
