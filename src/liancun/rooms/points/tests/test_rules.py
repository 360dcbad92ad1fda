"""The points rules against hand-worked cases, and what must hold for any year whatever."""

import dataclasses
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liancun.base import charters
from liancun.charter import read_typed, read_yaml
from liancun.kernel import BadInput, Reason, Refusal
from liancun.kernel.digest import plain
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.points import rules, trials
from liancun.rooms.points.rules import (
    Deduction,
    Discount,
    GridPay,
    Heads,
    HouseholdYear,
    Instalment,
    MonthFact,
    MonthMark,
    Nothing,
    RefuseFee,
    Scoring,
    StateTerms,
    Tier,
    WorkerMonth,
)

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
TIERS = (Tier("一等", 168, 3000), Tier("二等", 156, 6000), Tier("三等", 144, 9600), Tier("四等", 0, 12000))
FEE = RefuseFee("own", TIERS, 3600, 6, None, "flat", "113", "112", "211")
PAY = GridPay("own", 60000, 30000, Fraction(1, 2), Fraction(1, 2), 5, "211", "O:finance")
SCORING = Scoring(
    "own",
    base_points=10,
    base_can_be_lost=True,
    bonus_points_min=1,
    bonus_points_max=5,
    zero_bonus=False,
    deductions=(Deduction("CG-1", "乱倒垃圾", 3), Deduction("CG-2", "门前三包", 2)),
    states={
        "away": StateTerms(("grid_worker",), False),
        "vacant": StateTerms(("grid_worker",), False),
        "exempt": StateTerms(("secretary",), True),
    },
    own_duty_only=True,
    score_by_day=5,
    late_days=31,
    late_by=("secretary",),
)


# --- cases an accountant can extend -----------------------------------------------------------


def cases():
    return list(_read_cases())


def _read_cases():
    for raw in read_yaml(CASES.read_text(encoding="utf-8"), CASES.name):
        case = {key: value for key, value in raw.items() if key not in ("name", "rule", "expect")}
        yield pytest.param(raw["rule"], raw["name"], case, raw["expect"], id=raw["name"])


@pytest.mark.parametrize(("rule", "name", "case", "expect"), cases())
def test_a_case_worked_by_hand(rule, name, case, expect):
    trial = trials.TRIALS[rule]
    read = read_typed(case, trial.case_type, file=CASES.name, where=name)
    if "refused" in expect:
        with pytest.raises(Refusal) as no:
            trial.run(read)
        assert no.value.code == expect["refused"]
        return
    outcome = trial.run(read)
    if rule == "refuse_fee":
        got = {
            line.subject: [
                line.outcome["tier"],
                line.outcome["points"],
                line.outcome["months"],
                line.amount_fen,
            ]
            for line in outcome.lines
        }
        assert got == expect["households"]
        assert all(line.payable == (line.amount_fen > 0) for line in outcome.lines)
    else:
        got = {line.subject: [line.outcome["performance_fen"], line.amount_fen] for line in outcome.lines}
        assert got == expect["workers"]
    assert outcome.result["total_fen"] == sum(line.amount_fen for line in outcome.lines)
    assert all(line.reasons for line in outcome.lines)


# --- what every reason says -------------------------------------------------------------------


def fee_line(year: HouseholdYear, charter: RefuseFee = FEE):
    sheet = FactSheet("jiaxi", "2025", (FactLine("L1", "P1", year, "520281123201"),), Nothing())
    return rules.refuse_fee(sheet, charter).lines[0]


def scored(*points: int) -> tuple[MonthFact, ...]:
    return tuple(MonthFact(month, "scored", 10, each - 10) for month, each in enumerate(points, 1))


