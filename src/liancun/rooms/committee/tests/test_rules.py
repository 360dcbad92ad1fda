"""Who may decide, who counts, what comes of it: worked by hand, and against a plain count (议事规则)."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import load_charter
from liancun.charter.typed import read_typed, read_yaml
from liancun.kernel import Refusal
from liancun.rooms.committee.rules import (
    ABSTAIN,
    AGAINST,
    FOR,
    HANDS,
    INVALID,
    ONLINE,
    PAPER,
    Bodies,
    BodyForm,
    Cast,
    Composition,
    Counted,
    ExtraVotes,
    MatterKind,
    Matters,
    Movement,
    Representatives,
    composition_faults,
    in_the_room,
    may_still_be_counted,
    must_be_noticed,
    must_be_theirs,
    must_be_within,
    must_follow,
    must_have_carried,
    result,
    takes_effect,
    tally,
    that_count,
    tie,
    votes_in_the_room,
)
from liancun.rooms.registry.rules import BodyRule, Meetings

CHARTER = load_charter()
DAY = date(2026, 3, 1)


def bodies() -> Bodies:
    return CHARTER.in_force(Bodies, on=DAY)


@dataclass(frozen=True)
class Case:
    """A vote worked by hand."""

    name: str
    body: str
    entitled: int
    came: int
    votes_for: int
    expect: str
    left: int = 0
    votes_against: int = 0
    votes_abstain: int = 0
    invalid: int = 0
    major: bool = False
    extra: int = 0


def cases() -> list:
    file = Path(__file__).with_name("cases.yaml")
    read = read_yaml(file.read_text(encoding="utf-8"), file.name)
    return [read_typed(each, Case, file=file.name, where=each["name"]) for each in read]


@pytest.mark.parametrize("case", cases())
def test_a_vote_worked_by_hand(case):
    moved = [Movement("09:00", voter, True) for voter in range(case.came)]
    moved += [Movement("09:40", voter, False) for voter in range(case.left)]
    present = len(in_the_room(moved, "09:45"))
    counted = [Counted(HANDS, case.votes_for, case.votes_against, case.votes_abstain, case.invalid)]
    extra = {0: case.extra} if case.extra else {}
    count = tally(case.entitled, present, [], counted, extra)
    law = bodies().meetings_of(case.body)
    found = result(count, case.body, law, major=case.major, members=0, form=None, notice_days=10)
    assert found.outcome == case.expect
    assert {each.clause for each in found.because} == {law.clause}


def test_the_least_number_that_may_decide_is_the_one_from_which_a_vote_may_pass():
    for body in bodies().forms:
        law = bodies().meetings_of(body)
        rule = law.bodies[body]
        if rule.members_min or rule.representatives_min:
            continue
        for entitled in (*range(1, 40), 600):
            least = rule.least_present(entitled)
            for present in range(entitled + 1):
                count = tally(entitled, present, [], [Counted(HANDS, present)])
                got = result(count, body, law, major=False, members=0, form=None, notice_days=10)
                assert (got.outcome != "not_quorate") == (present >= least), (body, entitled, present)


DONE = st.sampled_from(["away", FOR, AGAINST, ABSTAIN, INVALID, "silent"])
SHARES = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(1)])


@given(
    quorum=SHARES,
    majority=SHARES,
    quorum_over=st.booleans(),
    over=st.booleans(),
    counted_on=st.sampled_from(["all", "present"]),
    voters=st.lists(
        st.sampled_from(["away", FOR, AGAINST, ABSTAIN, INVALID, "silent"]), min_size=1, max_size=40
    ),
)
def test_any_body_decides_as_a_plain_count_does(quorum, majority, quorum_over, over, counted_on, voters):
    rule = BodyRule("x", quorum, majority, majority, counted_on, over, quorum_over)
    there = [each for each in voters if each != "away"]
    cast = [Cast(at, PAPER, each) for at, each in enumerate(there) if each != "silent"]
    count = tally(len(voters), len(there), cast, [])
    got = result(count, "x", Meetings("c", {"x": rule}), major=False, members=0, form=None, notice_days=None)
    wanted = quorum * len(voters)
    enough_came = len(there) > wanted if quorum_over else len(there) >= wanted
    base = len(voters) if counted_on == "all" else len(there)
    pro = sum(1 for each in there if each == FOR)
    carried = pro > majority * base if over else pro >= majority * base
    assert got.outcome == (("passed" if carried else "rejected") if enough_came else "not_quorate")
    assert rule.least_present(len(voters)) <= len(voters) + 1
    assert (len(there) >= rule.least_present(len(voters))) == enough_came


@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["09:00", "09:10", "09:20", "09:30"]), st.integers(0, 4), st.booleans()),
        unique_by=lambda each: each[:2],
        max_size=15,
    ),
    at=st.sampled_from(["08:59", "09:10", "09:15", "09:30"]),
)
def test_who_is_there_is_who_came_last(moves, at):
    found = in_the_room([Movement(*each) for each in moves], at)
    for voter in range(5):
        own = sorted(each for each in moves if each[1] == voter and each[0] <= at)
        assert (voter in found) == bool(own and own[-1][2])


def test_who_leaves_as_the_vote_is_opened_is_not_there():
    moved = [Movement("09:00", 1, True), Movement("09:30", 1, False), Movement("09:30", 2, True)]
    assert in_the_room(moved, "09:29") == {1}
    assert in_the_room(moved, "09:30") == {2}


def test_paper_counts_whichever_came_first():
    online, paper = Cast(1, ONLINE, FOR), Cast(1, PAPER, AGAINST)
    for order in ([online, paper], [paper, online]):
        assert that_count(order) == {1: paper}
    assert that_count([online, Cast(2, HANDS, FOR)]) == {1: online, 2: Cast(2, HANDS, FOR)}
    assert that_count([Cast(1, HANDS, FOR), online])[1].way == HANDS


def test_all_ballots_are_added_up_once():
    cast = [Cast(1, ONLINE, FOR), Cast(1, PAPER, AGAINST), Cast(2, PAPER, INVALID)]
    counted = [Counted(HANDS, 3, 2, 1, 4), Counted(PAPER, 1)]
    count = tally(50, 20, cast, counted)
    assert dict(count.votes) == {FOR: 4, AGAINST: 3, ABSTAIN: 1, INVALID: 5}
    assert may_still_be_counted(20, cast, counted) == 20 - 2 - 11


@given(
    voters=st.lists(
        st.tuples(st.sampled_from(["away", FOR, AGAINST, ABSTAIN, INVALID, "silent"]), st.integers(0, 5)),
        min_size=1,
        max_size=30,
    )
)
def test_extra_votes_count_as_so_many_people_of_one_mind_would(voters):
    """Weighed ballots come out as one ballot a vote does; the quorum is of people."""
    extra = {at: more for at, (_did, more) in enumerate(voters) if more}
    there = [at for at, (did, _more) in enumerate(voters) if did != "away"]
    cast = [Cast(at, PAPER, voters[at][0]) for at in there if voters[at][0] != "silent"]
    count = tally(len(voters), len(there), cast, [], extra)
    ballots = [did for did, more in voters for _vote in range(1 + more) if did not in ("away", "silent")]
    assert dict(count.votes) == {each: ballots.count(each) for each in (FOR, AGAINST, ABSTAIN, INVALID)}
    assert count.total_votes == sum(1 + more for _did, more in voters)
    room = votes_in_the_room(there, extra)
    assert room == sum(1 + voters[at][1] for at in there)
    silent = sum(1 + more for did, more in voters if did == "silent")
    assert may_still_be_counted(room, cast, [], extra) == silent
    rule = BodyRule("x", Fraction(2, 3), Fraction(1, 2), Fraction(2, 3), "all", True)
    got = result(count, "x", Meetings("c", {"x": rule}), major=False, members=0, form=None, notice_days=None)
    if 3 * len(there) < 2 * len(voters):
        assert got.outcome == "not_quorate"
    else:
        assert (got.outcome == "passed") == (2 * ballots.count(FOR) > count.total_votes)


@pytest.mark.parametrize(
    ("extra", "members", "most", "code"),
    [
        ((), 100, 0, ""),
        ((1,), 100, 0, "committee.no_extra_votes"),
        ((5, 5, 5, 5), 100, 5, ""),
        ((6,), 100, 5, "committee.extra_votes_each"),
        ((5, 5, 5, 5, 1), 100, 5, "committee.extra_votes_in_all"),
        ((1,), 7, 5, ""),
        ((1, 1), 7, 5, "committee.extra_votes_in_all"),
        ((2,), 10, 5, ""),
        ((2, 1), 10, 5, "committee.extra_votes_in_all"),
    ],
)
def test_extra_votes_are_a_fifth_at_most_and_as_the_charter_says(extra, members, most, code):
    rule = bodies().meetings_of("members_assembly").bodies["members_assembly"]
    terms = ExtraVotes("c", most)
    if not code:
        must_be_within(extra, members, rule, terms, "law")
        return
    with pytest.raises(Refusal) as no:
        must_be_within(extra, members, rule, terms, "law")
    assert (no.value.code, no.value.clause) == (code, "law" if code.endswith("in_all") else "c")


@pytest.mark.parametrize(
    ("people", "representatives", "women", "codes"),
    [
        (0, 0, 0, []),
        (15, 12, 5, []),
        (15, 11, 5, ["committee.too_few_representatives"]),
        (15, 12, 4, ["committee.too_few_women"]),
        (16, 13, 6, []),
        (16, 12, 5, ["committee.too_few_representatives", "committee.too_few_women"]),
    ],
)
def test_an_assembly_of_representatives_is_made_up_as_the_law_asks(people, representatives, women, codes):
    """Of 15 people 12 are four fifths and 5 a third; of 16 it takes 13 and 6."""
    law = CHARTER.in_force(Representatives, on=DAY)
    found = composition_faults(Composition(people, representatives, women), law)
    assert [each.code for each in found] == codes
    assert {each.clause for each in found} <= {"law/representatives@2026-01-01"}


@given(people=st.integers(0, 60), representatives=st.integers(0, 60), women=st.integers(0, 60))
def test_any_assembly_is_made_up_as_a_plain_count_says(people, representatives, women):
    law = CHARTER.in_force(Representatives, on=DAY)
    codes = {each.code for each in composition_faults(Composition(people, representatives, women), law)}
    assert ("committee.too_few_representatives" in codes) == (5 * representatives < 4 * people)
    assert ("committee.too_few_women" in codes) == (3 * women < people)


def test_a_tie_is_one_only_where_somebody_voted():
    said = tie(tally(9, 9, [], [Counted(HANDS, 4, 4)]), "c")
    assert said is not None and said.code == "committee.tie"
    assert tie(tally(9, 9, [], [Counted(HANDS, 4, 5)]), "c") is None
    assert tie(tally(9, 9, [], []), "c") is None


@pytest.mark.parametrize(
    ("days", "least", "urgent", "because", "code"),
    [
        (10, 10, False, "", ""),
        (0, 0, False, "", ""),
        (9, 10, False, "", "committee.notice_too_late"),
        (9, 10, False, "山洪", "committee.notice_too_late"),
        (9, 10, True, "", "committee.urgent_without_reason"),
        (0, 10, True, "山洪", ""),
        (-1, 0, True, "山洪", "committee.notice_after_meeting"),
    ],
)
def test_all_must_know_in_time(days, least, urgent, because, code):
    half = Fraction(1, 2)
    rule = BodyRule("x", half, half, half, "all", True, notice_days=least, urgent=urgent)
    if not code:
        must_be_noticed(days, because, rule, "c")
        return
    with pytest.raises(Refusal) as no:
        must_be_noticed(days, because, rule, "c")
    assert (no.value.code, no.value.clause) == (code, "c")


ASSEMBLY, PARTY = BodyForm(("town",), "seats", (PAPER,)), BodyForm(("town",), "seats", (PAPER,), party=True)


@pytest.mark.parametrize(
    ("bodies", "owned", "form", "joint", "code"),
    [
        (("board",), False, ASSEMBLY, False, "committee.not_their_matter"),
        (("x", "board"), True, ASSEMBLY, False, ""),
        ((), False, ASSEMBLY, False, ""),
        ((), True, PARTY, False, "committee.party_binds_no_property"),
        (("board",), True, PARTY, True, ""),
        (("board",), False, PARTY, False, "committee.not_their_matter"),
        (("board",), False, PARTY, True, ""),
        (("board",), False, ASSEMBLY, True, "committee.not_their_matter"),
        (("x",), False, PARTY, False, ""),
    ],
)
def test_each_matter_goes_to_who_decides_it(bodies, owned, form, joint, code):
    kind = MatterKind("事", bodies, owned)
    if not code:
        must_be_theirs(kind, "x", form, joint, "c")
        return
    with pytest.raises(Refusal) as no:
        must_be_theirs(kind, "x", form, joint, "c")
    assert (no.value.code, no.value.clause) == (code, "c")


def test_what_the_charter_does_not_know_is_refused_with_its_clause():
    known = bodies()
    for ask in (lambda: known.form_of("club"), lambda: known.meetings_of("club")):
        with pytest.raises(Refusal) as no:
            ask()
        assert no.value.code == "committee.unknown_body" and no.value.clause
    with pytest.raises(Refusal) as no:
        CHARTER.in_force(Matters, on=DAY).kind("x")
    assert no.value.code == "committee.unknown_matter"
    assert known.is_lawful_body("joint_committee") and not known.is_lawful_body("party_meeting")
    with pytest.raises(Refusal) as no:
        replace(known, forms={"club": ASSEMBLY})
    assert no.value.code == "committee.charter.no_rule"


@pytest.mark.parametrize(
    ("step", "day", "before", "code"),
    [
        ("proposed", 1, {}, ""),
        ("proposed", 2, {"proposed": 1}, "committee.step_again"),
        ("consulted", 1, {"proposed": 1}, ""),
        ("consulted", 1, {}, "committee.step_before"),
        ("consulted", 1, {"proposed": 2}, "committee.step_too_early"),
        ("examined", 3, {"proposed": 1}, "committee.step_before"),
        ("examined", 2, {"proposed": 1, "consulted": 2}, ""),
    ],
)
def test_steps_come_in_their_order(step, day, before, code):
    known = {name: date(2026, 2, at) for name, at in before.items()}
    if not code:
        must_follow(step, date(2026, 2, day), known, "c")
        return
    with pytest.raises(Refusal) as no:
        must_follow(step, date(2026, 2, day), known, "c")
    assert (no.value.code, no.value.clause) == (code, "c")


@pytest.mark.parametrize(
    ("step", "due", "present", "votes_for", "code"),
    [
        ("examined", 30, 20, 16, ""),
        ("examined", 30, 20, 15, "committee.step_rejected"),
        ("examined", 30, 19, 19, "committee.step_not_quorate"),
        ("proposed", 5, 3, 3, ""),
        ("consulted", 4, 2, 2, "committee.step_not_quorate"),
    ],
)
def test_each_step_carries_by_its_own_count(step, due, present, votes_for, code):
    if not code:
        must_have_carried(step, due, present, votes_for, bodies())
        return
    with pytest.raises(Refusal) as no:
        must_have_carried(step, due, present, votes_for, bodies())
    assert no.value.code == code and no.value.clause


def test_where_a_joint_resolution_holds():
    states = ("passed", "rejected", "passed", "waiting")
    assert takes_effect("passed", states) == (True, False, True, False)
    assert takes_effect("all", states) == (False,) * 4
    assert takes_effect("all", ("passed", "passed")) == (True, True)


def test_who_sits_in_the_village_assembly_is_cited_by_its_own_article():
    """村民会议由本村十八周岁以上的村民组成; how many must come is the article after it."""
    blocks = CHARTER.decisions["", "law/voting_age"].blocks
    assert [(str(block.start), block.clauses[0].value, block.clauses[0].cite) for block in blocks] == [
        ("2018-07-01", 18, "村民委员会组织法(2018)第二十一条"),
        ("2026-01-01", 18, "村民委员会组织法(2025修订)第二十五条"),
    ]
