"""Births, heads, homes that part with their contracts, standings that end (出生、户主、分户、身份终止)."""

from datetime import date, timedelta
from typing import Any

from liancun.base.models import AuditLine
from liancun.base.versions import on_day
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.registry import actions, checks, facts, queries
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.test_actions import CLERK, DAY, by, inside, refused, sound
from liancun.rooms.registry.tests.town import do

CHILD: dict[str, Any] = {"name": "王小苗", "sex": "f", "born_on": date(2025, 2, 3)}


def heads(household, day):
    rows = m.HouseholdMember.objects.filter(household=household, is_head=True)
    return {row.party for row in on_day(rows, day)}


def history(household):
    rows = queries.household_history(small.viewer(CLERK), household, on=DAY)
    return [(row.verb.partition(".")[2], row.about, row.document) for row in rows]


def test_a_child_is_of_its_home_and_its_registered_household(town):
    do(
        actions.record_birth,
        "L0000001",
        code="P0000700",
        registered="R0000001",
        document="CS-1",
        **CHILD,
        **by(),
    )
    assert inside("L0000001", CHILD["born_on"]) == {"P0000001", "P0000002", "P0000700"}
    assert "P0000700" in inside("R0000001", CHILD["born_on"])
    assert "P0000700" not in inside("L0000001", CHILD["born_on"] - timedelta(days=1))
    assert m.Person.objects.get(code="P0000700").village_code == town.JIAXI
    assert history("L0000001") == [("record_birth", "P0000700", "CS-1")]
    assert sound()


def test_a_birth_that_cannot_be(town):
    later = {**CHILD, "born_on": DAY + timedelta(days=1)}
    refused("registry.not_yet", actions.record_birth, "L0000001", code="P0000700", **later, **by())
    refused("registry.person_taken", actions.record_birth, "L0000001", code="P0000002", **CHILD, **by())
    refused("registry.no_such_household", actions.record_birth, "L0009999", code="P0000700", **CHILD, **by())
    twice: dict[str, Any] = {"registered": "L0000004"}
    refused(
        "registry.same_kind_twice",
        actions.record_birth,
        "L0000001",
        code="P0000700",
        **twice,
        **CHILD,
        **by(),
    )
    refused(
        "registry.name_length", actions.record_birth, "L0000001", code="P9", **{**CHILD, "name": ""}, **by()
    )
    who = by("jiaxi.secretary")
    refused("permit.not_yours", actions.record_birth, "L0000001", code="P0000700", **CHILD, **who)
    assert not m.Person.objects.filter(code="P0000700").exists()


def test_a_household_has_one_head_at_a_time(town):
    assert heads("L0000001", DAY) == {"P0000001"}
    do(actions.set_head, "L0000001", party="P0000002", start=DAY, document="BG-1", **by())
    assert heads("L0000001", DAY) == {"P0000002"}
    assert heads("L0000001", DAY - timedelta(days=1)) == {"P0000001"}
    assert inside("L0000001", DAY) == {"P0000001", "P0000002"}
    assert history("L0000001") == [("set_head", "P0000002", "BG-1")]
    refused("registry.is_head", actions.set_head, "L0000001", party="P0000002", start=DAY, **by())
    refused("registry.not_of_household", actions.set_head, "L0000001", party="P0000007", start=DAY, **by())
    assert sound()


def test_a_head_who_dies_leaves_homes_to_be_headed_and_whoever_records_it_is_told(town):
    """Each of the homes he headed, with how many live on in it; nothing where another heads it already."""
    died = registry_death("P0000001", date(2025, 2, 1))
    after = date(2025, 2, 2)
    headed = sorted({home for home in HOMES_OF_ONE if not heads(home, after)})
    assert headed and died.headless == "、".join(f"{home}({len(inside(home, after))})" for home in headed)
    line = AuditLine.objects.get(verb="registry.record_death")
    assert line.params["headless"] == died.headless
    do(actions.set_head, "L0000004", party="P0000008", start=date(2025, 1, 20), document="BG-1", **by())
    told = registry_death("P0000007", date(2025, 2, 1)).headless
    assert "L0000004" not in told and registry_death("P0000008", date(2025, 2, 1), "SW-9").headless


HOMES_OF_ONE = ("K0000001", "L0000001", "R0000001")


def registry_death(code, day, document="SW-1"):
    given = actions.Death(died_on=day, document=document)
    return actions.record_death(code, given, **by())


def test_the_dead_and_the_unborn_join_no_household(town):
    do(actions.record_death, "P0000002", died_on=date(2025, 2, 1), document="SW-1", **by())
    refused(
        "registry.is_dead",
        actions.record_death,
        "P0000002",
        died_on=date(2025, 2, 2),
        document="SW-2",
        **by(),
    )
    refused("registry.is_dead", actions.move_person, "P0000002", to="L0000004", start=DAY, **by())
    unborn = date(1901, 1, 1)
    new: dict[str, Any] = {"kind": "living", "village_code": town.HAIBA, "head": "P0000199", "start": unborn}
    refused("registry.before_birth", actions.open_household, "town", code="L0000950", **new, **by())