def test_reasons_name_months_points_line_and_fee():
    line = fee_line(HouseholdYear(scored(*[14] * 5), exemption="MJ-1"))
    assert line.reasons == (
        Reason.of("points.tier_reached", "own", months=5, points=70, line=168, tier="一等", fee_fen=3000),
        Reason.of("points.line_shrunk", "own", line=168, months=5, need=70),
        Reason.of("points.fee_exempt", "own", document="MJ-1", fee_fen=3000),
    )
    line = fee_line(HouseholdYear((*scored(13), MonthFact(2, "exempt"), MonthFact(3, "exempt"))))
    assert line.reasons == (
        Reason.of("points.tier_reached", "own", months=1, points=13, line=156, tier="二等", fee_fen=6000),
        Reason.of("points.line_shrunk", "own", line=156, months=1, need=13),
        Reason.of("points.months_left_out", "own", months=2),
    )
    whole = fee_line(HouseholdYear(scored(*[12] * 12)))
    assert [reason.code for reason in whole.reasons] == ["points.tier_reached"]
    counted = dataclasses.replace(FEE, exempt_points=11)
    line = fee_line(HouseholdYear((*scored(15), MonthFact(2, "exempt"))), counted)
    assert [reason.code for reason in line.reasons] == [
        "points.tier_reached",
        "points.line_shrunk",
        "points.exempt_counted",
    ]
    assert line.reasons[1] == Reason.of("points.line_shrunk", "own", line=156, months=2, need=26)
    away = fee_line(HouseholdYear((MonthFact(1, "away"), MonthFact(2, "vacant"))))
    assert away.reasons == (Reason.of("points.flat_away", "own", away=2, months=2, fee_fen=3600),)


LESS = (Discount("subsistence", Fraction(1, 2)), Discount("extreme", amount_fen=2_500))


def test_a_fee_by_person_says_how_many_and_what_for():
    charter = dataclasses.replace(FEE, per="person", discounts=LESS)
    people = (Heads(3), Heads(1, ("subsistence",)), Heads(2, ("extreme",)))
    line = fee_line(HouseholdYear(scored(*[14] * 12), people=people), charter)
    assert line.amount_fen == 3 * 3_000 + 1_500 + 2 * 500
    assert line.reasons[1:] == (
        Reason.of("points.by_person", "own", people=6, fee_fen=3_000),
        Reason.of("points.less_share_people", "own", people=1, standing="subsistence", share="1/2"),
        Reason.of("points.less_amount_people", "own", people=2, standing="extreme", off_fen=2_500),
        Reason.of("points.fee_comes_to", "own", amount_fen=11_500),
    )
    home = fee_line(HouseholdYear(unlived="away", standings=("extreme",), people=people), charter)
    assert home.amount_fen == 1_100
    assert [reason.code for reason in home.reasons] == [
        "points.flat_unlived", "points.less_amount_household", "points.fee_comes_to"
    ]  # fmt: skip
    freed = fee_line(HouseholdYear(scored(*[14] * 12), people=people, exemption="MJ-1"), charter)
    assert (freed.amount_fen, freed.payable) == (0, False)
    assert freed.reasons[-1] == Reason.of("points.fee_exempt", "own", document="MJ-1", fee_fen=11_500)


def test_whose_people_must_be_known_before_a_bill():
    """An empty house, one that is freed of the fee and one billed by the household wait for nobody."""
    charter = dataclasses.replace(FEE, per="person")
    lived = HouseholdYear(scored(*[14] * 12))
    empty = HouseholdYear(tuple(MonthFact(month, "vacant") for month in range(1, 13)))
    freed = dataclasses.replace(lived, exemption="MJ-1")
    asked = [rules.wants_people(year, charter) for year in (lived, empty, freed, HouseholdYear())]
    assert asked == [True, False, False, False]
    assert not rules.wants_people(lived, FEE)
    assert (fee_line(empty, charter).amount_fen, fee_line(freed, charter).amount_fen) == (3_600, 0)
    with pytest.raises(Refusal) as no:
        fee_line(lived, charter)
    assert no.value.code == "points.nobody_counted"


