"""What a sale is worth and cost, worked by hand."""

import pytest

from liancun.kernel import Refusal
from liancun.rooms.sales import rules
from liancun.rooms.sales.rules import Flow, Goods, SalesTerms

TERMS = SalesTerms("own", {"cili": Goods("刺梨", "kg", True), "seedling": Goods("苗木", "piece", False)})


@pytest.mark.parametrize(
    ("quantity_milli", "price_fen", "amount_fen"),
    [(1_000, 440, 440), (1, 499, 0), (1, 500, 1), (3, 500, 2), (-3, 500, -2), (1_500, 1, 2)],
)
def test_an_amount_is_rounded_half_away_from_zero(quantity_milli, price_fen, amount_fen):
    assert rules.amount_fen(quantity_milli, price_fen) == amount_fen


def test_the_cost_is_the_average_and_the_last_kilo_takes_the_rest():
    flows = [Flow("2025-01", 300, 100, 100), Flow("2025-02", 0, 0, 100), Flow("2025-03", 0, 0, 100)]
    assert rules.costs("cili", flows, "own") == {"2025-01": 33, "2025-02": 33, "2025-03": 34}


def test_no_more_goes_out_than_was_there():
    assert rules.costs("cili", [Flow("2025-01", 5, 10, 5)], "own") == {"2025-01": 10}
    with pytest.raises(Refusal) as no:
        rules.costs("cili", [Flow("2025-01", 5, 10, 6)], "own")
    assert no.value.code == "sales.more_than_in_stock"


@pytest.mark.parametrize(
    ("product", "quantity_milli", "code"),
    [
        ("gold", 1, "sales.no_such_product"),
        ("cili", 0, "sales.nothing_sold"),
        ("seedling", 1_500, "sales.part_of_a_piece"),
    ],
)
def test_what_may_not_be_sold(product, quantity_milli, code):
    with pytest.raises(Refusal) as no:
        rules.must_be_whole(product, quantity_milli, TERMS)
    assert no.value.code == code


def test_entries_balance_on_either_side():
    for by_buyer in ({"O:company": 5, "P1": 3}, {"O:company": -5}, {"O:company": 5, "P1": -5}):
        lines = rules.sale_entry(by_buyer)
        assert sum(line.debit_fen - line.credit_fen for line in lines) == 0


def test_cost_leaves_the_stock_and_comes_back_where_it_was_too_much():
    found = [
        [(line.account, line.debit_fen, line.credit_fen) for line in rules.cost_entry(fen)] for fen in (7, -7)
    ]
    assert found == [[("521", 7, 0), ("121", 0, 7)], [("521", 0, 7), ("121", 7, 0)]]


def test_part_of_a_kilo_may_be_sold_and_a_whole_piece():
    rules.must_be_whole("cili", 1_500, TERMS)
    rules.must_be_whole("seedling", 2_000, TERMS)


def test_a_product_is_called_by_its_name():
    assert [TERMS.name_of(code) for code in ("cili", "gold")] == ["刺梨", "gold"]


def test_a_product_is_found_by_code_or_by_name():
    assert [TERMS.code_of(word) for word in ("cili", "刺梨", "苗木", "gold")] == [
        "cili",
        "cili",
        "seedling",
        "",
    ]


@pytest.mark.parametrize("goods", [Goods("油", "litre", False), Goods("苗木", "piece", True)])
def test_only_kilos_are_kept_in_stock_and_only_kilos_and_pieces_sold(goods):
    with pytest.raises(Refusal) as no:
        SalesTerms("own", {"x": goods})
    assert no.value.code == "sales.charter.goods"


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ([(10, 10)], [(10, 10)], None),
        ([(10, 10)], [(9, 10)], ("2025-01", 1)),
        ([(10, 11)], [(10, 11)], None),
        ([(10, 12)], [(11, 12)], None),
        ([(10, 11)], [(9, 11)], ("2025-01", 2)),
        ([(5, 10), (5, 0)], [(5, 10), (4, 0)], ("2025-02", 1)),
        ([(5, 10), (6, 0)], [(5, 10), (5, 0)], None),
        ([(5, 5), (5, 0)], [(5, 5)], None),
        ([(5, 0), (0, 5)], [(4, 0), (0, 5)], ("2025-02", 1)),
    ],
)
def test_what_is_shorter_than_it_was(was, now, found):
    """(in, out) of January and February, before and after."""
    before, after = (
        [rules.Flow(f"2025-0{place}", in_g, 0, out_g) for place, (in_g, out_g) in enumerate(some, 1)]
        for some in (was, now)
    )
    assert rules.made_short(before, after) == found
