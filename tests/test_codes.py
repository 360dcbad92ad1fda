"""Codes in addresses (编码与网址): whatever is stored opens, and nothing new may part an address."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model
from django.urls import resolve, reverse

from liancun.base import codes, guards
from liancun.base.importing import all_import_kinds
from liancun.base.importing.columns import read_cell
from liancun.base.offers import offer_of
from liancun.faces import addresses as spelled
from liancun.kernel.fields import Wrong
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.committee.models import FourSteps, Meeting, PooledResource, Task
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.duties.models import DutyList
from liancun.rooms.labour.models import Course, WorkOrder
from liancun.rooms.land.models import LandContract, Plot
from liancun.rooms.points.models import RuleClause
from liancun.rooms.production.models import (
    Facility,
    InputUsed,
    Inspection,
    NurseryBatch,
    Operation,
    Planting,
)
from liancun.rooms.registry.models import Household, Membership, Organisation, Person, Village
from liancun.rooms.sales.models import Receipt, Sale
from tests.conftest import client_as
from tests.test_walk import addresses, routes
from tests.walk_targets import PLACES, Targets, targets

pytestmark = pytest.mark.django_db

COLUMNS: dict[tuple[type[Model], str], tuple[str, str]] = {
    (ShareLot, "number"): ("shares", "number"),
    (WeighSlip, "site"): ("weigh_slips", "site"),
    (WeighSlip, "number"): ("weigh_slips", "number"),
    (WorkOrder, "number"): ("work_orders", "number"),
    (Course, "number"): ("courses", "number"),
    (Plot, "code"): ("plots", "code"),
    (LandContract, "number"): ("land_contracts", "number"),
    (RuleClause, "code"): ("rule_clauses", "code"),
    (Planting, "number"): ("plantings", "number"),
    (NurseryBatch, "number"): ("nursery_batches", "number"),
    (Facility, "code"): ("facilities", "code"),
    (Operation, "number"): ("operations", "number"),
    (InputUsed, "number"): ("inputs_used", "number"),
    (Inspection, "number"): ("inspections", "number"),
    (Sale, "number"): ("sales", "number"),
    (Receipt, "number"): ("receipts", "number"),
    (Village, "slug"): ("villages", "slug"),
    (Organisation, "code"): ("organisations", "code"),
    (Person, "code"): ("people", "party"),
    (Household, "code"): ("households", "household"),
    (Membership, "number"): ("memberships", "number"),
    (DutyList, "code"): ("duty_lists", "code"),
}
"""Columns whose values records are called by, and the workbook's column that gives them."""

BY_ACT_ALONE: dict[tuple[type[Model], str], tuple[str, str, str]] = {
    (Meeting, "code"): ("committee", "draft_meeting", "code"),
    (FourSteps, "code"): ("committee", "begin_four_steps", "code"),
    (Task, "code"): ("committee", "give_task", "code"),
    (PooledResource, "code"): ("committee", "pool_resource", "code"),
}
"""Those that no workbook brings, and the act's field that gives them."""
CALLED = [*COLUMNS, *BY_ACT_ALONE]

OFFERED = [
    ("capital", "record_contribution", "number"),
    ("capital", "transfer_shares", "new_number"),
    ("labour", "give_order", "number"),
    ("labour", "hold_course", "number"),
    ("registry", "record_birth", "code"),
    ("registry", "split_household", "new_code"),
    ("registry", "admit_member", "number"),
    ("registry", "register_person", "code"),
    ("registry", "open_household", "code"),
    ("deliveries", "record_slip", "number"),
    ("land", "record_plot", "code"),
    ("land", "sign_contract", "number"),
    ("production", "record_planting", "number"),
    ("production", "record_operation", "number"),
    ("production", "record_input", "number"),
    ("production", "inspect", "number"),
    ("sales", "record_sale", "number"),
    ("sales", "take_back", "new_number"),
    ("sales", "record_receipt", "number"),
    ("duties", "issue_list", "code"),
    *BY_ACT_ALONE.values(),
]


def test_the_tables_leave_no_column_out() -> None:
    assert set(codes.columns()) == set(CALLED)
    named = {(kind, column) for kind, column in COLUMNS.values()}
    told = {
        (kind.name, column.name)
        for kind in all_import_kinds().values()
        for column in kind.columns
        if column.kind == "new_code"
    }
    assert named <= told