def test_of_equal_discounts_the_first_stands():
    charter = dataclasses.replace(
        FEE, discounts=(Discount("lifted", Fraction(1, 2)), Discount("extreme", amount_fen=1_500))
    )
    line = fee_line(HouseholdYear(scored(*[14] * 12), standings=("extreme", "lifted")), charter)
    assert (line.amount_fen, line.reasons[1].code) == (1_500, "points.less_share_household")
    turned = dataclasses.replace(charter, discounts=charter.discounts[::-1])
    line = fee_line(HouseholdYear(scored(*[14] * 12), standings=("extreme", "lifted")), turned)
    assert (line.amount_fen, line.reasons[1].code) == (1_500, "points.less_amount_household")


THIRDS = tuple(Instalment(Fraction(1, 3), month, 28) for month in (2, 6, 10))


def test_instalments_are_the_fee_to_the_fen():
    """100 fen in thirds: 34, 33, 33; what is left over goes to the earlier day. One fen is due once."""
    charter = dataclasses.replace(FEE, flat_fee_fen=100, instalments=THIRDS)
    line = fee_line(HouseholdYear(unlived="away"), charter)
    assert line.outcome["due_days"] == ("2026-02-28", "2026-06-28", "2026-10-28")
    assert line.outcome["due_fen"] == (34, 33, 33)
    line = fee_line(HouseholdYear(unlived="away"), dataclasses.replace(charter, flat_fee_fen=1))
    assert (line.outcome["due_days"], line.outcome["due_fen"]) == (("2026-02-28",), (1,))
    free = fee_line(HouseholdYear(unlived="away", exemption="MJ-1"), charter)
    assert (
        "due_days" not in free.outcome and "due_days" not in fee_line(HouseholdYear(unlived="away")).outcome
    )


KINDS = ("subsistence", "extreme", "sudden", "lifted")
DISCOUNTS = st.lists(
    st.one_of(
        st.builds(
            lambda kind, rate: Discount(kind, rate), st.sampled_from(KINDS), st.fractions(Fraction(1, 100), 1)
        ),
        st.builds(
            lambda kind, fen: Discount(kind, amount_fen=fen), st.sampled_from(KINDS), st.integers(1, 20_000)
        ),
    ),
    unique_by=lambda each: each.standing,
).map(tuple)
GROUPS = st.lists(
    st.builds(Heads, st.integers(1, 9), st.lists(st.sampled_from(KINDS), unique=True).map(tuple)), min_size=1
)


@given(DISCOUNTS, GROUPS, st.sampled_from(["best", "all"]), st.integers(0, 20_000))
def test_no_discount_takes_more_than_the_fee_and_both_no_less_than_one(discounts, groups, stacking, fee_fen):
    """Nobody pays less than nothing, nor more than without discounts; all together take at least the best."""
    tiers = (Tier("一等", 0, fee_fen),)
    charter = dataclasses.replace(FEE, tiers=tiers, per="person", discounts=discounts, stacking=stacking)
    year = HouseholdYear(scored(10), people=tuple(groups))
    number = sum(heads.number for heads in groups)
    paid = fee_line(year, charter).amount_fen
    assert 0 <= paid <= number * fee_fen
    best = fee_line(year, dataclasses.replace(charter, stacking="best")).amount_fen
    whole = fee_line(year, dataclasses.replace(charter, stacking="all")).amount_fen
    assert whole <= best
    expected = Fraction(0)
    for heads in groups:
        offs = [
            each.rate * fee_fen + each.amount_fen for each in discounts if each.standing in heads.standings
        ]
        off = max(offs, default=0) if stacking == "best" else sum(offs)
        expected += heads.number * max(Fraction(0), fee_fen - off)
    assert abs(paid - expected) <= Fraction(1, 2)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 10**7))
def test_any_instalments_make_the_fee(weights, fee_fen):
    whole = sum(weights)
    parts = tuple(Instalment(Fraction(weight, whole), month, 1) for month, weight in enumerate(weights, 1))
    charter = dataclasses.replace(FEE, flat_fee_fen=fee_fen, instalments=parts)
    found = fee_line(HouseholdYear(unlived="away"), charter).outcome
    assert sum(found.get("due_fen", ())) == fee_fen and min(found.get("due_fen", (1,))) > 0
    assert list(found.get("due_days", ())) == sorted(found.get("due_days", ()))


