"""A town by whatever code: whose register it is, and what stands above what (单位与上下级)."""

from datetime import date, timedelta

import pytest

from liancun.base import startup, versions
from liancun.base.acts import act
from liancun.base.discovery import NotYet
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.models import ImportedRow
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Refusal
from liancun.kernel.digest import digest
from liancun.rooms.registry import checks, facts
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions import NewPerson, register_person
from liancun.rooms.registry.actions.relations import place_under_the_town
from liancun.rooms.registry.tests import town as small

pytestmark = pytest.mark.django_db
DAY = small.DAY
LATER = date(2024, 1, 1)
VILLAGE = "430922101201"


def bring(kind, *rows, org):
    book = write_rows(import_kind(kind), rows)
    return import_workbook(kind, book, f"{kind}.xlsx", org_code=org, by=SYSTEM, on=DAY)


def refused(what, *args, **given):
    with pytest.raises(Refusal) as no:
        what(*args, **given)
    return no.value


def organisation(code, kind, **more):
    return {"code": code, "kind": kind, "name": code, "own_book": "yes", "start": small.START, **more}


def begin():
    bring("villages", {"village": VILLAGE, "slug": "chaping", "name": "茶坪村"}, org="luxi")
    bring("organisations", organisation("luxi", "town"), org="luxi")


def card(code):
    number = small.id_number(date(1990, 5, 5), 7, region="430922")
    return NewPerson(
        code=code, name="卢小溪", sex="m", born_on=date(1990, 5, 5), id_number=number, village_code=VILLAGE
    )


def test_the_register_is_the_towns_by_whatever_code(db):
    assert facts.owner() == "" and facts.owners() == ()
    begin()
    assert facts.owner() == "luxi" and facts.owners() == ("luxi",)
    register_person("luxi", card("X1"), by=SYSTEM, on=DAY)
    assert m.Person.objects.get().org_code == "luxi"
    assert refused(register_person, "town", card("X2"), by=SYSTEM, on=DAY).code == "viewer.not_found"


def test_the_registers_workbooks_are_the_towns_alone(db):
    begin()
    bring("organisations", organisation("hezuo", "head_cooperative", parent="luxi"), org="luxi")
    person = {"party": "X3", "name": "某人", "sex": "f", "born_on": DAY, "village": VILLAGE}
    no = refused(bring, "people", person, org="hezuo")
    assert no.code == "import.not_the_owner"
    assert dict(no.reason.params) == {"org": "hezuo", "owner": "luxi"}
    assert not m.Person.objects.exists()


def test_without_a_town_nobody_is_registered(db):
    """The message says what comes first; nothing is written in nobody's name."""
    assert refused(register_person, "", card("X1"), by=SYSTEM, on=DAY).code == "registry.no_town"


def test_a_run_reads_the_register_by_its_own_watermark(town):
    """Another town takes over: what a run saw stays what it saw, and a new run sees what both wrote."""
    before = Watermark.now(["jiaxi", *facts.owners()])
    seen = facts.living_households(small.JIAXI, before)
    assert len(seen) == 3 and dict(before.marks).keys() == {"jiaxi", "town"}
    after = date(2025, 4, 1)
    with act("registry.import_town", "town", by=SYSTEM, on=after) as done:
        m.Organisation.objects.filter(code="town").update(end=date(2025, 3, 31))
        m.Organisation.objects.create(
            code="jiedao", kind="town", name="街道办事处", start=after, **done.stamp()
        )
    assert facts.owners() == ("town", "jiedao")
    with act("registry.open_household", "jiedao", by=SYSTEM, on=after) as done:
        m.Household.objects.create(code="L9", kind="living", start=after, **done.stamp(small.JIAXI))
    assert facts.living_households(small.JIAXI, Watermark.from_data(before.as_data())) == seen
    now = Watermark.now(["jiaxi", *facts.owners()])
    assert {home.code for home in facts.living_households(small.JIAXI, now)} == {
        *(home.code for home in seen),
        "L9",
    }


def problems(*rows, org="luxi"):
    """(code, row) of everything wrong with organisations."""
    with pytest.raises(BadInput) as bad:
        bring("organisations", *rows, org=org)
    return [(each.code, each.row) for each in bad.value.problems]


