"""Quantities, days, digests, reasons: exact, and read back as they were written (数量、日期、摘要、依据)."""

import pickle
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel.days import DateRange, Period, chinese_day
from liancun.kernel.digest import LATER, canonical, digest, plain
from liancun.kernel.quantities import (
    format_scaled,
    format_share,
    format_yuan,
    parse_scaled,
    parse_share,
    parse_yuan,
)
from liancun.kernel.reasons import BadInput, Problem, Reason, Refusal
from liancun.kernel.rulings import EntryLine, Line, Ruling


def unreadable(parse, text):
    """It is refused, and the text is what the error carries."""
    with pytest.raises(ValueError, match=r"(?s).*") as wrong:
        parse(text)
    assert str(wrong.value) == text


# --- quantities -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("¥30.00", 3000),
        ("￥30", 3000),
        (" 12.3 ", 1230),
        ("1,234,567.89", 123_456_789),
        ("-0.01", -1),
        ("+2", 200),
        ("-¥2", -200),
        ("¥-1,234.50", -123_450),
        ("12.30000", 1230),
        ("92233720368547758.08", 2**63),
    ],
)
def test_yuan_as_people_write_it(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "¥",
        ".5",
        "5.",
        "0.001",
        "1,23",
        "12,34,567",
        "1e3",
        "--1",
        "1 2",
        "0x1",
        "三",
        "1\n2",
        "NaN",
        "-¥-2",
        "¥--2",
    ],
)
def test_what_is_no_sum_of_money(text):
    unreadable(parse_yuan, text)


@given(st.integers(-(2**80), 2**80), st.sampled_from((0, 1, 2, 3)), st.booleans())
def test_a_quantity_is_read_as_it_was_written(amount, decimals, grouped):
    text = format_scaled(amount, 10**decimals, decimals, grouped=grouped)
    assert parse_scaled(text, 10**decimals) == amount
    assert ("," in text) is (grouped and abs(amount) >= 1000 * 10**decimals)


def test_a_quantity_as_it_is_written():
    assert [format_yuan(fen) for fen in (0, 5, -5, 123_456, -100_000_000)] == [
        "0.00",
        "0.05",
        "-0.05",
        "1,234.56",
        "-1,000,000.00",
    ]
    assert format_scaled(1_234_567, 1, 0) == "1,234,567"
    with pytest.raises(AssertionError):
        format_scaled(1, 100, 3)


@given(st.fractions())
def test_a_share_is_read_as_it_was_written(share):
    text = format_share(abs(share))
    assert parse_share(text) == abs(share)
    assert format_share(-abs(share)) == ("" if share == 0 else "-") + text


@pytest.mark.parametrize(
    ("share", "text"),
    [("3/5", "60%"), ("1/3", "1/3"), ("1/40", "2.5%"), ("1", "100%"), ("0", "0%"), ("1/20000", "1/20000")],
)
def test_a_share_as_it_is_written(share, text):
    assert format_share(Fraction(share)) == text


@pytest.mark.parametrize("text", ["", "60", "0.6", "6 0%", "-10%", "1/0", "1/-2", "60%%", "%", "1.%", "六成"])
def test_what_is_no_share(text):
    unreadable(parse_share, text)


# --- days -------------------------------------------------------------------------------------

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
periods = st.builds(Period, st.integers(1, 9998), st.integers(0, 12))


@given(periods)
def test_a_period_is_read_as_it_was_written(period):
    assert Period.parse(str(period)) == period
    assert period.first_day <= period.last_day
    assert period.holds(period.first_day) and period.holds(period.last_day)
    assert not period.holds(period.last_day + timedelta(days=1))
    assert period.next.first_day == period.last_day + timedelta(days=1)
    assert bool(period.next.month) is bool(period.month)


@given(periods)
def test_the_months_make_up_the_period(period):
    months = period.months
    assert len(months) == (1 if period.month else 12)
    assert (months[0].first_day, months[-1].last_day) == (period.first_day, period.last_day)
    assert all(one.next == two for one, two in pairwise(months))


@given(days, days)
def test_a_day_lies_in_its_month(day, other):
    month = Period.month_of(day)
    assert month.holds(day)
    assert month.holds(other) is ((day.year, day.month) == (other.year, other.month))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-",
        "2025-0",
        "2025-00",
        "2025-13",
        "2025-1",
        "2025-03\n",
        "2025-03-01",
        "２０２５",
        "0000",
    ],
)
def test_what_is_no_period(text):
    unreadable(Period.parse, text)


def test_periods_in_order():
    assert sorted([Period(2025, 2), Period(2024, 12), Period(2025)]) == [
        Period(2024, 12),
        Period(2025),
        Period(2025, 2),
    ]
    assert Period(2024, 2).last_day == date(2024, 2, 29)
    assert Period(2025, 12).next == Period(2026, 1) and Period(2025).next == Period(2026)


FIRST = date(2025, 1, 1)
SPANS = st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12)).map(
    lambda days: DateRange(
        FIRST + timedelta(days[0]), None if days[1] is None else FIRST + timedelta(days[0] + days[1])
    )
)


