"""The trail (查阅记录): who came in, what was taken out, whose numbers were shown; by every door."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liancun.base import clock, guards, trail
from liancun.base.acts import act
from liancun.base.importing import export_rows, import_kind
from liancun.base.models import AuditLine, Setting, TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.cli import output
from liancun.faces.cli.tests.verbs import call
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.registry import actions, queries
from liancun.rooms.registry.models import Login, Person, Post
from liancun.rooms.registry.tests import town as small

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_both("a row is sealed over the row before, which each database locks in its own way"),
]
RIGHT = "a long sentence"
SECRETARY, CLERK, CASHIER, AUDITOR = "jiaxi.secretary", "town.town_clerk", "head.cashier", "town.auditor"
PERSON = "/people/P0000001/"
MEMBERS = "/orgs/head/registry/members"
TRAIL = "/orgs/town/registry/trail/"


@pytest.fixture(autouse=True)
def town(db, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "today", lambda: small.DAY)
    small.raise_town()
    Login.objects.filter(name=SECRETARY).update(password=make_password(RIGHT))
    cache.clear()


def told(*columns):
    return list(TrailRow.objects.order_by("pk").values_list(*columns))


def test_who_comes_in_and_who_does_not_stands_there_with_the_address_and_nothing_that_was_typed():
    outside = Client(REMOTE_ADDR="10.1.2.3")
    outside.post("/login", {"login": SECRETARY, "password": "wrong"})
    outside.post("/login", {"login": "520281198001011234", "password": RIGHT})
    outside.post("/login", {"login": SECRETARY, "password": RIGHT})
    assert told("kind", "by", "via", "address") == [
        ("failed", SECRETARY, "web", "10.1.2.3"),
        ("failed", "", "web", "10.1.2.3"),
        ("login", SECRETARY, "web", "10.1.2.3"),
    ]


def test_guessing_writes_no_more_than_the_logins_limit():
    outside = Client(REMOTE_ADDR="10.1.2.3")
    for number in range(12):
        outside.post("/login", {"login": f"nobody{number}", "password": "wrong"})
    assert TrailRow.objects.count() == 8


def test_who_cannot_be_written_down_stays_out(monkeypatch):
    monkeypatch.setattr(trail, "_write", locked)
    client = Client()
    answer = client.post("/login", {"login": SECRETARY, "password": RIGHT})
    assert answer.status_code == 403 and "查阅记录现在写不进去" in answer.content.decode()
    assert "/logout" not in client.get("/").content.decode()


def locked(*_given):
    raise OperationalError("attempt to write a readonly database")


def test_a_number_shown_whole_is_written_once_a_day_and_one_s_own_never():
    secretary = visitor(SECRETARY)
    for _ in range(2):
        assert Person.objects.get(code="P0000001").phone in page(secretary, PERSON)
    assert told("kind", "by", "subject", "data", "via") == [("shown", SECRETARY, "P0000001", "phone", "web")]
    page(visitor("home1"), PERSON)
    masked = page(visitor(AUDITOR), PERSON)
    assert Person.objects.get(code="P0000001").phone not in masked
    assert TrailRow.objects.count() == 1
    moved(days=1)
    page(secretary, PERSON)
    assert TrailRow.objects.count() == 2


def moved(**back):
    """Everything there was written so long ago."""
    guards.take_down("base_trailrow")
    for row in TrailRow.objects.order_by("pk"):
        TrailRow.objects.filter(pk=row.pk).update(at=row.at - timedelta(**back))


def test_a_household_names_each_of_its_people_and_a_long_list_their_number():
    page(visitor("jiaxi.accountant"), "/households/L0000001/")
    assert {row for (row,) in told("subject")} == {"P0000001", "P0000002"}
    TrailRow.objects.all()._raw_delete("default")
    page(visitor(CLERK), "/orgs/town/registry/people/")
    assert told("kind", "what", "org_code", "subject", "data") == [
        ("shown", "registry.people", "town", "", "phone")
    ]
    (count,) = TrailRow.objects.values_list("count", flat=True)
    assert count and count > trail.ONE_BY_ONE


def test_every_page_of_a_long_list_is_a_look_of_its_own():
    clerk = visitor(CLERK)
    for _again in (1, 2):
        page(clerk, "/orgs/town/registry/people/")
    assert told("kind", "subject") == [("shown", "")] * 2


def test_a_short_list_taken_out_names_whose_numbers_are_in_it():
    assert visitor(CLERK).get("/orgs/town/registry/people.csv?asked=P0000001").status_code == 200
    assert told("kind", "subject") == [("taken", ""), ("shown", "P0000001")]


def test_a_reference_shows_no_number_whole_and_is_no_look(capsys):
    phone = Person.objects.get(code="P0000001").phone
    assert phone and phone in page(visitor(SECRETARY), PERSON)
    TrailRow.objects.all()._raw_delete("default")
    assert phone not in page(visitor(SECRETARY), "/why/person:P0000001")
    assert phone not in page(visitor(SECRETARY), "/api/why/person:P0000001")
    assert not TrailRow.objects.exists()


def test_guesses_from_one_line_are_counted_together():
    for number in range(12):
        outside = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        outside.post("/login", {"login": "nobody", "password": "wrong"})
    assert told("address") == [("2001:db8:1:2::",)] * 8


def test_who_comes_in_while_it_is_verified_is_no_fault(monkeypatch):
    page(visitor(SECRETARY), PERSON)
    sealed, comes = trail._sealed, [trail.Look(trail.WEB)]

    def meanwhile(setting, missing):
        if setting == trail.HEAD and comes:
            trail.login(comes.pop(), SECRETARY)
        return sealed(setting, missing)

    monkeypatch.setattr(trail, "_sealed", meanwhile)
    assert list(trail.verify()) == [] and not comes


def test_a_page_that_shows_no_number_asks_and_writes_nothing_for_it():
    auditor = visitor(AUDITOR)
    page(auditor, MEMBERS + "/")
    with CaptureQueriesContext(connection) as asked:
        page(auditor, MEMBERS + "/")
    assert not [each for each in asked.captured_queries if "trail" in each["sql"]]
    assert not TrailRow.objects.exists()


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
def test_a_list_taken_out_stands_there_with_its_rows(form):
    answer = visitor("head.accountant").get(f"{MEMBERS}.{form}")
    assert answer.status_code == 200
    ((kind, by, what, org, how, count),) = told("kind", "by", "what", "org_code", "form", "count")
    assert (kind, by, what, org, how) == ("taken", "head.accountant", "registry.members", "head", form)
    rows = queries.member_page(small.viewer("head.accountant"), "head", on=small.DAY)
    assert count == rows.total > 0


def test_what_cannot_be_written_is_not_given(monkeypatch):
    monkeypatch.setattr(trail, "_write", locked)
    accountant = visitor("head.accountant")
    for address in (f"{MEMBERS}.xlsx", "/api/orgs/head/members"):
        headers = {"Accept": "application/x-ndjson"} if "api" in address else {}
        answer = accountant.get(address, headers=headers)
        assert answer.status_code == 503, address
        assert "查阅记录现在写不进去" in answer.content.decode()
    answer = visitor(SECRETARY).get(PERSON)
    assert answer.status_code == 503
    assert Person.objects.get(code="P0000001").phone not in answer.content.decode()


def test_a_refused_export_and_one_that_breaks_half_way_give_nothing(monkeypatch):
    assert visitor("haiba.grid_worker").get(f"{MEMBERS}.xlsx").status_code == 404
    monkeypatch.setattr("liancun.faces.tables.as_xlsx", locked)
    client = visitor("head.accountant")
    client.raise_request_exception = False
    assert client.get(f"{MEMBERS}.xlsx").status_code >= 400
    assert not TrailRow.objects.exists()


def test_the_api_and_its_lines_stand_there_too():
    clerk = visitor(CLERK)
    whole = clerk.get("/api/orgs/head/members", headers={"Accept": "application/x-ndjson"})
    assert whole.status_code == 200
    assert clerk.get("/api/export/people/town").status_code == 200
    assert told("kind", "via", "what", "form", "data") == [
        ("taken", "api", "registry.members", "json", ""),
        ("taken", "api", "workbook:people", "json", "id_number,phone"),
    ]


def test_the_command_line_is_named_as_its_acts_are(monkeypatch, tmp_path):
    monkeypatch.setenv("LIANCUN_AS", "head.accountant")
    with trail.looking(trail.COMMAND):
        call("registry", "members", "head", "--to", str(tmp_path / "a.xlsx"))
    monkeypatch.delenv("LIANCUN_AS")
    with trail.looking(trail.COMMAND):
        export_rows(import_kind("accounts"), SYSTEM, "town")
        output.kept()
    assert told("by", "via", "what", "data") == [
        ("head.accountant", "command", "registry.members", ""),
        ("system", "command", "workbook:accounts", "account"),
    ]
    monkeypatch.setattr(trail, "_write", locked)
    with trail.looking(trail.COMMAND), pytest.raises(Refusal, match=r"trail\.not_kept"):
        call("registry", "members", "head", "--to", str(tmp_path / "b.xlsx"))
    assert not (tmp_path / "b.xlsx").exists()


def test_a_stranger_s_look_is_nobody_s():
    assert Client().get("/api/outcomes").status_code == 200
    assert Client().get(f"{MEMBERS}.xlsx").status_code == 404
    assert not TrailRow.objects.exists()


def test_supervisors_read_their_own_people_and_the_town_everybody():
    page(visitor(SECRETARY), PERSON)
    visitor("head.accountant").get(f"{MEMBERS}.csv")
    visitor(CLERK).get(f"{MEMBERS}.xlsx")
    told_town = queries.trail_page(small.viewer(AUDITOR), "town")
    assert [row.by for row in told_town.rows] == [CLERK, "head.accountant", SECRETARY]
    at_head = queries.trail_page(small.viewer("head.supervisor"), "head")
    assert [row.by for row in at_head.rows] == [CLERK, "head.accountant"]
    at_jiaxi = queries.trail_page(small.viewer("jiaxi.supervisor"), "jiaxi")
    assert [(row.by, row.subject, row.numbers) for row in at_jiaxi.rows] == [
        (SECRETARY, "P0000001", ("phone",))
    ]
    for name, org in (
        ("jiaxi.supervisor", "haiba"), ("jiaxi.supervisor", "head"), ("jiaxi.supervisor", "town"),
        ("head.supervisor", "town"), ("head.accountant", "head"), ("town.town_clerk", "town"),
        ("home1", "town"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=r"viewer\.not_found"):
            queries.trail_page(small.viewer(name), org)


def test_a_supervisor_reads_nothing_of_other_organisations_nor_of_who_came_later_or_left_before(monkeypatch):
    """One post in jiaxi from 1 March to 31 May 2025, the other now elsewhere; looked on four days."""
    reader, party = small.viewer("jiaxi.supervisor"), Login.objects.get(name="head.accountant").party
    first, last = date(2025, 3, 1), date(2025, 5, 31)
    with act("registry.appoint", "town", by=SYSTEM, on=small.DAY) as done:
        done.add(Post, party=party, kind="accountant", at_org="jiaxi", start=first, end=last, **done.stamp())
    (post,) = Post.objects.filter(party=party, at_org="jiaxi")
    looks = [
        (date(2025, 2, 28), "23:59", ""), (first, "00:00", ""), (first, "09:00", "head"),
        (last, "23:59", ""), (last + timedelta(days=1), "00:00", ""), (last, "12:00", "jiaxi"),
        (date(2025, 7, 1), "09:00", "jiaxi"),
    ]  # fmt: skip
    for day, hour, org in looks:
        at = datetime.combine(day, time.fromisoformat(hour), clock.TOWN_TIME)
        TrailRow.objects.create(
            at=at, kind="taken", by="head.accountant", via="web", org_code=org, key="", seal=""
        )

    def read(today):
        monkeypatch.setattr(clock, "today", lambda: today)
        return [(row.at[:10], row.org_code) for row in queries.trail_page(reader, "jiaxi").rows]

    own = [("2025-07-01", "jiaxi"), ("2025-05-31", "jiaxi")]
    assert read(date(2025, 8, 1)) == [*own, ("2025-05-31", ""), ("2025-03-01", "")]
    every = ["2025-07-01", "2025-05-31", "2025-06-01", "2025-05-31", "2025-03-01", "2025-02-28"]
    assert [day for day, _org in read(date(2025, 4, 1))] == every
    actions.supersede("post", post.pk, end=first, by=SYSTEM, on=small.DAY)
    assert read(date(2025, 8, 1)) == [*own, ("2025-03-01", "")]


def test_a_cooperative_s_supervisor_reads_what_its_people_did_below_it():
    for org in ("head", "pq-jiaxi", "fs-haiba", "jiaxi", "town"):
        TrailRow.objects.create(
            at=clock.now(), kind="taken", by="head.accountant", via="web", org_code=org, key="", seal=""
        )
    shown = queries.trail_page(small.viewer("head.supervisor"), "head").rows
    assert [row.org_code for row in shown] == ["fs-haiba", "pq-jiaxi", "head"]


def test_it_is_narrowed_by_who_whom_kind_and_day_and_paged():
    page(visitor(SECRETARY), PERSON)
    visitor("head.accountant").get(f"{MEMBERS}.csv")
    reader, today = small.viewer(AUDITOR), clock.in_town(clock.now()).date()
    asked: list[tuple[dict[str, Any], int]] = [
        ({"who": "head.accountant"}, 1), ({"who": Login.objects.get(name=SECRETARY).party}, 1),
        ({"subject": "P0000001"}, 1), ({"subject": "P0000009"}, 0), ({"kind": "taken"}, 1),
        ({"kind": "login"}, 0), ({"since": today}, 2), ({"until": today}, 2),
        ({"since": today + timedelta(days=1)}, 0), ({"until": today - timedelta(days=1)}, 0),
    ]  # fmt: skip
    for narrowed, count in asked:
        assert queries.trail_page(reader, "town", **narrowed).total == count, narrowed
    second = queries.trail_page(reader, "town", limit=1, offset=1)
    assert second.total == 2 and [row.kind for row in second.rows] == ["shown"]


def test_it_is_a_page_and_taking_it_out_stands_in_it():
    page(visitor(SECRETARY), PERSON)
    auditor = visitor(AUDITOR)
    shown = page(auditor, TRAIL)
    for text in ("查阅记录", "看到号码", "电话"):
        assert text in shown
    assert auditor.get("/orgs/town/registry/trail.xlsx").status_code == 200
    assert told("kind", "by", "what")[-1] == ("taken", AUDITOR, "registry.trail")
    visitor("head.accountant").get(f"{MEMBERS}.csv")
    visitor(CLERK).get("/export/people/town.xlsx")
    shown = page(auditor, TRAIL)
    assert ">社员<" in shown and ">人员<" in shown and "registry.members" not in shown
    assert page(visitor("jiaxi.supervisor"), "/orgs/jiaxi/registry/trail/")
    for name in ("jiaxi.secretary", "home1", ""):
        page(visitor(name), TRAIL, 404)


def test_a_person_sees_who_looked_at_their_own_numbers_alone():
    page(visitor(SECRETARY), PERSON)
    page(visitor(SECRETARY), "/people/P0000003/")
    shown = queries.own_trail(small.viewer("home1"), "town")
    secretary = Person.objects.get(code=Login.objects.get(name=SECRETARY).party).name
    assert [(row.by_name, row.subject) for row in shown.rows] == [(secretary, "P0000001")]
    with pytest.raises(Refusal):
        queries.own_trail(small.viewer(""), "town")
    assert secretary in page(visitor("home1"), "/orgs/town/registry/own_trail/")


def test_an_edit_a_row_put_in_and_one_taken_out_by_hand_are_named():
    for address in (PERSON, "/people/P0000003/", "/people/P0000004/"):
        page(visitor(SECRETARY), address)
    assert not list(trail.verify())
    first, second, third = TrailRow.objects.order_by("pk")

    def found(code):
        return code in {each.code for each in trail.verify()}

    guards.take_down("base_trailrow")
    TrailRow.objects.filter(pk=second.pk).update(by="somebody.else")
    assert found("trail.edited")
    TrailRow.objects.filter(pk=second.pk).update(by=second.by)
    TrailRow.objects.filter(pk=first.pk)._raw_delete("default")
    assert found("trail.gap")
    first.save(force_insert=True)
    assert not list(trail.verify())
    TrailRow.objects.filter(pk=third.pk)._raw_delete("default")
    assert found("trail.head")
    Setting.objects.filter(name=trail.HEAD).update(value=f"{second.seal} {second.key} {'0' * 64}")
    assert found("trail.head")


def test_the_database_itself_lets_no_row_be_changed():
    guards.put_back()
    page(visitor(SECRETARY), PERSON)
    with pytest.raises(Refusal, match=r"guard\.sealed"), guards.refusing():
        TrailRow.objects.update(by="somebody.else")


def test_what_is_older_goes_by_an_act_that_says_how_much_and_the_rest_stays_proven(monkeypatch):
    guards.put_back()
    now = clock.now()
    for days, address in ((200, PERSON), (190, "/people/P0000003/"), (10, "/people/P0000004/")):
        monkeypatch.setattr(clock, "now", lambda days=days: now - timedelta(days=days))
        page(visitor(SECRETARY), address)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert actions.remove_trail("town", by=small.viewer(CLERK), on=small.DAY) == 2
    assert told("subject") == [("P0000004",)]
    line = AuditLine.objects.order_by("pk").last()
    assert line and line.verb == "registry.remove_trail" and line.params["count"] == 2
    assert not list(trail.verify())
    page(visitor(SECRETARY), "/people/P0000005/")
    assert not list(trail.verify())
    assert actions.remove_trail("town", by=small.viewer(CLERK), on=small.DAY) == 0
    for name in ("jiaxi.supervisor", "head.director", "home1"):
        with pytest.raises(Refusal):
            actions.remove_trail("town", by=small.viewer(name), on=small.DAY)
    with pytest.raises(Refusal, match=r"guard\.sealed"), guards.refusing():
        TrailRow.objects.all().delete()