def test_what_stands_above_and_below_on_a_day(db):
    begin()
    bring(
        "organisations",
        organisation("lianhe", "joint_committee"),
        organisation("cun", "village_collective", parent="lianhe", end=date(2023, 12, 31)),
        organisation("cun", "village_collective", parent="luxi", start=LATER),
        organisation("hezuo", "head_cooperative"),
        organisation("fen", "branch", parent="hezuo"),
        org="luxi",
    )
    then, now = date(2022, 6, 1), DAY
    assert facts.above("cun", then) == ("lianhe", "luxi") and facts.above("cun", now) == ("luxi",)
    assert facts.above("fen", now) == ("hezuo", "luxi")
    assert facts.above("fen", now, "town") == ("luxi",) and facts.above("fen", now, "joint_committee") == ()
    assert facts.below("lianhe", then) == {"cun"} and facts.below("lianhe", now) == frozenset()
    assert facts.below("luxi", now) == {"lianhe", "cun", "hezuo", "fen"}
    assert facts.below("luxi", now, "branch") == {"fen"}
    assert facts.above("luxi", now) == () == facts.above("nobody", now)


def test_who_ended_stays_below_where_it_was_last(db):
    """What it left behind is still somebody's to read."""
    begin()
    bring(
        "organisations",
        organisation("gongsi", "platform_company", end=date(2021, 12, 31)),
        org="luxi",
    )
    assert facts.above("gongsi", DAY) == ("luxi",)


def test_an_organisation_without_a_parent_stands_below_the_town(db):
    begin()
    row = organisation("hezuo", "head_cooperative")
    assert bring("organisations", row, org="luxi").new == 1
    assert m.Organisation.objects.get(code="hezuo").parent == "luxi"
    said = {**row, "parent": "luxi"}
    assert bring("organisations", said, org="luxi").same == 1, "the same, left out or said"


def test_relations_that_cannot_be(db):
    begin()
    assert problems(
        organisation("hezuo", "head_cooperative", parent="nowhere"),
        organisation("a", "branch", parent="b"),
        organisation("b", "branch", parent="a"),
        organisation("self", "section", parent="self"),
        organisation("twice", "park", end=date(2024, 6, 30)),
        organisation("twice", "park", start=LATER),
    ) == [
        ("registry.organisation_twice", 7),
        ("registry.no_such_organisation", 2),
        ("registry.above_itself", 3),
        ("registry.above_itself", 4),
        ("registry.above_itself", 5),
    ]
    assert m.Organisation.objects.count() == 1


def test_from_a_later_day_on_it_stands_elsewhere(db):
    """What had no end gives way: in one workbook, and in one that comes later."""
    begin()
    bring(
        "organisations",
        organisation("hezuo", "head_cooperative"),
        organisation("fen", "branch"),
        organisation("fen", "branch", parent="hezuo", start=LATER),
        org="luxi",
    )
    assert facts.above("fen", date(2023, 12, 31)) == ("luxi",)
    assert facts.above("fen", LATER) == ("hezuo", "luxi")
    bring("organisations", organisation("fen", "section", start=date(2025, 1, 1)), org="luxi")
    spans = versions.standing(m.Organisation.objects.filter(code="fen")).order_by("start")
    assert [(row.kind, row.parent, row.start, row.end) for row in spans] == [
        ("branch", "luxi", small.START, date(2023, 12, 31)),
        ("branch", "hezuo", LATER, date(2024, 12, 31)),
        ("section", "luxi", date(2025, 1, 1), None),
    ]
    bring("organisations", organisation("fen", "branch", start=date(2019, 1, 1)), org="luxi")
    assert m.Organisation.objects.get(start=date(2019, 1, 1)).end == small.START - timedelta(days=1)
    earlier = organisation("fen", "branch", start=date(2024, 6, 1))
    assert problems(earlier) == [("registry.organisation_twice", 2)]


def test_a_cycle_over_several_workbooks(db):
    begin()
    bring("organisations", organisation("a", "branch", end=date(2023, 12, 31)), org="luxi")
    bring("organisations", organisation("b", "section", parent="a"), org="luxi")
    again = organisation("a", "branch", parent="b", start=LATER)
    assert problems(again) == [("registry.above_itself", 2)]


