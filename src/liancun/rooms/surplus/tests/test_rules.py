"""The distribution against hand-worked cases, and what must hold for any year whatever."""

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
from liancun.kernel import Refusal
from liancun.kernel.digest import plain
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line
from liancun.rooms.settlement.calculation import entry_of
from liancun.rooms.surplus import rules, trials
from liancun.rooms.surplus.kinds import KINDS
from liancun.rooms.surplus.rules import (
    CooperativeSurplusLaw,
    MemberYear,
    SurplusTerms,
    YearTotals,
    exits,
    losses,
)
from liancun.rooms.surplus.rules.terms import turned

CASES = Path(__file__).with_name("cases.yaml")
EQUIVALENT = {
    "opening_of: moved_fen < 0 -> moved_fen <= 0": "moving nothing changes nothing",
    "opening_of: before_fen < 0 -> before_fen <= 0": "of no loss nothing is covered",
    "turned: open_fen > 0 -> open_fen >= 0": "of nothing open nothing is turned",
}
LAW = CooperativeSurplusLaw("law", Fraction(3, 5))


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a case says must come out."""

    refused: str = ""
    reserve_fen: int = 0
    law_44_fen: int = 0
    form_02_fen: int = 0
    patronage_fen: int = 0
    equity_fen: int = 0
    members: Any = None


def cases():
    for raw in read_yaml(CASES.read_text(encoding="utf-8"), CASES.name):
        name, expect = raw.pop("name"), raw.pop("expect")
        case = read_typed(raw, trials.Case, file=CASES.name, where=name)
        yield pytest.param(case, read_typed(expect, Expected, file=CASES.name, where=name), id=name)


@pytest.mark.parametrize(("case", "expect"), list(cases()))
def test_a_case_worked_by_hand(case, expect):
    if expect.refused:
        with pytest.raises(Refusal) as no:
            trials.run(case)
        assert no.value.code == expect.refused
        assert no.value.clause
        return
    result = trials.run(case).result
    assert result["reserve_fen"] == expect.reserve_fen
    assert result["distributable_law_44_fen"] == expect.law_44_fen
    assert result["distributable_form_02_fen"] == expect.form_02_fen
    assert result["patronage_fen"] == expect.patronage_fen
    assert result["equity_fen"] == expect.equity_fen
    got = {name: list(each.values()) for name, each in result["members"].items()}
    assert got == expect.members


def terms(**changed: Any) -> SurplusTerms:
    """The shipped default with some values changed."""
    values = {
        "clause": "own",
        "law": LAW,
        "reserve_share": Fraction(1, 10),
        "patronage_share": Fraction(3, 5),
        "base": "law_44",
        "patronage_by": "value",
        "reserve_quantified_by": "contribution",
    }
    return SurplusTerms(**{**values, **changed})


def panguan() -> rules.Sheet:
    """The head cooperative's year 2025 of docs/economy.md: 3,310 farmers, the company, eight collectives.

    1,000 growers also deliver houttuynia; only 1,750 of the farmers deliver cili.
    """
    lines = []
    for number in range(1, 3311):
        cili_fen = 446_171 if number <= 1750 else 0
        value_fen = cili_fen + (450_000 if number <= 1000 else 0)
        lines.append(_member(number, value_fen, 10_000, 1_200))
    short_fen = 1_230_800_000 - sum(line.facts.transaction_value_fen for line in lines)
    lines[0] = _member(1, lines[0].facts.transaction_value_fen + short_fen, 10_000, 1_200)
    lines.append(_member(3311, 0, 50_000_000, 6_000_000))
    lines.extend(_member(number, 0, 2_000_000, 240_000) for number in range(3312, 3320))
    totals = YearTotals(113_798_700, 20_000_000, 0, 0, 320_000_000, 0)
    return FactSheet("head", "2025", tuple(lines), totals)


def _member(number: int, value_fen: int, contribution_fen: int, reserve_fen: int) -> rules.Member:
    subject = f"TF-{number:04d}"
    return FactLine(subject, subject, MemberYear(True, value_fen, 0, contribution_fen, reserve_fen))


def test_the_panguan_year_is_what_the_economy_page_says():
    charter = charters.in_force(SurplusTerms, on=date(2025, 12, 31))
    ruling = rules.surplus_distribution(panguan(), charter)
    assert ruling.pots == {"reserve": 9_379_870, "patronage": 50_651_298, "equity": 33_767_532}
    equity = {line.subject: line.amount_fen for line in ruling.lines if line.part == "equity"}
    farmers = [equity[f"TF-{number:04d}"] for number in range(1, 3311)]
    assert farmers == [8_432] * 1426 + [8_431] * (3310 - 1426)
    assert equity["TF-3311"] == 4_395_064
    assert {equity[f"TF-{number}"] for number in range(3312, 3320)} == {183_054}
    reserve = {line.subject: line.amount_fen for line in ruling.lines if line.part == "reserve"}
    assert [reserve[f"TF-{number:04d}"] for number in (1, 1674, 1675, 3310, 3311, 3312)] == [
        947,
        947,
        946,
        946,
        4_732_528,
        189_301,
    ]
    assert not any(line.payable for line in ruling.lines if line.part == "reserve")


def test_the_entry_balances_and_leaves_the_appropriations_at_nil():
    ruling = rules.surplus_distribution(panguan(), terms())
    lines = rules.entry(ruling.lines, terms())
    assert sum(line.debit_fen for line in lines) == sum(line.credit_fen for line in lines)
    by_account: dict[str, int] = {}
    for line in lines:
        by_account[line.account] = by_account.get(line.account, 0) + line.debit_fen - line.credit_fen
    assert by_account == {
        "33201": 0,
        "33202": 93_798_700,
        "322": -9_379_870,
        "221": -50_651_298,
        "222": -33_767_532,
    }
    assert all(line.party for line in lines if line.account in ("221", "222", "322"))
    assert rules.entry([], terms()) == ()


def test_each_line_says_what_it_went_by():
    charter = terms(patronage_by="volume", reserve_quantified_by="head")
    ruling = rules.surplus_distribution(
        sheet(YearTotals(1000, 0, 0, 0, 0, 0), [(1, 7, 5, 5), (1, 3, 5, 5)]), charter
    )
    found = {(line.subject, line.part): dict(line.reasons[0].params) for line in ruling.lines}
    assert (found["M00", "reserve"]["by"], found["M00", "reserve"]["weight_sum_heads"]) == ("head", 2)
    assert (found["M00", "patronage"]["by"], found["M00", "patronage"]["weight_sum_g"]) == ("volume", 10)
    by_trade = dataclasses.replace(charter, reserve_quantified_by="transaction")
    first = rules.surplus_distribution(
        sheet(YearTotals(1000, 0, 0, 0, 0, 0), [(1, 7, 5, 5), (1, 3, 5, 5)]), by_trade
    ).lines[0]
    assert (first.part, first.reasons[0].code) == ("reserve", "surplus.reserve_g")
    assert dict(first.reasons[0].params)["by"] == "volume"
    steps = {reason.code: dict(reason.params) for reason in ruling.steps}
    assert (steps["surplus.step.floor"]["least_fen"], ruling.pots["equity"]) == (540, 360)


def test_the_least_by_trade_is_rounded_up():
    ruling = rules.surplus_distribution(
        sheet(YearTotals(2, 0, 0, 0, 0, 0), [(1, 1, 1, 1)]), terms(reserve_share=Fraction(0))
    )
    steps = {reason.code: dict(reason.params) for reason in ruling.steps}
    assert steps["surplus.step.floor"]["least_fen"] == 2


@pytest.mark.parametrize(
    ("before", "moved", "expected"),
    [
        (0, 0, (0, 0, 0)),
        (-200, 0, (200, 0, 0)),
        (-200, 150, (50, 0, 0)),
        (-200, 250, (0, 0, 50)),
        (300, 20, (0, 300, 20)),
        (300, -20, (0, 280, 0)),
        (10, -30, (20, 0, 0)),
    ],
)
def test_the_opening_from_the_book(before, moved, expected):
    assert rules.opening_of(before, moved) == expected


def test_a_scheme_that_leaves_members_out_says_so():
    """第四十二条: every member has a share of the reserve; 第四十四条: the rest follows the accounts."""
    silent = [trials.CaseMember("A", 9, 1), trials.CaseMember("B", 9, 1)]
    assert _left_out(silent, "60%", "contribution") == ({}, [])
    idle = [trials.CaseMember("A", 9, 1), trials.CaseMember("B", 0, 1)]
    assert _left_out(idle, "60%", "contribution") == ({}, [])
    assert _left_out(idle, "60%", "transaction") == ({"reserve": ("B",)}, ["surplus.left_out.reserve"])
    assert _left_out(idle, "100%", "head") == ({"equity": ("B",)}, ["surplus.left_out.equity"])
    bare = [trials.CaseMember("A", 9, 1), trials.CaseMember("B", 9, 0)]
    assert _left_out(bare, "60%", "contribution") == ({"reserve": ("B",)}, ["surplus.left_out.reserve"])
    assert _left_out(bare, "100%", "head") == ({}, [])


def _left_out(members, patronage, by):
    charter = trials.CaseCharter(Fraction(1, 10), Fraction(patronage.strip("%")) / 100, "law_44", "value", by)
    outcome = trials.run(trials.Case(10_000, charter, tuple(members)))
    return outcome.result["left_out"], [
        each.code for each in outcome.steps if each.code.startswith("surplus.left_out")
    ]


def test_the_steps_log_both_readings_of_the_base():
    ruling = rules.surplus_distribution(panguan(), terms())
    steps = {reason.code: dict(reason.params) for reason in ruling.steps}
    assert steps["surplus.step.base_law_44"]["distributable_fen"] == 84_418_830
    assert steps["surplus.step.base_form_02"]["distributable_fen"] == 84_418_830
    assert steps["surplus.step.chosen"]["base"] == "law_44"
    assert steps["surplus.step.floor"] == {
        "share": "3/5",
        "least_fen": 50_651_298,
        "patronage_fen": 50_651_298,
    }


@pytest.mark.parametrize("name", ["base", "patronage_by", "reserve_quantified_by"])
def test_an_unknown_choice_cannot_be_charter(name):
    with pytest.raises(Refusal) as no:
        terms(**{name: "as_the_chairman_likes"})
    assert no.value.code == "surplus.charter.unknown_choice"


def test_a_reserve_share_under_nothing_cannot_be_charter():
    with pytest.raises(Refusal) as no:
        terms(reserve_share=Fraction(-1, 100))
    assert no.value.code == "surplus.charter.reserve_share"


@pytest.mark.parametrize(("held", "told"), [((1, 0), 1), ((0, 1), 1), ((0, 0), 0)])
def test_who_is_no_member_and_holds_either_is_named(held, told):
    """Shares or a share of the reserve: each waits to be paid back."""
    members = [_member(1, 9, 1, 0), FactLine("B", "B", MemberYear(False, 0, 0, *held))]
    found = rules.surplus_distribution(
        FactSheet("head", "2025", tuple(members), YearTotals(500, 0, 0, 0, 0, 0)), terms()
    )
    codes = [step.code for step in found.steps]
    assert codes.count("surplus.step.unsettled") == told


# --- what holds for any year -------------------------------------------------------------------

money = st.integers(0, 10**13)
members_drawn = st.lists(st.tuples(money, money, money, money), min_size=1, max_size=12)
terms_drawn = st.builds(
    terms,
    reserve_share=st.fractions(0, Fraction(9, 10), max_denominator=1000),
    patronage_share=st.fractions(Fraction(3, 5), 1, max_denominator=1000),
    base=st.sampled_from(["law_44", "form_02"]),
    patronage_by=st.sampled_from(["value", "volume"]),
    reserve_quantified_by=st.sampled_from(["contribution", "transaction", "head"]),
)
totals_drawn = st.builds(
    YearTotals,
    surplus_fen=st.integers(1, 10**14),
    loss_fen=st.integers(0, 10**6),
    opening_undistributed_fen=money,
    other_transfers_fen=money,
    subsidy_property_fen=money,
    donated_property_fen=money,
)


def sheet(totals: YearTotals, members: list[tuple[int, int, int, int]]) -> rules.Sheet:
    lines = tuple(
        FactLine(f"M{number:02d}", f"P{number:07d}", MemberYear(True, *facts))
        for number, facts in enumerate(members)
    )
    return FactSheet("head", "2025", lines, totals)


def ruled(totals, members, charter):
    """The ruling, or None where the case is refused (nobody traded, nothing left)."""
    try:
        return rules.surplus_distribution(sheet(totals, members), charter)
    except Refusal:
        return None


@given(totals_drawn, members_drawn, terms_drawn)
@settings(max_examples=3 * settings().max_examples // 2)
def test_every_fen_is_accounted_for_and_the_law_is_kept(totals, members, charter):
    ruling = ruled(totals, members, charter)
    if ruling is None:
        return
    bases = rules.distributable(totals, charter)
    given_fen = sum(line.amount_fen for line in ruling.lines)
    kept_fen = bases.form_02_fen - bases.chosen(charter.base)
    all_fen = totals.surplus_fen + totals.opening_undistributed_fen + totals.other_transfers_fen
    assert totals.loss_fen + given_fen + kept_fen == all_fen
    patronage_fen = sum(line.amount_fen for line in ruling.lines if line.part == "patronage")
    assert patronage_fen * 5 >= bases.chosen(charter.base) * 3
    assert all(line.amount_fen > 0 for line in ruling.lines)
    entry = rules.entry(ruling.lines, charter)
    assert sum(line.debit_fen - line.credit_fen for line in entry) == 0


@given(totals_drawn, members_drawn, terms_drawn, st.randoms(use_true_random=False))
def test_the_order_of_the_list_never_matters_and_ruling_again_is_the_same(totals, members, charter, chance):
    first = ruled(totals, members, charter)
    if first is None:
        return
    whole = sheet(totals, members)
    shuffled = list(whole.lines)
    chance.shuffle(shuffled)
    again = rules.surplus_distribution(dataclasses.replace(whole, lines=tuple(shuffled)), charter)
    assert again == first


@given(totals_drawn, members_drawn, terms_drawn, st.integers(1, 10**9))
def test_more_trade_never_brings_less_by_trade(totals, members, charter, more):
    before = ruled(totals, members, charter)
    value, weight, *account = members[0]
    after = ruled(totals, [(value + more, weight + more, *account), *members[1:]], charter)
    if before is None or after is None:
        return

    def of_first(ruling):
        return sum(
            line.amount_fen for line in ruling.lines if (line.subject, line.part) == ("M00", "patronage")
        )

    assert of_first(after) >= of_first(before)


OWED = [(1, "a", 1000, 1000), (2, "a", 1001, 200), (3, "b", 500, 0), (4, "out", 900, 900), (5, "b", 1, 1)]
"""(line, member, amount, still open): whole, part-paid, paid, not a member, one fen."""


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Fraction(1, 3), {1: 333, 2: 200}),  # 333.67 of line 2, 200 of it open; of one fen none
        (Fraction(1), {1: 1000, 2: 200, 5: 1}),
    ],
)
def test_the_share_voted_of_what_each_member_is_still_owed_becomes_contribution(share, expected):
    assert turned(OWED, share, {"a", "b"}) == expected


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(4, 3)])
def test_a_share_outside_0_to_1_turns_nothing(share):
    with pytest.raises(Refusal) as no:
        turned(OWED, share, {"a"})
    assert no.value.code == "surplus.turning_share"


# --- who left is paid back, a loss is met ----------------------------------------------------------


def leavers(*accounts: tuple[int, int], loss_fen: int = 900, bears: bool = True) -> exits.Sheet:
    """Leavers of (contribution, reserve share) among seven members with 750.00."""
    lines = tuple(
        FactLine(f"M{at}", f"P{at}", exits.MemberExit(date(2026, 12, 31), bears, *account, 0))
        for at, account in enumerate(accounts)
    )
    return FactSheet("head", "2026", lines, exits.ExitTotals(loss_fen, 75_000, 7))


BY_CONTRIBUTION, BY_HEAD = exits.ExitTerms("exits", "contribution"), exits.ExitTerms("exits", "head")


@pytest.mark.parametrize(
    ("account", "charter", "loss_fen", "bears", "back"),
    [
        ((5_000, 140), BY_CONTRIBUTION, 900, True, {"contribution": 5_000, "reserve": 140, "loss": -60}),
        ((5_000, 140), BY_CONTRIBUTION, 914, True, {"contribution": 5_000, "reserve": 140, "loss": -60}),
        ((5_000, 140), BY_CONTRIBUTION, 915, True, {"contribution": 5_000, "reserve": 140, "loss": -61}),
        ((5_000, 140), BY_HEAD, 900, True, {"contribution": 5_000, "reserve": 140, "loss": -128}),
        ((100, 27), BY_HEAD, 900, True, {"contribution": 100, "reserve": 27, "loss": -127}),
        ((5_000, 0), BY_CONTRIBUTION, 14, True, {"contribution": 5_000}),
        ((0, 140), BY_CONTRIBUTION, 900, True, {"reserve": 140}),
        ((5_000, 140), BY_CONTRIBUTION, 900, False, {"contribution": 5_000, "reserve": 140}),
        ((0, 0), BY_HEAD, 900, True, {}),
    ],
)
def test_what_a_leaver_gets_back(account, charter, loss_fen, bears, back):
    ruling = exits.member_exits(leavers(account, loss_fen=loss_fen, bears=bears), charter)
    assert {line.part: line.amount_fen for line in ruling.lines} == back


@pytest.mark.parametrize("account", [(-1, 0), (0, -1)])
def test_an_account_below_nil_is_not_paid_back(account):
    with pytest.raises(Refusal) as no:
        exits.member_exits(leavers(account), BY_HEAD)
    assert no.value.code == "surplus.negative_account"
    with pytest.raises(Refusal) as no:
        exits.ExitTerms("exits", "trade")  # type: ignore[arg-type]
    assert no.value.code == "surplus.charter.unknown_choice"


def test_a_share_of_the_capital_reserve_comes_back_where_there_is_one():
    """321 is kept for nobody: the entry names the member on 211 alone."""
    facts = exits.MemberExit(date(2026, 12, 31), True, 5_000, 0, 70)
    totals = exits.ExitTotals(76_050, 75_000, 7)
    sheet_ = FactSheet("head", "2026", (FactLine("M0", "P0", facts),), totals)
    lines = exits.member_exits(sheet_, BY_CONTRIBUTION).lines
    assert [(line.part, line.amount_fen) for line in lines] == [
        ("contribution", 5_000), ("capital", 70), ("loss", -5_070)
    ]  # fmt: skip
    assert exits.entry([lines[1]], BY_CONTRIBUTION) == (
        EntryLine("321", 70, 0, ""), EntryLine("211", 0, 70, "P0")
    )  # fmt: skip


def test_accounts_are_those_of_the_charter():
    """322 and 321 are usual, and not said; others stand in the line, and the entry takes them from there."""
    facts = exits.MemberExit(date(2026, 12, 31), False, 5_000, 140, 100, (70, 30))
    totals = exits.ExitTotals(0, 75_000, 7, reserve_account="32202", capital_accounts=("32101", "32102"))
    lines = exits.member_exits(
        FactSheet("head", "2026", (FactLine("M0", "P0", facts),), totals), BY_HEAD
    ).lines
    assert [line.account for line in exits.entry(lines, BY_HEAD) if line.debit_fen] == [
        "301", "32202", "32101", "32102"
    ]  # fmt: skip
    assert [line.debit_fen for line in exits.entry(lines, BY_HEAD) if line.debit_fen] == [5_000, 140, 70, 30]
    plan = dataclasses.replace(
        holding(900, 1_000), totals=losses.LossTotals(-900, 900, reserve_account="32202")
    )
    whole = losses.LossTerms("losses", Fraction(1))
    taken = losses.entry(losses.loss_plan(plan, whole).lines, whole)
    assert [line.account for line in taken] == ["32202", "33202"]
    divided = panguan()
    elsewhere = dataclasses.replace(
        divided, totals=dataclasses.replace(divided.totals, reserve_account="32202")
    )
    own, other = (
        {line.account for line in rules.entry(rules.surplus_distribution(each, terms()).lines, terms())}
        for each in (divided, elsewhere)
    )
    assert other - own == {"32202"} and own - other == {"322"}


def of_capital(amount_fen: int, *fens: int) -> Line:
    """A line of the capital reserve, or a difference of one, with the parts of the whole by account."""
    accounts = ("321", "3212", "3213")[: len(fens)]
    outcome: Any = {"accounts": accounts, "fens": fens}
    return Line("M0", "capital", "P0", amount_fen, (), outcome=outcome)


def entered(*lines: Line) -> tuple[EntryLine, ...]:
    (kind,) = (each for each in KINDS if each.name == "member_exit")
    return entry_of(kind, list(lines), BY_CONTRIBUTION)


def test_the_difference_of_a_line_with_two_accounts_is_divided_among_them():
    """Posted 10.00 as 6.00 and 4.00, now 9.00 as 5.00 and 4.00: of the 1.00 0.56 and 0.44 go back."""
    assert entered(of_capital(1_000, 600, 400)) == (
        EntryLine("321", 600, 0, ""), EntryLine("3212", 400, 0, ""), EntryLine("211", 0, 1_000, "P0")
    )  # fmt: skip
    assert entered(of_capital(-100, 500, 400)) == (
        EntryLine("321", 0, 56, ""), EntryLine("3212", 0, 44, ""), EntryLine("211", 100, 0, "P0")
    )  # fmt: skip


PARTS = st.lists(money, min_size=2, max_size=3).filter(any)


@given(st.lists(st.tuples(st.integers(-(10**13), 10**13), PARTS), min_size=1, max_size=4))
def test_the_entry_of_who_leaves_balances_whatever_the_difference(drawn):
    lines = [of_capital(fen, *fens) for fen, fens in drawn if fen]
    entry = entered(*lines)
    assert sum(each.debit_fen - each.credit_fen for each in entry) == 0
    assert sum(each.credit_fen - each.debit_fen for each in entry if each.account == "211") == sum(
        line.amount_fen for line in lines
    )
    assert all(each.debit_fen >= 0 and each.credit_fen >= 0 for each in entry)


def test_what_came_later_is_not_told_at_its_default():
    """Runs of before carry digests of what they saw: it says the same by now."""
    known = plain(leavers((5_000, 140)))
    assert known["totals"].keys() == {"loss_fen", "contributions_fen", "members"}
    assert not {"capital_by_account", "year_end_fen"} & known["lines"][0]["facts"].keys()
    assert "reserve_account" not in plain(losses.LossTotals(-900, 900))


@pytest.mark.parametrize(("year", "back"), [(2024, 0), (2025, -60), (2026, 0)])
def test_a_leaver_bears_of_the_year_of_leaving(year, back):
    totals = exits.ExitTotals(0, 75_000, 7, (exits.YearLoss(2025, 900, 75_000, 7),))
    facts = exits.MemberExit(date(year, 6, 1), year == 2026, 5_000, 0, 0)
    lines = exits.member_exits(
        FactSheet("head", "2026", (FactLine("M0", "P0", facts),), totals), BY_CONTRIBUTION
    ).lines
    assert sum(line.amount_fen for line in lines if line.part == "loss") == back


@pytest.mark.parametrize(("year_end_fen", "back"), [(None, -120), (5_000, -60), (0, 0)])
def test_a_leaver_bears_by_what_stood_in_the_account_at_the_years_end(year_end_fen, back):
    facts = exits.MemberExit(date(2026, 6, 1), True, 10_000, 0, 0, year_end_fen=year_end_fen)
    totals = exits.ExitTotals(900, 75_000, 7)
    lines = exits.member_exits(
        FactSheet("head", "2026", (FactLine("M0", "P0", facts),), totals), BY_CONTRIBUTION
    ).lines
    assert sum(line.amount_fen for line in lines if line.part == "loss") == back


def test_the_entry_of_who_leaves():
    lines = exits.member_exits(leavers((5_000, 140)), BY_CONTRIBUTION).lines
    owed = exits.entry([line for line in lines if line.amount_fen > 0], BY_CONTRIBUTION)
    assert owed == (
        EntryLine("301", 5_000, 0, "P0"), EntryLine("211", 0, 5_000, "P0"),
        EntryLine("322", 140, 0, "P0"), EntryLine("211", 0, 140, "P0"),
    )  # fmt: skip
    borne = [dataclasses.replace(line, amount_fen=60) for line in lines if line.amount_fen < 0]
    assert exits.entry(borne, BY_CONTRIBUTION) == (
        EntryLine("33202", 60, 0, ""), EntryLine("211", 0, 60, "P0")
    )  # fmt: skip
    assert exits.settle_account(lines[0]) == "211"


@given(st.lists(st.tuples(st.integers(0, 10_700), st.integers(0, 10**9)), min_size=1, max_size=7), money)
def test_nobody_who_leaves_owes_and_no_more_than_the_loss_is_borne(accounts, loss_fen):
    for charter in (BY_CONTRIBUTION, BY_HEAD):
        lines = exits.member_exits(leavers(*accounts, loss_fen=loss_fen), charter).lines
        for at, account in enumerate(accounts):
            back = sum(line.amount_fen for line in lines if line.subject == f"M{at}")
            assert 0 <= back <= sum(account)
        assert -sum(line.amount_fen for line in lines if line.part == "loss") <= loss_fen


def holding(loss_fen: int, *shares: int) -> losses.Sheet:
    lines = tuple(FactLine(f"M{at}", f"P{at}", losses.MemberReserve(fen)) for at, fen in enumerate(shares))
    return FactSheet("head", "2026", lines, losses.LossTotals(-loss_fen, loss_fen))


def loss_terms(share: Fraction = Fraction(1)) -> losses.LossTerms:
    return losses.LossTerms("losses", share)


@pytest.mark.parametrize(
    ("loss_fen", "share", "taken", "carried_fen"),
    [
        (3_000, Fraction(1), [280, 280, 140, 1400], 900),
        (2_100, Fraction(1), [280, 280, 140, 1400], 0),
        (1_000, Fraction(1), [133, 133, 67, 667], 0),
        (1, Fraction(1), [0, 0, 0, 1], 0),
        (3_000, Fraction(1, 1000), [0, 0, 0, 2], 2_998),
        (3_000, Fraction(0), [0, 0, 0, 0], 3_000),
    ],
)
def test_how_a_loss_is_met(loss_fen, share, taken, carried_fen):
    ruling = losses.loss_plan(holding(loss_fen, 280, 280, 140, 1400), loss_terms(share))
    found = {(line.subject, line.part): line.amount_fen for line in ruling.lines}
    carried = {("O:head", "carried"): carried_fen} if carried_fen else {}
    assert found == {(f"M{at}", "reserve"): fen for at, fen in enumerate(taken) if fen} | carried
    assert ruling.pots == {"reserve": sum(taken), "carried": carried_fen}
    assert not any(line.payable for line in ruling.lines)


def test_what_is_no_loss_and_what_cannot_meet_one():
    for sheet_, code in (
        (holding(0, 280), "surplus.no_loss"),
        (holding(1, 280, -1), "surplus.negative_account"),
    ):
        with pytest.raises(Refusal) as no:
            losses.loss_plan(sheet_, loss_terms())
        assert no.value.code == code
    for share in (Fraction(-1, 100), Fraction(101, 100)):
        with pytest.raises(Refusal) as no:
            loss_terms(share)
        assert no.value.code == "surplus.charter.reserve_share"


def test_the_entry_of_a_loss():
    lines = losses.loss_plan(holding(3_000, 0, 280), loss_terms()).lines
    assert losses.entry(lines, loss_terms()) == (
        EntryLine("322", 280, 0, "P1"), EntryLine("33202", 0, 280)
    )  # fmt: skip
    assert losses.entry(losses.loss_plan(holding(3_000, 0), loss_terms()).lines, loss_terms()) == ()
    with pytest.raises(AssertionError):
        losses.settle_account(lines[0])


@given(st.integers(1, 10**13), st.lists(money, max_size=9), st.fractions(0, 1, max_denominator=1000))
def test_a_loss_is_met_to_the_fen_and_by_nobody_beyond_their_share(loss_fen, shares, share):
    ruling = losses.loss_plan(holding(loss_fen, *shares), loss_terms(share))
    assert sum(ruling.pots.values()) == loss_fen == sum(line.amount_fen for line in ruling.lines)
    held = {f"M{at}": fen for at, fen in enumerate(shares)}
    assert all(line.amount_fen <= held[line.subject] for line in ruling.lines if line.part == "reserve")