def test_what_came_later_is_not_told_where_it_is_not_said():
    """A household of a village without discounts reads as it did before there were any."""
    assert plain(HouseholdYear()) == {
        "months": [], "opening_tier": "", "unlived": "", "exemption": "", "member": True
    }  # fmt: skip
    told = plain(HouseholdYear(standings=("extreme",), people=(Heads(2),)))
    assert (told["standings"], told["people"]) == (["extreme"], [{"number": 2, "standings": []}])


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"discounts": (Discount("nobody", Fraction(1, 2)),)}, "points.fee.no_such_standing"),
        ({"discounts": (Discount("extreme"),)}, "points.fee.discounts"),
        ({"discounts": (Discount("extreme", Fraction(1, 2), 1),)}, "points.fee.discounts"),
        ({"discounts": (Discount("extreme", Fraction(101, 100)),)}, "points.fee.discounts"),
        ({"discounts": (Discount("extreme", Fraction(-1, 100)),)}, "points.fee.discounts"),
        ({"discounts": (Discount("extreme", amount_fen=-1),)}, "points.fee.discounts"),
        (
            {"discounts": (Discount("extreme", Fraction(1)), Discount("extreme", Fraction(1)))},
            "points.fee.discounts",
        ),
        ({"instalments": THIRDS[:2]}, "points.fee.instalments"),
        ({"instalments": THIRDS[::-1]}, "points.fee.instalments"),
        ({"instalments": (THIRDS[0], THIRDS[0], THIRDS[1])}, "points.fee.instalments"),
        ({"instalments": (Instalment(Fraction(1), 2, 29),)}, "points.fee.instalments"),
        ({"instalments": (Instalment(Fraction(1), 13, 1),)}, "points.fee.instalments"),
        (
            {"instalments": (Instalment(Fraction(1), 1, 1), Instalment(Fraction(0), 2, 1))},
            "points.fee.instalments",
        ),
    ],
)
def test_what_a_fee_may_not_say(part, code):
    with pytest.raises(Refusal) as no:
        dataclasses.replace(FEE, **part)
    assert no.value.code == code
    assert dataclasses.replace(FEE, discounts=(Discount("extreme", Fraction(1)),), instalments=THIRDS)


def test_the_need_of_a_shrunk_line_is_the_first_that_reaches_it():
    charter = dataclasses.replace(FEE, tiers=(Tier("优", 100, 0), Tier("良", 0, 1)))
    for months in range(1, 12):
        points = next(
            each
            for each in range(0, 200)
            if fee_line(HouseholdYear(spread(each, months)), charter).outcome["tier"] == "优"
        )
        line = fee_line(HouseholdYear(spread(points, months)), charter)
        assert dict(line.reasons[1].params)["need"] == points


def spread(points: int, months: int) -> tuple[MonthFact, ...]:
    """So many points over so many months."""
    share, rest = divmod(points, months)
    return tuple(MonthFact(at + 1, "scored", share, at < rest) for at in range(months))


def test_the_account_follows_where_the_household_is_registered():
    assert fee_line(HouseholdYear(scored(14))).outcome["account"] == "113"
    assert fee_line(HouseholdYear(scored(14), member=False)).outcome["account"] == "112"
    assert rules.clears(fee_line(HouseholdYear(scored(14), member=False))) == "112"


# --- properties -------------------------------------------------------------------------------

