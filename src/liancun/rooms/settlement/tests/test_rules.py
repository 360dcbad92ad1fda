"""The life as a pure rule (流程规则): what may follow, what is late, what is offset."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import read_typed
from liancun.kernel import BadInput, Refusal
from liancun.kernel.rulings import EntryLine, Line
from liancun.rooms.settlement import rules
from liancun.rooms.settlement.rules import Late, Open, RunLife

NOTHING = "a line with nothing open takes nothing, on whichever side it is counted"
EQUIVALENT = {
    "offsets: item.open_fen > 0 -> item.open_fen >= 0": NOTHING,
    "offsets: item.open_fen < 0 -> item.open_fen <= 0": NOTHING,
    "must_be_owed: amount_fen > 0 -> amount_fen >= 0": "nothing was refused two lines above",
    "must_be_owed: open_fen > 0 -> open_fen >= 0": "nothing open was refused two lines above",
    "payable_fen: open_fen > 0 -> open_fen >= 0": "of nothing nothing is free, whatever its sign",
    "payment_entry: fen > 0 -> fen >= 0": "a payment of nothing never gets this far",
}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

LIFE = {
    "title": "样例",
    "makes": {"accountant": "own"},
    "checks": {"supervisor": "own"},
    "publishes": {"notice_clerk": "own"},
    "decides": {"secretary": "own"},
    "pays": {"cashier": "own"},
    "objection_days": 7,
    "circles": ["paper", "members"],
    "expires_days": 60,
}


def life(**changes):
    return read_typed({**LIFE, **changes}, RunLife, file="runs/toy.yaml", clause="runs/toy@2024-01-01")


def test_a_life_is_read_with_its_defaults():
    read = life()
    assert (read.books, read.papers_days, read.resolution_body) == ({}, 0, "")
    assert (read.late_facts, read.pay_by_days) == ("supplement", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"checks": {}}, "settlement.life.nobody"),
        ({"objection_days": -1}, "settlement.life.negative_days"),
        ({"expires_days": 6}, "settlement.life.expires_before_objections"),
        ({"papers_days": 15}, "settlement.life.papers_without_body"),
        ({"circles": []}, "settlement.life.shown_nowhere"),
        ({"circles": ["moon"]}, "typed.not_a_choice"),
        ({"late_facts": "never"}, "typed.not_a_choice"),
        ({"objection_days": "7"}, "typed.wrong_kind"),
        ({"pay_by": 3}, "typed.unknown_key"),
    ],
)
def test_what_a_life_may_not_be(changes, code):
    with pytest.raises(BadInput) as bad:
        life(**changes)
    assert [problem.code for problem in bad.value.problems] == [code]


def test_expiry_on_the_last_day_to_object_is_allowed():
    assert life(expires_days=7).expires_days == 7


STATES = sorted({*rules.NEXT, *rules.ENDED} - {""})


@pytest.mark.parametrize("state", ["", *STATES])
@pytest.mark.parametrize("wanted", STATES)
def test_only_lawful_steps(state, wanted):
    lawful = wanted in rules.NEXT[state]
    if wanted == "drafted" and state == "":
        rules.must_follow(state, wanted)
        return
    if lawful:
        rules.must_follow(state, wanted)
        return
    with pytest.raises((Refusal, KeyError)):
        rules.must_follow(state, wanted)


def test_a_whole_life_is_lawful_and_a_reversal_skips_the_notice():
    for before, after in pairwise(["", "drafted", "checked", "published", "confirmed", "posted", "reversed"]):
        rules.must_follow(before, after)
    for state in ("drafted", "checked", "published", "confirmed"):
        rules.must_follow(state, "withdrawn")
    with pytest.raises(Refusal) as no:
        rules.must_follow("posted", "withdrawn")
    assert no.value.code == "settlement.too_late_to_withdraw"
    rules.must_follow("checked", "confirmed", reversal=True)
    with pytest.raises(Refusal) as no:
        rules.must_follow("checked", "confirmed")
    assert no.value.code == "settlement.not_published"


def test_what_was_confirmed_is_taken_back_by_who_decides():
    assert rules.takes_back("confirmed") == "decides"
    assert {rules.takes_back(state) for state in ("", "drafted", "checked", "published", "posted")} == {
        "makes"
    }


@pytest.mark.parametrize(
    ("run", "own", "replacement", "state"),
    [
        ("published", "", False, "published"),
        ("posted", "", False, "posted"),
        ("posted", "held", False, "held"),
        ("posted", "", True, "drafted"),
        ("posted", "checked", True, "checked"),
        ("withdrawn", "held", False, "withdrawn"),
        ("reversed", "cancelled", False, "cancelled"),
    ],
)
def test_state_of_a_line(run, own, replacement, state):
    assert rules.line_state(run, own, replacement=replacement) == state


def test_the_same_person_is_known_by_name_or_code():
    rules.must_differ("checker", {"li", "P2"}, {"maker": {"wang", "P1", ""}}, "c")
    rules.must_differ("checker", {"li", ""}, {"maker": {"wang", ""}}, "c")
    for somebody in ({"wang", "P2"}, {"li", "P1"}):
        with pytest.raises(Refusal):
            rules.must_differ("checker", somebody, {"maker": {"wang", "P1"}}, "c")


def line(subject, fen, part="pay"):
    return Line(subject, part, f"P{subject}", fen, ())


def test_late_lines_by_subject():
    settled = {(x.subject, x.part): x for x in (line("A", 100), line("B", 50), line("C", 10))}
    late = rules.late_lines("2025-01", [line("A", 100), line("B", 70), line("D", 5)], settled)
    assert [(x.subject, x.difference_fen) for x in late] == [("B", 20), ("C", -10), ("D", 5)]
    assert late[0] == Late("2025-01", "B", "pay", "PB", "", 70, 50)


def test_parts_of_supplements():
    part = rules.supplement_part("2025-01", "pay")
    assert part == "supplement:2025-01/pay"
    assert rules.original_part(part) == "pay" == rules.original_part("pay")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["114", "221"]), st.integers(-500, 500))))
def test_offsets_settle_nobody_beyond_what_is_open(items):
    opens = [Open(at, payee, account, fen) for at, (payee, account, fen) in enumerate(items)]
    taken = dict(rules.offsets(opens))
    assert sum(taken.values()) == 0
    groups: dict[tuple[str, str], list[int]] = {}
    for item in opens:
        fen = taken.get(item.line, 0)
        assert abs(fen) <= abs(item.open_fen) and fen * item.open_fen >= 0
        groups.setdefault((item.payee, item.account), []).append(item.open_fen - fen)
    for rest in groups.values():
        assert min(rest) >= 0 or max(rest) <= 0


def test_offsets_take_the_oldest_first():
    opens = [Open(3, "P", "114", 50), Open(1, "P", "114", 30), Open(2, "P", "114", -40)]
    assert rules.offsets(opens) == ((1, 30), (2, -40), (3, 10))


def test_offsets_take_what_is_held_last():
    opens = [Open(1, "P", "114", 30, held=True), Open(2, "P", "114", -40), Open(3, "P", "114", 50)]
    assert rules.offsets(opens) == ((2, -40), (3, 40))


@pytest.mark.parametrize(
    ("open_fen", "amount_fen", "code"),
    [
        (100, 0, "settlement.pay_nothing"),
        (0, 5, "settlement.paid_already"),
        (100, 101, "settlement.pay_too_much"),
        (100, -1, "settlement.pay_too_much"),
        (-100, 1, "settlement.pay_too_much"),
        (-100, -101, "settlement.pay_too_much"),
    ],
)
def test_what_is_not_owed(open_fen, amount_fen, code):
    with pytest.raises(Refusal) as no:
        rules.must_be_owed("line:1", open_fen, amount_fen)
    assert no.value.code == code


@pytest.mark.parametrize(("open_fen", "amount_fen"), [(100, 100), (100, 1), (-100, -100), (-100, -1)])
def test_what_is_owed(open_fen, amount_fen):
    rules.must_be_owed("line:1", open_fen, amount_fen)


@pytest.mark.parametrize(
    ("direction", "fen", "entry"),
    [
        ("pay", 500, [("221", "P1", 500, 0), ("102", "", 0, 500)]),
        ("pay", -500, [("221", "P1", 0, 500), ("102", "", 500, 0)]),
        ("collect", 500, [("221", "P1", 0, 500), ("102", "", 500, 0)]),
        ("collect", -500, [("221", "P1", 500, 0), ("102", "", 0, 500)]),
    ],
)
def test_entry_of_money_that_moved(direction, fen, entry):
    lines = rules.payment_entry(direction, [("221", "P1", fen)], "102")
    assert [(x.account, x.party, x.debit_fen, x.credit_fen) for x in lines] == entry


def test_lines_of_one_account_and_party_are_one():
    lines = rules.netted(
        [EntryLine("102", 0, 5), EntryLine("221", 5), EntryLine("102", 0, 7), EntryLine("221", 7)]
    )
    assert lines == (EntryLine("102", 0, 12), EntryLine("221", 12))
    assert rules.swapped(lines) == (EntryLine("102", 12), EntryLine("221", 0, 12))
    assert dataclasses.is_dataclass(lines[0])


def test_a_reversal_takes_every_step_but_publishing():
    rules.must_follow(rules.DRAFTED, rules.CHECKED, reversal=True)
    rules.must_follow(rules.CHECKED, rules.CONFIRMED, reversal=True)
    with pytest.raises(Refusal) as no:
        rules.must_follow(rules.CHECKED, rules.PUBLISHED, reversal=True)
    assert no.value.code == "settlement.reversal_not_published"
    rules.must_follow(rules.CHECKED, rules.PUBLISHED)


def said(state="open", *, too_much=True, named=None, taken_back=False):
    return rules.Objected(too_much, named, state, taken_back)


@pytest.mark.parametrize(
    ("amount", "objections", "held"),
    [
        (20000, [], 0),
        (20000, [said()], 20000),
        (20000, [said(named=3000)], 3000),
        (20000, [said(named=3000), said(named=500)], 3500),
        (20000, [said(named=3000), said()], 20000),
        (20000, [said(named=20001)], 20000),
        (-2000, [said(named=3000)], 2000),
        (20000, [said(too_much=False)], 0),
        (20000, [said("rejected"), said("withdrawn")], 0),
        (20000, [said("upheld", named=100)], 100),
        (20000, [said("upheld", named=100, taken_back=True)], 0),
        (20000, [said(named=100, taken_back=True)], 100),
    ],
)
def test_what_an_objection_holds(amount, objections, held):
    assert rules.held_fen(amount, objections) == held


@pytest.mark.parametrize(
    ("open_fen", "held", "free"),
    [
        (20000, 0, 20000),
        (20000, 3000, 17000),
        (3000, 3000, 0),
        (3000, 20000, 0),
        (-2000, 500, -1500),
        (0, 0, 0),
    ],
)
def test_what_is_free_of_an_open_line(open_fen, held, free):
    assert rules.payable_fen(open_fen, held) == free


def test_what_is_held_is_not_paid_and_the_rest_is():
    rules.must_be_owed("line:1", 20000, 17000, 3000)
    for fen in (17001, 20000):
        with pytest.raises(Refusal) as no:
            rules.must_be_owed("line:1", 20000, fen, 3000)
        assert no.value.code == "settlement.part_held"
        assert no.value.params == {"line": "line:1", "held_fen": 3000, "free_fen": 17000}
    rules.must_be_owed("line:1", -2000, -1500, 500)


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(1, 10**6), max_size=4))
def test_held_and_free_make_the_line(amount, named):
    held = rules.held_fen(amount, [said(named=fen) for fen in named])
    assert abs(rules.payable_fen(amount, held)) + held == abs(amount)


def test_a_payees_line_is_parted_by_where_its_lines_are_settled():
    """100.00 of this year on 114, 5.00 more for last year on 211, 3.00 of it taken back."""
    sums = {("114", True): 10_000, ("211", True): 500, ("211", False): 300}
    both = (EntryLine("211", 0, 500, "P1"), EntryLine("114", 0, 10_000, "P1"))
    assert rules.parted(EntryLine("211", 0, 10_500, "P1"), "114", sums) == both
    less = EntryLine("211", 300, 0, "P1")
    assert rules.parted(less, "114", sums) == (less,)
    other = EntryLine("211", 0, 10_499, "P1")
    assert rules.parted(other, "114", sums) == (other,), "no sum of these lines"
