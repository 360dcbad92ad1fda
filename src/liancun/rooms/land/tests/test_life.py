"""Land: measured anew, passed on, signed, ended, filed; who sees what, and what checks find (土地一生)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, DateRange, Refusal
from liancun.rooms.land import actions, checks, choices, facts, queries
from liancun.rooms.land.actions import Ending, Filing, Holding, Measured, NewContract, NewPlot
from liancun.rooms.land.models import (
    ContractEnding,
    ContractFiling,
    ContractPlot,
    LandContract,
    Plot,
    PlotRight,
)
from liancun.rooms.land.tests import village
from liancun.rooms.land.tests.village import DAY, FOUR, ONE, TWO, UNTIL
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
HEAD = "head"


@pytest.fixture(scope="module", autouse=True)
def land(ground):
    town.raise_town()
    village.raise_land()


def now():
    return Watermark.now(facts.watched(HEAD))


def by(name, on=DAY):
    return {"by": town.viewer(name, on) if name else SYSTEM, "on": on}


def offer(number="TD-9", **more: Any) -> NewContract:
    values = village.contract(number, TWO, "B1") | more
    return NewContract(**values | {"plots": tuple(values["plots"].split())})


passed = actions.transfer_right


def ending(number: str, **values: Any) -> Ending:
    return Ending(contract_number=number, **values)


def refused(do, *args, **more):
    try:
        do(*args, **more)
    except BadInput as bad:
        return [each.code for each in bad.problems]
    except Refusal as no:
        return no.code
    pytest.fail("it was not refused")


def found():
    return [(each.kind, each.ref, each.code) for check in checks.CHECKS for each in check()]


def test_measured_anew_counts_from_its_day():
    july = date(2025, 7, 1)
    measured = Measured(start=july, document="FC-1", measured_centimu=300)
    actions.measure_plot("A1", measured, **by("jiaxi.accountant", july))
    past = facts.plot_history(now())["A1"]
    assert [(each.measured_centimu, each.days) for each in past] == [
        (320, DateRange(village.SINCE, date(2025, 6, 30))),
        (300, DateRange(july)),
    ]
    assert [each.area("contract") for each in past] == [300, 300]
    assert past[1].area("registered") == 310
    assert facts.plots_on(date(2025, 6, 30), now())["A1"].area("measured") == 320
    assert facts.plots_on(july, now())["A1"].area("measured") == 300
    assert "A1" not in facts.plots_on(date(2019, 12, 31), now())
    card = queries.plot_card(SYSTEM, "A1", on=july)
    assert [row.measured_centimu for row in card.history] == [320, 300]
    assert queries.plot_card(SYSTEM, "A1", on=DAY).row.measured_centimu == 320
    (inside, _second) = queries.contract_card(SYSTEM, HEAD, "TD-1", on=july).plots
    assert (inside.signed_centimu, inside.measured_centimu) == (320, 300)
    assert not found()


@pytest.mark.parametrize(
    ("code", "more", "expect"),
    [
        ("Z1", {}, "land.no_such_plot"),
        ("D1", {}, "land.no_such_plot"),
        ("A1", {"document": ""}, "land.needs_document"),
        ("A1", {"start": date(2019, 12, 31)}, "land.measured_before"),
        ("A1", {"start": date(2025, 3, 2)}, "land.measured_in_future"),
        ("A1", {"land_class": "sea"}, ["import.choice"]),
        ("A1", {"measured_centimu": 0}, ["import.out_of_range"]),
    ],
)
def test_what_cannot_be_measured(code, more, expect):
    values: dict[str, Any] = {"start": DAY, "document": "FC-1", "measured_centimu": 310} | more
    assert refused(actions.measure_plot, code, Measured(**values), **by("jiaxi.accountant")) == expect


def test_a_plot_is_entered_and_granted():
    new = NewPlot(**village.plot("A9", 400))
    assert actions.record_plot("jiaxi", new, **by("jiaxi.accountant")) == "plot:A9"
    assert refused(actions.record_plot, "jiaxi", new, **by("jiaxi.accountant")) == "land.plot_exists"
    assert refused(actions.record_plot, "head", new, **by("")) == "land.not_a_collective"
    assert refused(actions.record_plot, "jiaxi", new, **by("haiba.accountant")) == "permit.not_yours"
    for more, code in (
        ({"outline": "x"}, "land.outline_unreadable"),
        ({"measured_centimu": 0}, ["import.out_of_range"]),
        ({"document": ""}, "land.needs_document"),
        ({"start": date(2025, 3, 2)}, "land.measured_in_future"),
        ({"land_class": "sea"}, ["import.choice"]),
    ):
        bad = NewPlot(**village.plot("A8", 400) | more)
        assert refused(actions.record_plot, "jiaxi", bad, **by("jiaxi.accountant")) == code
    values: dict[str, Any] = {"holder": TWO, "start": DAY, "end": UNTIL, "document": "承包合同"}

    def granted(**more: Any) -> str:
        return actions.grant_right("A9", Holding(**values | more), **by("jiaxi.accountant"))

    assert refused(granted, holder="K0000077") == "land.no_such_holder"
    assert refused(granted, document="") == "land.needs_document"
    assert refused(granted, end=date(2025, 1, 1)) == "land.no_term"
    granted()
    assert refused(granted) == "land.held_already"
    assert queries.plot_page(SYSTEM, on=DAY, holder=TWO).total == 2


def test_when_a_plot_passes_on_the_money_follows_it_from_that_day():
    july = date(2025, 7, 1)
    passing: dict[str, Any] = {"holder": TWO, "start": july, "end": UNTIL, "document": "分户协议"}
    clerk = by("jiaxi.accountant", july)
    assert refused(passed, "A2", Holding(**passing | {"document": ""}), **clerk) == "land.needs_document"
    assert refused(passed, "A2", Holding(**passing | {"holder": ONE}), **clerk) == "land.nothing_to_pass"
    longer = passing | {"end": UNTIL + timedelta(1)}
    assert refused(passed, "A2", Holding(**longer), **clerk) == "land.term_too_long"
    assert refused(passed, "A2", Holding(**passing | {"end": None}), **clerk) == "land.term_too_long"
    nobody = passing | {"holder": "K9999999"}
    assert refused(passed, "A2", Holding(**nobody), **clerk) == "land.no_such_holder"
    assert refused(passed, "A2", Holding(**passing), **by("jiaxi.cashier", july)) == "permit.not_yours"
    for early in (date(2024, 1, 1), date(2023, 12, 31)):
        assert refused(passed, "A2", Holding(**passing | {"start": early}), **clerk) == (
            "land.passed_before_contract"
        )
    actions.transfer_right("A2", Holding(**passing), **clerk)
    one = next(each for each in facts.contracts(HEAD, now()) if each.number == "TD-1")
    assert one.giver == ONE
    spans = [(each.plot, each.holder, each.days) for each in facts.claims(HEAD, one, now())]
    assert spans == [
        ("A1", ONE, DateRange(date(2024, 1, 1), UNTIL)),
        ("A2", ONE, DateRange(date(2024, 1, 1), date(2025, 6, 30))),
        ("A2", TWO, DateRange(july, UNTIL)),
    ]
    assert facts.all_claims(HEAD, now())["TD-1"] == facts.claims(HEAD, one, now())
    assert [row.number for row in queries.contracts_of(SYSTEM, HEAD, "L0000002", on=DAY)] == []
    assert [row.number for row in queries.contracts_of(SYSTEM, HEAD, "L0000002", on=july)] == ["TD-1"]
    new = town.viewer("home2", july)
    assert [row.code for row in queries.household_land(new, "L0000002", on=july).rows] == ["A2", "B1"]
    card = queries.contract_card(new, HEAD, "TD-1", on=july)
    assert [(row.plot, row.holder) for row in card.claims] == [("A1", ONE), ("A2", ONE), ("A2", TWO)]
    assert not found()


def test_a_death_leaves_the_land_with_the_household():
    assert registry.representatives(DAY, now())[ONE] == "P0000001"
    assert queries.plot_card(SYSTEM, "A1", on=DAY).row.holder == ONE


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"end": UNTIL + timedelta(1)}, "land.term_too_long"),
        ({"giver": ONE}, "land.giver_holds_not"),
        ({"giver": ONE, "plots": "A1"}, "land.plot_in_use"),
        ({"plots": "B1 Z1"}, "land.no_such_plot"),
        ({"form": "second"}, "land.second_needs_first"),
        ({"compensation": ""}, "land.item_missing"),
        ({"signed_on": DAY + timedelta(1)}, "land.signed_in_future"),
        ({"number": "TD-1"}, "land.contract_exists"),
        ({"payer": ONE}, "land.no_such_payer"),
        ({"taker": ONE}, "land.no_such_taker"),
        ({"form": "second", "giver": ONE, "plots": "A2", "end": UNTIL + timedelta(1)}, "land.term_too_long"),
    ],
)
def test_signing(more, code):
    if code:
        assert refused(actions.sign_contract, HEAD, offer(**more), **by("head.director")) == code
        return
    assert actions.sign_contract(HEAD, offer(**more), **by("head.director")) == "contract:TD-9"
    assert ContractPlot.objects.get(plot="B1").area_centimu == 200
    for name in ("jiaxi.accountant", "home2", "stranger"):
        assert refused(actions.sign_contract, HEAD, offer("X"), **by(name)) == "permit.not_yours"


def second_claims():
    return [(each.plot, each.days.end) for each in facts.all_claims(HEAD, now())["TZ-1"]]


def test_what_the_state_takes_ends_the_second_and_the_right():
    july = date(2025, 7, 1)
    values: dict[str, Any] = {"ended_on": date(2025, 6, 30), "reason": "expropriated", "document": "征收-1"}
    assert refused(actions.end_contract, HEAD, ending("TZ-1", **values), **by("head.director", july)) == (
        "land.first_is_expropriated"
    )
    actions.end_contract(HEAD, ending("TD-1", **values), **by("head.director", july))
    line = AuditLine.objects.filter(verb="land.end_contract").get()
    assert line.params["with_it"] == "TZ-1"
    ended = {each.number: each.days.end for each in facts.contracts(HEAD, now())}
    assert ended["TD-1"] == ended["TZ-1"] == date(2025, 6, 30)
    assert second_claims() == [("A1", date(2025, 6, 30))]
    assert [each.days.end for each in facts.rights(now())["A1"]] == [date(2025, 6, 30)]
    assert queries.plot_card(SYSTEM, "A1", on=date(2025, 6, 30)).row.holder == ONE
    assert queries.plot_card(SYSTEM, "A1", on=july).row.holder == ""
    passing: dict[str, Any] = {"holder": TWO, "start": july, "end": UNTIL, "document": "分户协议"}
    clerk = by("jiaxi.accountant", july)
    assert refused(actions.transfer_right, "A1", Holding(**passing), **clerk) == "land.nothing_to_pass"
    again = offer("TD-8", giver=ONE, plots="A1", start=july, signed_on=july)
    assert refused(actions.sign_contract, HEAD, again, **by("head.director", july)) == "land.giver_holds_not"
    assert not found()


def test_a_second_over_other_land_too_goes_on_there_alone():
    actions.sign_contract(HEAD, offer("TD-8", giver=TWO), **by("head.director"))
    both = offer("TZ-8", form="second", giver=TWO, payer="O:head", taker="O:park")
    actions.sign_contract(HEAD, both, **by("head.director"))
    july = date(2025, 7, 1)
    given = Holding(holder=TWO, start=DAY, end=UNTIL, document="D")
    actions.transfer_right("A2", given, **by("jiaxi.accountant"))
    wide = offer("TZ-9", form="second", giver=TWO, plots="A2 B1", start=july)
    assert refused(actions.sign_contract, HEAD, wide, **by("head.director")) == "land.plot_in_use"
    agreed = ending("TZ-8", ended_on=date(2025, 6, 30), reason="agreed", document="D")
    actions.end_contract(HEAD, agreed, **by("head.director", july))
    actions.sign_contract(HEAD, wide, **by("head.director", july))
    august = date(2025, 8, 31)
    values: dict[str, Any] = {"ended_on": august, "reason": "expropriated", "document": "征收-2"}
    actions.end_contract(HEAD, ending("TD-8", **values), **by("head.director", date(2025, 9, 1)))
    claims = facts.all_claims(HEAD, now())["TZ-9"]
    assert [(each.plot, each.days.end) for each in claims] == [("A2", UNTIL), ("B1", august)]
    card = queries.contract_card(SYSTEM, HEAD, "TZ-9", on=date(2025, 9, 1))
    assert [(each.plot, each.end) for each in card.claims] == [("A2", UNTIL), ("B1", august)]
    assert not found()


def test_a_second_gives_nothing_without_its_first_however_the_books_came_to_say_so():
    row = LandContract.objects.get(number="TD-1")
    with act("land.end_contract", HEAD, by=SYSTEM, on=DAY) as a:
        ContractEnding.objects.create(
            contract=row, ended_on=DAY, reason="agreed", document="D", **a.stamp(row.village_code)
        )
    assert second_claims() == [("A1", DAY)]
    later = date(2025, 5, 1)
    numbers = [each.number for each in queries.contracts_of(SYSTEM, HEAD, "L0000001", on=later)]
    assert numbers == []


def test_ending_frees_the_plot():
    idle: dict[str, Any] = {"ended_on": date(2025, 2, 28), "reason": "idle", "document": "TZ-2025-1"}

    def end(number="TD-1", name="head.director", **more: Any) -> str:
        return actions.end_contract(HEAD, ending(number, **idle | more), **by(name))

    assert refused(end, reason="tired") == ["import.choice"]
    assert refused(end, document="") == "land.ending_without_document"
    assert refused(end, "TD-7") == "land.no_such_contract"
    assert refused(end, name="head.accountant") == "permit.not_yours"
    end()
    assert refused(end) == "land.ended_already"
    contract = next(each for each in facts.contracts(HEAD, now()) if each.number == "TD-1")
    assert contract.days.end == date(2025, 2, 28)
    new = offer(giver=ONE, plots="A1 A2", start=date(2025, 3, 1))
    actions.sign_contract(HEAD, new, **by("head.director"))
    card = queries.contract_card(SYSTEM, HEAD, "TD-1", on=DAY)
    assert (card.row.state, card.reason, card.may) == ("over", "idle", ("file_contract",))


def test_filing_is_the_villages():
    filing: dict[str, Any] = {"filed_on": DAY, "document": "备案-1"}
    assert queries.contract_card(town.viewer("jiaxi.secretary"), HEAD, "TD-1", on=DAY).may == (
        "file_contract",
    )
    assert queries.contract_page(SYSTEM, HEAD, on=DAY).unfiled == 4

    def file(number="TD-1", name="jiaxi.secretary", **more: Any) -> str:
        return actions.file_contract("jiaxi", Filing(number=number, **filing | more), **by(name))

    assert refused(file, "TD-4") == "land.no_such_contract"
    assert refused(file, name="haiba.secretary") == "viewer.not_found"
    assert refused(file, name="jiaxi.cashier") == "permit.not_yours"
    assert refused(file, filed_on=date(2023, 11, 30)) == "land.filed_outside"
    assert refused(file, document="") == "land.filing_without_document"
    file()
    assert refused(file) == "land.filed_already"
    page = queries.contract_page(SYSTEM, HEAD, on=DAY, state="unfiled")
    assert [(row.number, row.late) for row in page.rows] == [("TD-2", True), ("TD-4", False), ("TZ-1", True)]
    assert queries.contract_card(SYSTEM, HEAD, "TD-1", on=DAY).filing_document == "备案-1"


def test_warnings():
    ending = queries.contract_page(SYSTEM, HEAD, on=date(2025, 3, 4), state="ending")
    assert [row.number for row in ending.rows] == ["TZ-1"]
    assert ending.rows[0].state == "ending"
    assert queries.contract_page(SYSTEM, HEAD, on=date(2025, 3, 3)).ending == 0
    assert queries.contract_page(SYSTEM, HEAD, on=date(2025, 9, 1), state="over").total == 1
    assert [row.number for row in queries.contract_page(SYSTEM, HEAD, on=DAY, state="ahead").rows] == ["TD-4"]
    assert queries.contract_page(SYSTEM, HEAD, on=DAY, state="live").total == 3
    assert queries.contract_page(SYSTEM, HEAD, on=DAY, search="A2").total == 1
    assert queries.contract_page(SYSTEM, HEAD, on=DAY, holder="L0000001").total == 2


def test_sums():
    areas = queries.plot_page(SYSTEM, on=DAY, village_code=town.JIAXI).areas
    assert (areas.plots, areas.measured_centimu, areas.contract_centimu) == (4, 10_670, 10_590)
    by_form = {each.form: each for each in queries.form_totals(SYSTEM, HEAD, on=DAY)}
    assert (by_form["shares"].plots, by_form["shares"].area_centimu) == (2, 470)
    assert set(by_form) == {"shares", "lease", "second"}
    assert [row.village for row in queries.land_by_class(SYSTEM, "haiba", on=DAY)] == ["海坝村"]
    assert queries.plot_page(SYSTEM, "haiba", on=DAY).areas.plots == 1
    assert [row.number for row in queries.contract_page(SYSTEM, "haiba", on=DAY).rows] == ["TD-4"]
    (jiaxi, haiba) = queries.land_by_class(SYSTEM, on=DAY)
    assert (jiaxi.village, jiaxi.areas.plots, haiba.areas.registered_centimu) == ("贾西村", 4, 490)


@pytest.mark.parametrize(
    ("name", "plots", "contracts"),
    [
        ("town.leader", "A1 A2 B1 D1 H1", "TD-1 TD-2 TD-4 TZ-1"),
        ("town.auditor", "A1 A2 B1 D1 H1", "TD-1 TD-2 TD-4 TZ-1"),
        ("head.accountant", "A1 A2 B1 D1 H1", "TD-1 TD-2 TD-4 TZ-1"),
        ("jiaxi.accountant", "A1 A2 B1 H1", "TD-1 TD-2 TZ-1"),
        ("haiba.secretary", "D1", "TD-4"),
        ("head.section_head", "A1 A2 B1 H1", "TD-1 TD-2 TZ-1"),
        ("home1", "A1 A2", "TD-1 TZ-1"),
        ("home2", "B1", ""),
        ("home4", "D1", "TD-4"),
    ],
)
def test_who_sees_what(name, plots, contracts):
    viewer = town.viewer(name)
    page = queries.plot_page(viewer, on=DAY)
    assert sorted(row.code for row in page.rows) == plots.split()
    assert page.areas.plots == page.total == len(plots.split())
    found = queries.contract_page(viewer, HEAD, on=DAY)
    assert [row.number for row in found.rows] == contracts.split()
    for code in ("A1", "B1", "D1", "H1"):
        if code in plots.split():
            assert queries.plot_card(viewer, code, on=DAY).row.code == code
        else:
            assert refused(queries.plot_card, viewer, code, on=DAY) == "viewer.not_found"
    for number in ("TD-1", "TD-2", "TD-4", "TZ-1"):
        if number in contracts.split():
            assert resolve(viewer, f"contract:{number}").parents
        else:
            assert refused(queries.contract_card, viewer, HEAD, number, on=DAY) == "viewer.not_found"
            assert refused(resolve, viewer, f"contract:{number}") == "viewer.not_found"


@pytest.mark.parametrize("name", ["head.accountant", "head.section_head"])
def test_another_cooperative_in_the_same_village_sees_none_of_the_contracts(name):
    """Its staff sees the land it works on, not who let it to whom and for how much."""
    mine = town.viewer(name)
    posts = frozenset(replace(post, org_code="other") for post in mine.posts)
    theirs = replace(mine, posts=posts, org_codes=frozenset({"other"}))
    assert queries.plot_page(theirs, on=DAY).total > 0
    assert queries.contract_page(mine, HEAD, on=DAY).rows
    assert refused(queries.contract_card, theirs, HEAD, "TD-1", on=DAY) == "viewer.not_found"
    assert queries.contract_page(theirs, HEAD, on=DAY).rows == ()


def test_a_stranger_sees_nothing():
    for name in ("", "stranger"):
        viewer = town.viewer(name)
        assert refused(queries.plot_page, viewer, on=DAY) == "viewer.not_found"
        assert refused(queries.contract_page, viewer, HEAD, on=DAY) == "viewer.not_found"
        assert refused(queries.plot_card, viewer, "A1", on=DAY) == "viewer.not_found"
        assert refused(queries.land_by_class, viewer, on=DAY) == "viewer.not_found"
        assert refused(queries.household_land, viewer, "L0000001", on=DAY) == "viewer.not_found"
        assert not queries.contracts_of(viewer, HEAD, "L0000001", on=DAY)


def test_a_household_sees_no_others_land():
    outside = ((town.viewer("home2"), "L0000001"), (town.viewer("haiba.accountant"), ONE))
    for viewer, code in (*outside, (SYSTEM, "L0000077")):
        assert refused(queries.household_land, viewer, code, on=DAY) == "viewer.not_found"
    assert queries.household_land(town.viewer("home3"), "L0000003", on=DAY).rows == ()
    mine = queries.household_land(town.viewer("home1"), "L0000001", on=DAY)
    assert (mine.holder, mine.areas.measured_centimu) == (ONE, 470)
    assert queries.household_land(town.viewer("jiaxi.accountant"), ONE, on=DAY).areas.plots == 2


def test_why_a_plot_and_a_contract():
    trace = resolve(SYSTEM, "plot:A1")
    assert trace.parents == ("contract:TD-1", "contract:TZ-1")
    assert dict(trace.title.params)["measured_centimu"] == 320
    trace = resolve(SYSTEM, "contract:TD-1")
    assert trace.parents == ("plot:A1", "plot:A2")
    told = dict(trace.title.params)
    assert (told["plots"], told["area_centimu"], told["rate_fen"], told["form"]) == (2, 470, 40_000, "shares")
    assert refused(resolve, SYSTEM, "contract:TD-77") == "viewer.not_found"


def test_records_cannot_be_touched():
    guards.put_back()
    for model in (Plot, PlotRight, LandContract, ContractPlot):
        for do in (lambda rows: rows._raw_delete(rows.db), lambda rows: rows.update(mark=0)):
            with pytest.raises(DatabaseError, match=r"liancun\.guard"), transaction.atomic():
                do(model._base_manager.all())


def forged(verb, org_code, write):
    """Rows that no action would write."""
    with act(verb, org_code, by=SYSTEM, on=DAY) as a:
        write(a)


def test_checks_find_what_is_wrong():
    assert not found()
    values = village.contract("XX-1", FOUR, "") | {"end": UNTIL + timedelta(9)}
    values.pop("plots")

    def write(a):
        row = LandContract.objects.create(**values, **a.stamp(town.HAIBA))
        for plot, area in (("A1", 320), ("D1", 501), ("Z1", 1)):
            ContractPlot.objects.create(contract=row, plot=plot, area_centimu=area, **a.stamp(town.HAIBA))
        LandContract.objects.create(**values | {"number": "XX-2"}, **a.stamp(town.HAIBA))

    def misfile(a):
        row = LandContract.objects.get(number="TD-4")
        ContractFiling.objects.create(contract=row, filed_on=DAY, document="x", **a.stamp(town.JIAXI))

    forged("land.sign_contract", HEAD, write)
    forged("land.file_contract", "jiaxi", misfile)
    assert found() == [
        ("broken", "contract:XX-1", "land.giver_differs"),
        ("broken", "contract:XX-1", "land.held_by_nobody"),
        ("tampered", "contract:XX-2", "land.plots_tampered"),
        ("broken", "contract:XX-1", "land.contract_too_long"),
        ("broken", "contract:XX-1", "land.contract_too_long"),
        ("broken", "contract:XX-1", "land.used_twice"),
        ("broken", "contract:TD-4", "land.used_twice"),
        ("tampered", "contract:XX-1", "land.area_differs"),
        ("tampered", "contract:XX-1", "land.area_differs"),
        ("broken", "contract:TD-4", "land.filed_by_another"),
    ]


def test_pages_ask_as_much_for_many_as_for_few(django_assert_max_num_queries):
    rows = [village.plot(f"N{n:03d}", 300 + n) for n in range(60)]
    village.bring("plots", "jiaxi", *rows)
    village.bring("plot_rights", "jiaxi", *(village.right(row["code"], TWO) for row in rows))
    signed = (village.contract(f"N-{n:03d}", TWO, row["code"]) for n, row in enumerate(rows))
    village.bring("land_contracts", HEAD, *signed)
    with django_assert_max_num_queries(14):
        assert len(queries.plot_page(SYSTEM, on=DAY).rows) == 50
    with django_assert_max_num_queries(14):
        assert len(queries.contract_page(SYSTEM, HEAD, on=DAY).rows) == 50
    assert Plot.objects.count() == 65


def test_who_signs_takes_the_land_where_nobody_else_does():
    actions.sign_contract(HEAD, offer(), **by("head.director"))
    assert LandContract.objects.get(number="TD-9").taker == "O:head"
    assert refused(actions.sign_contract, HEAD, replace(offer("TD-8"), plots=()), **by("head.director"))


def test_holders_are_offered_by_name_to_those_with_a_post():
    clerk = town.viewer("jiaxi.accountant")
    (found,) = choices.holders(clerk, "jiaxi", DAY, ONE)
    assert found[0] == ONE and choices.holders(clerk, "jiaxi", DAY, found[1])[0] == found
    assert choices.holders(clerk, "jiaxi", DAY, "O:jiaxi")[0][0] == "O:jiaxi"
    assert choices.holders(town.viewer("home2"), "jiaxi", DAY, ONE) == ()
