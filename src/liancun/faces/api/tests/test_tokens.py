"""Tokens for programs (接口令牌): whose rights they give, what they may not, when they are good no more."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from liancun.base import clock, proof, trail
from liancun.base.choices import FEW
from liancun.base.models import AuditLine, TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.api.urls import api
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.registry import actions, choices, queries
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.tokens import digest_of
from liancun.rooms.registry.queries.names import staff_names
from liancun.rooms.registry.rules import TOKENS_MOST
from liancun.rooms.registry.tests import town as small

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_both("a token is asked for, made and revoked in the database"),
]
WHO, CLERK = "head.accountant", "town.town_clerk"
MEMBERS = "/api/orgs/head/members"
DAY = small.DAY
NEXT = DAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    small.raise_town()


def made(name=WHO, **given):
    said = {"title": "对账", "until": NEXT} | given
    return small.do(actions.make_token, "town", by=small.viewer(name), on=DAY, **said).token


def program(token, **more):
    return Client(headers={"Authorization": f"Bearer {token}"}, **more)


def answered(client, address=MEMBERS, **body):
    answer = client.post(address, body, content_type="application/json") if body else client.get(address)
    return answer.status_code, answer.json().get("code")


def test_a_token_gives_what_its_person_may_and_is_kept_as_a_digest_alone():
    token = made()
    assert answered(program(token)) == (200, None)
    assert program(token).get(MEMBERS).json() == visitor(WHO).get(MEMBERS).json()
    (row,) = m.ApiToken.objects.all()
    assert row.digest == digest_of(token) and len(token) > 40
    line = AuditLine.objects.order_by("pk").last()
    assert line and line.verb == "registry.make_token" and token not in str(line.params) + line.ref
    for address in ("/orgs/town/registry/tokens/", "/api/orgs/town/tokens"):
        shown = page(visitor(WHO), address)
        assert "2025-03-31" in shown and token not in shown and row.digest not in shown
    assert not [each for check in proof.CHECKS for each in check()]


def test_another_village_s_token_gets_nothing():
    token = made("haiba.grid_worker")
    for address in (MEMBERS, "/api/people/P0000001", "/api/households/L0000001", "/api/export/people/town"):
        assert answered(program(token), address) == (404, "viewer.not_found"), address


@pytest.mark.parametrize("said", ["Bearer nonsense", "bearer nonsense", "Bearer ", "Bearer", "Bearer 令牌"])
def test_what_is_no_token_is_told_so(said):
    client = Client(headers={"Authorization": said.encode().decode("latin-1")})
    answer = client.get(MEMBERS)
    assert (answer.status_code, answer.json()["code"]) == (401, "token.unknown")
    assert answer["WWW-Authenticate"] == "Bearer" and answer.json()["message"]


@pytest.mark.parametrize("said", ["Basic aGVhZDp4", "Digest username=x", "nonsense", "Bearerlct_x y"])
def test_what_a_proxy_asks_for_itself_is_left_to_it_and_the_session_counts(said):
    there = {"Authorization": said}
    assert visitor(WHO).get(MEMBERS, headers=there).status_code == 200
    assert answered(Client(headers=there)) == (404, "viewer.not_found")
    assert not TrailRow.objects.filter(kind="failed").exists()


def test_a_token_in_an_address_opens_nothing():
    token = made()
    for name in ("token", "access_token", "Authorization"):
        assert Client().get(f"{MEMBERS}?{name}={token}").status_code in (400, 404)


def test_a_page_takes_no_token():
    assert program(made()).get("/orgs/head/registry/members/").status_code == 404


def test_the_token_goes_before_the_session_that_comes_along():
    client = visitor(CLERK)
    assert client.get("/api/people/P0000001").status_code == 200
    token = made("haiba.grid_worker")
    answer = client.get("/api/people/P0000001", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404


DOCUMENT = {"code": "WJ-1", "title": "授权书", "issuer": "王家", "issued_on": "2025-02-01"}


def test_a_token_that_reads_only_cannot_act_and_one_that_may_needs_no_csrf_token():
    address = next(path for path in described()["paths"] if path.endswith("/documents"))
    address = address.replace("{org_code}", "jiaxi")
    reads, acts = made("jiaxi.secretary"), made("jiaxi.secretary", may_act=True)
    strict = {"enforce_csrf_checks": True}
    assert answered(program(reads, **strict), address, **DOCUMENT) == (403, "token.reads_only")
    assert not m.Document.objects.filter(code="WJ-1").exists()
    assert answered(program(acts, **strict), address, **DOCUMENT) == (200, None)
    assert m.Document.objects.get(code="WJ-1").recorded_by == "jiaxi.secretary"
    session = visitor("jiaxi.secretary")
    session.handler.enforce_csrf_checks = True
    assert session.post(address, DOCUMENT, content_type="application/json").status_code == 403


def described():
    return api.get_openapi_schema()


def test_the_description_names_the_ways_in():
    schemes = described()["components"]["securitySchemes"]
    assert schemes["BearerToken"] == {"type": "http", "scheme": "bearer"}
    assert schemes["Session"]["in"] == "cookie"


def test_a_token_makes_no_other():
    acts = made(may_act=True)
    no = answered(program(acts), "/api/orgs/town/tokens/new", title="再来", until=NEXT.isoformat())
    assert no == (403, "token.makes_none")


def test_narrowed_to_an_organisation_it_has_the_posts_held_there_alone():
    party = m.Login.objects.get(name=WHO).party
    with small.act("registry.appoint", "town", by=SYSTEM, on=DAY) as done:
        done.add(m.Post, party=party, kind="accountant", at_org="jiaxi", start=small.START, **done.stamp())
    whole, narrow = made(), made(at_org="jiaxi")
    assert answered(program(whole), MEMBERS) == (200, None)
    assert answered(program(narrow), MEMBERS) == (404, "viewer.not_found")
    assert answered(program(narrow), "/api/orgs/jiaxi/documents") == (200, None)
    viewer = queries.viewer_of(WHO, party, on=DAY, at_org="jiaxi", token="1")
    assert {post.org_code for post in viewer.posts} == {"jiaxi"} and viewer.org_codes == {"jiaxi"}
    assert not (viewer.households or viewer.member_of or viewer.party) and viewer.person == party


def test_narrowed_to_an_organisation_it_reaches_nothing_of_the_person_s_own():
    """Home's head holds a post in another village: by a token for there they are nobody at home."""
    head = m.Login.objects.get(name="home1").party
    with small.act("registry.appoint", "town", by=SYSTEM, on=DAY) as done:
        done.add(m.Post, party=head, kind="accountant", at_org="haiba", start=small.START, **done.stamp())
    whole, narrow = (made("home1", at_org=org, may_act=True) for org in ("", "haiba"))
    own = (
        "/api/home", "/api/orgs/town/registry/own_trail", "/api/orgs/town/tokens",
        f"/api/people/{head}", "/api/households/L0000001", f"/api/books/head/members/{head}",
        f"/api/orgs/head/workers/{head}",
    )  # fmt: skip
    opened = {address: answered(program(whole), address)[0] for address in own}
    assert set(opened.values()) == {200}, opened
    for address in own:
        assert answered(program(narrow), address) == (404, "viewer.not_found"), address
    assert answered(program(narrow), "/api/orgs/haiba/documents") == (200, None)
    number = str(m.ApiToken.objects.get(digest=digest_of(narrow)).pk)
    ends = "/api/orgs/town/tokens/revoke"
    assert answered(program(narrow), ends, number=number)[0] in (400, 404)
    assert answered(program(narrow), "/api/orgs/town/tokens/new", title="x", until=NEXT.isoformat())[0] == 403
    assert answered(program(whole), ends, number=number) == (200, None)


