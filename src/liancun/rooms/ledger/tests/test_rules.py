"""The rules of the books against hand-worked cases, and what must hold for any entry and any year."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liancun.base import charters
from liancun.charter import read_yaml
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.quantities import parse_yuan
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger import rules
from liancun.rooms.ledger.rules import AccountSpec, PeriodRule, PeriodState, dealings, family, pages
from liancun.rooms.ledger.rules.cash import CashSheet, count_fault
from liancun.rooms.ledger.rules.pages import DaySum
from liancun.rooms.ledger.rules.reopening import answering_fault, reopening_fault, still_closed
from liancun.rooms.ledger.rules.templates import VoucherTemplate, VoucherTemplates

EQUIVALENT: dict[str, str] = {
    "fill: number > 0 -> number >= 0": "forms number their lines from 1",
    "_stands_against: (line.debit_fen - line.credit_fen) * sign > 0 -> "
    "(line.debit_fen - line.credit_fen) * sign >= 0": (
        "a line of nothing settles nothing: no more is taken than it moves"
    ),
}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
OPENED = date(2025, 1, 1)
COUNTED = date(2025, 2, 3)
PAPERS = st.integers(0, 10**15)
RULE = PeriodRule("own", ("surplus",), 6)
CHARTS = rules.CHART_FAMILIES


def test_an_account_that_there_is_not_is_not_a_members():
    (line,) = lines([["999", "1.00", "", "P1"]])
    assert dealings.member_faults([line], accounts("cooperative"), "", {"P1"}, {}) == ()


def test_who_is_no_member_any_more_is_asked_where_it_is_written():
    """10.00 yuan stand against P1 on 114 since it was a member; by hand 4.00 of 113 are put down today."""
    (line,) = lines([["113", "", "4.00", "P1"]])
    assert dealings.member_faults([line], accounts("cooperative"), "", set(), {("114", "P1"): 1_000}) == ()


def test_an_entry_that_moves_nothing_without_a_name_settles_nothing():
    """Of what stands without a name as of old a line may take; two that undo each other take nothing."""
    rows = lines([["213", "1.00", ""], ["213", "", "1.00"]])
    faults = rules.entry_faults(rows, accounts("cooperative"), "", {"213": -500})
    assert "ledger.party_missing" in {fault.code for fault in faults}


# --- cases an accountant can extend -----------------------------------------------------------


def cases(*wanted: str) -> list[Any]:
    read = read_yaml(CASES.read_text(encoding="utf-8"), CASES.name)
    return [pytest.param(raw, id=raw["name"]) for raw in read if raw["rule"] in wanted]


def lines(rows) -> tuple[EntryLine, ...]:
    return tuple(
        EntryLine(account, parse_yuan(debit or "0"), parse_yuan(credit or "0"), *party)
        for account, debit, credit, *party in rows
    )


def accounts(chart: str) -> dict[str, AccountSpec]:
    return dict(charters.in_force(CHARTS[chart], on=date(2025, 12, 31)).accounts)


def state_of(case) -> PeriodState:
    closed = {str(month) for month in case.get("closed", ())}
    if "months_closed_to" in case:
        month = Period.month_of(OPENED)
        while str(month) <= case["months_closed_to"]:
            closed.add(str(month))
            month = month.next
    return PeriodState(frozenset(closed), frozenset(case.get("sealed", ())), case.get("opened_on", OPENED))


def code(fault: Reason | None) -> str:
    return fault.code if fault else ""


@pytest.mark.parametrize("case", cases("entry"))
def test_an_entry_worked_by_hand(case):
    nameless = {account: parse_yuan(fen) for account, fen in case.get("nameless", {}).items()}
    found = rules.entry_faults(lines(case["lines"]), accounts(case["chart"]), "own", nameless)
    assert [fault.code for fault in found] == case["expect"]
    assert all(fault.clause == "own" for fault in found)


def held_of(case) -> dict[tuple[str, str], int]:
    return {(account, party): parse_yuan(fen) for account, fen, party in case.get("held", ())}


@pytest.mark.parametrize("case", cases("place"))
def test_members_and_others_apart_by_hand(case):
    chart, members = accounts("cooperative"), case.get("members", ())
    assert dealings.placed(lines(case["lines"]), chart, members, held_of(case)) == lines(case["expect"])


@pytest.mark.parametrize("case", cases("members"))
def test_who_is_named_by_hand_where_others_stand(case):
    chart = accounts("cooperative")
    found = dealings.member_faults(lines(case["lines"]), chart, "own", case["members"], held_of(case))
    assert [fault.code for fault in found] == case["expect"]


def test_a_member_named_among_others_is_told_the_account():
    chart = accounts("cooperative")
    (fault,) = dealings.member_faults(lines([["211", "", "1", "P1"]]), chart, "c", ("P1",), {})
    assert fault == Reason.of(
        "ledger.party_is_member", "c", account="211", name="应付款", party="P1", instead="114",
        instead_name="成员往来",
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["113", "211", "114", "213"]), st.booleans(), st.integers(1, 500),
            st.sampled_from(["P1", "P2", "P3"]),
        ),
        max_size=12,
    ),
    st.sets(st.sampled_from(["P1", "P2", "P3"])),
    st.dictionaries(
        st.tuples(st.sampled_from(["113", "211", "114"]), st.sampled_from(["P1", "P2", "P3"])),
        st.integers(-500, 500),
    ),
)  # fmt: skip
def test_placing_moves_no_fen_and_adds_to_no_others_claim_of_a_member(drawn, members, held):
    given_lines = tuple(
        EntryLine(account, fen, 0, party) if debit else EntryLine(account, 0, fen, party)
        for account, debit, fen, party in drawn
    )
    chart = accounts("cooperative")
    found = dealings.placed(given_lines, chart, members, dict(held))

    def sums(each):
        return {
            party: (sum(x.debit_fen for x in each if x.party == party),
                    sum(x.credit_fen for x in each if x.party == party))
            for party in ("P1", "P2", "P3")
        }  # fmt: skip

    assert sums(found) == sums(given_lines)
    for account, sign in (("113", 1), ("211", -1)):
        for party in members:
            moved = [x for x in found if (x.account, x.party) == (account, party)]
            net = sum(x.debit_fen - x.credit_fen for x in moved) * sign
            assert all((x.debit_fen - x.credit_fen) * sign < 0 for x in moved)
            assert -net <= max(0, held.get((account, party), 0) * sign)
    again = dealings.placed(found, chart, members, dict(held))
    assert sums(again) == sums(found)
    assert not dealings.member_faults(found, chart, "own", members, dict(held))


def test_a_chart_sends_members_to_an_account_of_its_own_that_asks_for_the_name():
    plain = AccountSpec("应收款", "debit", "optional", "114")
    for there in (
        {},
        {"114": AccountSpec("成员往来", "debit", "optional")},
        {"114": AccountSpec("成员往来", "debit", "required", "113")},
    ):
        with pytest.raises(Refusal) as no:
            rules.CooperativeChart("own", {"113": plain, **there})
        assert (no.value.code, no.value.params["account"]) == ("ledger.charter.of_members", "113")
    rules.CollectiveChart("own", {"113": plain, "114": AccountSpec("成员往来", "debit", "required")})


@pytest.mark.parametrize("case", cases("period", "closing", "sealing", "reversal"))
def test_a_day_a_month_a_year_worked_by_hand(case):
    if case["rule"] == "reversal":
        assert (
            code(rules.reversal_fault(case["source"], case.get("again", False), "entry:1")) == case["expect"]
        )
        return
    state = state_of(case)
    if case["rule"] == "period":
        fault = rules.period_fault(case["day"], state, RULE, kind=case.get("kind", ""), on=case["on"])
    elif case["rule"] == "closing":
        fault = rules.closing_fault(Period.parse(case["month"]), state, "own", on=case["on"])
    else:
        fault = rules.sealing_fault(case["year"], state, "own")
    assert code(fault) == case["expect"]
    assert fault is None or fault.clause == "own"


@pytest.mark.parametrize("case", cases("carry"))
def test_a_year_carried_by_hand(case):
    balances = {account: parse_yuan(amount) for account, amount in case["balances"].items()}
    found = rules.closing_lines(balances, case["chart"])
    assert list(found) == [lines(rows) for rows in case["expect"]]


@pytest.mark.parametrize("case", cases("statement"))
def test_a_statement_filled_by_hand(case):
    forms = charters.in_force(rules.CooperativeStatements, on=date(2025, 12, 31))
    balances = {account: parse_yuan(amount) for account, amount in case["balances"].items()}
    members = {party: parse_yuan(amount) for party, amount in case["members"].items()}
    filled = rules.fill(getattr(forms, case["form"]), balances, {"114": members})
    assert {number: filled[number] for number in case["expect"]} == {
        number: parse_yuan(amount) for number, amount in case["expect"].items()
    }


def test_a_form_counts_each_line_once_and_adds_earlier_ones():
    first = rules.StatementLine(1, "甲")
    itself, later = rules.StatementLine(1, "甲", lines=(1,)), rules.StatementLine(2, "乙", lines=(-1,))
    for wrong in ((first, first), (itself,), (later,), (later, first)):
        with pytest.raises(Refusal) as no:
            rules.CooperativeStatements("own", wrong, ())
        assert no.value.code == "ledger.statement_line"
    rules.CooperativeStatements("own", (first, later), ())


def test_a_result_not_carried_yet_stands_in_331():
    balances = {"102": 400, "331": -100, "501": -900, "521": 600}
    assert rules.as_carried(balances) == {"102": 400, "331": -400}
    assert rules.as_carried({}) == {"331": 0}


# --- what each no says ------------------------------------------------------------------------


def test_faults_say_what_and_where():
    chart = accounts("cooperative")
    found = rules.entry_faults(lines([["102", "3", "", "P1"], ["221", "", "1"], ["9", "", "1"]]), chart, "c")
    assert set(found) == {
        Reason.of("ledger.unbalanced", "c", debit_fen=300, credit_fen=200),
        Reason.of("ledger.party_out_of_place", "c", account="102", name="银行存款"),
        Reason.of("ledger.party_missing", "c", account="221", name="应付盈余返还"),
        Reason.of("ledger.no_such_account", "c", account="9"),
    }
    twice = lines([["9", "1", ""], ["9", "", "1"]])
    assert [fault.code for fault in rules.entry_faults(twice, chart, "c")] == ["ledger.no_such_account"]
    big = lines([["102", "92233720368547758.07", ""], ["102", "1", ""], ["501", "", "92233720368547759.07"]])
    assert rules.entry_faults(big, chart, "c") == (
        Reason.of("ledger.too_big", "c", total_fen=2**63 + 99, most_fen=2**63 - 1),
    )
    one_side = rules.entry_faults(lines([["102", "92233720368547758.08", ""], ["501", "", "1"]]), chart, "c")
    assert one_side[-1] == Reason.of("ledger.too_big", "c", total_fen=2**63, most_fen=2**63 - 1)


def test_a_late_opening_balance_names_the_first_closed_month():
    state = PeriodState(frozenset({"2025-01", "2025-02"}), frozenset(), OPENED)
    fault = rules.period_fault(date(2024, 12, 31), state, RULE, kind="opening", on=date(2025, 3, 5))
    assert fault == Reason.of("ledger.opening_too_late", "own", month="2025-01")


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_year_end_month_that_is_none(month):
    with pytest.raises(Refusal) as no:
        PeriodRule("own", (), month)
    assert no.value.code == "ledger.periods.month"


@pytest.mark.parametrize("month", [1, 12])
def test_the_year_end_may_be_short_or_long(month):
    rule = PeriodRule("own", ("surplus",), month)
    state = PeriodState(frozenset({"2025-12"}), frozenset(), OPENED)
    last = Period(2026, month).last_day
    asked: dict[str, Any] = {"kind": "surplus", "on": last}
    assert rules.period_fault(date(2025, 12, 31), state, rule, **asked) is None
    asked["on"] = last + timedelta(days=1)
    assert code(rules.period_fault(date(2025, 12, 31), state, rule, **asked)) == "ledger.period_closed"


@pytest.mark.parametrize("text", ["", "2025-13", "2025-1", "25", "1989", "2101-01", "0000", "９９９９"])
def test_a_period_that_is_none(text):
    with pytest.raises(Refusal) as no:
        rules.period_of(text)
    assert no.value.code == "ledger.no_such_period"


def test_periods_to_the_edge():
    assert [str(rules.period_of(text)) for text in ("1990", "2100-12", "2025-03")] == [
        "1990", "2100-12", "2025-03",
    ]  # fmt: skip


# --- properties -------------------------------------------------------------------------------

PL = st.sampled_from(["501", "502", "511", "521", "522", "523", "524", "529", "531"])
BALANCES = st.dictionaries(PL, st.integers(-(2**70), 2**70))


@given(BALANCES, st.sampled_from(["cooperative", "collective"]))
def test_carrying_brings_every_account_to_nil_and_the_result_to_undistributed(balances, chart):
    first, second = rules.closing_lines(balances, chart)
    year, undistributed = ("331", "33202") if chart == "cooperative" else ("321", "32202")
    after = dict(balances)
    for entry in (first, second):
        assert sum(line.debit_fen for line in entry) == sum(line.credit_fen for line in entry)
        for line in entry:
            after[line.account] = after.get(line.account, 0) + line.debit_fen - line.credit_fen
    assert after.pop(undistributed, 0) == sum(balances.values())
    assert not any(after.values())
    assert (year in {line.account for line in first}) == (sum(balances.values()) != 0)


LINES = st.lists(
    st.tuples(st.sampled_from(["101", "102", "501", "521"]), st.integers(1, 10**12), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(LINES)
def test_an_entry_is_sound_exactly_when_its_sides_are_equal(drawn):
    entry = [EntryLine(a, fen if debit else 0, 0 if debit else fen) for a, fen, debit in drawn]
    off = sum(line.debit_fen - line.credit_fen for line in entry)
    found = [fault.code for fault in rules.entry_faults(entry, accounts("cooperative"), "own")]
    assert ("ledger.unbalanced" in found) == (off != 0)
    if off:
        entry.append(rules.contrary("102", off))
    assert not rules.entry_faults(entry, accounts("cooperative"), "own")


DAYS = st.dates(date(2024, 12, 1), date(2026, 12, 31))


@given(DAYS, DAYS, st.integers(0, 24))
def test_a_closed_month_never_takes_an_entry_and_an_open_one_of_the_past_always_does(day, on, months):
    month = Period.month_of(OPENED)
    closed = set()
    for _each in range(months):
        closed.add(str(month))
        month = month.next
    state = PeriodState(frozenset(closed), frozenset(), OPENED)
    fault = rules.period_fault(day, state, RULE, kind="", on=on)
    lawful = OPENED <= day <= Period.month_of(on).last_day and str(Period.month_of(day)) not in closed
    assert (fault is None) == lawful


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(st.integers(0, 30), max_size=60))
def test_months_can_only_be_closed_in_order(wanted):
    on = date(2028, 1, 1)
    all_months = list(_months(OPENED, 31))
    closed: list[Period] = []
    for at in wanted:
        state = PeriodState(frozenset(map(str, closed)), frozenset(), OPENED)
        if rules.closing_fault(all_months[at], state, "own", on=on) is None:
            closed.append(all_months[at])
    assert closed == all_months[: len(closed)]


def _months(day: date, count: int) -> Iterator[Period]:
    month = Period.month_of(day)
    for _each in range(count):
        yield month
        month = month.next


@pytest.mark.parametrize(("account", "yes"), [("501", True), ("531", True), ("401", False), ("331", False)])
def test_profit_and_loss_accounts(account, yes):
    assert rules.profit_and_loss(account) is yes


def test_the_charts_have_every_account_of_the_rules():
    for chart, has in (("cooperative", {"331", "33201", "33202"}), ("collective", {"321", "32201", "32202"})):
        assert has <= accounts(chart).keys()
    by_member = {a for a, spec in accounts("cooperative").items() if spec.party == "required"}
    assert by_member == {"114", "213", "221", "222", "301"}
    apart = {a: spec.of_members for a, spec in accounts("cooperative").items() if spec.of_members}
    assert apart == {"113": "114", "211": "114"}
    assert not any(spec.of_members for spec in accounts("collective").values())
    named = {"113", "211", "212", "322", "131", "201", "231"}
    assert named == {a for a, spec in accounts("cooperative").items() if spec.party == "optional"}


def test_the_wrong_side_is_judged_from_the_first_day_it_is_taken():
    held = {date(2025, 1, 1): 5, date(2025, 1, 2): -6, date(2025, 1, 3): 1}
    assert rules.shortfall(held, date(2025, 1, 1)) == (date(2025, 1, 2), 1)
    assert rules.shortfall(held, date(2025, 1, 2)) == (date(2025, 1, 2), 1)
    assert rules.shortfall(held, date(2025, 1, 3)) is None


def test_what_an_account_is_by_its_number():
    credit, debit = AccountSpec("x", "credit", "none"), AccountSpec("x", "debit", "none")
    said = {
        "102": "asset",
        "114": "asset",
        "213": "liability",
        "322": "equity",
        "411": "asset",
        "521": "expense",
    }
    assert {code: family(code, debit) for code in said} == said
    assert (family("501", credit), family("501", None)) == ("income", "expense")


# --- the pages of a bound book ----------------------------------------------------------------


def sums(*days: tuple[int, int, int, int]) -> list[DaySum]:
    """(month, day, debit, credit): a line for each side that moved."""
    return [
        DaySum(date(2025, month, day), bool(debit) + bool(credit), debit, credit)
        for month, day, debit, credit in days
    ]


def test_days_months_and_the_year_are_added_up_below_their_lines():
    days = sums((2, 3, 500, 0), (2, 9, 70, 30), (3, 1, 0, 40))
    runs = pages.runs_of(date(2025, 2, 1), 1_000, (2_000, 1_200), days, daily=True)
    assert [(run.lines, [(foot.kind, *moved(foot)) for foot in run.feet]) for run in runs] == [
        (0, [("brought", 0, 0, 1_000)]),
        (1, [("day", 500, 0, 1_500)]),
        (2, [("day", 70, 30, 1_540), ("month", 570, 30, 1_540), ("year", 2_570, 1_230, 1_540)]),
        (1, [("day", 0, 40, 1_500), ("month", 0, 40, 1_500), ("year", 2_570, 1_270, 1_500)]),
    ]
    by_month = pages.runs_of(date(2025, 2, 1), 1_000, (2_000, 1_200), days, daily=False)
    assert [foot.kind for run in by_month for foot in run.feet] == ["brought", *("month", "year") * 2]


def moved(foot: pages.Foot) -> tuple[int, int, int]:
    """What a row adds up: both sides, and what stands then."""
    return foot.debit_fen, foot.credit_fen, foot.balance_fen


@given(
    st.lists(st.tuples(st.integers(0, 4), st.lists(st.text(max_size=2), max_size=3)), max_size=6), st.data()
)
def test_windows_one_after_the_other_are_the_whole_book(shape, data):
    runs = [pages.Run(lines, tuple(feet)) for lines, feet in shape]
    numbers = iter(range(sum(run.lines for run in runs)))
    whole = [row for run in runs for row in [*(next(numbers) for _ in range(run.lines)), *run.feet]]
    assert pages.rows_in(runs) == len(whole)
    size = data.draw(st.integers(1, 5))
    seen: list[Any] = []
    for offset in range(0, len(whole) + size, size):
        first, places = pages.window(runs, offset, size)
        lines = iter(range(first, len(whole)))
        seen += [next(lines) if place is None else place for place in places]
    assert seen == whole


def test_what_is_money_begins_with_ten():
    assert [code for code in ("101", "102", "109", "113", "201", "") if pages.is_money(code)] == [
        "101",
        "102",
        "109",
    ]


@pytest.mark.parametrize(
    ("closings", "reopenings", "stands"),
    [
        ([], [], ""),
        ([("2025-01", 1)], [], "01"),
        ([("2025-01", 1)], [("2025-01", 1)], "01"),
        ([("2025-01", 1), ("2025-02", 2)], [("2025-02", 3)], "01"),
        ([("2025-01", 1), ("2025-02", 2)], [("2025-01", 3)], ""),
        ([("2025-01", 1), ("2025-02", 2)], [("2025-03", 3)], "01 02"),
        ([("2025-01", 1), ("2025-01", 4)], [("2025-01", 3)], "01"),
        ([("2025-01", 4), ("2025-01", 1)], [("2025-01", 3)], "01"),
        ([("2025-01", 1), ("2025-02", 2), ("2025-01", 4)], [("2025-01", 3)], "01"),
    ],
)
def test_what_stands_closed(closings, reopenings, stands):
    assert sorted(month[5:] for month in still_closed(closings, reopenings)) == stands.split()


@given(st.lists(st.integers(-12, 12).filter(bool), max_size=40))
def test_a_month_at_a_time_leaves_no_gap(steps):
    """Whatever is closed in turn and opened again, what stands closed is the first months without a gap."""
    closings, reopenings, standing = [], [], 0
    for mark, step in enumerate(steps, 1):
        if step > 0 and standing < 12:
            standing += 1
            closings.append((f"2025-{standing:02d}", mark))
        elif -step <= standing and step < 0:
            reopenings.append((f"2025-{-step:02d}", mark))
            standing = -step - 1
    assert sorted(still_closed(closings, reopenings)) == [
        f"2025-{each:02d}" for each in range(1, standing + 1)
    ]


@pytest.mark.parametrize(
    ("month", "sealed", "code"),
    [("2025-01", (), None), ("2025-02", (), "ledger.not_closed"), ("2025-01", (2025,), "ledger.year_sealed")],
)
def test_who_may_open_what(month, sealed, code):
    state = PeriodState(frozenset({"2025-01"}), frozenset(sealed), date(2025, 1, 1))
    fault = reopening_fault(Period.parse(month), state, "clause")
    assert (fault.code if fault else None) == code


@pytest.mark.parametrize(
    ("asked", "answers", "same"),
    [
        (("a", "P1"), ("b", "P2"), False),
        (("a", "P1"), ("a", "P2"), True),
        (("a", "P1"), ("b", "P1"), True),
        (("a", ""), ("b", ""), False),
    ],
)
def test_another_person_answers(asked, answers, same):
    assert (answering_fault(asked, answers, "clause") is not None) is same


@pytest.mark.parametrize(
    ("sheet", "wanted", "off"),
    [
        ((32_000, 5_000, 2_000, 34_500), 35_000, -500),
        ((32_000, 0, 0, 32_000), 32_000, 0),
        ((32_000, 0, 0, 32_001), 32_000, 1),
        ((0, 0, 0, 0), 0, 0),
        ((-100, 0, 0, 0), -100, 100),
    ],
)
def test_what_should_lie_there(sheet, wanted, off):
    found = CashSheet(*sheet)
    assert (found.wanted_fen, found.off_fen) == (wanted, off)


@given(st.integers(-(10**15), 10**15), PAPERS, PAPERS, PAPERS)
def test_every_fen_is_told(book, received, paid, counted):
    """What lies there, less what is off, with the papers the other way round, is the book."""
    sheet = CashSheet(book, received, paid, counted)
    assert counted - sheet.off_fen - received + paid == book
    entered = CashSheet(book + received - paid, 0, 0, counted)
    assert entered.off_fen == sheet.off_fen


@pytest.mark.parametrize(
    ("day", "counted", "words", "code"),
    [
        (COUNTED, 100, "", None),
        (date(2025, 2, 4), 100, "", "ledger.counted_ahead"),
        (OPENED, 100, "", None),
        (date(2024, 12, 31), 100, "", "ledger.counted_before_opening"),
        (COUNTED, 99, "", "ledger.cash_off_unexplained"),
        (COUNTED, 101, "", "ledger.cash_off_unexplained"),
        (COUNTED, 101, "找零", None),
    ],
)
def test_what_may_be_recorded(day, counted, words, code):
    fault = count_fault(day, CashSheet(100, 0, 0, counted), words, opened_on=OPENED, on=COUNTED)
    assert (fault.code if fault else None) == code


def test_each_chart_has_its_own_templates():
    bought = VoucherTemplate("买农资", "买化肥", ("141",), ("102",))
    rent = VoucherTemplate("收租金", "收门面租金", ("102",), ("511",))
    both = VoucherTemplates("test", {"buy": bought}, {"rent": rent})
    assert both.of("cooperative") == {"buy": bought} and both.of("collective") == {"rent": rent}
