"""Nothing is written to, imported for or read of an organisation that nobody registered (没有登记的单位)."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.importing import import_workbook
from liancun.base.importing.engine import all_import_kinds
from liancun.base.lists import all_lists
from liancun.base.models import AuditLine
from liancun.base.offers import all_offers
from liancun.base.organisations import must_be_registered
from liancun.base.permits import SYSTEM
from liancun.faces.words import all_words, worded
from liancun.kernel import Refusal
from liancun.rooms.registry.models import Organisation
from tools import messages

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)


@pytest.fixture(autouse=True)
def registered():
    with act("registry.import_organisations", "hezuo", by=SYSTEM, on=DAY) as done:
        for code, name in (("hezuo", "溪山合作总社"), ("xishan", "溪山镇人民政府")):
            Organisation.objects.create(code=code, kind="town", name=name, start=DAY, **done.stamp())


def refused(what, *args, **given):
    with pytest.raises(Refusal) as no:
        what(*args, **given)
    return no.value.code


def test_every_act_for_an_organisation_refuses_one_that_is_not_there():
    acts = [offer for offer in all_offers() if offer.subject is None]
    assert len(acts) > 40
    wrong = {
        offer.verb: code
        for offer in acts
        if (code := refused(offer.do, "nobody", {}, by=SYSTEM, on=DAY)) != "organisation.unknown"
    }
    assert wrong == {}


def test_every_list_refuses_one_that_is_not_there():
    lists = list(all_lists())
    assert len(lists) > 40
    wrong = {
        each.name: code
        for each in lists
        if (code := refused(each.ask, SYSTEM, "nobody", on=DAY)) != "organisation.unknown"
    }
    assert wrong == {}


def test_every_workbook_refuses_one_that_is_not_there():
    kinds = all_import_kinds()
    assert len(kinds) > 30
    for kind in kinds:
        given = {"org_code": "nobody", "by": SYSTEM, "on": DAY}
        assert refused(import_workbook, kind, b"", "表.csv", **given) == "organisation.unknown", kind


def test_what_is_done_otherwise_refuses_it_and_leaves_nothing():
    """Acts with faces written by hand too: the first write of an organisation asks."""

    def write():
        with act("probe.write", "nobody", by=SYSTEM, on=DAY):
            raise AssertionError("it was opened")

    assert refused(write) == "organisation.unknown"
    assert set(AuditLine.objects.values_list("org_code", flat=True)) == {"hezuo"}


@pytest.mark.parametrize(
    ("said", "near"),
    [("hezou", ("hezuo",)), ("xishn", ("xishan",)), ("溪山合作社", ("hezuo",)), ("q", ("hezuo", "xishan"))],
)
def test_the_nearest_is_suggested_by_its_code(said, near):
    with pytest.raises(Refusal) as no:
        must_be_registered(said)
    suggested = dict(no.value.reason.params)["near"]
    assert isinstance(suggested, tuple) and suggested[: len(near)] == near
    assert said in worded(no.value) and near[0] in worded(no.value)


def test_a_refusal_calls_an_organisation_by_name():
    told = {code: str(text) for code, text in all_words().items() if "{org}" in str(text)}
    assert len(told) > 10
    for code, text in told.items():
        others = dict.fromkeys(messages.placeholders(text) - {"org"}, "1")
        said = worded(Refusal(code, org="hezuo", **others))
        assert "溪山合作总社" in said and "hezuo" not in said, code
