"""When a body has decided, when a member leaves, who may hold what (议事、退社、职务)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import load_charter, read_typed, read_yaml
from liancun.kernel import BadInput, DateRange, Refusal
from liancun.kernel.identifiers import is_id_number
from liancun.rooms.registry.masks import mask_account, mask_id, mask_name, mask_phone
from liancun.rooms.registry.rules import (
    BodyRule,
    Card,
    ExitNotice,
    Meeting,
    Meetings,
    MemberMix,
    OrgForm,
    PostRules,
    TrailRules,
    clashes,
    kept_from,
    leaves_on,
    meeting_result,
    member_mix_faults,
    one_person_grounds,
    overlap,
)

DAY = date(2025, 6, 1)
CHARTER = load_charter(pack="panguan")


@dataclass(frozen=True)
class Counts:
    """The counts of a case; what is left out is 0."""

    body: str
    entitled: int
    present: int
    total_votes: int
    votes_for: int
    votes_against: int = 0
    votes_abstain: int = 0
    major: bool = False
    members: int = 0
    notice_days: int | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Case:
    """One vote worked by hand."""

    name: str
    counts: Counts
    expect: str
    form: OrgForm | None = None


def cases() -> list[Any]:
    file = Path(__file__).with_name("cases.yaml")
    read = read_yaml(file.read_text(encoding="utf-8"), file.name)
    made = [read_typed(each, Case, file=file.name, where=each["name"]) for each in read]
    return [pytest.param(case, id=case.name) for case in made]


@pytest.mark.parametrize("case", cases())
def test_a_vote_worked_by_hand(case):
    law = CHARTER.in_force(Meetings, on=DAY)
    meeting = Meeting(**vars(case.counts))
    if "." in case.expect:
        with pytest.raises(Refusal) as no:
            meeting_result(meeting, law, case.form)
        assert (no.value.code, no.value.clause) == (case.expect, law.clause)
        return
    result = meeting_result(meeting, law, case.form)
    assert ("passed" if result.passed else "failed") == case.expect
    assert [each.clause for each in result.because] == [law.clause, law.clause]


@given(
    entitled=st.integers(1, 5000),
    present=st.integers(0, 5000),
    votes=st.integers(0, 5000),
    major=st.booleans(),
)
def test_another_vote_for_it_never_undoes_it(entitled, present, votes, major):
    law = CHARTER.in_force(Meetings, on=DAY)
    present, votes = min(present, entitled), min(votes, present, entitled)
    if votes + 1 > present:
        return
    meeting = Meeting("members_assembly", entitled, present, entitled, votes, 0, 0, major)
    more = replace(meeting, votes_for=votes + 1)
    if meeting_result(meeting, law).passed:
        assert meeting_result(more, law).passed
        assert 2 * votes > entitled and 3 * present >= 2 * entitled


def test_a_charter_may_not_set_up_what_the_law_does_not_know():
    with pytest.raises(Refusal) as no:
        OrgForm("union", True)
    assert no.value.code == "registry.form.union_without_representatives"
    with pytest.raises(Refusal) as no:
        BodyRule("x", Fraction(3, 2), Fraction(1), Fraction(1), "all", True)
    assert no.value.code == "registry.meeting.share_out_of_range"
    for months in (-1, 12):
        with pytest.raises(Refusal):
            ExitNotice("c", months, 6)
    with pytest.raises(BadInput):
        read_typed({"form": "club", "representatives": False}, OrgForm, file="x")


LEAVING = ExitNotice("c", 3, 6)


@pytest.mark.parametrize(
    ("kind", "notice", "year"),
    [
        ("farmer", date(2025, 9, 30), 2025),
        ("farmer", date(2025, 10, 1), 2026),
        ("unit", date(2025, 6, 30), 2025),
        ("unit", date(2025, 7, 1), 2026),
        ("farmer", date(2025, 1, 1), 2025),
        ("farmer", date(2025, 12, 31), 2026),
    ],
)
def test_leaving_ends_with_a_year(kind, notice, year):
    assert leaves_on(kind, notice, LEAVING) == date(year, 12, 31)


def test_a_charter_of_no_notice_lets_members_leave_to_the_last_day():
    assert leaves_on("farmer", date(2025, 12, 31), ExitNotice("c", 0, 0)) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("farmers", "units", "codes"),
    [
        (0, 0, []),
        (19, 1, []),
        (5, 1, []),
        (4, 1, []),
        (3, 1, ["registry.mix.too_few_farmers"]),
        (18, 2, ["registry.mix.too_many_units"]),
        (95, 5, []),
        (94, 5, ["registry.mix.too_many_units"]),
        (70, 30, ["registry.mix.too_few_farmers", "registry.mix.too_many_units"]),
    ],
)
def test_who_may_be_members(farmers, units, codes):
    law = CHARTER.in_force(MemberMix, on=DAY)
    assert [each.code for each in member_mix_faults(farmers, units, law)] == codes


def test_posts_that_do_not_go_together():
    law = CHARTER.in_force(PostRules, on=DAY)
    assert clashes(["supervisor", "accountant"], law) == (("supervisor", "accountant"),)
    assert clashes(["cashier", "accountant"], law) == (("cashier", "accountant"),)
    assert clashes(["director", "supervisor", "cashier"], law) == (
        ("supervisor", "director"),
        ("supervisor", "cashier"),
    )
    assert clashes(["secretary", "director", "grid_worker", "notice_clerk"], law) == ()


days = st.integers(0, 60).map(lambda n: date(2025, 1, 1) + timedelta(days=n))
ranges = st.builds(
    lambda start, length: DateRange(start, None if length is None else start + timedelta(days=length)),
    days,
    st.none() | st.integers(0, 20),
)


@given(st.lists(ranges, max_size=6))
def test_ranges_overlap_exactly_where_a_day_is_in_two(some):
    twice = any(sum(each.holds(date(2025, 1, 1) + timedelta(days=n)) for each in some) > 1 for n in range(90))
    assert (overlap(some) is not None) == twice


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("李小明", "李*明"),
        ("欧阳娜娜", "欧**娜"),
        ("王", "王*"),
        ("𠮷野家", "𠮷*家"),
        ("Ana王😀", "A***😀"),
    ],
)
def test_masked_names(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("11010519491231002X", True),
        ("34052419800101001X", True),
        ("440524188001010014", True),
        ("520222199002030113", False),
        ("11010519491231002x", False),
        ("11010519491331002X", False),
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_id_numbers_by_their_check_digit(number, good):
    assert is_id_number(number) is good


def test_masked_numbers():
    assert mask_id("520281198001011234") == "520281********1234"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_account("6228450012345678901") == "尾号8901"
    assert (mask_id(""), mask_phone(""), mask_account("")) == ("", "", "")


def test_a_body_may_ask_for_everybody():
    assert BodyRule("x", Fraction(1), Fraction(1), Fraction(1), "all", False).quorum == 1


def test_twenty_members_are_still_a_small_cooperative():
    law = MemberMix("law", Fraction(1, 2), Fraction(1, 10), 20, 1)
    assert [each.code for each in member_mix_faults(18, 2, law)] == ["registry.mix.too_many_units"]
    assert member_mix_faults(27, 3, law) == ()


def test_ranges_that_share_one_day_overlap():
    first = DateRange(date(2025, 1, 1), date(2025, 3, 31))
    assert overlap([first, DateRange(date(2025, 3, 31))]) == DateRange(date(2025, 3, 31))
    assert overlap([first, DateRange(date(2025, 4, 1))]) is None


@pytest.mark.parametrize(
    ("over", "entitled", "least"),
    [(False, 7, 5), (False, 6, 4), (True, 7, 5), (True, 6, 5)],
)
def test_how_many_must_be_there(over, entitled, least):
    """Two thirds of seven are five (4.67 of them); more than two thirds of six are five, of seven as well."""
    rule = BodyRule(
        name="代表会议", quorum=Fraction(2, 3), majority=Fraction(1, 2), major_majority=Fraction(1, 2),
        counted_on="present", over=True, quorum_over=over,
    )  # fmt: skip
    assert rule.least_present(entitled) == least


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [("2026-11-30", 6, "2026-05-30"), ("2026-08-31", 6, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")],
)
def test_the_first_day_that_is_kept_by_hand(today, months, first):
    day = date.fromisoformat
    assert kept_from(day(today), TrailRules("c", months)) == day(first)


def test_less_than_six_months_is_refused():
    assert TrailRules("c", 6).keep_months == 6
    with pytest.raises(Refusal, match=r"registry\.trail\.too_short"):
        TrailRules("c", 5)


FIRST, SECOND, SWAPPED = "520281199003120018", "520281199003120026", "520281199003210013"
CARD = Card("P1", "王芳", "f", date(1990, 3, 12), "520281123201")


@pytest.mark.parametrize(
    ("one", "other", "grounds"),
    [
        ({}, {}, ("same_card",)),
        ({"number": FIRST}, {}, ("same_card",)),
        ({}, {"number": FIRST}, ("same_card",)),
        ({"number": FIRST}, {"number": SECOND}, ()),
        ({"number": FIRST}, {"number": SWAPPED}, ("swapped_number",)),
        ({"number": FIRST}, {"number": SWAPPED, "sex": "m"}, ()),
        ({"number": FIRST}, {"number": SWAPPED, "name": "王芬"}, ()),
        ({}, {"name": "王芬"}, ()),
        ({}, {"sex": "m"}, ()),
        ({}, {"born_on": date(1990, 3, 13)}, ()),
        ({}, {"village": "520281123202"}, ()),
        ({"homes": {"L1", "L2"}}, {"homes": {"L2"}, "sex": "m"}, ("same_home",)),
        ({"homes": {"L1"}}, {"homes": {"L1"}}, ("same_card", "same_home")),
        ({"homes": {"L1"}}, {"homes": {"L2"}, "sex": "m"}, ()),
        ({"homes": {"L1"}, "number": FIRST}, {"homes": {"L1"}, "number": SECOND}, ()),
    ],
)
def test_why_two_cards_may_be_one_persons(one, other, grounds):
    assert one_person_grounds(_card(one), _card(other)) == grounds


def _card(said):
    homes = frozenset(said.get("homes", ()))
    return replace(CARD, **{**said, "numbered": "number" in said, "homes": homes})


CARDS = st.builds(
    Card,
    code=st.just("P1"),
    name=st.sampled_from(["王芳", "王芬"]),
    sex=st.sampled_from(["f", "m"]),
    born_on=st.sampled_from([DAY, date(1990, 3, 12)]),
    village=st.sampled_from(["520281123201", "520281123202"]),
    numbered=st.booleans(),
    homes=st.frozensets(st.sampled_from(["L1", "L2", "L3"])),
)


@given(CARDS, CARDS, st.sampled_from([FIRST, SECOND, SWAPPED]), st.sampled_from([FIRST, SECOND, SWAPPED]))
def test_who_is_asked_first_is_the_same_and_a_name_of_its_own_is_nobody_else(one, other, here, there):
    one = replace(one, number=here if one.numbered else "")
    other = replace(other, number=there if other.numbered else "")
    grounds = one_person_grounds(one, other)
    assert grounds == one_person_grounds(other, one)
    if grounds:
        assert one.name == other.name
        assert (grounds == ("swapped_number",)) == (one.numbered and other.numbered)
