"""Who sees and who may do what (范围与分工): another village's clerk gets nothing anywhere."""

from dataclasses import astuple
from typing import Any

import pytest

from liancun.base.importing import export_rows, import_kind, import_workbook, write_rows
from liancun.base.lists import lists_of
from liancun.base.references import resolve
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry import actions, choices, imports, queries
from liancun.rooms.registry import models as m
from liancun.rooms.registry.import_handlers import exports
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.town import do

DAY = small.DAY


def refused(code, call, /, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        do(call, *args, **kwargs) if hasattr(call, "offer") else call(*args, **kwargs)
    assert no.value.code == code, str(no.value)


def page(name, **more):
    found = queries.household_page(small.viewer(name), "town", on=DAY, **more)
    return list(found.rows), found.total


def test_lists_end_at_the_village(town):
    rows, total = page("jiaxi.secretary")
    assert total == 3 and {row.village_code for row in rows} == {town.JIAXI}
    assert page("jiaxi.secretary", village=town.HAIBA) == ([], 0)
    assert page("jiaxi.secretary", asked="L0000004") == ([], 0)
    for name in ("home1", "", "stranger"):
        refused("viewer.not_found", page, name)
    assert page("town.auditor")[1] == 6 and page("head.director")[1] == 0
    refused("viewer.not_found", queries.household_card, small.viewer("haiba.secretary"), "L0000001", on=DAY)
    refused("viewer.not_found", queries.person_card, small.viewer("haiba.secretary"), "P0000001", on=DAY)
    for name in ("", "stranger", "home4", "head.director"):
        refused("viewer.not_found", queries.person_card, small.viewer(name), "P0000001", on=DAY)


def test_searching_by_number_is_the_clerks_alone(town):
    number = m.Person.objects.get(code="P0000001").id_number
    (row,), total = page("town.town_clerk", id_number=number)
    assert (row.code, total) == ("L0000001", 1)
    for name in ("town.leader", "town.auditor", "jiaxi.secretary"):
        refused("registry.id_search_not_yours", page, name, id_number=number)
    name = m.Person.objects.get(code="P0000001").name
    assert page("jiaxi.secretary", asked=name)[1] == 1
    assert page("haiba.secretary", asked=name)[1] == 0


def test_names_are_masked_but_for_those_who_need_them(town):
    name = m.Person.objects.get(code="P0000001").name
    masked = dict(queries.masked_names(["P0000001", "O:jiaxi", "P9999999"]))
    assert masked == {"P0000001": name[0] + "*" * (len(name) - 2) + (name[-1] if len(name) > 2 else "*"),
                      "O:jiaxi": "贾西村集体经济组织"}  # fmt: skip
    for viewer in ("jiaxi.accountant", "town.town_clerk", "home1"):
        assert queries.names(small.viewer(viewer), ["P0000001"])["P0000001"] == name
    for viewer in ("haiba.accountant", "town.auditor", "home4", "head.weigher", ""):
        assert queries.names(small.viewer(viewer), ["P0000001"]) == {"P0000001": masked["P0000001"]}
    card = queries.household_card(small.viewer("town.auditor"), "L0000001", on=DAY)
    assert all("*" in str(astuple(person)) for person in card.people)
    assert all("****" in person.phone for person in card.people)


def test_standings_are_for_those_whose_work_it_is(town):
    for name in ("town.leader", "jiaxi.secretary", "jiaxi.grid_worker", "home1"):
        assert len(queries.standings_of(small.viewer(name), "R0000001", on=DAY)) == 2
    for name in ("haiba.secretary", "jiaxi.accountant", "jiaxi.notice_clerk", "head.director", "home2", ""):
        refused("viewer.not_found", queries.standings_of, small.viewer(name), "R0000001", on=DAY)


def test_the_roster_is_for_members_and_the_head(town):
    for name in ("home1", "head.accountant", "town.auditor"):
        assert queries.member_page(small.viewer(name), "head", on=DAY).total == 7
    for name in ("", "stranger", "jiaxi.notice_clerk"):
        refused("viewer.not_found", queries.member_page, small.viewer(name), "head", on=DAY)


def test_the_registry_s_lists_end_where_the_reach_ends(town):
    """People, duties, posts and standings: a village's to its posts, all to the town's, none to others."""
    lists = {key: listing for key, listing in lists_of("registry").items() if key in OF_THE_TOWN}
    assert len(lists) == len(OF_THE_TOWN)

    def asked(key, name, **more):
        return lists[key].ask(small.viewer(name), "town", on=DAY, **more)

    for key, listing in lists.items():
        everything = asked(key, "town.town_clerk").total
        assert everything > (of_jiaxi := asked(key, "jiaxi.secretary").total) > 0, key
        assert asked(key, "town.town_clerk", limit=1).total == everything
        for name in ("home1", "stranger", ""):
            assert not listing.serves(small.viewer(name), "town")
            refused("viewer.not_found", asked, key, name)
        refused("viewer.not_found", listing.ask, small.viewer("town.town_clerk"), "head", on=DAY)
        village = asked(key, "jiaxi.secretary", village=small.HAIBA).total if key != "posts" else 0
        assert village == 0 and of_jiaxi
    refused("viewer.not_found", asked, "standings", "jiaxi.accountant")
    people = asked("people", "town.auditor").rows
    assert {row.code for row in people if "****" not in row.phone} == {small.viewer("town.auditor").party}
    assert {row.ended_on is None for row in asked("standings", "town.town_clerk", state="open").rows} == {
        True
    }
    (row,) = asked("posts", "town.town_clerk", at_org="jiaxi", kind="secretary").rows
    assert row.at_org == "jiaxi" and asked("posts", "town.town_clerk", party=row.party).total >= 1


OF_THE_TOWN = ("people", "duties", "posts", "standings", "households")


def test_names_are_understood_within_reach(town):
    person = m.Person.objects.get(code="P0000001")
    clerk, other = small.viewer("jiaxi.secretary"), small.viewer("haiba.secretary")
    assert ("P0000001", person.name) in choices.people(clerk, "town", DAY, person.name)
    assert "P0000001" not in dict(choices.people(other, "town", DAY, person.name))
    assert not choices.people(small.viewer("home1"), "town", DAY, person.name[:1])
    assert ("L0000001", person.name) in choices.living_households(clerk, "town", DAY, person.name)
    assert ("L0000001", f"{person.name}(居住户)") in choices.households(clerk, "town", DAY, "L0000001")
    assert ("R0000001", person.name) in choices.registered_households(clerk, "town", DAY, person.name)
    assert not choices.contracting_households(other, "town", DAY, "K0000001")


@pytest.mark.parametrize("name", ["jiaxi.secretary", "head.director", "home1", "town.leader", "town.auditor"])
def test_only_the_clerk_edits_the_registry(town, name):
    who: dict[str, Any] = {"by": small.viewer(name), "on": DAY}
    refused("permit.not_yours", actions.correct_person, "P0000001", name="谁", **who)
    refused("permit.not_yours", actions.move_person, "P0000002", to="L0000004", start=DAY, **who)
    refused(
        "permit.not_yours",
        actions.appoint,
        "town",
        party="P0000001",
        kind="leader",
        at_org="town",
        start=DAY,
        **who,
    )
    refused("permit.not_yours", actions.set_login, "x", party="P0000001", password="", **who)
    book = write_rows(import_kind("people"), [])
    refused("permit.not_yours", import_workbook, "people", book, "x.xlsx", org_code="town", **who)


def test_another_collective_records_no_vote_here(town):
    counts: dict[str, Any] = {"entitled": 30, "present": 30, "total_votes": 30, "votes_for": 30}
    vote: dict[str, Any] = {
        "body": "village_representatives",
        "subject": "x",
        "held_on": DAY,
        "votes_against": 0,
    }
    who: dict[str, Any] = {"by": small.viewer("haiba.secretary"), "on": DAY}
    refused(
        "permit.not_yours",
        actions.record_resolution,
        "jiaxi",
        code="1",
        **vote,
        **counts,
        votes_abstain=0,
        **who,
    )
    who["by"] = small.viewer("jiaxi.secretary")
    assert do(actions.record_resolution, "jiaxi", code="1", **vote, **counts, votes_abstain=0, **who)


def test_references_open_what_is_in_reach(town):
    clerk = small.viewer("town.town_clerk")
    for ref in ("household:L0000001", "person:P0000001", "organisation:fs-haiba", "member:head/P0000001"):
        trace = resolve(clerk, ref)
        assert trace.ref == ref
        for parent in trace.parents:
            assert resolve(clerk, parent).ref == parent
    assert resolve(small.viewer(""), "organisation:head").ref == "organisation:head"
    for ref in ("household:L0000001", "person:P0000001", "member:head/P0000001", "document:head/1"):
        refused("viewer.not_found", resolve, small.viewer("haiba.supervisor"), ref)
    refused("viewer.not_found", resolve, clerk, "person:P9999999")


@pytest.mark.parametrize("kind", [k.name for k in imports.IMPORTS if k.export])
def test_what_goes_out_comes_in_as_nothing_new(town, kind):
    """An export by the clerk reads back whole; into records that hold it, its rows are no news to a key."""
    clerk = small.viewer("town.town_clerk")
    org = "head" if kind in ("memberships", "documents", "resolutions") else "town"
    book = export_rows(import_kind(kind), clerk, org)
    try:
        import_workbook(kind, book, "out.xlsx", org_code=org, by=clerk, on=DAY, dry_run=True)
    except (BadInput, Refusal) as no:
        codes = {p.code for p in getattr(no, "problems", ())} or {getattr(no, "code", "")}
        assert codes <= {"registry.id_taken", "registry.two_homes", "registry.member_twice",
                         "registry.organisation_twice",
                         "registry.posts_clash", "permit.not_yours", "import.no_rows"}, codes  # fmt: skip


def test_an_auditors_export_is_masked(town):
    auditor = small.viewer("town.auditor")
    rows = [row for row in exports.people(auditor, "town") if row["party"] != auditor.party]
    assert len(rows) > 12 and all("********" in row["id_number"] and "*" in row["name"] for row in rows)
    assert all(row["account"].startswith("尾号") for row in exports.accounts(auditor, "town"))
    refused("viewer.not_found", export_rows, import_kind("people"), small.viewer("jiaxi.secretary"), "town")