@pytest.mark.parametrize(("kind", "name"), COLUMNS.values(), ids=map(str, COLUMNS.values()))
def test_a_workbook_gives_no_code_that_parts_an_address(kind: str, name: str) -> None:
    column = next(each for each in all_import_kinds()[kind].columns if each.name == name)
    for text, code in (("A/1", "import.code_slash"), ("..", "import.code"), ("/", "import.code")):
        with pytest.raises(Wrong) as wrong:
            read_cell(column, text, text_file=True)
        assert wrong.value.code == code
    assert read_cell(column, "A-1", text_file=True) == "A-1"


@pytest.mark.parametrize(("room", "name", "field"), OFFERED)
def test_an_act_gives_no_code_that_parts_an_address(room: str, name: str, field: str) -> None:
    """What form, verb and endpoint read an act's code by."""
    said = next(each.field for each in offer_of(room, name).specs if each.name == field)
    for text, code in (("A/1", "import.code_slash"), ("..", "import.code"), ("A\n", "import.code")):
        with pytest.raises(Wrong) as wrong:
            said.check(text)
        assert wrong.value.code == code


@pytest.mark.parametrize(
    "code",
    ["PG-2026-1", "P0000001", "O:head", "贾西", "a b", "A/1", "/", ".", "..", "...", "", "~", "~2F", "a~b",
     "%2F", "..%2F", "100%", "?x=1#y", "\\", "\n", "a;b+c&d=e"],
)  # fmt: skip
def test_a_code_is_read_back_as_it_was_written(code: str) -> None:
    step = spelled.written(code)
    assert spelled.read(step) == code
    assert step and step not in (".", "..") and not set("/%?#\\") & set(step)
    for address in (reverse("work_order", args=[code]), reverse("why", args=[f"order:head/{code}"])):
        found = resolve(unquote(address))
        assert code in (found.kwargs.get("number"), found.kwargs.get("ref", "").removeprefix("order:head/"))


def test_ordinary_codes_keep_their_addresses() -> None:
    assert reverse("work_order", args=["PG-2025-03-21-jiaxi"]) == "/labour/orders/PG-2025-03-21-jiaxi/"
    assert reverse("member", args=["head", "O:company"]) == "/orgs/head/capital/members/O:company/"
    assert reverse("why", args=["share:head/GJ-1"]) == "/why/share:head/GJ-1"