MONTHS = st.lists(
    st.tuples(
        st.sampled_from(["scored", "scored", "scored", "away", "vacant", "exempt"]),
        st.integers(0, 10),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


def facts_of(months) -> tuple[MonthFact, ...]:
    return tuple(
        MonthFact(at, state, base, bonus) if state == "scored" else MonthFact(at, state)
        for at, (state, base, bonus) in enumerate(months, 1)
    )


def place(line) -> int:
    """0 for the best tier, one past the last for none."""
    names = [tier.name for tier in TIERS]
    return names.index(line.outcome["tier"]) if line.outcome["tier"] else len(names)


@given(MONTHS, st.integers(0, 11), st.integers(1, 5))
def test_more_points_are_never_a_worse_tier(months, at, more):
    year = facts_of(months)
    at %= len(year)
    if year[at].state != "scored":
        return
    better = [*year]
    better[at] = dataclasses.replace(year[at], bonus=year[at].bonus + more)
    assert place(fee_line(HouseholdYear(tuple(better)))) <= place(fee_line(HouseholdYear(year)))


@given(MONTHS, st.randoms(use_true_random=False))
def test_the_order_of_months_and_households_does_not_matter(months, random):
    year = list(facts_of(months))
    shuffled = year.copy()
    random.shuffle(shuffled)
    first, second = fee_line(HouseholdYear(tuple(year))), fee_line(HouseholdYear(tuple(shuffled)))
    assert first == second
    lines = [FactLine(f"L{at}", "P", HouseholdYear((month,))) for at, month in enumerate(year)]
    mixed = lines.copy()
    random.shuffle(mixed)
    rulings = [
        rules.refuse_fee(FactSheet("o", "2025", tuple(each), Nothing()), FEE) for each in (lines, mixed)
    ]
    by_subject = [{line.subject: line for line in ruling.lines} for ruling in rulings]
    assert by_subject[0] == by_subject[1]


@given(MONTHS, st.booleans())
def test_a_fee_is_in_the_table_or_flat_or_nothing(months, exempt):
    line = fee_line(HouseholdYear(facts_of(months), exemption="MJ" if exempt else ""))
    by_tier = {tier.name: tier.fee_fen for tier in TIERS} | {"": 3600}
    assert line.amount_fen == (0 if exempt else by_tier[line.outcome["tier"]])
    assert line.payable is not exempt


@settings(max_examples=2 * settings().max_examples)
@given(st.integers(0, 180), st.integers(1, 12))
def test_shrunk_lines_are_exact(points, months):
    line = fee_line(HouseholdYear(spread(points, months)))
    whole_year = Fraction(points * 12, months)
    assert line.outcome["tier"] == next(tier.name for tier in TIERS if whole_year >= tier.points_min)


@given(MONTHS, st.integers(1, 12))
def test_away_is_a_share_of_the_months_lived(months, least):
    year = facts_of(months)
    away = sum(month.state in ("away", "vacant") for month in year)
    line = fee_line(HouseholdYear(year), dataclasses.replace(FEE, away_months_min=least))
    assert (line.reasons[0].code == "points.flat_away") == (Fraction(away, len(year)) >= Fraction(least, 12))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 1500))
def test_pay_lies_between_base_and_base_with_performance(assigned, on_time, bonus):
    if on_time > assigned or bonus > 5 * assigned:
        return
    line = pay_line(WorkerMonth(assigned, on_time, bonus))
    assert 60000 <= line.amount_fen <= 90000
    exact = Fraction(0)
    if assigned:
        exact = 30000 * (Fraction(on_time, 2 * assigned) + Fraction(bonus, 10 * assigned))
    off = line.amount_fen - 60000 - exact
    assert -Fraction(1, 2) < off <= Fraction(1, 2)
    if on_time < assigned:
        assert pay_line(WorkerMonth(assigned, on_time + 1, bonus)).amount_fen >= line.amount_fen


def pay_line(month: WorkerMonth, charter: GridPay = PAY):
    sheet = FactSheet("jiaxi", "2025-03", (FactLine("P1", "P1", month, "520281123201"),), Nothing())
    return rules.grid_worker_pay(sheet, charter).lines[0]


def test_the_pay_says_what_it_rests_on():
    line = pay_line(WorkerMonth(10, 9, 30))
    params = {"assigned": 10, "on_time": 9, "bonus_points": 30, "base_fen": 60000, "performance_fen": 22500}
    assert line.reasons == (Reason.of("points.pay", "own", **params),)
    assert rules.clears(line) == "211"