@given(SPANS, SPANS)
def test_spans_overlap_that_share_a_day(one, other):
    each_day = [FIRST + timedelta(number) for number in range(40)]
    assert one.overlaps(other) == any(one.holds(day) and other.holds(day) for day in each_day)


@given(days, st.none() | st.integers(0, 400), days)
def test_both_ends_of_a_range_count(start, length, day):
    end = None if length is None else start + timedelta(days=length)
    held = DateRange(start, end)
    assert held.holds(start) and (end is None or held.holds(end))
    assert not held.holds(start - timedelta(days=1))
    assert end is None or not held.holds(end + timedelta(days=1))
    assert held.holds(day) is (day >= start and (end is None or day <= end))


def test_a_day_as_documents_print_it():
    assert chinese_day(date(2026, 1, 28)) == "2026年1月28日"


# --- digests ----------------------------------------------------------------------------------


class Word(StrEnum):
    A = "a"


@dataclass(frozen=True)
class Fact:
    points: int
    on: date
    share: Fraction
    of: tuple[str, ...] = ()


scalars = st.none() | st.booleans() | st.integers() | st.text() | days | st.fractions()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), values, max_size=6), st.randoms(use_true_random=False))
def test_a_digest_knows_no_order_of_keys(table, random):
    listed = list(table.items())
    random.shuffle(listed)
    assert digest(dict(listed)) == digest(table)


@given(values)
def test_the_canonical_form_is_its_own(value):
    assert canonical(plain(value)) == canonical(value)
    assert len(digest(value)) == 64


@given(st.lists(st.integers(), min_size=2, max_size=5, unique=True))
def test_the_order_of_a_list_counts_that_of_a_set_does_not(numbers):
    assert digest(numbers) != digest(numbers[::-1])
    assert digest(set(numbers)) == digest(frozenset(numbers[::-1]))


def test_a_value_in_full():
    fact = Fact(3, date(2025, 3, 1), Fraction(3, 5), ("b", "a"))
    assert canonical(fact) == '{"of":["b","a"],"on":"2025-03-01","points":3,"share":"3/5"}'
    assert digest({"名": "王"}) == digest({"名": "王"}) != digest({"名": "黄"})
    assert digest(1) != digest("1") != digest(True)
    assert digest(Word.A) == digest("a")


@dataclass(frozen=True)
class _Grown:
    """A fact that came to have a field later."""

    days: int
    unit: str = field(default="", metadata=LATER)


def test_a_field_that_came_later_is_told_where_it_says_something():
    """What was kept before it was there reads as it did; any other field is told at its default too."""
    assert plain(_Grown(3)) == {"days": 3}
    assert plain(_Grown(0, "株")) == {"days": 0, "unit": "株"}
    assert digest(_Grown(3)) == digest({"days": 3}) != digest(_Grown(3, "株"))


@pytest.mark.parametrize("value", [0.5, b"x", object(), {"a": [1.0]}, {1: "a", "1": "b"}])
def test_what_has_no_digest(value):
    with pytest.raises(AssertionError):
        digest(value)


# --- reasons and rulings ----------------------------------------------------------------------

names = st.text("abcdefg_", min_size=1, max_size=8).filter(lambda name: name not in ("code", "clause"))
params = st.dictionaries(names, st.integers() | st.text() | st.tuples(st.text(), st.text()), max_size=4)


@given(st.text(), st.text(), params)
def test_a_reason_is_read_as_it_was_written(code, clause, given_params):
    reason = Reason.of(code, clause, **given_params)
    assert Reason.from_data(reason.as_data()) == reason
    assert reason == Reason.of(code, clause, **dict(reversed(given_params.items())))


@given(st.text(), st.text(), params)
def test_a_no_goes_to_another_process_whole(code, clause, given_params):
    refusal = pickle.loads(pickle.dumps(Refusal(code, clause, **given_params)))
    assert (refusal.code, refusal.clause, refusal.params) == (code, clause, given_params)
    bad = BadInput([Problem.of(code, file=clause, row=3, **given_params)])
    assert pickle.loads(pickle.dumps(bad)).problems == bad.problems
    assert {bad}, "an exception can be kept in a set"


def line(amount_fen, part="pot", subject="L1"):
    return Line(subject, part, "P1", amount_fen, ())


def test_a_pot_equals_its_lines():
    Ruling((line(1), line(2, subject="L2")), {"pot": 3})
    Ruling((line(1), line(2, "other")), {"pot": 1, "other": 2})
    Ruling((line(1),))
    for lines, pots in (
        ((line(1),), {"pot": 2}),
        ((line(1),), {"pot": 1, "empty": 1}),
        ((line(1), line(1)), {"pot": 2}),
    ):
        with pytest.raises(AssertionError):
            Ruling(lines, pots)


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (1, 1), (-1, 0), (0, -1)])
def test_a_line_of_an_entry_has_one_side(debit, credit):
    with pytest.raises(AssertionError):
        EntryLine("101", debit, credit)
    assert EntryLine("101", 1).debit_fen == EntryLine("101", credit_fen=1).credit_fen
