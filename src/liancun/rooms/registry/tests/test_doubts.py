"""Records that may be one (疑似重复): found, decided, open again (登记疑点)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from liancun.base import guards
from liancun.base.models import ImportedRow
from liancun.kernel import Refusal
from liancun.kernel.digest import digest
from liancun.rooms.registry import actions, checks, queries, rules
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions import Correction, NewPerson, Verdict
from liancun.rooms.registry.facts import doubts
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.test_imports import BORN, bring, person, problems

DAY, CLERK = small.DAY, "town.town_clerk"
TWO, ONE = Verdict(verdict="two", reason="两人都到场"), Verdict(verdict="one", reason="同一张户口簿")
CHANGED = Verdict(verdict="one", reason="看错了", change=True)


def clerk():
    return small.viewer(CLERK)


def register(number: int, **more: Any) -> str:
    given = {"name": "新人", "sex": "f", "born_on": BORN, "village_code": small.HAIBA, **more}
    actions.register_person("town", NewPerson(code=f"P{number:07d}", **given), by=clerk(), on=DAY)
    return f"P{number:07d}"


def decide(pair, verdict):
    return actions.decide_doubt(pair, verdict, by=clerk(), on=DAY)


def rows(**asked):
    return [(row.ref, row.grounds, row.state) for row in queries.doubt_list(clerk(), "town", **asked)]


def told():
    return [(found.code, found.ref) for found in checks.people_are_registered_once()]


def refused(code, call, *args):
    with pytest.raises(Refusal) as no:
        call(*args)
    assert no.value.code == code, no.value.code


def test_two_cards_alike_wait_until_somebody_decides(town):
    register(900), register(901), register(902)
    pairs = ["P0000900=P0000901", "P0000900=P0000902"]
    assert rows() == [(f"doubt:{pair}", ("same_card",), "open") for pair in pairs]
    assert told() == [("registry.perhaps_one", f"doubt:{pair}") for pair in pairs]
    assert queries.doubts_waiting(clerk(), "town") == 2
    assert decide(pairs[0], TWO).ref == f"doubt:{pairs[0]}"
    decide("P0000902=P0000900", TWO)
    third = "doubt:P0000901=P0000902"
    assert rows() == [
        (third, ("same_card",), "open"),
        *((f"doubt:{pair}", ("same_card",), "two") for pair in pairs),
    ]
    decide("P0000901=P0000902", TWO)
    assert told() == [] and rows(state="open") == [] and len(rows(state="two")) == 3
    kept = queries.doubt_list(clerk(), "town")[0]
    assert (kept.reason, kept.on) == ("两人都到场", DAY) and kept.by
    refused("registry.doubt_decided", decide, pairs[0], TWO)


def test_what_it_rested_on_changes_and_it_is_open_again(town):
    register(900), register(901)
    pair = "P0000900=P0000901"
    decide(pair, TWO)
    for code in ("P0000900", "P0000901"):
        given = Correction(born_on=BORN + timedelta(days=1), document="HK-1")
        actions.correct_person(code, given, by=clerk(), on=DAY)
    assert rows() == [(f"doubt:{pair}", ("same_card",), "again")]
    assert len(told()) == 1
    decide(pair, TWO)
    assert rows() == [(f"doubt:{pair}", ("same_card",), "two")]
    actions.correct_person("P0000901", Correction(sex="m", document="HK-2"), by=clerk(), on=DAY)
    assert rows() == [], "nothing is alike any more"


def test_one_person_stays_a_doubt_until_a_card_is_mended(town):
    register(900), register(901)
    pair = "P0000900=P0000901"
    decide(pair, ONE)
    assert rows() == [(f"doubt:{pair}", ("same_card",), "mend")]
    assert len(told()) == 1 and queries.doubts_waiting(clerk(), "town") == 1
    actions.correct_person("P0000901", Correction(name="别人", document="HK-3"), by=clerk(), on=DAY)
    assert rows() == [] and told() == []


def test_a_refused_row_goes_in_once_it_was_decided_that_they_are_two(town):
    register(900)
    row = person(901, id_number=None)
    assert problems("people", row) == [("registry.same_person", 2, "姓名")]
    refused("registry.leave_the_row_out", decide, "P0000900=P0000901", ONE)
    decide("P0000900=P0000901", TWO)
    assert problems("people", {**row, "party": "P0000902"}) == [("registry.same_person", 2, "姓名")]
    assert bring("people", row).new == 1
    assert bring("people", row).same == 1
    assert rows(state="open") == [] and told() == [], "registered, it is decided still"


def test_a_name_with_a_blank_is_the_same_name(town):
    register(900, name="王芳")
    register(901, name="王芬")
    with guards.lifted("registry_person"):
        m.Person.objects.filter(code="P0000901").update(name="王\u3000芳")
    assert rows() == [("doubt:P0000900=P0000901", ("same_card",), "open")]
    assert problems("people", person(902, name="王 芳", id_number=None)) == [
        ("registry.same_person", 2, "姓名")
    ]


@pytest.mark.parametrize("typed", ["张 三", "张\u3000三"])
def test_a_workbook_read_before_names_had_one_form_is_the_same(town, typed):
    row = person(903, name=typed)
    bring("people", row)
    before = {"died_on": None, "phone": None, **row}
    ImportedRow.objects.filter(natural_key="P0000903").update(content_hash=digest(before))
    with guards.lifted("registry_person"):
        m.Person.objects.filter(code="P0000903").update(name=typed)
    assert bring("people", row).same == 1, "as it stands"
    actions.correct_person("P0000903", Correction(name="张三", document="HK"), by=clerk(), on=DAY)
    assert bring("people", row).same == 1, "as it stood before it was corrected"
    assert problems("people", {**row, "sex": "m"}) == [("import.conflict", 2, "")]


def test_the_same_name_in_one_home_is_a_doubt_without_two_numbers(town):
    first, second = m.Person.objects.get(code="P0000001"), m.Person.objects.get(code="P0000002")
    assert rows() == []
    said = Correction(name=first.name, clear="id_number", document="HK")
    actions.correct_person("P0000002", said, by=clerk(), on=DAY)
    assert rows() == [("doubt:P0000001=P0000002", ("same_home",), "open")]
    number = Correction(id_number=second.id_number, document="HK")
    actions.correct_person("P0000002", number, by=clerk(), on=DAY)
    assert rows() == [], "two numbers are two people"


def test_a_number_with_two_digits_swapped_is_a_doubt(town):
    number = small.id_number(BORN, 129)
    other = small.id_number(BORN, 192)
    register(900, id_number=number)
    assert problems("people", person(901, id_number=other)) == [("registry.swapped_person", 2, "姓名")]
    register(901, id_number=other)
    assert rows() == [("doubt:P0000900=P0000901", ("swapped_number",), "open")]
    day, wrong = date(1999, 3, 12), date(1999, 3, 21)
    register(902, name="李四", born_on=day, id_number=small.id_number(day, 5))
    register(903, name="李四", born_on=wrong, id_number=small.id_number(wrong, 5))
    assert rows()[1] == ("doubt:P0000902=P0000903", ("swapped_number",), "open")


def test_an_account_of_two_is_no_matter_of_opinion(town):
    held = m.PayeeAccount.objects.get(party="P0000001")
    account = {name: getattr(held, name) for name in ("bank", "account", "account_index", "start", "mark")}
    stamp = {name: getattr(held, name) for name in ("org_code", "recorded_at", "recorded_by", "on")}
    m.PayeeAccount(party="P0000005", **account, **stamp).save()
    (row,) = queries.doubt_list(clerk(), "town", kind="accounts")
    assert (row.ref, row.one_ref, row.other_ref, row.state) == (
        "",
        "person:P0000001",
        "person:P0000005",
        "paper",
    )
    refused("registry.no_doubt", decide, "P0000001=P0000005", TWO)
    given = actions.Authority(payee="P0000001", kind="authority", document="WT-1", start=held.start)
    actions.set_authority("P0000005", given, by=clerk(), on=DAY)
    assert queries.doubt_list(clerk(), "town") == ()


def test_it_is_the_clerks_to_decide_and_strangers_find_nothing(town):
    register(900), register(901)
    pair = "P0000900=P0000901"
    for name in ("jiaxi.secretary", "head.accountant"):
        with pytest.raises(Refusal) as no:
            queries.doubt_list(small.viewer(name), "town")
        assert no.value.code == "viewer.not_found"
        with pytest.raises(Refusal) as no:
            actions.decide_doubt(pair, TWO, by=small.viewer(name), on=DAY)
        assert no.value.code == "permit.not_yours"
    seen = queries.doubt_list(small.viewer("town.auditor"), "town")
    assert [row.one.split()[0] for row in seen] == ["新*"], "who oversees sees names masked"
    assert queries.doubts_waiting(small.viewer("town.auditor"), "town") == 0
    for nonsense in ("", "=", "P0000900", "P0000900=P0000900", "P0000001=P0000003", "0=-0", "😀=/"):
        refused("registry.no_doubt", decide, nonsense, TWO)
        refused("viewer.not_found", queries.pair_card, clerk(), nonsense)


def test_the_second_of_two_who_decide_at_once_is_told(town):
    register(900), register(901)
    pair = "P0000900=P0000901"
    decide(pair, TWO)
    refused("registry.doubt_decided_otherwise", decide, pair, ONE)
    assert rows() == [(f"doubt:{pair}", ("same_card",), "two")], "what the first one decided stands"
    decide(pair, CHANGED)
    assert rows() == [(f"doubt:{pair}", ("same_card",), "mend")]
    refused("registry.doubt_decided", decide, pair, CHANGED)
    assert m.DoubtDecision.objects.count() == 2, "both are kept"


def test_the_dead_are_registered_once_too(town):
    register(900), register(901)
    actions.record_death("P0000900", actions.Death(died_on=DAY, document="SW-1"), by=clerk(), on=DAY)
    assert rows() == [("doubt:P0000900=P0000901", ("same_card",), "open")]
    sides = queries.pair_card(clerk(), "P0000900=P0000901")[1].sides
    assert [side.died_on for side in sides] == [DAY, None], "who decides sees that one of them is dead"
    decide("P0000900=P0000901", TWO)
    assert told() == []


def test_a_code_of_any_length_is_no_doubt(town):
    refused("registry.no_doubt", decide, "9" * 500 + "=" + "9" * 500, TWO)
    refused("registry.no_doubt", decide, "=".join(["P0000001"] * 50), TWO)


CARDS = st.lists(
    st.builds(
        rules.Card,
        code=st.just(""),
        name=st.sampled_from(["王芳", "王芬"]),
        sex=st.just("f"),
        born_on=st.sampled_from([BORN, BORN + timedelta(days=9)]),
        village=st.just(small.HAIBA),
        homes=st.frozensets(st.sampled_from(["L1", "L2"])),
    ).flatmap(
        lambda card: st.sampled_from(["", "12345", "21345", "31245", "12350"]).map(
            lambda number: replace(card, number=number, numbered=bool(number))
        )
    ),
    max_size=9,
)


@given(CARDS)
def test_nobody_is_overlooked_by_looking_among_those_alike_alone(cards):
    cards = [replace(card, code=f"P{place:07d}") for place, card in enumerate(cards)]
    found = {doubt.other for doubt in doubts.in_doubt(doubts.chances(cards), doubts.doubt_of_people, {})}
    assert found == {
        other.code
        for place, other in enumerate(cards)
        if any(doubts.doubt_of_people(one, other) for one in cards[:place])
    }


def test_many_of_one_name_and_birthday_with_numbers_are_laid_beside_nobody():
    cards = [
        rules.Card(f"P{each:07d}", "王芳", "f", BORN, small.HAIBA, True, f"{each:05d}9" + "0" * each)
        for each in range(300)
    ]
    assert sum(len(before) for _card, before in doubts.chances(cards)) == 0


def test_it_asks_as_often_for_many_as_for_few(town):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            queries.doubt_list(clerk(), "town")
            list(checks.people_are_registered_once())
        return len(seen)

    register(900), register(901)
    decide("P0000900=P0000901", TWO)
    register(902)
    few = asked()
    for number in range(910, 940):
        register(number, name="李四" if number % 2 else "王五")
    assert asked() == few
