"""Months or years, yes or no in a column's own words (月份或年、是否)."""

import pytest

from liancun.kernel.fields import Flag, Span, Wrong


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("2025", "2025"), ("2025-09", "2025-09"), ("2025年9月", "2025-09"), ("2025-12", "2025-12")],
)
def test_a_span_is_a_month_or_a_year(raw, kept):
    assert Span("").read(raw) == kept
    Span("").check(kept)


@pytest.mark.parametrize("raw", ["2025-13", "九月", "99", "1899", "2025-09-01", 2025.1])
def test_what_is_neither_month_nor_year_is_told(raw):
    with pytest.raises(Wrong, match=r"field\.span"):
        Span("").read(raw)


def test_a_flag_has_its_own_words():
    entered = Flag("账簿", yes="已入账", no="待入账")
    assert (entered.read("已入账"), entered.read("待入账"), entered.read("是")) == (True, False, True)
    assert (entered.text(True), entered.text(False)) == ("已入账", "待入账")
    with pytest.raises(Wrong) as wrong:
        entered.read("不知道")
    assert wrong.value.params["choices"] == ("已入账", "待入账")
    assert Flag("冲销", yes="已冲销", no="").text(False) == ""