def test_one_town_a_folder(db):
    begin()
    no = problems(organisation("xizhen", "town"))
    assert no == [("registry.second_town", 2)]
    assert problems(organisation("luxi2", "town", parent="luxi", start=LATER)) == [
        ("registry.second_town", 2),
        ("registry.nothing_above_the_town", 2),
    ]
    assert facts.owners() == ("luxi",)


def test_the_first_town_keeps_the_register_it_is_brought_for(db):
    """Else everything brought before it would be nobody's."""
    assert problems(organisation("luxi", "town"), org="zhen") == [("registry.second_town", 2)]
    bring("villages", {"village": VILLAGE, "slug": "chaping", "name": "茶坪村"}, org="luxi")
    assert refused(bring, "organisations", organisation("zhen", "town"), org="zhen").code == (
        "import.not_the_owner"
    )


def test_a_town_that_ended_makes_room_for_another(db):
    begin()
    m.Organisation.objects.update(end=date(2023, 12, 31))
    assert bring("organisations", organisation("jiedao", "town", start=LATER), org="luxi").new == 1
    assert facts.owners() == ("luxi", "jiedao") and facts.owner() == "jiedao"


def test_older_data_gets_the_relations_nobody_had_to_say(town):
    m.Organisation.objects.filter(code__in=["head", "company"]).update(parent="")
    missing = {finding.ref for finding in checks.all_stand_below_the_town()}
    assert missing == {f"organisation:{code}" for code in ("head", "company", "pq-jiaxi", "fs-haiba")}
    old = m.Organisation.objects.get(code="head")
    said = list(place_under_the_town())
    assert [dict(each.params)["number"] for each in said] == ["company", "head"]
    assert facts.above("head", DAY) == ("town",) and facts.above("fs-haiba", DAY) == ("head", "town")
    new = m.Organisation.objects.get(supersedes=old)
    assert (new.start, new.end, new.name, new.mark > old.mark) == (old.start, old.end, old.name, True)
    assert list(checks.all_stand_below_the_town()) == [] and list(place_under_the_town()) == []


def test_nobody_is_put_below_one_of_two_towns(town):
    m.Organisation.objects.filter(code="head").update(parent="")
    m.Organisation.objects.filter(code="park").update(kind="town", parent="")
    with pytest.raises(NotYet):
        list(place_under_the_town())
    codes = {(finding.code, finding.ref) for finding in checks.all_stand_below_the_town()}
    assert ("registry.second_town", "organisation:town") in codes or (
        "registry.second_town",
        "organisation:park",
    ) in codes
    assert ("registry.nothing_above", "organisation:head") in codes


def test_what_could_not_be_placed_is_placed_at_a_later_opening(town, monkeypatch):
    """With two towns nobody knows which is meant; once one has ended the next opening does it."""
    monkeypatch.setattr(startup, "OPENINGS", "asked anew")
    m.Organisation.objects.filter(code="head").update(parent="")
    m.Organisation.objects.filter(code="park").update(kind="town", parent="")
    assert startup._bring_up_to_date() == []
    m.Organisation.objects.filter(code="park").update(kind="park", parent="head")
    assert [dict(each.params)["number"] for each in startup._bring_up_to_date()] == ["head"]
    m.Organisation.objects.filter(code="head").update(parent="")
    assert startup._bring_up_to_date() == [], "done once, it is not asked again"


def test_a_workbook_of_before_is_the_same_where_the_relation_was_put_down_since(db):
    """The earlier program kept the row with nothing above; the opening put it below the town."""
    begin()
    head = organisation("hezuo", "head_cooperative")
    bring("organisations", head, organisation("yuan", "park", parent="hezuo"), org="luxi")
    values = {**head, "parent": None, "village": None, "uscc": None, "end": None}
    kept = ImportedRow.objects.filter(kind="organisations", natural_key__contains="hezuo")
    assert kept.update(content_hash=digest(values)) == 1
    m.Organisation.objects.filter(code="hezuo").update(parent="")
    assert [dict(each.params)["number"] for each in place_under_the_town()] == ["hezuo"]
    left_out = organisation("yuan", "park")
    assert bring("organisations", head, left_out, org="luxi").same == 2
    assert bring("organisations", {**head, "parent": "luxi"}, org="luxi").same == 1
    assert facts.above("yuan", DAY) == ("hezuo", "luxi")
    assert problems({**head, "parent": "yuan"}, org="luxi") == [("import.conflict", 2)]
