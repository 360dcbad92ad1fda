"""Acts that are offered (可办的事): read once for all faces, bounded inside too, found by name."""

from dataclasses import dataclass
from datetime import date

import pytest

from liancun.base import choices
from liancun.base.offers import Offer, all_offers, offer_of, offered, offers_of
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.kernel.fields import A, Choice, Code, Many, Text, Whole

DAY = date(2025, 9, 1)
PEOPLE = (("P1", "张三"), ("P2", "李四"), ("P3", "张三"))


@dataclass(frozen=True, kw_only=True)
class Order:
    number: A[str, Code("派工单号", most=8)]
    people: A[tuple[str, ...], Many("人员", each=Choice("人员", "probe.people"))] = ()
    section: A[str, Choice("片区", "probe.people", open=True)] = ""
    wanted: A[int | None, Whole("人数", 1, 10)] = None
    note: A[str, Text("说明", most=4)] = ""


@offered("probe.give_order", title="派工")
def give_order(org_code: str, given: Order, *, by, on) -> str:
    return f"order:{org_code}/{given.number}"


@offered("probe.close", title="关闭", of="order")
def close(order: A[str, Code("派工单号")], *, by, on) -> None:
    return None


OFFER: Offer = give_order.offer  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def source(monkeypatch):
    def people(viewer, org_code, on, asked=""):
        return choices.matching(PEOPLE, asked)

    monkeypatch.setattr(choices, "source", lambda name: people)
    monkeypatch.setattr(choices, "_door", lambda room: None)


def read(typed=False, **raw):
    return OFFER.read(raw, by=SYSTEM, org_code="head", on=DAY, typed=typed)


def faults(typed=False, **raw):
    with pytest.raises(BadInput) as bad:
        read(typed, **raw)
    return {problem.column: problem.code for problem in bad.value.problems}


def test_left_out_is_the_default_and_a_name_is_its_code():
    assert read(number="A1") == {"number": "A1", "people": (), "section": "", "wanted": None, "note": ""}
    found = read(number="A1", people="李四 P1", section="李四", wanted="3")
    assert (found["people"], found["section"], found["wanted"]) == (("P2", "P1"), "P2", 3)
    assert read(number="A1", section="P9")["section"] == "P9", "an open choice leaves the code to the act"


def test_every_fault_is_told_at_once_by_the_fields_name():
    assert faults(number="a/b", people="张三", wanted="0", note="五个字太长") == {
        "number": "import.code_slash",
        "people": "field.several",
        "wanted": "import.out_of_range",
        "note": "import.too_long",
    }
    assert faults() == {"number": "import.empty"}


def test_a_program_is_told_of_what_it_may_not_send():
    assert faults(True, number="A1", wanted="3", colour="red") == {
        "wanted": "field.not_whole",
        "colour": "field.unknown",
    }
    assert read(True, number="A1", wanted=None, people=["P1"])["people"] == ("P1",)


def test_the_bounds_hold_whoever_calls():
    assert give_order("head", Order(number="A1"), by=SYSTEM, on=DAY) == "order:head/A1"
    with pytest.raises(BadInput) as bad:
        give_order("head", Order(number="A/1", wanted=99), by=SYSTEM, on=DAY)
    assert [problem.column for problem in bad.value.problems] == ["number", "wanted"]


def test_an_act_is_for_an_organisation_or_a_subject():
    subject = close.offer.subject  # type: ignore[attr-defined]
    assert OFFER.subject is None and OFFER.given is Order
    assert subject.name == "order" and close.offer.given is None  # type: ignore[attr-defined]


def test_offers_are_found_by_room_and_name():
    assert "record_contribution" in offers_of("capital")
    assert offer_of("capital", "transfer_shares").verb == "capital.transfer_shares"
    assert offers_of("nowhere") == {}
    with pytest.raises(Refusal):
        offer_of("capital", "nothing")


def test_every_offer_is_whole():
    for offer in all_offers():
        assert offer.title and offer.action.__doc__, offer.verb
        assert offer.subject is None or offer.of, f"{offer.verb}: say what kind of reference its subject is"
        names = [spec.name for spec in offer.specs]
        assert len(names) == len(set(names)), f"{offer.verb}: two fields of one name"
        assert all(spec.field.label for spec in offer.specs), offer.verb
