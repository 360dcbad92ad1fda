"""Who would get more or less by a proposal (提案试算), on the toy kinds: by hand, by property, by rights."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liancun.base import charter_types, charters
from liancun.base.models import AuditLine, CharterBlock, Counter
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER, Post, Viewer
from liancun.base.watermark import Watermark
from liancun.charter import Block
from liancun.kernel import BadInput
from liancun.rooms.registry.queries import OrganisationRow
from liancun.rooms.settlement import queries
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import Run
from liancun.rooms.settlement.queries import proposing
from liancun.rooms.settlement.tests.town import DAY, posted, refused
from liancun.rooms.settlement.tests.toys import MAKER, ORG, POT, RATES, TABLE, VILLAGE, ToyRates

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 1)
STANDS = RATES.lstrip()
EVER = Watermark(((ORG, 10**9), ("haiba", 10**9)))
TEXT = STANDS.replace("2024-01-01", "2027-01-01")


@pytest.fixture(autouse=True)
def organisations(monkeypatch, toy_book):
    """The toy organisations make every kind."""
    rows = [OrganisationRow(code, "village_collective", "", code, "", "", True) for code in (ORG, "haiba")]

    def makers(viewer, *, on):
        return tuple(
            (kind, row)
            for kind in all_kinds()
            for row in rows
            if viewer.sees(row.code) and (kind is not POT or any(TABLE.seen(row.code, "2025", EVER).values()))
        )

    monkeypatch.setattr(proposing, "makers", makers)
    monkeypatch.setitem(charter_types.FAMILIES, "toy/", charter_types.Family(ToyRates, lambda: ["rates"]))


def propose(text, viewer=SYSTEM, org=ORG, year=2025):
    return queries.propose(viewer, text, file="rates.yaml", org_code=org, year=year, on=TODAY)


def changed(**values):
    text = TEXT
    for name, (old, new) in values.items():
        assert f"{name}: {{value: {old}," in text
        text = text.replace(f"{name}: {{value: {old},", f"{name}: {{value: {new},")
    return text


def by_kind(found):
    return {
        row.kind: (row.more, row.fewer, row.same, row.now_fen, row.then_fen, row.difference_fen)
        for row in found.kinds
    }


def test_a_tariff_and_a_pot_by_hand():
    """Ten yuan a unit becomes nine, the pot of 1000 yuan 1300.

    Wage: L1 20 + 5 units and L2 3: 280 yuan are 252. Fee of the year: L1 7 units, L2 none: 70 yuan are 63.
    The pot by 7 to 0: 1000.00 and the reserve's 1.00 are 1301.00, of which L2 has nothing either way.
    """
    TABLE.note("2025-01", {"L1": 20, "L2": 3})
    TABLE.note("2025-03", {"L1": 5})
    TABLE.note("2025", {"L1": 7, "L2": 0})
    found = propose(changed(rate_fen=(1000, 900), pot_fen=(100000, 130000)))
    assert by_kind(found) == {
        "toy_earned": (0, 2, 0, 28_000, 25_200, -2_800),
        "toy_wage": (0, 2, 0, 28_000, 25_200, -2_800),
        "toy_fee": (0, 1, 1, 7_000, 6_300, -700),
        "toy_pot": (1, 0, 2, 100_100, 130_100, 30_000),
    }
    wage = [row for row in found.largest if row.kind == "toy_wage"]
    assert [(row.subject, row.now_fen, row.then_fen) for row in wage] == [
        ("L1", 25_000, 22_500),
        ("L2", 3_000, 2_700),
    ]
    places = {(row.kind, row.org_code, row.village_code): row.difference_fen for row in found.places}
    assert places["toy_wage", ORG, VILLAGE] == -2_800
    assert [reason.code for reason in found.said] == ["settlement.propose.as_if"]


def test_nothing_is_stored():
    run = posted(L1=20)
    kept: list[Any] = [Run, CharterBlock, AuditLine, Counter]
    before = [list(model.objects.values()) for model in kept]
    propose(changed(rate_fen=(1000, 900)))
    assert [list(model.objects.values()) for model in kept] == before
    assert charters.taken_note_of() == set()
    assert Run.objects.get(pk=run).total_fen == 20_000
    rates = charters.current().decisions[ORG, "toy/rates"].blocks
    assert len(rates) == 1


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["L1", "L2", "L3"]), st.integers(0, 10**6), min_size=1))
def test_what_stands_changes_nothing(values):
    TABLE.notes.clear()
    TABLE.note("2025-02", values)
    TABLE.note("2025", values)
    found = propose(STANDS)
    assert [reason.code for reason in found.said] == ["settlement.propose.stands"]
    for row in found.kinds:
        assert (row.more, row.fewer, row.difference_fen) == (0, 0, 0)
        assert row.now_fen == row.then_fen
    assert found.largest == () and found.kinds


def test_an_own_block_of_a_nearer_layer_stands_before_the_common_one():
    TABLE.note("2025-01", {"L1": 20})
    found = propose(changed(rate_fen=(1000, 900)), org="")
    assert by_kind(found)["toy_wage"] == (0, 0, 1, 20_000, 20_000, 0)


def test_another_organisation_keeps_its_own():
    TABLE.note("2025-01", {"L1": 20})
    TABLE.note("2025-01", {"L9": 20}, "haiba")
    found = propose(changed(rate_fen=(1000, 900)), org="haiba")
    assert {row.org_code for row in found.places} == {"haiba"}
    assert by_kind(found)["toy_wage"] == (0, 1, 0, 20_000, 18_000, -2_000)


def test_lines_out_of_reach_are_neither_named_nor_counted():
    TABLE.note("2025-01", {"L1": 20})
    text = changed(rate_fen=(1000, 900))
    refused("viewer.not_found", propose, text, STRANGER)
    refused("viewer.not_found", propose, text, Viewer("pang", party="P1", member_of=frozenset({ORG})))
    refused("viewer.not_found", propose, text, MAKER, org="haiba")
    assert by_kind(propose(text, MAKER))["toy_wage"][1] == 1
    elsewhere = Viewer(
        "zhou",
        posts=frozenset({Post("grid_worker", ORG, "520281123202")}),
        org_codes=frozenset({ORG}),
        village_codes=frozenset({"520281123202"}),
    )
    found = propose(text, elsewhere)
    assert by_kind(found)["toy_wage"] == (0, 0, 0, 0, 0, 0)
    assert found.largest == () and found.places == ()


def test_what_cannot_be_worked_out_is_told_without_names():
    TABLE.note("2025-01", {"L1": 20})
    TABLE.expected[ORG] = ("L1", "L7")
    found = propose(changed(rate_fen=(1000, 900)))
    assert found.kinds and not found.largest
    why = {row.why.code for row in found.not_worked_out}
    assert why == {"settlement.propose.gaps"}
    assert "L7" not in str(found)


def test_a_day_that_is_past_is_said_with_what_was_published():
    posted(L1=20)
    text = changed(rate_fen=(1000, 900)).replace("2027-01-01", "2025-01-01")
    said = {reason.code: dict(reason.params) for reason in propose(text).said}
    assert said["settlement.propose.past"] == {"start": "2025-01-01", "count": 1}
    later = {reason.code: dict(reason.params) for reason in propose(text.replace("2025-01", "2025-02")).said}
    assert later["settlement.propose.past"]["count"] == 0


def test_a_list_counts_by_whatever_it_rests_on():
    """Its own course is no first clause of it, and it rests on that no less."""
    posted(L1=20)
    block = Block("runs/toy_wage", ORG, date(2025, 1, 1), (), "")
    (_as_if, past) = proposing._said(SYSTEM, block, 2025, TODAY)
    assert dict(past.params)["count"] == 1


def faults(text, **more):
    with pytest.raises(BadInput) as bad:
        propose(text, **more)
    return [problem.code for problem in bad.value.problems]


def test_files_that_are_not_sound_are_refused_with_every_fault():
    assert faults("") == ["typed.not_a_table"]
    assert faults(TEXT.replace("toy/rates", "tay/rates")) == ["charter.unknown_decision"]
    assert faults(TEXT.replace("toy/rates", "law/meetings")) == ["charter.law_is_not_yours"]
    assert faults(changed(rate_fen=(1000, "many"))) == ["typed.wrong_kind"]
    assert faults(TEXT.replace("rate_fen", "rates_fen")) == ["typed.unknown_key", "typed.missing_key"]
    assert faults(TEXT.replace("2027-01-01", "2027-02-30")) == ["yaml.no_such_day"]
    assert faults(TEXT.replace("from: 2027-01-01", "from: soon")) == ["charter.no_first_day"]


def test_a_bound_block_is_not_proposed_anew():
    posted(L1=20)
    assert faults(STANDS.replace("1000", "1100", 1)) == ["charter.edited"]


def test_a_decision_without_money_and_a_year_that_cannot_be_are_refused():
    TABLE.note("2025-01", {"L1": 20})
    life = (charters.own_folder() / ORG / "toy_wage.yaml").read_text(encoding="utf-8")
    refused("settlement.propose.governs_no_money", propose, life.lstrip())
    refused("settlement.propose.no_such_year", propose, TEXT, year=2027)
    refused("settlement.propose.no_such_year", propose, TEXT, year=0)
    assert DAY.year == 2025