def test_what_a_town_adds_is_said():
    other = dataclasses.replace(PAY, household_fen=200, on_time_least=Fraction(4, 5), late_fen=150)
    line = pay_line(WorkerMonth(10, 7, 30), other)
    assert line.reasons[1:] == (
        Reason.of("points.pay.households", "own", households_fen=2000),
        Reason.of("points.pay.too_few", "own", share="4/5"),
        Reason.of("points.pay.late", "own", late=3, late_fen=450),
    )
    assert [each.code for each in pay_line(WorkerMonth(10, 10, 0), other).reasons] == [
        "points.pay",
        "points.pay.households",
    ]


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 10_000),
    st.integers(0, 5_000),
    st.fractions(0, 1),
)
def test_pay_is_never_negative_and_scoring_one_more_never_costs(assigned, on_time, each_fen, late_fen, least):
    on_time = min(on_time, assigned)
    other = dataclasses.replace(PAY, household_fen=each_fen, late_fen=late_fen, on_time_least=least)
    line = pay_line(WorkerMonth(assigned, on_time, assigned), other)
    assert 0 <= line.amount_fen <= 60000 + 30000 + each_fen * assigned
    if on_time < assigned:
        assert pay_line(WorkerMonth(assigned, on_time + 1, assigned), other).amount_fen >= line.amount_fen


# --- entries ----------------------------------------------------------------------------------


def test_bills_are_owed_by_households_and_passed_on():
    sheet = FactSheet(
        "jiaxi",
        "2025",
        (
            FactLine("L1", "P1", HouseholdYear(scored(14))),
            FactLine("L2", "P2", HouseholdYear(scored(13), member=False)),
            FactLine("L3", "P3", HouseholdYear(scored(13), exemption="MJ")),
        ),
        Nothing(),
    )
    entry = rules.refuse_fee_entry(rules.refuse_fee(sheet, FEE).lines, FEE)
    assert [(line.account, line.debit_fen, line.credit_fen, line.party) for line in entry] == [
        ("113", 3000, 0, "P1"),
        ("112", 6000, 0, "P2"),
        ("211", 0, 9000, ""),
    ]
    assert rules.refuse_fee_entry((), FEE) == ()


def test_pay_passes_through_the_collective():
    entry = rules.grid_worker_entry([pay_line(WorkerMonth(1, 1, 5))], PAY)
    assert [(line.account, line.debit_fen, line.credit_fen, line.party) for line in entry] == [
        ("211", 90000, 0, "O:finance"),
        ("211", 0, 90000, "P1"),
    ]
    nothing = dataclasses.replace(PAY, base_fen=0)
    assert rules.grid_worker_entry([pay_line(WorkerMonth(1, 0, 0), nothing)], nothing) == ()


# --- one month's mark -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        (MonthMark("scored", 10, 1), []),
        (MonthMark("scored", 10, 5), []),
        (MonthMark("scored", 10, 0), ["points.bonus_range"]),
        (MonthMark("scored", 10, 6), ["points.bonus_range"]),
        (MonthMark("scored", 10, -1), ["points.bonus_range"]),
        (MonthMark("scored", 11, 3), ["points.base_range"]),
        (MonthMark("scored", -1, 3), ["points.base_range"]),
        (MonthMark("scored", 9, 3), ["points.deduction_clause"]),
        (MonthMark("scored", 9, 3, "CG-1"), []),
        (MonthMark("scored", 7, 3, "CG-1"), []),
        (MonthMark("scored", 6, 3, "CG-1"), ["points.deduction_too_big"]),
        (MonthMark("scored", 9, 3, "CG-9"), ["points.deduction_unknown"]),
        (MonthMark("scored", 10, 3, "CG-1"), ["points.deduction_without_loss"]),
        (MonthMark("scored", 7, 3, "CG-1:2/CG-2:1"), []),
        (MonthMark("scored", 5, 3, "CG-1:3/CG-2:2"), []),
        (MonthMark("scored", 6, 3, "CG-1:2/CG-2:1"), ["points.deduction_sum"]),
        (MonthMark("scored", 8, 3, "CG-1:2/CG-2:1"), ["points.deduction_sum"]),
        (MonthMark("scored", 7, 3, "CG-1:0/CG-2:3"), ["points.deduction_too_big"] * 2),
        (MonthMark("scored", 8, 3, "CG-1:1/CG-1:1"), ["points.deduction_sum"]),
        (MonthMark("scored", 7, 3, "CG-1:2/CG-2"), ["points.deduction_malformed"]),
        (MonthMark("scored", 7, 3, "CG-1:x"), ["points.deduction_malformed"]),
        (MonthMark("scored", 7, 3, ":3"), ["points.deduction_malformed"]),
        (MonthMark("scored", 8, 3, "CG-2:2"), []),
        (MonthMark("scored", 0, 3, "NEW"), []),
        (MonthMark("scored", 9, 9), ["points.deduction_clause", "points.bonus_range"]),
        (MonthMark("away"), []),
        (MonthMark("vacant", proof="D"), []),
        (MonthMark("away", 10), ["points.unscored_with_points"]),
        (MonthMark("away", 0, 1), ["points.unscored_with_points"]),
        (MonthMark("away", deduction="CG-1"), ["points.unscored_with_points"]),
        (MonthMark("exempt"), ["points.proof_missing"]),
        (MonthMark("exempt", proof="D"), []),
    ],
)
def test_a_mark(mark, faults):
    assert [fault.code for fault in rules.month_faults(mark, SCORING, {"NEW": 10})] == faults


