"""Land money and the share above it: hand-worked cases, and what must hold for any year (土地钱规则)."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import read_typed, read_yaml
from liancun.kernel import BadInput, Refusal
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.land.rules import AreaTerms
from liancun.rooms.park import cash, rules, trials
from liancun.rooms.park.rules import (
    FloorTerms,
    HolderYear,
    ParkYear,
    Piece,
    ShareTerms,
    Statement,
    YearDays,
)

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
FLOOR = FloorTerms("floor", AreaTerms("areas", "measured"), 40_000, "141", "O:head", "O:company")
SHARE = ShareTerms("share", FLOOR, Fraction(7, 10), Fraction(1, 4), Fraction(1, 20), "company", "521", "area")
BORNE = replace(SHARE, top_up_by="cooperative")


def read_cases():
    for raw in read_yaml(CASES.read_text(encoding="utf-8"), CASES.name):
        case = {key: value for key, value in raw.items() if key not in ("name", "expect")}
        yield pytest.param(raw["name"], case, raw["expect"], id=raw["name"])


@pytest.mark.parametrize(("name", "case", "expect"), list(read_cases()))
def test_a_case_worked_by_hand(name, case, expect):
    trial = trials.TRIALS["park_share" if "net_fen" in case else "guaranteed_dividend"]
    read = read_typed(case, trial.case_type, file=CASES.name, where=name)
    if "refused" in expect:
        with pytest.raises(Refusal) as no:
            trial.run(read)
        assert no.value.code == expect["refused"] and no.value.clause == "case"
        return
    if "bad" in expect:
        with pytest.raises(BadInput) as bad:
            trial.run(read)
        assert [problem.code for problem in bad.value.problems] == [expect["bad"]]
        return
    outcome = trial.run(read)
    assert {f"{line.subject}/{line.part}": line.amount_fen for line in outcome.lines} == expect["lines"]
    for side in ("debit", "credit"):
        sums: Counter[str] = Counter()
        for line in outcome.result["entry"]:
            if line[f"{side}_fen"]:
                sums[" ".join(filter(None, (line["account"], line["party"])))] += line[f"{side}_fen"]
        assert sums == expect[f"{side}s"], side
    assert outcome.result["total_fen"] == sum(expect["debits"].values())
    assert all(line.reasons for line in outcome.lines)


# --- what must hold for any year ----------------------------------------------------------------------

pieces = st.builds(
    Piece,
    contract=st.just("TD"),
    plot=st.sampled_from(["A", "B", "C"]),
    form=st.sampled_from(["shares", "lease", "second"]),
    payer=st.sampled_from(["O:company", "O:head", "O:park"]),
    area_centimu=st.integers(1, 10**6),
    rate_fen=st.integers(1, 10**6),
    days=st.integers(1, 365),
)
holders = st.lists(st.lists(pieces, min_size=1, max_size=4), min_size=1, max_size=5)
nets = st.integers(-(10**9), 10**11)


def sheet(lots, totals):
    lines = tuple(
        FactLine(f"K{number}", f"P{number}", HolderYear(tuple(lot), number % 2 == 0))
        for number, lot in enumerate(lots)
    )
    return FactSheet("head", "2025", lines, totals)


def year(net_fen):
    return ParkYear(Statement(net_fen + 100, 40, 30, 20, 10), 365)


def balanced(lines):
    entry = rules.entry(lines, None)
    assert sum(line.debit_fen for line in entry) == sum(line.credit_fen for line in entry)
    assert sum(line.debit_fen for line in entry) == sum(line.amount_fen for line in lines)
    return entry


@given(holders)
def test_the_list_is_each_ones_worth_to_half_a_fen(lots):
    ruling = rules.guaranteed_dividend(sheet(lots, YearDays(365)), FLOOR)
    for number, lot in enumerate(lots):
        exact = sum((rules.worth(piece, 365, FLOOR) for piece in lot), Fraction(0))
        lines = [line for line in ruling.lines if line.subject == f"K{number}"]
        parts = rules.by_part(lot, FLOOR)
        assert abs(sum(line.amount_fen for line in lines) - exact) * 2 <= len(parts)
        assert {line.part for line in lines} <= set(parts)
        assert sum(len(some) for some in parts.values()) == len(lot)
        assert all(len({piece.payer for piece in some}) == 1 for some in parts.values())
    step = dict(ruling.steps[0].params)
    assert step["lines"] == len(ruling.lines)
    told = [int(str(step[f"{part}_fen"])) for part in (rules.FLOOR, rules.HILL, rules.SECOND)]
    assert sum(told) == sum(line.amount_fen for line in ruling.lines)
    balanced(ruling.lines)


@given(holders)
def test_nobody_with_shares_has_less_than_the_floor(lots):
    for lot in lots:
        for piece in lot:
            assert piece.form != "shares" or rules.price_fen(piece, FLOOR) >= FLOOR.floor_fen
            assert rules.price_fen(piece, FLOOR) >= piece.rate_fen


@given(holders, st.integers(1, 364))
def test_a_year_in_two_halves_is_the_year(lots, at):
    for lot in lots:
        whole = [replace(piece, days=365) for piece in lot]
        halves = [replace(piece, days=days) for piece in lot for days in (at, 365 - at)]
        assert rules.due_fen(whole, 365, FLOOR) == rules.due_fen(halves, 365, FLOOR)


@given(holders, nets, st.sampled_from([SHARE, BORNE]))
def test_the_pots_are_the_net_income_and_all_of_it_is_divided(lots, net_fen, terms):
    if net_fen <= 0 and terms is SHARE:
        with pytest.raises(Refusal):
            rules.park_share(sheet(lots, year(net_fen)), terms)
        return
    ruling = rules.park_share(sheet(lots, year(net_fen)), terms)
    told = rules.division(ruling.steps)
    assert told is not None and told.net_fen == net_fen
    assert told.company_fen + told.farmers_fen + told.collectives_fen == max(net_fen, 0)
    assert told.farmers_fen == max(net_fen, 0) * 25 // 100
    by_part: Counter[str] = Counter()
    for line in ruling.lines:
        by_part[line.part] += line.amount_fen
        assert line.amount_fen > 0
        assert line.payable == (line.part != rules.TOP_UP)
    with_hill = any(piece.form == "lease" for lot in lots for piece in lot)
    assert by_part[rules.COLLECTIVE] == (told.collectives_fen if with_hill else 0)
    assert by_part[rules.SUPPLEMENT] == told.supplement_fen
    assert by_part[rules.TOP_UP] == (told.top_up_fen if terms is BORNE else 0)
    balanced(ruling.lines)


@given(holders, st.integers(1, 10**11))
def test_with_the_floor_everybody_has_at_least_the_share(lots, net_fen):
    given_sheet = sheet(lots, year(net_fen))
    ruling = rules.park_share(given_sheet, SHARE)
    pot_fen = rules.pots(net_fen, SHARE)[1]
    total = 0
    for fact in given_sheet.lines:
        own = [piece for piece in fact.facts.pieces if piece.form == "shares"]
        if not own:
            continue
        floor = sum(rules.floors_of(own, 365, FLOOR).values())
        above = sum(
            line.amount_fen
            for line in ruling.lines
            if (line.subject, line.part) == (fact.subject, rules.SUPPLEMENT)
        )
        total += floor + above if above else 0
    assert total <= pot_fen


@given(holders, st.integers(1, 10**9))
def test_the_order_of_the_holders_decides_nothing(lots, net_fen):
    there = sheet(lots, year(net_fen))
    back = replace(there, lines=tuple(reversed(there.lines)))
    one, other = rules.park_share(there, BORNE), rules.park_share(back, BORNE)
    assert sorted(map(str, one.lines)) == sorted(map(str, other.lines))


# --- the edges of the agreement, and the memo ----------------------------------------------------------


def test_shares_of_the_agreement():
    replace(SHARE, company=Fraction(1), farmers=Fraction(0), collectives=Fraction(0))
    for company, farmers, collectives in (("1.1", "-0.05", "-0.05"), ("0.7", "0.3", "0.05")):
        with pytest.raises(Refusal):
            replace(
                SHARE,
                company=Fraction(company),
                farmers=Fraction(farmers),
                collectives=Fraction(collectives),
            )


def test_pots_round_down_and_the_company_has_the_rest():
    assert rules.pots(1001, SHARE) == (701, 250, 50)
    assert rules.pots(3, SHARE) == (3, 0, 0)


def test_a_run_of_another_kind_has_no_division():
    assert rules.division(()) is None
    ruling = rules.guaranteed_dividend(sheet([], YearDays(365)), FLOOR)
    assert rules.division(ruling.steps) is None


def test_where_a_payment_goes():
    lots = [[Piece("TD", "A", "shares", "O:company", 100, 40_000, 365)]] * 2
    member, other = rules.guaranteed_dividend(sheet(lots, YearDays(365)), FLOOR).lines
    assert (rules.settle_account(member), rules.settle_account(other)) == ("114", "211")


def test_the_companys_quarters():
    moves = [(1, "in", 900), (1, "out", 1000), (2, "out", 200), (4, "in", 50), (4, "support", 600)]
    rows = cash.quarters(100, moves)
    assert [row.opening_fen for row in rows] == [100, 0, -200, -200]
    assert [row.before_support_fen for row in rows] == [0, -200, -200, -150]
    assert rows[3].closing_fen == 450
    assert cash.low_point(rows).quarter == 2
