"""What a slip may say, what two slips have in common, what a month pays (过磅规则)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel import Refusal
from liancun.kernel.quantities import G_PER_KG
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.deliveries import rules
from liancun.rooms.deliveries.rules import (
    Announced,
    Delivered,
    NoTotals,
    PaymentTerms,
    Product,
    Weighed,
    Weighing,
    WeighingTerms,
)

CILI = Product("刺梨", 200, 100, 300, False, ("一等", "二等"))
PLUM = replace(CILI, name="李子", minimum_fen=0, price_later=True)
TERMS = WeighingTerms("c", {"cili": CILI, "plum": PLUM})
SAID = Weighing(product="cili", grade="一等", gross_g=60_000, tare_g=0, deduction_g=0, price_fen=200)


def codes(faults):
    return tuple(each.code.partition(".")[2] for each in faults)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({}, ()),
        ({"tare_g": 1, "deduction_g": 1}, ()),
        ({"gross_g": 100_000}, ()),
        ({"gross_g": 100_001}, ("slip_too_heavy",)),
        ({"gross_g": 1, "tare_g": 0}, ()),
        ({"gross_g": 1, "tare_g": 1}, ("no_net_weight",)),
        ({"gross_g": 0, "tare_g": -1}, ("no_net_weight",)),
        ({"gross_g": 0, "deduction_g": -1}, ("no_net_weight",)),
        ({"tare_g": -1}, ("no_net_weight",)),
        ({"deduction_g": -1}, ("no_net_weight",)),
        ({"grade": "三等"}, ("no_such_grade",)),
        ({"product": "gold"}, ("no_such_product",)),
        ({"price_fen": 199}, ("price_under_minimum",)),
        ({"price_fen": None}, ("price_missing",)),
        ({"product": "plum", "price_fen": None}, ()),
        ({"product": "plum", "price_fen": 1}, ()),
        ({"product": "plum", "price_fen": 0}, ("price_under_minimum",)),
    ],
)
def test_what_a_slip_may_say(said, faults):
    assert codes(rules.weighing_faults(replace(SAID, **said), TERMS)) == faults


@pytest.mark.parametrize(
    "more",
    [{"minimum_fen": -1}, {"slip_kg_most": 0}, {"slip_kg_most": 301}, {"grades": ()}],
)
def test_a_product_that_cannot_be(more):
    with pytest.raises(Refusal) as no:
        WeighingTerms("c", {"cili": replace(CILI, **more)})
    assert no.value.code == "deliveries.charter.product"


def test_a_product_that_may_just_be():
    WeighingTerms("c", {"cili": replace(CILI, minimum_fen=0, slip_kg_most=300)})


def test_a_product_is_known_by_code_and_by_name():
    assert [TERMS.product_named(word) for word in ("plum", "李子", "刺梨", "gold")] == [
        "plum",
        "plum",
        "cili",
        "",
    ]


@pytest.mark.parametrize(
    ("day_g", "twin", "code"),
    [
        (300_000, "", None),
        (300_001, "", "deliveries.day_too_heavy"),
        (1, "T-21", "deliveries.same_weighing"),
        (300_001, "T-21", "deliveries.same_weighing"),
    ],
)
def test_why_a_slip_waits(day_g, twin, code):
    why = rules.hold_reason("cili", day_g, TERMS, twin)
    assert (why and why.code) == code


WEIGHED = Weighed("jiaxi", "T-21", date(2025, 9, 1), "P1", "cili", 105_000, 5_000)


@pytest.mark.parametrize(
    ("other", "grounds"),
    [
        ({"number": "9"}, ("same_weighing",)),
        ({"number": "t-0021"}, ("same_weighing", "same_number")),
        ({"number": "0T-21", "gross_g": 104_999}, ("same_number",)),
        ({"number": "T-210"}, ("same_weighing",)),
        ({"number": "T-210", "tare_g": 4_999}, ()),
        ({"site": "haiba"}, ()),
        ({"weighed_on": date(2025, 9, 2)}, ()),
        ({"account_of": "P2"}, ()),
        ({"product": "plum"}, ()),
    ],
)
def test_what_may_be_one_weighing(other, grounds):
    assert rules.one_weighing_grounds(WEIGHED, replace(WEIGHED, **other)) == grounds


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("0", "0"),
        ("000", "0"),
        ("t-0021", "T-21"),
        ("0T-21", "T-21"),
        ("T-100", "T-100"),
        ("00-1.002", "-1.2"),
    ],
)
def test_a_number_in_one_form(number, form):
    assert rules.folded(number) == form


@given(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.\-]{0,9}\Z"), st.integers(0, 5))
def test_a_number_is_the_same_with_zeros_and_in_either_case(number, zeros):
    form = rules.folded(number)
    assert rules.folded("0" * zeros + number) == form == rules.folded(form)
    assert rules.folded(number.lower()) == rules.folded(number.upper())


WEIGHINGS = st.builds(
    Weighed,
    site=st.just("jiaxi"),
    number=st.sampled_from(["T-21", "t-21", "0T-21", "T-210"]),
    weighed_on=st.just(WEIGHED.weighed_on),
    account_of=st.sampled_from(["P1", "P2"]),
    product=st.just("cili"),
    gross_g=st.integers(100, 102),
    tare_g=st.integers(0, 1),
)


@given(WEIGHINGS, WEIGHINGS)
def test_two_slips_have_the_same_in_common_from_either_side(one, other):
    grounds = rules.one_weighing_grounds(one, other)
    assert grounds == rules.one_weighing_grounds(other, one)
    assert bool(grounds) == any(
        said == rules.alike(other)[ground] for ground, said in rules.alike(one).items()
    )
    assert one.account_of == other.account_of or not grounds


def test_the_value_of_a_slip_is_rounded_down():
    assert rules.value_fen(1, 999) == 0
    assert rules.value_fen(1_000, 999) == 999
    assert rules.value_fen(1_999, 1) == 1


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_slip_is_worth_no_more_than_its_weight_and_less_than_a_fen_below(net_g, price_fen):
    worth = rules.value_fen(net_g, price_fen)
    assert 0 <= net_g * price_fen - worth * G_PER_KG < G_PER_KG


@pytest.mark.parametrize(
    ("product", "grade", "day", "price_fen"),
    [
        ("cili", "一等", 1, 300),
        ("cili", "一等", 9, 300),
        ("cili", "一等", 10, 320),
        ("cili", "一等", 20, 320),
        ("cili", "一等", 21, None),
        ("cili", "二等", 10, None),
        ("plum", "一等", 10, None),
    ],
)
def test_the_latest_notice_of_the_day_is_the_price(product, grade, day, price_fen):
    first = Announced("cili", "一等", date(2025, 9, 1), date(2025, 9, 15), 300)
    later = replace(first, first_day=date(2025, 9, 10), last_day=date(2025, 9, 20), price_fen=320)
    assert rules.announced_price(product, grade, date(2025, 9, day), [first, later]) == price_fen


def month(**said):
    facts = Delivered(
        **{"slips": 1, "member_g": 0, "member_fen": 0, "other_g": 0, "other_fen": 0}
        | {"held": 0, "unpriced": 0}
        | said
    )
    return FactSheet("head", "2025-09", (FactLine("P1", "P1", facts),), NoTotals())


def paid(pay_others=True, **said):
    lines = rules.delivery_payment(month(**said), PaymentTerms("c", pay_others)).lines
    return [(line.part, line.amount_fen) for line in lines]


def test_members_and_others_are_paid_apart():
    assert paid(member_fen=5, other_fen=7) == [("member", 5), ("other", 7)]
    assert paid(member_fen=5) == [("member", 5)] == paid(pay_others=False, member_fen=5)
    assert paid() == [] == paid(pay_others=False)
    with pytest.raises(Refusal) as no:
        paid(pay_others=False, other_fen=7)
    assert no.value.code == "deliveries.others_not_taken"


@pytest.mark.parametrize(("held", "unpriced", "told"), [(0, 0, 1), (1, 0, 2), (0, 1, 2), (1, 1, 2)])
def test_a_line_says_what_is_left_out(held, unpriced, told):
    sheet = month(member_fen=5, held=held, unpriced=unpriced)
    (line,) = rules.delivery_payment(sheet, PaymentTerms("c", True)).lines
    assert len(line.reasons) == told


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_what_is_posted_is_what_is_owed(member_fen, other_fen):
    lines = rules.delivery_payment(
        month(member_fen=member_fen, other_fen=other_fen), PaymentTerms("c", True)
    ).lines
    posted = rules.entry(lines, PaymentTerms("c", True))
    assert posted[0].debit_fen == member_fen + other_fen == sum(each.credit_fen for each in posted)
    assert [rules.settle_account(line) for line in lines] == [each.account for each in posted[1:]]