def test_what_a_charter_opens_and_closes():
    zero = dataclasses.replace(SCORING, zero_bonus=True)
    assert not rules.month_faults(MonthMark("scored", 10, 0), zero)
    assert rules.month_faults(MonthMark("scored", 10, -1), zero)
    whole = dataclasses.replace(SCORING, base_can_be_lost=False)
    assert [fault.code for fault in rules.month_faults(MonthMark("scored", 9, 3, "CG-1"), whole)] == [
        "points.base_never_lost"
    ]
    assert not rules.month_faults(MonthMark("scored", 10, 3), whole)
    assert [SCORING.is_late(days) for days in (-5, 31, 32)] == [False, False, True]


# --- charters that cannot be -------------------------------------------------------------------


def refused(make, code):
    with pytest.raises(Refusal) as no:
        make()
    assert no.value.code == code
    assert no.value.clause == "own"


def with_lines(*lines: int, **more: Any) -> RefuseFee:
    tiers = tuple(Tier(f"{at}", line, 100) for at, line in enumerate(lines))
    return dataclasses.replace(FEE, tiers=tiers, **more)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "points.tiers.gap_below"),
        ((168, 156), "points.tiers.gap_below"),
        ((168, 156, 1), "points.tiers.gap_below"),
        ((156, 168, 0), "points.tiers.not_falling"),
        ((168, 168, 0), "points.tiers.not_falling"),
        ((168, 0, 0), "points.tiers.not_falling"),
        ((168, -1), "points.tiers.gap_below"),
    ],
)
def test_a_table_with_a_gap_is_refused(lines, code):
    refused(lambda: with_lines(*lines), code)


def test_a_sound_table_is_taken():
    assert len(with_lines(2, 1, 0).tiers) == 3
    assert with_lines(0, away_months_min=1, flat_fee_fen=0).away_months_min == 1
    assert with_lines(0, away_months_min=12).away_months_min == 12
    free = dataclasses.replace(FEE, tiers=(Tier("一", 0, 0),), flat_fee_fen=0)
    assert fee_line(HouseholdYear(scored(14)), free).amount_fen == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tiers": (Tier("同", 5, 1), Tier("同", 0, 2))}, "points.tiers.same_name"),
        ({"tiers": (Tier("一", 0, -1),)}, "points.tiers.negative_fee"),
        ({"tiers": (Tier("优", 9, 1), Tier("良", 5, 3), Tier("中", 0, 2))}, "points.tiers.dearer"),
        ({"flat_fee_fen": -1}, "points.tiers.negative_fee"),
        ({"away_months_min": 0}, "points.tiers.months"),
        ({"away_months_min": 13}, "points.tiers.months"),
    ],
)
def test_a_fee_charter_that_cannot_be(changes, code):
    refused(lambda: dataclasses.replace(FEE, **changes), code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on_time_share": Fraction(1, 3)}, "points.pay.shares"),
        ({"on_time_share": Fraction(-1, 2), "points_share": Fraction(3, 2)}, "points.pay.shares"),
        ({"on_time_share": Fraction(3, 2), "points_share": Fraction(-1, 2)}, "points.pay.shares"),
        ({"base_fen": -1}, "points.pay.negative"),
        ({"performance_max_fen": -1}, "points.pay.negative"),
        ({"bonus_points_max": 0}, "points.pay.negative"),
        ({"household_fen": -1}, "points.pay.negative"),
        ({"late_fen": -1}, "points.pay.negative"),
        ({"on_time_least": Fraction(-1, 5)}, "points.pay.least"),
        ({"on_time_least": Fraction(6, 5)}, "points.pay.least"),
    ],
)
def test_a_pay_charter_that_cannot_be(changes, code):
    refused(lambda: dataclasses.replace(PAY, **changes), code)


