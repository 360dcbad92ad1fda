"""Slips that may be one weighing (疑似重复的过磅): found, decided, open again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liancun.base import bulk
from liancun.base.acts import act
from liancun.base.importing import import_workbook
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.deliveries import actions, checks, queries
from liancun.rooms.deliveries.facts import doubts
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.tests.test_life import DAY, FIRST, HEAD, sheet, slip
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.actions import Verdict
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
TWO, ONE = Verdict(verdict="two", reason="两筐一样重"), Verdict(verdict="one", reason="抄了两遍")


@pytest.fixture(autouse=True)
def raised(db):
    town.raise_town()


def supervisor():
    return town.viewer("head.supervisor", DAY)


def record(number, **more):
    ref = actions.record_slip("head", slip(number, **more), by=town.viewer("head.weigher", DAY), on=DAY)
    return int(ref.partition(":")[2])


def both_count(*numbers):
    """Slips of before programs held what came twice: all count."""
    with act("deliveries.record_slip", "head", by=SYSTEM, on=DAY) as a:
        made = []
        for number in numbers:
            made.append(
                WeighSlip(
                    site="jiaxi",
                    number=f"Z{number}",
                    weighed_on=DAY,
                    state="accepted",
                    delivered_by=FIRST,
                    account_of=FIRST,
                    product="cili",
                    grade=slip("1").weighing.grade,
                    gross_g=205_000,
                    tare_g=5_000,
                    net_g=200_000,
                    price_fen=400,
                    **a.stamp(),
                )
            )
        return [row.pk for row in bulk.insert(WeighSlip, made, with_ids=True)]


def rows(**asked):
    return [(row.ref, row.grounds, row.state) for row in queries.doubt_list(supervisor(), "head", **asked)]


def decide(pair, verdict, by=None):
    return actions.decide_weighing_doubt(pair, verdict, by=by or supervisor(), on=DAY)


def refused(code, call, *args, **more):
    with pytest.raises(Refusal) as no:
        call(*args, **more)
    assert no.value.code == code, no.value.code


def test_two_weighings_count_both_once_it_was_decided():
    first, second, third = record("T-21"), record("0T-21"), record("t-21")
    grounds = ("same_weighing", "same_number")
    pairs = [f"{first}={second}", f"{first}={third}"]
    assert rows() == [(f"slip_doubt:{pair}", grounds, "open") for pair in pairs]
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (1, 2)
    assert queries.doubts_waiting(supervisor(), "head") == 2
    assert list(checks.weighings_count_once()) == [], "what is held is owed to nobody"
    assert decide(pairs[0], TWO) == f"slip_doubt:{pairs[0]}"
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 1)
    decide(pairs[1], TWO)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 1), "it may be the second one still"
    assert [row for row in rows() if row[2] == "open"] == [(f"slip_doubt:{second}={third}", grounds, "open")]
    decide(f"{second}={third}", ONE)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 0)
    assert {row[2] for row in rows()} == {"two"} and len(rows()) == 1, "of a void slip nothing is asked"
    gone = queries.slip_page(SYSTEM, "head", state="void").rows[0]
    assert (gone.number, gone.note) == ("t-21", "抄了两遍")
    card = queries.pair_card(supervisor(), "head", doubts.pairing(pairs[0], supervisor())[1])[0]
    assert [side.number for side in card.sides] == ["T-21", "0T-21"]
    assert (card.state, card.reason) == ("two", "两筐一样重")


def test_a_slip_let_through_is_decided_too():
    first, second = record("1"), record("2")
    actions.release_slip(second, actions.Why(note="看过"), by=supervisor(), on=DAY)
    assert rows() == [(f"slip_doubt:{first}={second}", ("same_weighing",), "two")]
    standing = queries.slip_page(SYSTEM, "head").rows[0].pk
    noted = actions.correct_slip(standing, actions.Correction(note="补注"), by=SYSTEM, on=DAY)
    assert rows(state="open") == [], "what it rested on is the same"
    actions.correct_slip(
        int(noted.partition(":")[2]), actions.Correction(gross_g=104_000, note="看错"), by=SYSTEM, on=DAY
    )
    assert rows() == [], "nothing is alike any more"


def test_two_that_count_are_a_finding_until_one_is_out():
    first, second = both_count("1", "2")
    (found,) = checks.weighings_count_once()
    assert (found.code, found.ref) == ("deliveries.perhaps_one", f"slip_doubt:{first}={second}")
    decide(f"{second}={first}", ONE)
    assert list(checks.weighings_count_once()) == []
    assert queries.slip_page(SYSTEM, "head", state="void").rows[0].number == "Z2", "the later one goes"


def test_other_weights_open_it_again():
    first, second = both_count("1", "2")
    decide(f"{first}={second}", TWO)
    assert list(checks.weighings_count_once()) == []
    for pk in (first, second):
        actions.correct_slip(pk, actions.Correction(gross_g=204_000, note="秤不准"), by=SYSTEM, on=DAY)
    assert rows() == [(f"slip_doubt:{first}={second}", ("same_weighing",), "again")]


def test_whoever_recorded_it_lets_nothing_through_and_others_find_nothing():
    by = supervisor()
    first = record("1")
    second = int(actions.record_slip("head", slip("2"), by=SYSTEM, on=DAY).partition(":")[2])
    pair = f"{first}={second}"
    refused("deliveries.released_by_recorder", decide, pair, TWO, by=SYSTEM)
    refused("permit.not_yours", decide, pair, TWO, by=town.viewer("head.accountant", DAY))
    for name in ("haiba.secretary", "jiaxi.grid_worker"):
        refused("viewer.not_found", decide, pair, TWO, by=town.viewer(name, DAY))
        refused("viewer.not_found", queries.doubt_list, town.viewer(name, DAY), "head")
    for nonsense in (
        "",
        "=",
        f"{first}",
        f"{first}={first}",
        "-0=1",
        f"{first}={second}={first}",
        "😀=1",
        "9" * 30 + "=1",
    ):
        refused("viewer.not_found", decide, nonsense, TWO)
    decide(pair, TWO, by=by)
    refused("registry.doubt_decided", decide, pair, TWO, by=by)


def test_the_second_of_two_who_decide_at_once_is_told():
    first, second, third = record("T-21"), record("T-22"), record("T-23", net_kg=99)
    pair = f"{first}={second}"
    decide(pair, TWO)
    refused("registry.doubt_decided_otherwise", decide, pair, ONE)
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (3, 0), "both count still"
    decide(pair, Verdict(verdict="one", reason="看错了", change=True))
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (2, 0)
    assert queries.slip_page(SYSTEM, "head", state="void").rows[0].number == "T-22"
    refused("viewer.not_found", decide, pair, TWO)
    assert third


def test_the_dead_and_the_longest_number():
    long = "9" * 30
    first, second = record(long), record("0" + long[1:])
    third = record(long[1:])
    pairs = [f"{first}={second}", f"{first}={third}", f"{second}={third}"]
    assert [row[0] for row in rows()] == [f"slip_doubt:{pair}" for pair in pairs]
    death = registry.Death(died_on=DAY, document="SW-1")
    registry.record_death(FIRST, death, by=town.viewer("town.town_clerk", DAY), on=DAY)
    decide(pairs[0], ONE)
    assert [row[0] for row in rows()] == [f"slip_doubt:{pairs[1]}"], "of a void slip nothing is asked"
    assert (sheet()[FIRST].slips, sheet()[FIRST].held) == (1, 1), "what the dead brought is decided too"


def test_a_heavy_day_waits_for_its_own_look():
    record("1", net_kg=4990)
    second = record("2", net_kg=4990)
    third = record("3", net_kg=4990)
    (pair,) = (row[0] for row in rows() if row[0].endswith(f"={third}"))
    decide(pair.partition(":")[2], TWO)
    assert queries.slip_page(SYSTEM, "head", state="held").total == 2, "a day of 15 tonnes is held still"
    assert second


def test_a_workbook_says_how_many_of_its_rows_are_in_doubt():
    lines = [f"jiaxi,2025-09-01,{number},{FIRST},,刺梨,,105,5,,4.00" for number in ("A-1", "A-2", "B-1")]
    content = "\n".join([HEAD, *lines]).encode()
    for dry_run in (True, False):
        report = import_workbook(
            "weigh_slips", content, "磅单.csv", org_code="head", by=SYSTEM, on=DAY, dry_run=dry_run
        )
        assert (report.new, report.doubtful, report.doubts) == (3, 2, "deliveries.doubts")
    again = import_workbook("weigh_slips", content, "磅单.csv", org_code="head", by=SYSTEM, on=DAY)
    assert (again.same, again.doubtful) == (3, 0)


def test_it_asks_as_often_for_many_as_for_few():
    def asked():
        with CaptureQueriesContext(connection) as seen:
            queries.doubt_list(supervisor(), "head")
            list(checks.weighings_count_once())
        return len(seen)

    for number in ("1", "2", "3"):
        record(number)
    decide(rows()[0][0].partition(":")[2], TWO)
    few = asked()
    for kilos in range(10, 30):
        record(str(kilos), net_kg=kilos)
        record(f"X{kilos}", net_kg=kilos)
    assert asked() == few