@pytest.mark.parametrize("step", ["~G1", "~2", "a~", "~E8~B4"])
def test_what_no_code_is_written_as_is_no_address(step: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        spelled.read(step)


def called(known: Targets) -> dict[type[Model], dict[str, str]]:
    """For each model, the codes of the records the walk asks for; organisations keep theirs,
    and the small town has no clause of its own."""
    order = WorkOrder.objects.get(number=known["orders/<number>"][0])
    home = Household.objects.get(code=known["households/<code>"][0])
    first: dict[type[Model], Model | None] = {
        model: model._default_manager.order_by("pk").first() for model, _name in CALLED
    }
    first |= {
        Person: Person.objects.get(code=known["party"][0]),
        Household: home,
        Plot: Plot.objects.filter(code=known["plot_code"][0]).earliest("pk"),
        LandContract: LandContract.objects.get(number=known["contract_number"][0]),
        Planting: Planting.objects.get(number=known["planting_number"][0]),
        WorkOrder: order,
    }
    return {
        model: {name: getattr(row, name) for each, name in CALLED if each is model}
        for model, row in first.items()
        if row and model not in (Organisation, Village)
    }


def rename(model: type[Model], name: str, old: str, new: str) -> None:
    """Call a record otherwise, and whatever names it: what no act does, and an old town may hold."""
    if model is WeighSlip:  # sites and numbers are named by nobody, and other things are called alike
        WeighSlip.objects.filter(**{name: old}).update(**{name: new})
        return
    for each in apps.get_models():
        if not each.__module__.startswith("liancun.") or each._meta.label_lower.startswith("base."):
            continue
        for field in each._meta.concrete_fields:
            if type(field) is models.CharField and not field.choices and (field.max_length or 0) >= len(new):
                each._default_manager.filter(**{field.name: old}).update(**{field.name: new})


@pytest.fixture(params=["A/../b~%?{n}", ".."], ids=["parting", "up"])
def stored(town: None, request: pytest.FixtureRequest) -> dict[type[Model], str]:
    """The town, with one record of each kind called by what no address can hold as it stands."""
    guards.take_down()
    found = {}
    for n, (model, said) in enumerate(called(targets()).items()):
        new = request.param.format(n=n)
        if request.param == ".." and model in (Household, Plot):
            new = {Household: ".", Plot: "...."}[model]
        for name, old in said.items():
            rename(model, name, old, new)
        found[model] = new
    return found


CARDS = {
    WorkOrder: "work_order",
    Course: "course",
    Plot: "plot",
    LandContract: "land_contract",
    Planting: "planting",
    Person: "person",
    Household: "household",
}


def spelled_out(known: Targets) -> Targets:
    """What the walk asks for, codes and references as addresses write them."""
    code = spelled.CodeConverter().to_url
    ways = dict.fromkeys(("org_code", "code", "party", "number"), code)
    ways |= dict.fromkeys(("plot_code", "contract_number", "planting_number"), code)
    ways |= dict.fromkeys(("pair", "doubt", "slip_doubt"), code)
    ways["ref"] = spelled.RefConverter().to_url
    found = {}
    for key, values in known.items():
        name = (PLACES.findall(key) or [key])[-1]
        found[key] = values if key.startswith("POST") else [*map(ways.get(name, str), values)]
    return found


@pytest.mark.usefixtures("known_viewers")
@pytest.mark.only_on("sqlite3", "how a code stands in an address is no database's matter")
@pytest.mark.parametrize("role", ["town.auditor", "jiaxi.secretary"])
def test_every_page_opens_whatever_code_is_stored(stored: dict[type[Model], str], role: str) -> None:
    client, known = client_as(role), spelled_out(targets())
    links: set[str] = set()
    traced: set[str] = set()
    for route in routes():
        if route.method != "GET":
            continue
        for address in addresses(route, known):
            answer = client.get(address + (f"?{route.query}" if route.query else ""))
            assert answer.status_code in (200, 302, 400, 403, 404, 405), address
            if answer.status_code == 200 and "html" in answer.headers["content-type"]:
                named = re.findall(r'href="(/[^"]*~[^"]*)"', answer.content.decode())
                links |= {unescape(each) for each in named}
                if address.startswith("/why/"):
                    traced |= {unescape(each) for each in named}
    assert links
    for link in sorted(links):
        # A trace may name what lies beyond the reader's reach; a card that a list links to may not.
        out_of_reach = (404,) if link.startswith("/why/") or link in traced else ()
        assert client.get(link).status_code in (200, 403, *out_of_reach), link


def test_every_card_opens_for_whoever_may_see_it(stored: dict[type[Model], str]) -> None:
    for model, name in CARDS.items():
        role = "jiaxi.secretary" if model in (Person, Household, Plot) else "head.accountant"
        answer = client_as(role).get(reverse(name, args=[stored[model]]))
        assert answer.status_code == 200, (name, answer.status_code)


def test_the_check_names_what_is_stored_already(stored: dict[type[Model], str]) -> None:
    found = {(each.code, dict(each.params)["what"], dict(each.params)["named"]) for each in codes.verify()}
    bad = {(str(model._meta.verbose_name), code) for model, code in stored.items() if code != "...."}
    assert found == {("codes.parts_address", what, code) for what, code in bad}


def test_the_check_names_what_cannot_be_seen(town: None) -> None:
    guards.take_down()
    bad = {"": "", "PG 1": "PG<U+0020>1", "PG\u200b1": "PG<U+200B>1", "PG\x071": "PG<U+0007>1", "派工1": None}
    for row, code in zip(WorkOrder.objects.all()[: len(bad)], bad, strict=True):
        WorkOrder.objects.filter(pk=row.pk).update(number=code)
    found = {(each.code, dict(each.params)["named"]) for each in codes.verify()}
    assert found == {("codes.not_seen", named) for named in bad.values() if named is not None}
