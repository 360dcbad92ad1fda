"""Slips: what is refused, what is held, corrections, who may, and the month's payment (过磅到收购款)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from liancun.base.importing import import_workbook
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Period, Refusal
from liancun.rooms.deliveries import actions, checks, facts, queries
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.registry import actions as people
from liancun.rooms.registry.actions import set_login
from liancun.rooms.registry.actions.people import Authority, Death
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
FIRST, NOBODY = "P0000001", "P0000199"
HEAD = "过磅点,过磅日,过磅单号,记账人,送货人,产品,等级,毛重(公斤),皮重(公斤),扣杂(公斤),单价(元/公斤)"


@pytest.fixture(scope="module", autouse=True)
def small_town(ground):
    town.raise_town()


def slip(number="1", net_kg=100, price_fen=400, party=FIRST, note=""):
    weighing = Weighing(
        product="cili",
        grade="统货",
        gross_g=(net_kg + 5) * 1000,
        tare_g=5000,
        deduction_g=0,
        price_fen=price_fen,
    )
    return actions.NewSlip("jiaxi", number, DAY, party, weighing, note=note)


def sheet():
    asof = Watermark.now(["head", "town"])
    found = facts.delivery_sheet("head", Period(2025, 9), asof)
    return {line.subject: line.facts for line in found.lines}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (slip(price_fen=399), "deliveries.price_under_minimum"),
        (slip(price_fen=None), "deliveries.price_missing"),
        (slip(net_kg=5001), "deliveries.slip_too_heavy"),
        (slip(net_kg=0), "deliveries.no_net_weight"),
        (slip(party="P9999999"), "deliveries.no_such_party"),
    ],
)
def test_what_a_slip_may_not_say(given, code):
    with pytest.raises(Refusal) as no:
        actions.record_slip("head", given, by=SYSTEM, on=DAY)
    assert no.value.code == code


def test_the_dead_bring_nothing_and_an_heir_stands_for_what_is_theirs():
    people.record_death(FIRST, Death(died_on=DAY - timedelta(days=9), document="SW-1"), by=SYSTEM, on=DAY)
    brought = replace(slip(), delivered_by="P0000003")
    for given, code in ((slip(), "registry.is_dead"), (brought, "registry.nobody_for_the_dead")):
        with pytest.raises(Refusal) as no:
            actions.record_slip("head", given, by=SYSTEM, on=DAY)
        assert no.value.code == code
    heir = Authority(payee="P0000003", kind="heir", document="JC-1", start=DAY)
    people.set_authority(FIRST, heir, by=SYSTEM, on=DAY)
    actions.record_slip("head", brought, by=SYSTEM, on=DAY)


def test_a_number_is_used_once_a_day_and_site():
    first = actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    for other in (slip(net_kg=101), slip(party="P0000003"), slip(price_fen=401), slip(note="补记")):
        with pytest.raises(Refusal) as no:
            actions.record_slip("head", other, by=SYSTEM, on=DAY)
        assert no.value.code == "deliveries.slip_exists"
    assert queries.slip_page(SYSTEM, "head").rows[0].ref == first


def test_the_same_slip_again_is_the_slip_that_stands():
    first = actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    assert actions.record_slip("head", slip(), by=SYSTEM, on=DAY) == first
    named = actions.NewSlip(
        "jiaxi",
        "1",
        DAY,
        FIRST,
        Weighing(product="刺梨", grade="", gross_g=105_000, tare_g=5000, deduction_g=0, price_fen=400),
    )
    assert actions.record_slip("head", named, by=SYSTEM, on=DAY) == first
    assert queries.slip_page(SYSTEM, "head").total == 1
    with pytest.raises(Refusal) as no:
        actions.record_slip("head", slip(), by=town.viewer("home1", DAY), on=DAY)
    assert no.value.code == "permit.not_yours"
    actions.void_slip(int(first.partition(":")[2]), actions.Why(note="重录"), by=SYSTEM, on=DAY)
    with pytest.raises(Refusal) as no:
        actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    assert no.value.code == "deliveries.slip_exists"


def test_members_and_others_are_kept_apart():
    actions.record_slip("head", slip("1"), by=SYSTEM, on=DAY)
    actions.record_slip("head", slip("2", party=NOBODY), by=SYSTEM, on=DAY)
    found = sheet()
    assert (found[FIRST].member_fen, found[FIRST].other_fen) == (40_000, 0)
    assert (found[NOBODY].member_fen, found[NOBODY].other_fen) == (0, 40_000)
    trade = facts.trade_of_year("head", 2025, asof=Watermark.now(["head", "town"]))
    assert trade == {FIRST: facts.Trade(40_000, 100_000)}


def test_an_implausible_day_is_held_until_another_looks():
    for number in ("1", "2", "3"):
        ref = actions.record_slip("head", slip(number, net_kg=5000 - int(number)), by=SYSTEM, on=DAY)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 1)
    pk = int(ref.partition(":")[2])
    with pytest.raises(Refusal) as no:
        actions.release_slip(pk, actions.Why(note="看过"), by=SYSTEM, on=DAY)
    assert no.value.code == "deliveries.released_by_recorder"
    actions.release_slip(pk, actions.Why(note="看过"), by=town.viewer("head.supervisor", DAY), on=DAY)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (3, 0)


def test_the_same_weighing_under_another_number_is_held_until_another_looks():
    weigher = town.viewer("head.weigher", DAY)
    refs = [actions.record_slip("head", slip(each), by=weigher, on=DAY) for each in ("T-21", "0T-21", "t-21")]
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (1, 2)
    supervisor = town.viewer("head.supervisor", DAY)
    first, second, third = (int(ref.partition(":")[2]) for ref in refs)
    assert queries.slip_card(supervisor, first).held_because is None
    because = queries.slip_card(supervisor, third).held_because
    assert because and (because.code, dict(because.params)) == (
        "deliveries.same_weighing",
        {"number": "T-21"},
    )
    assert queries.slip_page(SYSTEM, "head", state="held").total == 2, "the list to decide"
    noted = actions.correct_slip(second, actions.Correction(note="看过"), by=SYSTEM, on=DAY)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (1, 2), "a correction lets nothing through"
    second = int(noted.partition(":")[2])
    actions.release_slip(second, actions.Why(note="两筐一样重"), by=supervisor, on=DAY)
    actions.void_slip(third, actions.Why(note="重复"), by=SYSTEM, on=DAY)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 0)
    for other in (slip("5", party="P0000007"), slip("6", net_kg=99)):
        actions.record_slip("head", other, by=SYSTEM, on=DAY)
    assert queries.slip_page(SYSTEM, "head", state="held").total == 0


def test_who_recorded_it_releases_it_by_no_other_login_and_not_after_a_correction():
    weigher = town.viewer("head.weigher", DAY)
    actions.record_slip("head", slip("T-21"), by=weigher, on=DAY)
    ref = actions.record_slip("head", slip("0T-21"), by=weigher, on=DAY)
    set_login("head.second", party=weigher.party, password="", by=SYSTEM, on=DAY)
    second = viewer_for("head.second", on=DAY)
    supervisor = town.viewer("head.supervisor", DAY)
    for corrected in (False, True):
        if corrected:
            pk = int(ref.partition(":")[2])
            ref = actions.correct_slip(pk, actions.Correction(note="改备注"), by=SYSTEM, on=DAY)
        pk = int(ref.partition(":")[2])
        for who in (weigher, second):
            assert "release_slip" not in queries.slip_card(who, pk).may
            with pytest.raises(Refusal) as no:
                actions.release_slip(pk, actions.Why(note="看过"), by=who, on=DAY)
            assert no.value.code == "deliveries.released_by_recorder"
    actions.release_slip(pk, actions.Why(note="看过"), by=supervisor, on=DAY)
    assert sheet()[FIRST].held == 0


def test_a_workbook_with_a_weighing_twice_holds_the_second():
    rows = [f"jiaxi,2025-09-01,{number},{FIRST},,刺梨,,105,5,,4.00" for number in ("A-1", "A-2")]
    content = "\n".join([HEAD, *rows]).encode()
    report = import_workbook("weigh_slips", content, "磅单.csv", org_code="head", by=SYSTEM, on=DAY)
    assert report.new == 2
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (1, 1)


def test_a_correction_supersedes_and_the_first_stays():
    ref = actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    pk = int(ref.partition(":")[2])
    actions.correct_slip(pk, actions.Correction(gross_g=95_000, note="看错"), by=SYSTEM, on=DAY)
    assert sheet()[FIRST].member_fen == 36_000
    with pytest.raises(Refusal) as no:
        actions.void_slip(pk, actions.Why(note="再改"), by=SYSTEM, on=DAY)
    assert no.value.code == "deliveries.superseded_already"
    assert queries.slip(SYSTEM, pk).net_g == 100_000
    assert [found for check in checks.CHECKS for found in check()] == []


def test_a_price_later_comes_by_notice():
    weighing = Weighing(
        product="houttuynia", grade="统货", gross_g=105_000, tare_g=5_000, deduction_g=0, price_fen=None
    )
    actions.record_slip("head", actions.NewSlip("jiaxi", "1", DAY, FIRST, weighing), by=SYSTEM, on=DAY)
    assert (sheet()[FIRST].member_fen, sheet()[FIRST].unpriced) == (0, 1)
    asked: dict[str, Any] = {
        "product": "houttuynia",
        "grade": "统货",
        "first_day": DAY,
        "last_day": DAY,
        "document": "定价1",
    }
    with pytest.raises(Refusal) as no:
        actions.announce_price("head", actions.NewPrice(**asked, price_fen=249), by=SYSTEM, on=DAY)
    assert no.value.code == "deliveries.price_under_minimum"
    actions.announce_price("head", actions.NewPrice(**asked, price_fen=260), by=SYSTEM, on=DAY)
    assert (sheet()[FIRST].member_fen, sheet()[FIRST].unpriced) == (26_000, 0)


def test_who_may_and_who_sees():
    with pytest.raises(Refusal) as no:
        actions.record_slip("head", slip(), by=town.viewer("head.cashier", DAY), on=DAY)
    assert no.value.code == "permit.not_yours"
    actions.record_slip("head", slip(), by=town.viewer("head.weigher", DAY), on=DAY)
    assert queries.slip_page(town.viewer("home1", DAY), "head", account_of=FIRST).total == 1
    assert queries.slip_page(town.viewer("home2", DAY), "head").total == 0
    assert queries.slip_page(town.viewer("haiba.accountant", DAY), "head").total == 0


def test_a_workbook_of_slips():
    text = f"{HEAD}\njiaxi,2025-09-01,1,{FIRST},,刺梨,,105.0,5.0,,4.00\n"
    done = import_workbook("weigh_slips", text.encode(), "slips.csv", org_code="head", by=SYSTEM, on=DAY)
    assert (done.new, sheet()[FIRST].member_fen) == (1, 40_000)
    bad = f"{HEAD}\njiaxi,2025-09-01,2,{FIRST},,刺梨,,105.0,5.0,,3.99\n"
    with pytest.raises(BadInput) as no:
        import_workbook("weigh_slips", bad.encode(), "slips.csv", org_code="head", by=SYSTEM, on=DAY)
    assert [each.code for each in no.value.problems] == ["deliveries.price_under_minimum"]


def test_a_weigher_of_one_village_brings_in_no_others_slips():
    rows = [f"jiaxi,2025-09-01,000{n},P000000{n},,刺梨,,105,5,,4" for n in (1, 7)]
    weigher = town.viewer("head.weigher", DAY)

    def bring(*lines):
        text = "\n".join((HEAD, *lines)).encode()
        return import_workbook("weigh_slips", text, "slips.csv", org_code="head", by=weigher, on=DAY)

    with pytest.raises(BadInput) as bad:
        bring(*rows)
    assert [(each.code, each.row) for each in bad.value.problems] == [("import.other_village", 3)]
    assert bring(rows[0]).new == 1


def test_a_slip_opens_with_its_versions_and_what_may_be_done():
    first = int(actions.record_slip("head", slip(), by=SYSTEM, on=DAY).partition(":")[2])
    actions.correct_slip(first, actions.Correction(gross_g=95_000, note="看错秤"), by=SYSTEM, on=DAY)
    old = queries.slip_card(town.viewer("head.accountant", DAY), first)
    assert (old.stands, old.may, len(old.versions)) == (False, (), 2)
    now = queries.slip_card(town.viewer("head.accountant", DAY), old.versions[1].pk)
    assert (now.stands, now.may, now.row.net_g) == (True, ("correct_slip", "void_slip"), 90_000)
    assert (now.village, now.line, now.by_notice, now.held_because) == ("贾西村", "", False, None)
    assert queries.slip_card(town.viewer("home1", DAY), first).may == ()
    for name in ("home2", "jiaxi.accountant", "haiba.accountant", ""):
        with pytest.raises(Refusal) as no:
            queries.slip_card(town.viewer(name, DAY), first)
        assert no.value.code == "viewer.not_found"


def test_a_held_slip_says_why_and_who_may_let_it_through():
    weigher = town.viewer("head.weigher", DAY)
    for number in ("1", "2", "3"):
        ref = actions.record_slip("head", slip(number, net_kg=5000 - int(number)), by=weigher, on=DAY)
    pk = int(ref.partition(":")[2])
    card = queries.slip_card(town.viewer("head.supervisor", DAY), pk)
    assert card.held_because and card.held_because.code == "deliveries.day_too_heavy"
    assert card.may == ("release_slip",)
    assert queries.slip_card(weigher, pk).may == ()


def test_the_list_is_narrowed_and_summed():
    actions.record_slip("head", slip("1"), by=SYSTEM, on=DAY)
    actions.record_slip("head", slip("2", net_kg=50), by=SYSTEM, on=DAY)
    actions.record_slip("head", slip("3", party="P0000007"), by=SYSTEM, on=DAY)
    page = queries.slip_page(town.viewer("head.accountant", DAY), "head", limit=1)
    assert (page.total, len(page.rows)) == (3, 1)
    assert page.weights == (queries.Weight("cili", "刺梨", 3, 250_000),)
    assert page.rows[0].product_name == "刺梨"
    asked: dict[str, Any] = {
        "period": "2025-09",
        "village_code": town.HAIBA,
        "product": "cili",
        "state": "accepted",
    }
    assert queries.slip_page(SYSTEM, "head", **asked).total == 1
    assert queries.slip_page(SYSTEM, "head", period="2025-08").total == 0
    # The weigher of Jiaxi has the slips of Jiaxi's people in reach.
    assert queries.slip_page(town.viewer("head.weigher", DAY), "head").total == 2


def test_the_form_offers_products_sites_and_the_next_number():
    weigher = town.viewer("head.weigher", DAY)
    form = queries.weighing_form(weigher, "head", on=DAY)
    assert (form.site, form.number, form.sites) == ("jiaxi", "0901-001", (("贾西村", "jiaxi"),))
    assert [each.name for each in form.products] == ["刺梨", "折耳根"]
    actions.record_slip("head", slip(form.number), by=weigher, on=DAY)
    assert queries.weighing_form(weigher, "head", on=DAY).number == "0901-002"
    for name in ("home1", "jiaxi.accountant", ""):
        with pytest.raises(Refusal):
            queries.weighing_form(town.viewer(name, DAY), "head", on=DAY)


def test_a_price_by_notice_is_shown_to_members_and_on_the_slip():
    weighing = Weighing(
        product="houttuynia", grade="统货", gross_g=20_000, tare_g=0, deduction_g=0, price_fen=None
    )
    new = actions.NewSlip("jiaxi", "7", DAY, FIRST, weighing)
    ref = actions.record_slip("head", new, by=SYSTEM, on=DAY)
    notice: dict[str, Any] = {"product": "折耳根", "grade": "统货", "first_day": DAY, "last_day": DAY}
    given = actions.NewPrice(**notice, price_fen=300, document="DJ-1")
    actions.announce_price("head", given, by=SYSTEM, on=DAY)
    card = queries.slip_card(town.viewer("home1", DAY), int(ref.partition(":")[2]))
    assert (card.by_notice, card.row.value_fen) == (True, 6_000)
    (row,) = queries.price_page(town.viewer("home1", DAY), "head")
    assert (row.product_name, row.price_fen) == ("折耳根", 300)
    with pytest.raises(Refusal):
        queries.price_page(town.viewer("", DAY), "head")


def test_trade_of_one_is_for_that_one_and_the_cooperative():
    actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    for name in ("home1", "head.accountant"):
        found = queries.trade_of(town.viewer(name, DAY), "head", FIRST, 2025)
        assert (found.value_fen, found.weight_g) == (40_000, 100_000)
    assert queries.trade_of(SYSTEM, "head", FIRST, 2024).value_fen == 0
    for name in ("home2", "jiaxi.accountant", ""):
        with pytest.raises(Refusal):
            queries.trade_of(town.viewer(name, DAY), "head", FIRST, 2025)


def test_the_trade_of_one_is_the_same_as_among_all():
    actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    actions.record_slip("head", slip("2", party=NOBODY), by=SYSTEM, on=DAY)
    asof = Watermark.now(["head", "town"])
    everybody = facts.trade_of_year("head", 2025, asof=asof)
    assert facts.trade_of_year("head", 2025, asof=asof, party=FIRST) == {FIRST: everybody[FIRST]}
    assert facts.trade_of_year("head", 2025, asof=asof, party=NOBODY) == {}
    assert facts.months_taken("head", 2025, asof=asof) == {"2025-09"}
    assert facts.months_taken("head", 2024, asof=asof) == set()


def test_what_a_correction_leaves_out_stays_as_it_was():
    weighing = Weighing(product="houttuynia", gross_g=62_400, tare_g=2_400, deduction_g=100)
    new = actions.NewSlip("jiaxi", "8", DAY, FIRST, weighing, NOBODY)
    first = int(actions.record_slip("head", new, by=SYSTEM, on=DAY).partition(":")[2])
    given = actions.Correction(tare_g=3_400, deduction_g=0, note="皮重看错")
    ref = actions.correct_slip(first, given, by=SYSTEM, on=DAY)
    now = queries.slip(SYSTEM, int(ref.partition(":")[2]))
    assert (now.gross_g, now.tare_g, now.deduction_g, now.net_g) == (62_400, 3_400, 0, 59_000)
    assert (now.delivered_by, now.own_price_fen, now.product, now.grade) == (
        NOBODY,
        None,
        "houttuynia",
        "统货",
    )
    moved = actions.Correction(
        account_of=NOBODY, delivered_by=NOBODY, product="cili", price_fen=400, note="错"
    )
    ref = actions.correct_slip(now.pk, moved, by=SYSTEM, on=DAY)
    now = queries.slip(SYSTEM, int(ref.partition(":")[2]))
    assert (now.account_of, now.product, now.value_fen) == (NOBODY, "cili", 23_600)


def test_bounds_hold_whoever_records():
    weighing = Weighing(product="cili", gross_g=0, tare_g=-1, price_fen=400)
    with pytest.raises(BadInput) as no:
        actions.record_slip("head", actions.NewSlip("jiaxi", "a/b", DAY, FIRST, weighing), by=SYSTEM, on=DAY)
    assert [each.column for each in no.value.problems] == ["number", "gross_g", "tare_g"]
    with pytest.raises(BadInput) as no:
        actions.record_slip("head", replace(slip(), site="a/b"), by=SYSTEM, on=DAY)
    assert [each.code for each in no.value.problems] == ["import.code_slash"]


def test_a_stranger_gets_no_list_and_a_member_the_own_one():
    actions.record_slip("head", slip(), by=SYSTEM, on=DAY)
    own = queries.slip_page(town.viewer("home1", DAY), "head")
    assert (own.total, own.hidden) == (1, ("name", "account_of", "village_code"))
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head", sort="-net_g").hidden == ()
    with pytest.raises(Refusal):
        queries.slip_page(town.viewer("", DAY), "head")
