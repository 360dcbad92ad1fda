"""Division that loses no fen (分配): worked by hand, and as properties; no mutant of it lives."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel.allocate import allocate, ceil_share, floor_share, half_up

EQUIVALENT = {
    "allocate: 0 <= left < len(shares) -> 0 <= left <= len(shares)": (
        "only an assertion: each remainder is less than one unit, so fewer units are left than there are keys"
    ),
}

keys = st.text("甲乙丙丁ABab12", min_size=1, max_size=4)
numbers = st.one_of(st.integers(0, 20), st.integers(0, 2**70))
fractions = st.fractions(0, 1_000, max_denominator=400)
totals = st.one_of(st.integers(0, 50), st.integers(0, 2**80))


def somebody(table: dict[str, Any]) -> bool:
    return any(weight > 0 for weight in table.values())


def weights(each: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A table in which somebody has a weight."""
    return st.dictionaries(keys, each, min_size=1, max_size=12).filter(somebody)


tables = st.one_of(weights(numbers), weights(fractions))


@pytest.mark.parametrize(
    ("total", "table", "shares"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (101, {"c": 1, "b": 1, "a": 1}, {"c": 33, "b": 34, "a": 34}),
        (10, {"a": 7, "b": 2, "c": 1}, {"a": 7, "b": 2, "c": 1}),
        (10, {"a": 55, "b": 30, "c": 15}, {"a": 6, "b": 3, "c": 1}),
        (1, {"a": 1, "b": 2}, {"a": 0, "b": 1}),
        (2, {"L2": 1, "L10": 1, "L1": 1}, {"L2": 0, "L10": 1, "L1": 1}),
        (7, {"a": 0, "b": 1}, {"a": 0, "b": 7}),
        (0, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
        (0, {"a": 3, "b": 1}, {"a": 0, "b": 0}),
        (0, {}, {}),
        (5, {"a": Fraction(1, 3), "b": Fraction(2, 3)}, {"a": 2, "b": 3}),
        (3, {"a": 2**63, "b": 2**63, "c": 2**63 - 1}, {"a": 1, "b": 1, "c": 1}),
        (2**63 + 1, {"a": 2**63, "b": 2**63}, {"a": 2**62 + 1, "b": 2**62}),
    ],
)
def test_by_hand(total, table, shares):
    found = allocate(total, table)
    assert found == shares
    assert list(found) == list(table), "keys keep their order"
    assert all(type(share) is int for share in found.values())


@given(totals, tables)
def test_the_shares_are_the_pot(total, table):
    assert sum(allocate(total, table).values()) == total


@given(totals, tables)
def test_nobody_is_a_whole_unit_off_and_who_has_no_weight_has_nothing(total, table):
    whole = sum(table.values())
    for key, share in allocate(total, table).items():
        due = Fraction(total * table[key]) / whole
        assert due - 1 < share < due + 1
        assert table[key] or share == 0


@given(totals, tables, st.randoms(use_true_random=False))
def test_the_order_of_listing_never_matters(total, table, random):
    listed = list(table.items())
    random.shuffle(listed)
    assert allocate(total, dict(listed)) == allocate(total, table)


@given(totals, st.sets(keys, min_size=1, max_size=9))
def test_equals_differ_by_one_unit_at_most_the_first_keys_first(total, names):
    shares = allocate(total, dict.fromkeys(names, 7))
    in_order = [shares[name] for name in sorted(names)]
    assert in_order == sorted(in_order, reverse=True)
    assert in_order[0] - in_order[-1] <= 1


@given(totals, weights(numbers), st.integers(1, 10**6))
def test_only_proportions_matter(total, table, factor):
    larger = {key: weight * factor for key, weight in table.items()}
    parts = {key: Fraction(weight, factor) for key, weight in table.items()}
    assert allocate(total, larger) == allocate(total, table) == allocate(total, parts)


@given(totals, tables)
def test_more_weight_never_gets_less(total, table):
    shares = allocate(total, table)
    ranked = sorted(table, key=lambda key: (table[key], shares[key]))
    assert [shares[key] for key in ranked] == sorted(shares.values())


@pytest.mark.parametrize(
    ("total", "table"), [(-1, {"a": 1}), (1, {"a": -1, "b": 2}), (1, {"a": 0}), (1, {}), (0, {"a": -1})]
)
def test_what_is_no_pot(total, table):
    with pytest.raises(AssertionError):
        allocate(total, table)


def test_any_mapping_will_do():
    class Table(Mapping[str, int]):
        def __getitem__(self, key: str) -> int:
            return {"a": 1, "b": 3}[key]

        def __iter__(self):
            return iter("ab")

        def __len__(self) -> int:
            return 2

    assert allocate(4, Table()) == {"a": 1, "b": 3}


@pytest.mark.parametrize(
    ("total", "share", "below", "above"),
    [
        (100, "3/5", 60, 60),
        (99, "3/5", 59, 60),
        (1, "1/3", 0, 1),
        (0, "1/3", 0, 0),
        (-99, "3/5", -60, -59),
        (2**63 * 3, "1/3", 2**63, 2**63),
        (2**63 * 3 + 1, "1/3", 2**63, 2**63 + 1),
    ],
)
def test_shares_rounded_one_way(total, share, below, above):
    assert floor_share(total, Fraction(share)) == below
    assert ceil_share(total, Fraction(share)) == above


@given(st.integers(-(2**70), 2**70), st.fractions(0, 1))
def test_below_and_above_differ_by_one_at_most(total, share):
    below, above = floor_share(total, share), ceil_share(total, share)
    assert below <= total * share <= above
    assert above - below == (0 if (total * share).denominator == 1 else 1)


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("0", 0), ("1/2", 1), ("-1/2", -1), ("3/2", 2), ("5/2", 3), ("-5/2", -3), ("49/100", 0), ("-49/100", 0)],
)
def test_half_goes_away_from_zero(amount, whole):
    assert half_up(Fraction(amount)) == whole


@given(st.fractions())
def test_the_nearest_whole_unit(amount):
    whole = half_up(amount)
    assert abs(whole - amount) <= Fraction(1, 2)
    assert half_up(-amount) == -whole
    assert half_up(Fraction(whole)) == whole
