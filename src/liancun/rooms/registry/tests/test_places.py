"""A town by whatever code: whose register it is, and what stands above what (单位与上下级)."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.rooms.registry import facts
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions import NewPerson, register_person
from liancun.rooms.registry.tests import town as small

pytestmark = pytest.mark.django_db
DAY = small.DAY
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