def test_edges_of_a_pay_charter():
    dataclasses.replace(PAY, base_fen=0, performance_max_fen=0, bonus_points_max=1)
    dataclasses.replace(PAY, on_time_share=Fraction(0), points_share=Fraction(1))
    dataclasses.replace(PAY, on_time_share=Fraction(1), points_share=Fraction(0))
    dataclasses.replace(PAY, on_time_least=Fraction(0))
    dataclasses.replace(PAY, on_time_least=Fraction(1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bonus_points_min": -1}, "points.scoring.range"),
        ({"bonus_points_min": 6}, "points.scoring.range"),
        ({"base_points": -1}, "points.scoring.range"),
        ({"score_by_day": 0}, "points.scoring.day"),
        ({"score_by_day": 29}, "points.scoring.day"),
        ({"late_days": -1}, "points.scoring.late"),
        ({"states": {"away": StateTerms((), False)}}, "points.scoring.states"),
        ({"deductions": (Deduction("A", "", 1), Deduction("A", "", 2))}, "points.scoring.deductions"),
        ({"deductions": (Deduction("A", "", 0),)}, "points.scoring.deductions"),
    ],
)
def test_a_scoring_charter_that_cannot_be(changes, code):
    refused(lambda: dataclasses.replace(SCORING, **changes), code)


def test_edges_of_a_scoring_charter():
    for day in (1, 28):
        dataclasses.replace(SCORING, score_by_day=day)
    dataclasses.replace(SCORING, bonus_points_min=0, bonus_points_max=0, base_points=0, late_days=0)
    dataclasses.replace(SCORING, deductions=(Deduction("A", "", 1),))


# --- the shipped charter and the demo town ------------------------------------------------------


def test_the_shipped_charter_is_the_one_of_the_economy_page():
    day = date(2025, 12, 31)
    fee = charters.in_force(rules.RefuseFee, on=day)
    assert [(tier.points_min, tier.fee_fen) for tier in fee.tiers] == [
        (168, 3000),
        (156, 6000),
        (144, 9600),
        (0, 12000),
    ]
    assert (fee.flat_fee_fen, fee.away_months_min, fee.exempt_points) == (3600, 6, None)
    pay = charters.in_force(rules.GridPay, on=day)
    assert (pay.base_fen, pay.performance_max_fen, pay.on_time_share) == (60000, 30000, Fraction(1, 2))
    assert charters.in_force(rules.Scoring, on=day).base_points == 10
    with pytest.raises(Refusal) as no:
        charters.in_force(rules.RefuseFee, on=date(2018, 12, 31))
    assert no.value.code == "charter.before_first_day"


def test_a_case_names_its_unknown_keys():
    case = {"charter": {"tiers": [], "flat_fee": 1}, "homes": []}
    with pytest.raises(BadInput) as bad:
        read_typed(case, trials.FeeCase, file="case.yaml")
    assert [(each.code, each.column) for each in bad.value.problems if each.code == "typed.unknown_key"] == [
        ("typed.unknown_key", "homes"),
        ("typed.unknown_key", "charter.flat_fee"),
    ]
