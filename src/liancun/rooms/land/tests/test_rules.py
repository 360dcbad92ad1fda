"""The rules of land against hand-worked cases, and what must hold for any rights and contracts."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.base import charters
from liancun.charter import read_yaml
from liancun.kernel import DateRange, Refusal
from liancun.rooms.land import outlines, rules
from liancun.rooms.land.rules import ContractTerms, Held, LandLaw, Offer, Right

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
LAW = LandLaw(
    "law",
    ("use", "pay_by", "rights", "compensation", "breach", "document"),
    ("use_changed", "idle", "damage", "breach"),
    ("expired", "agreed", "expropriated"),
    5,
)
TERMS = ContractTerms("own", LAW, {"shares": "land", "lease": "land", "second": "second"}, 180, 30)
FIRST = date(2025, 1, 1)


def day(value):
    return value if isinstance(value, date) or value is None else date.fromisoformat(value)


def offered(
    plots, giver, start, end, form="shares", rate_fen=40000, pay_by="12-31", without=(), taker="O:park"
):
    texts = {name: name for name in LAW.items if name not in without}
    texts |= {"pay_by": pay_by} if "pay_by" not in without else {}
    days = DateRange(day(start), day(end))
    return Offer("TD-9", form, giver, taker, "O:head", tuple(plots), days, rate_fen, FIRST, texts)


def rights_in(rows):
    return rules.rights_by_day(Right(plot, who, DateRange(day(a), day(b))) for plot, who, a, b in rows)


def cases():
    return [pytest.param(raw, id=raw["name"]) for raw in read_yaml(CASES.read_text("utf-8"), CASES.name)]


@pytest.mark.parametrize("raw", cases())
def test_a_case_worked_by_hand(raw):
    rights = rights_in(raw["rights"])
    held = [
        Held(number, plot, tier, DateRange(day(a), day(b)))
        for number, plot, tier, a, b in raw.get("held", ())
    ]
    offer = offered(**raw["offer"])
    faults = rules.contract_faults(offer, rights, held, TERMS)
    assert [fault.code for fault in faults] == raw["faults"]
    if "claims" in raw:
        under: dict[str, list[DateRange]] = {}
        for each in held:
            under.setdefault(each.plot, []).append(each.days)
        rests = under if offer.form == "second" else None
        found = rules.claims_of("TD-9", offer.plots, offer.days, rights, rests)
        assert [(c.plot, c.holder, c.days.start, c.days.end) for c in found] == [
            (plot, who, day(a), day(b)) for plot, who, a, b in raw["claims"]
        ]


SPAN = DateRange(date(2025, 1, 1), date(2026, 12, 31))
LAST = date(2025, 6, 30)


def over(number, plot, tier="land", start=SPAN.start, end=SPAN.end):
    return Held(number, plot, tier, DateRange(day(start), day(end)))


TWO_PLOTS = (over("TZ-1", "A1", "second"), over("TZ-1", "A2", "second"))


@pytest.mark.parametrize(
    ("held", "ends"),
    [
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second")], True),
        ([over("TD-1", "A1"), over("TZ-1", "A1", "land")], False),
        ([over("TD-1", "A1"), over("TZ-2", "A1", "second")], False),
        ([over("TD-1", "A2"), over("TZ-1", "A1", "second")], False),
        ([over("TZ-1", "A1", "second")], False),
        # Already over by then, or on that very day; not begun; from the very next day on.
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second", end="2025-06-29")], False),
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second", end="2025-06-30")], False),
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second", end="2025-07-01")], True),
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second", start="2025-07-01")], False),
        ([over("TD-1", "A1"), over("TZ-1", "A1", "second", start="2025-06-30")], True),
        # Other land under it that stays: under another first, from the next day on or no longer.
        (
            [over("TD-1", "A1"), over("TD-2", "A2"), *TWO_PLOTS],
            False,
        ),
        (
            [over("TD-1", "A1"), over("TD-2", "A2", end="2025-06-30"), *TWO_PLOTS],
            True,
        ),
        ([over("TD-1", "A1"), over("TD-2", "A9"), over("TZ-1", "A1", "second")], True),
        ([over("TD-1", "A1"), over("TZ-9", "A1", "second"), over("TZ-1", "A1", "second")], True),
        ([over("TD-1", "A1"), over("TD-3", "A1", start="2025-07-01"), over("TZ-1", "A1", "second")], False),
    ],
)
def test_a_second_ends_with_the_last_first_under_it(held, ends):
    assert rules.ends_with("TZ-1", "TD-1", LAST, held) is ends


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("2024-12-31", "land.passed_before_contract"),
        ("2025-01-01", "land.passed_before_contract"),
        ("2025-01-02", None),
    ],
)
def test_a_plot_passes_on_after_its_contract_began(start, code):
    rights = rights_in([("A1", "K1", "1998-07-01", "2028-06-30"), ("A1", "K2", start, "2028-06-30")])["A1"]
    fault = rules.passing_fault("A1", rights, [("TD-1", "K1", FIRST)])
    assert (fault.code if fault else None) == code
    if fault:
        assert dict(fault.params) == {"plot": "A1", "number": "TD-1", "start": "2025-01-01"}
    assert rules.passing_fault("A1", (), [("TD-1", "K1", FIRST)]) is not None
    assert rules.passing_fault("A1", rights, ()) is None


@pytest.mark.parametrize(
    ("lost", "spans"),
    [
        ([], [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2028-06-30")]),
        (["2025-06-30"], [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2025-06-30")]),
        (["2025-01-01"], [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2025-01-01")]),
        (["2024-12-31"], [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2028-06-30")]),
        (
            ["2028-06-30", "2026-01-01"],
            [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2026-01-01")],
        ),
        (["2029-01-01"], [("K1", "1998-07-01", "2024-12-31"), ("K2", "2025-01-01", "2028-06-30")]),
    ],
)
def test_what_the_state_took_is_nobodys_from_the_next_day(lost, spans):
    begun = (("K1", date(1998, 7, 1)), ("K2", FIRST))
    rows = [Right("A1", who, DateRange(start, date(2028, 6, 30))) for who, start in begun]
    found = rules.rights_by_day(rows, {"A1": [day(each) for each in lost], "A2": [FIRST]})["A1"]
    assert [(each.holder, str(each.days.start), str(each.days.end)) for each in found] == spans


def test_the_state_takes_land_from_the_first_contract():
    with pytest.raises(Refusal) as no:
        rules.must_be_endable("second", SPAN, LAST, "expropriated", "D", TERMS)
    assert no.value.code == "land.first_is_expropriated"
    rules.must_be_endable("lease", SPAN, LAST, "expropriated", "D", TERMS)
    rules.must_be_endable("second", SPAN, LAST, "agreed", "D", TERMS)


def test_a_fault_says_what_and_where():
    rights = rights_in([("A1", "K1", "1998-07-01", "2028-06-30")])
    (long,) = rules.contract_faults(offered(["A1"], "K1", FIRST, "2030-01-01"), rights, (), TERMS)
    assert dict(long.params) == {"plot": "A1", "end": "2030-01-01", "remaining": "2028-06-30"}
    assert long.clause == "law"
    (lacking,) = rules.contract_faults(
        offered(["A1"], "K1", FIRST, "2026-01-01", without=["compensation"]), rights, (), TERMS
    )
    assert dict(lacking.params) == {"number": "TD-9", "item": "compensation"}
    other = Held("TD-9", "A1", "land", DateRange(FIRST))
    assert not rules.contract_faults(offered(["A1"], "K1", FIRST, "2026-01-01"), rights, [other], TERMS)


@pytest.mark.parametrize(
    ("reason", "ended_on", "document", "code"),
    [
        ("agreed", "2025-06-30", "", "land.ending_without_document"),
        ("agreed", "2024-12-31", "D", "land.ends_outside"),
        ("agreed", "2027-01-01", "D", "land.ends_outside"),
        ("expired", "2026-12-30", "D", "land.expires_later"),
        ("tired", "2025-06-30", "D", "land.no_such_reason"),
        ("agreed", "2025-01-01", "D", None),
        ("idle", "2026-12-31", "D", None),
        ("expired", "2026-12-31", "D", None),
        ("expropriated", "2025-06-30", "D", None),
    ],
)
def test_how_a_contract_may_end(reason, ended_on, document, code):
    days = DateRange(FIRST, date(2026, 12, 31))
    if code is None:
        rules.must_be_endable("shares", days, day(ended_on), reason, document, TERMS)
        return
    with pytest.raises(Refusal) as no:
        rules.must_be_endable("shares", days, day(ended_on), reason, document, TERMS)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("end", "soon"),
    [("2025-06-30", True), ("2025-07-01", False), ("2025-01-01", True), ("2024-12-31", False), (None, False)],
)
def test_what_ends_soon(end, soon):
    assert rules.ends_soon(DateRange(date(2020, 1, 1), day(end)), FIRST, TERMS) is soon


def test_when_it_is_to_be_filed():
    assert rules.file_by(FIRST, TERMS) == date(2025, 1, 31)
    for filed, fine in ((FIRST, True), (FIRST - timedelta(1), False), (date(2025, 2, 1), True)):
        if fine:
            rules.must_be_filed_in_time(FIRST, filed, date(2025, 2, 1), "TD-1")
        else:
            with pytest.raises(Refusal):
                rules.must_be_filed_in_time(FIRST, filed, date(2025, 2, 1), "TD-1")
    with pytest.raises(Refusal):
        rules.must_be_filed_in_time(FIRST, date(2025, 2, 2), date(2025, 2, 1), "TD-1")


@pytest.mark.parametrize(
    ("end", "may"),
    [("2029-12-31", True), ("2029-12-30", False), ("2030-01-01", True), (None, True), ("2025-12-31", False)],
)
def test_five_years_may_be_registered(end, may):
    assert rules.may_be_registered(DateRange(FIRST, day(end)), LAW) is may


@pytest.mark.parametrize(
    ("text", "is_day"),
    [
        ("12-31", (12, 31)),
        ("2-29", (2, 29)),
        ("02-30", None),
        ("1231", None),
        ("年底", None),
        ("-1", None),
        ("12- 31", None),
    ],
)
def test_a_day_of_the_year(text, is_day):
    assert rules.day_of_year(text) == is_day


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("104.1 25.1; 104.2 25.1; 104.2 25.2", 3),
        ("104.1,25.1;104.2,25.1;104.2,25.2;104.1,25.2", 4),
        ("104.1 25.1; 104.2 25.1", None),
        ("25.1 104.1; 25.1 104.2; 25.2 104.2", None),
        ("x; y; z", None),
    ],
)
def test_corners_of_a_plot(text, corners):
    found = outlines.points(text)
    assert (None if found is None else len(found)) == corners


@pytest.mark.parametrize(
    ("forms", "warn", "file", "code"),
    [
        ({"second": "second"}, 1, 1, "land.charter.tiers"),
        ({"shares": "land", "gift": "sky"}, 1, 1, "land.charter.tiers"),
        ({"shares": "land"}, -1, 1, "land.charter.days"),
        ({"shares": "land"}, 1, -1, "land.charter.days"),
    ],
)
def test_a_charter_that_cannot_be(forms, warn, file, code):
    with pytest.raises(Refusal) as no:
        ContractTerms("own", LAW, forms, warn, file)
    assert no.value.code == code
    ContractTerms("own", LAW, {"shares": "land"}, 0, 0)


def test_the_charter_that_ships():
    terms = charters.in_force(ContractTerms, on=FIRST, org="head")
    assert set(terms.forms) == {"shares", "lease", "second"}
    assert terms.law.items == LAW.items
    assert charters.in_force(rules.AreaTerms, on=FIRST, org="head").pays_by == "measured"


# --- whatever the rights -------------------------------------------------------------------------

DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(n))


@st.composite
def ranges(draw):
    start = draw(DAYS)
    length = draw(st.one_of(st.none(), st.integers(0, 40)))
    return DateRange(start, None if length is None else start + timedelta(length))


HOLDERS = st.sampled_from(("K1", "K2", "K3", "O:jiaxi"))
RIGHTS = st.lists(st.builds(Right, st.just("A1"), HOLDERS, ranges()), max_size=6)


def shared(one, other):
    return {d for d in (FIRST + timedelta(n) for n in range(-2, 130)) if one.holds(d) and other.holds(d)}


@given(RIGHTS)
def test_a_plot_has_one_holder_a_day_and_it_is_the_last_who_began(rows):
    ordered = rules.rights_by_day(rows).get("A1", ())
    for n in range(-2, 110):
        on = FIRST + timedelta(n)
        begun = [row for row in rows if row.days.start <= on]
        latest = max((row.days.start for row in begun), default=None)
        last = [row for row in begun if row.days.start == latest]
        expect = last[-1].holder if last and last[-1].days.holds(on) else None
        standing = [row for row in ordered if row.days.holds(on)]
        assert len(standing) <= 1
        found = rules.holder_on(ordered, on)
        assert (found.holder if found else None) == expect


@given(RIGHTS, DAYS)
def test_a_plot_is_held_to_the_day_before_the_first_on_which_nobody_does(rows, on):
    rights = rules.rights_by_day(rows).get("A1", ())
    held = [rules.holder_on(rights, on + timedelta(n)) is not None for n in range(200)]
    free = held.index(False) if False in held else None
    expect = None if free is None else on + timedelta(free - 1)
    assert rules.held_until(rights, on) == expect


@given(ranges(), ranges())
def test_common_days_are_the_days_in_both(one, other):
    both = rules.common_days(one, other)
    if both is None:
        assert not shared(one, other)
    else:
        assert shared(one, other) == shared(both, both)
        assert rules.common_days(other, one) == both


@given(RIGHTS, ranges())
def test_claims_part_the_days_among_the_holders(rows, days):
    rights = rules.rights_by_day(rows)
    found = rules.claims_of("TD-1", ("A1",), days, rights)
    for n in range(-2, 130):
        on = FIRST + timedelta(n)
        holder = rules.holder_on(rights.get("A1", ()), on)
        having = [each.holder for each in found if each.days.holds(on)]
        assert having == ([holder.holder] if holder and days.holds(on) else [])


@given(ranges(), ranges())
def test_two_contracts_of_a_tier_share_a_plot_on_no_day(one, other):
    rights = {"A1": (Right("A1", "K1", DateRange(date(1998, 7, 1))),)}
    end = other.end or date(2040, 1, 1)
    offer = offered(["A1"], "K1", other.start, end)
    faults = rules.contract_faults(offer, rights, [Held("TD-1", "A1", "land", one)], TERMS)
    assert bool(faults) is bool(shared(one, DateRange(other.start, end)))
