"""Numbers that carry their own check, and two that somebody mixed up (证件号)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from liancun.kernel.identifiers import digits_of, is_id_number, swapped_digits

DIGITS = st.text("0123456789", min_size=17, max_size=17)


def numbered(digits: str) -> str:
    return digits + ric.calc_check_digit(digits)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("11010519490231002X", False),
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_an_id_number_is_judged_by_its_day_and_check_digit(text, sound):
    assert is_id_number(text) is sound


@pytest.mark.parametrize(
    ("one", "other", "swapped"),
    [
        ("12", "21", False),
        ("123", "213", True),
        ("1234", "2139", True),  # the last one is worked out from the others
        ("1234", "2134", True),
        ("1234", "1243", False),  # one of the two is the last: the rest differs in one place
        ("1234", "3214", True),
        ("1234", "1234", False),
        ("1234", "5234", False),
        ("1234", "2314", False),
        ("1234", "213", False),
        ("1", "2", False),
        ("", "", False),
    ],
)
def test_two_digits_that_changed_places(one, other, swapped):
    assert swapped_digits(one, other) is swapped


@given(DIGITS, st.integers(0, 16), st.integers(0, 16))
def test_a_swap_is_found_from_either_side_and_by_its_digits(digits, here, there):
    changed = list(digits)
    changed[here], changed[there] = changed[there], changed[here]
    one, other = numbered(digits), numbered("".join(changed))
    assert swapped_digits(one, other) is swapped_digits(other, one) is (digits[here] != digits[there])
    assert digits_of(one) == digits_of(other)


@given(st.text("01", max_size=6), st.text("01", max_size=6))
def test_what_was_swapped_has_the_same_digits(one, other):
    assert not swapped_digits(one, other) or digits_of(one) == digits_of(other)