def test_membership_ends_with_the_death(town):
    """It is personal: what is left of it is money, and that is the heirs'."""
    day = date(2025, 2, 1)

    def ends():
        rows = on_day(m.Membership.objects.filter(party="P0000001"), date(2025, 1, 15))
        return list(rows.values_list("end", "notice_on"))

    assert ends() == [(None, None)]
    do(actions.record_death, "P0000001", died_on=day, document="SW-1", **by())
    assert ends() == [(day, None)]
    line = AuditLine.objects.get(org_code="head", verb="registry.end_membership")
    assert (line.ref, line.params) == ("member:head/P0000001", {"ends": "2025-02-01", "document": "SW-1"})
    asof = Watermark.now(["head"])
    assert "P0000001" in {each.party for each in facts.members_on("head", day, asof)}
    assert "P0000001" not in {each.party for each in facts.members_on("head", DAY, asof)}
    year = DateRange(date(2025, 1, 1), date(2025, 12, 31))
    assert "P0000001" in {each.party for each in facts.members_within("head", year, asof)}
    (ended,) = facts.memberships_ended("head", DAY, asof)
    assert (ended.member.number, ended.ended_on, ended.back_on) == ("TF-0001", day, None)
    assert sound()
    notice = {"party": "P0000001", "notice_on": day}
    refused("registry.is_dead", actions.end_membership, "head", **notice, **by())


def test_a_membership_left_open_by_a_death_is_told_and_can_be_ended(town):
    """Of a folder whose deaths were recorded before memberships ended with them."""
    died = date(2025, 2, 1)
    m.Person.objects.filter(code="P0000003").update(died_on=died)
    assert [found.code for found in checks.memberships_end_with_their_members()] == ["registry.dead_member"]
    done = do(actions.end_membership, "head", party="P0000003", notice_on=DAY, **by())
    assert done.ends == "2025-02-01"
    assert not list(checks.memberships_end_with_their_members())


def test_a_home_parts_with_the_contract_it_has(town):
    day = date(2025, 1, 1)
    split: dict[str, Any] = {"new_code": "L0000901", "head": "P0000002", "start": day, "document": "FH-1"}
    refused(
        "registry.not_contracting",
        actions.split_household,
        "L0000001",
        contracting="R0000001",
        **split,
        **by(),
    )
    do(actions.split_household, "L0000001", contracting="K0000901", **split, **by())
    assert inside("K0000901", day) == {"P0000002"} and inside("K0000001", day) == {"P0000001"}
    links = m.HouseholdLink.objects.filter(since=day).order_by("pk")
    assert list(links.values_list("household", "other", "kind")) == [
        ("L0000001", "L0000901", "split"),
        ("K0000001", "K0000901", "split"),
        ("L0000901", "K0000901", "same"),
    ]
    assert ("split_household", "L0000001", "FH-1") in history("L0000901")
    assert sound()


def test_a_contracting_household_that_stands_is_linked_and_left_alone(town):
    since = date(2023, 1, 1)
    new: dict[str, Any] = {"kind": "contracting", "village_code": town.JIAXI, "start": since}
    do(actions.open_household, "town", code="K0000801", head="P0000002", **new, **by())
    split: dict[str, Any] = {"new_code": "L0000901", "head": "P0000002", "start": DAY}
    do(actions.split_household, "L0000001", contracting="K0000801", **split, **by())
    assert inside("K0000801", DAY) == {"P0000002"}
    assert m.HouseholdLink.objects.filter(household="L0000901", other="K0000801", kind="same").exists()


def test_no_contract_is_made_up_for_those_who_have_none(town):
    do(actions.record_birth, "L0000001", code="P0000700", **CHILD, **by())
    split: dict[str, Any] = {"new_code": "L0000901", "head": "P0000700", "start": DAY}
    more = {**split, "contracting": "K0000901"}
    refused("registry.no_such_household", actions.split_household, "L0000001", **more, **by())
    assert not m.Household.objects.filter(code__in=["L0000901", "K0000901"]).exists()


def test_a_standing_ends_with_nothing_after_it(town):
    day = date(2025, 2, 1)
    step: dict[str, Any] = {"started_on": date(2024, 5, 1), "body": "镇人民政府", "document": "RD-1"}
    do(actions.step_standing, "R0000004", kind="unstable", **step, **by())
    close: dict[str, Any] = {"ended_on": day, "document": "XC-1"}
    refused("registry.needs_document", actions.close_standing, "R0000004", ended_on=day, document="", **by())
    late = {**close, "ended_on": DAY + timedelta(days=1)}
    refused("registry.not_yet", actions.close_standing, "R0000004", **late, **by())
    refused("registry.no_such_household", actions.close_standing, "R9999999", **close, **by())
    refused("permit.not_yours", actions.close_standing, "R0000004", **close, **by("jiaxi.secretary"))
    do(actions.close_standing, "R0000004", **close, **by())
    last = queries.standings_of(small.viewer(CLERK), "R0000004", on=DAY)[-1]
    assert (last.kind, last.ended_on) == ("unstable", day)
    refused("registry.no_open_standing", actions.close_standing, "R0000004", **close, **by())
    assert [row[0] for row in history("R0000004")] == ["close_standing", "step_standing"]
    quiet = queries.household_history(small.viewer("haiba.accountant"), "R0000004", on=DAY)
    assert not quiet, "that a household has a standing is not for everybody"