def test_a_post_that_ended_takes_its_rights_along(monkeypatch):
    token = made()
    party = m.Login.objects.get(name=WHO).party
    (post,) = m.Post.objects.filter(party=party)
    actions.supersede("post", post.pk, end=DAY, by=SYSTEM, on=DAY)
    monkeypatch.setattr(clock, "today", lambda: DAY + timedelta(days=1))
    assert answered(program(token)) == (404, "viewer.not_found")


def test_the_dead_have_no_token(monkeypatch):
    token = made()
    party = m.Login.objects.get(name=WHO).party
    small.do(actions.record_death, party, by=small.viewer(CLERK), on=DAY, died_on=DAY, document="证1")
    assert answered(program(token)) == (200, None)
    monkeypatch.setattr(clock, "today", lambda: DAY + timedelta(days=1))
    assert answered(program(token)) == (401, "token.void")
    with pytest.raises(Refusal, match=r"token\.no_login"):
        small.do(actions.make_token, "town", by=small.viewer(WHO), on=clock.today(), title="x", until=NEXT)


def test_it_ends_after_its_last_day_whichever_way_the_clock_moves(monkeypatch):
    token = made()
    for day, code in ((NEXT, 200), (NEXT + timedelta(days=1), 401), (NEXT, 200)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        status, said = answered(program(token))
        assert status == code and (said == "token.expired") == (code == 401)


def test_the_owner_and_the_clerk_revoke_it_at_once_and_nobody_else():
    for by, name in ((WHO, "对账一"), (CLERK, "对账二")):
        token = made(title=name)
        number = str(m.ApiToken.objects.get(digest=digest_of(token)).pk)
        for other in ("haiba.secretary", "head.director", "home1"):
            with pytest.raises(Refusal, match=r"viewer\.not_found"):
                small.do(actions.revoke_token, "town", by=small.viewer(other), on=DAY, number=number)
        assert answered(program(token)) == (200, None)
        small.do(actions.revoke_token, "town", by=small.viewer(by), on=DAY, number=number)
        assert answered(program(token)) == (401, "token.revoked")
        with pytest.raises(Refusal, match=r"token\.revoked_before"):
            small.do(actions.revoke_token, "town", by=small.viewer(by), on=DAY, number=number)
    for number in ("0", "999999", "x", "9" * 20):
        with pytest.raises(Refusal, match=r"viewer\.not_found"):
            small.do(actions.revoke_token, "town", by=small.viewer(CLERK), on=DAY, number=number)


def test_an_old_good_token_is_found_behind_many_newer_ones_that_are_not():
    old = made()
    row = m.ApiToken.objects.get(digest=digest_of(old))
    said = {each: getattr(row, each) for each in ("login", "party", "title", "until", "org_code", "on")}
    said |= {"mark": row.mark, "recorded_at": row.recorded_at, "recorded_by": row.recorded_by}
    gone = {"revoked_on": DAY}, {"until": DAY - timedelta(days=1)}
    m.ApiToken.objects.bulk_create(
        m.ApiToken(**said | {"digest": f"gone{number}"} | gone[number % 2]) for number in range(FEW + 1)
    )
    number = str(row.pk)
    for name, word in ((WHO, "对账"), (CLERK, f"对账({staff_names(small.viewer(CLERK), {WHO})[WHO]})")):
        for asked in ("", number, word):
            assert choices.tokens(small.viewer(name), "town", DAY, asked) == ((number, word),)
    assert not choices.tokens(small.viewer("head.director"), "town", DAY, number)
    m.ApiToken.objects.bulk_create(
        m.ApiToken(**said | {"digest": f"good{each}", "title": f"{number}号"}) for each in range(FEW + 1)
    )
    assert choices.tokens(small.viewer(CLERK), "town", DAY, number)[0][0] == number
    form = {"number": number, "back": "/orgs/town/registry/tokens/"}
    assert visitor(CLERK).post("/orgs/town/registry/revoke_token", form).status_code == 302
    assert answered(program(old)) == (401, "token.revoked")


def test_one_login_has_so_many_good_tokens_and_no_more():
    first, *_others = [made() for _ in range(TOKENS_MOST)]
    with pytest.raises(Refusal, match=r"token\.too_many"):
        made()
    assert made("jiaxi.secretary")
    number = str(m.ApiToken.objects.get(digest=digest_of(first)).pk)
    small.do(actions.revoke_token, "town", by=small.viewer(WHO), on=DAY, number=number)
    assert made()


def test_a_new_password_or_another_person_behind_the_login_ends_its_tokens():
    token = made()
    party = m.Login.objects.get(name=WHO).party
    actions.set_login(WHO, party=party, password="a quite new sentence", by=SYSTEM, on=DAY)
    assert answered(program(token)) == (401, "token.revoked")
    other = made()
    m.Login.objects.filter(name=WHO).update(party="P0000001")
    assert answered(program(other)) == (401, "token.void")


def test_what_no_token_is_made_for():
    for given, code in (
        ({"until": DAY - timedelta(days=1)}, "token.too_long"),
        ({"until": DAY + timedelta(days=367)}, "token.too_long"),
        ({"at_org": "jiaxi"}, "token.not_yours"),
    ):
        with pytest.raises(Refusal, match=code.replace(".", r"\.")):
            made(**given)
    assert made(until=DAY) and made(until=DAY + timedelta(days=366))
    for viewer in (SYSTEM, small.viewer(""), small.viewer("P0000001")):
        with pytest.raises(Refusal, match=r"token\.no_login"):
            small.do(actions.make_token, "town", by=viewer, on=DAY, title="x", until=NEXT)


def test_one_sees_one_s_own_and_the_clerk_all():
    made()
    made("jiaxi.secretary", title="村里的")
    own = queries.token_page(small.viewer(WHO), "town", on=DAY)
    assert [row.title for row in own.rows] == ["对账"]
    assert queries.token_page(small.viewer(CLERK), "town", on=DAY).total == 2
    for name, org in (("", "town"), (WHO, "head")):
        with pytest.raises(Refusal, match=r"viewer\.not_found"):
            queries.token_page(small.viewer(name), org, on=DAY)


def test_its_use_stands_in_the_trail_once_a_day_and_what_it_takes_out_each_time():
    token = made()
    for _ in range(3):
        assert answered(program(token, REMOTE_ADDR="10.9.8.7")) == (200, None)
    number = m.ApiToken.objects.get().pk
    row = ("login", WHO, "token", f"token:{number}", "10.9.8.7")
    assert list(TrailRow.objects.values_list("kind", "by", "via", "what", "address")) == [row]
    (listed,) = queries.token_page(small.viewer(WHO), "town", on=DAY).rows
    assert listed.last_used == f"{clock.in_town(clock.now()):%Y-%m-%d}"
    program(token).get(MEMBERS, headers={"Accept": "application/x-ndjson"})
    assert TrailRow.objects.filter(kind="taken", via="token", by=WHO).count() == 1


def test_a_use_that_cannot_be_written_down_gets_nothing(monkeypatch):
    token = made()

    def locked(*_given):
        raise OperationalError("database is locked")

    monkeypatch.setattr(trail, "_write", locked)
    assert answered(program(token)) == (503, "trail.not_kept")


def test_guessing_rests_as_passwords_do_and_a_good_token_from_there_still_opens():
    token = made()
    guesser = program("wrong", REMOTE_ADDR="10.1.1.1")
    answers = [answered(guesser) for _ in range(10)]
    assert answers == [(401, "token.unknown")] * 8 + [(429, "token.rests")] * 2
    assert TrailRow.objects.filter(kind="failed").count() == 8
    assert answered(program(token, REMOTE_ADDR="10.1.1.1")) == (200, None)
    assert answered(program("wrong", REMOTE_ADDR="10.1.1.2")) == (401, "token.unknown")


def test_it_is_made_on_a_page_and_shown_this_once():
    owner = visitor(WHO)
    form = {"title": "对账/月末", "until": NEXT.isoformat(), "back": "/orgs/town/registry/tokens/"}
    answer = owner.post("/orgs/town/registry/make_token", form)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    shown = page(owner, "/orgs/town/registry/tokens/")
    token = shown.partition("lct_")[2][:43]
    assert m.ApiToken.objects.get().digest == digest_of("lct_" + token)
    assert "lct_" not in page(owner, "/orgs/town/registry/tokens/") and "对账/月末" in shown
