"""Two cooperatives in one folder (两个总社): the staff of each get nothing of the other.

Beside the demo's town stands a village with a cooperative, a branch and a park of its own, under codes that
have nothing in common with the demo's. Whole names and land included: every address is asked for, and every
answer searched for the other's people. Then both do the same business, from the voucher to the payment that
came back: before each act the other's staff try it, and afterwards they ask for all that it left.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import AutoField, Count, Max

from liancun.base import clock
from liancun.base.choices import source
from liancun.base.importing import all_import_kinds, import_kind, import_workbook, rows_of, write_rows
from liancun.base.lists import all_lists
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.land.queries.plots import plot_page
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry import facts
from liancun.rooms.registry.models import Login, Person
from liancun.rooms.registry.queries import names, viewer_for
from liancun.rooms.settlement.models import Payment, Run, RunLine
from tests.conftest import client_as
from tests.doors.door import doors_of
from tests.doors.typed import Typed, acts
from tests.test_walk import addresses, asked, routes, secrets
from tests.walk_targets import Targets, targets

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("known_viewers")]

every_page = pytest.mark.only_on(
    "postgresql", "who may is the program's answer, and here queries are judged strictly"
)

SINCE, TODAY = date(2020, 1, 1), date(2026, 2, 12)
VILLAGE, COOP, COLLECTIVE = "430922101201", "luxi-cha", "chaping-jiti"
PLOT = "43092210120100001"
SURNAMES = "欧阳上官司马诸葛东方皇甫尉迟公孙"
STAFF = ("director", "accountant", "cashier", "supervisor", "notice_clerk")
PEOPLE = [f"X{number:03d}" for number in range(1, 14)]
"""Six villagers, then a staff of five, who hold no post elsewhere, and two of a household without members."""

OWN = re.compile(r"/(land|plots|contracts|land-totals|contract-filings|slips)\b")
"""Lists that are asked for at any organisation: of land they hold what is in reach, of slips one's own."""


def bring(kind: str, rows: Any, org: str) -> None:
    import_workbook(
        kind, write_rows(import_kind(kind), list(rows)), f"{kind}.xlsx", org_code=org, by=SYSTEM, on=TODAY
    )


def name_of(place: int) -> str:
    """Names of three characters that nobody of the demo has."""
    return SURNAMES[place % 8 * 2 : place % 8 * 2 + 2] + "茗菁芸薇蓉荷莲萍菊兰梅竹松"[place]


@pytest.fixture
def second(town: None) -> str:
    """The second cooperative, by the workbooks of its town; gives its code."""
    (register,) = facts.owners()
    bring("villages", [{"village": VILLAGE, "slug": "chaping", "name": "茶坪村"}], register)
    row = {"own_book": "yes", "start": SINCE}
    orgs = [
        (COLLECTIVE, "village_collective", "茶坪村集体", None, VILLAGE),
        (COOP, "head_cooperative", "芦溪茶叶合作总社", None, None),
        ("luxi-fen", "branch", "芦溪茶坪分社", COOP, VILLAGE),
        ("luxi-yuan", "park", "芦溪茶园", COOP, None),
    ]
    bring(
        "organisations",
        [
            {**row, "code": code, "kind": kind, "name": name, "parent": parent, "village": village}
            for code, kind, name, parent, village in orgs
        ],
        register,
    )
    bring(
        "people",
        [
            {"party": code, "name": name_of(place), "sex": "f", "born_on": date(1980, 1, place + 1),
             "phone": f"1990000{place:04d}", "village": VILLAGE}
            for place, code in enumerate(PEOPLE)
        ],
        register,
    )  # fmt: skip
    homes = [("LX1", "living"), ("RX1", "registered"), ("KX1", "contracting")]
    rows = [{"household": code, "kind": kind, "village": VILLAGE, "start": SINCE} for code, kind in homes]
    bring("households", rows, register)
    bring(
        "household_members",
        [
            {"household": code, "party": party, "is_head": "yes" if place == 0 else "no", "start": SINCE}
            for code, _kind in homes
            for place, party in enumerate(PEOPLE[:3])
        ],
        register,
    )
    bring("posts", [{"party": PEOPLE[6 + place], "kind": kind, "at_org": COOP, "start": SINCE}
                    for place, kind in enumerate(STAFF)], register)  # fmt: skip
    for place, kind in enumerate(STAFF):
        Login.objects.create(name=f"{COOP}.{kind}", party=PEOPLE[6 + place])
    members = [
        {"number": f"CH-{place}", "party": party, "kind": "farmer", "start": SINCE}
        for place, party in enumerate(PEOPLE[:6], 1)
    ]
    bring("memberships", members, COOP)
    plot = {"code": PLOT, "name": "芦溪茶山", "land_class": "arable", "slope_deg": 8,
            "grade": "5等",
            "contract_centimu": 300, "registered_centimu": 300, "measured_centimu": 300,
            "boundary": "东至路,南至沟,西至坎,北至林", "start": SINCE, "document": "确权2020"}  # fmt: skip
    bring("plots", [plot], COLLECTIVE)
    right = {"plot": PLOT, "holder": "KX1", "start": SINCE, "end": date(2049, 12, 31), "document": "权证1"}
    bring("plot_rights", [right], COLLECTIVE)
    return COOP


def opened(client: Any, known: Targets) -> Iterator[tuple[str, Any]]:
    """Every page there is to read, as somebody gets it."""
    for route in routes():
        if route.method == "GET" and not route.address.startswith("/login"):
            for address in addresses(route, known):
                yield address, asked(client, route, address, known)


def theirs() -> dict[str, list[Any]]:
    """What the walk asks for, of the second cooperative wherever it has such a thing."""
    known = targets()
    found = {key: [COOP] if key.startswith("org") else known[key] for key in known}
    register = ["registry/households", "registry/people", "registry/posts", "registry/standings"]
    found |= {f"orgs/<org_code>/{each}": list(facts.owners()) for each in register}
    found |= {"orgs/<org_code>/plots": [COLLECTIVE], "orgs/<org_code>/land": [COLLECTIVE, COOP]}
    return found | {
        "people/<code>": [PEOPLE[0]],
        "person": [PEOPLE[0]],
        "party": [PEOPLE[0]],
        "household": ["LX1"],
        "households/<code>": ["LX1"],
        "plot": [PLOT],
        "plots/<code>": [PLOT],
        "ref": [f"person:{PEOPLE[0]}", "household:LX1", f"plot:{PLOT}", f"member:{COOP}/{PEOPLE[0]}"],
    }


@every_page
@pytest.mark.parametrize("kind", ["accountant", "director"])
def test_the_seconds_staff_get_nothing_of_the_first(second, kind):
    words, known = secrets(), targets()
    client, stranger = client_as(f"{second}.{kind}"), client_as("")
    leaked, opens = [], []
    for address, answer in opened(client, known):
        body = answer.content.decode("utf-8", "replace")
        leaked += [(address, word) for word in words if word in body]
        if answer.status_code == 200 and ("/head/" in address or "/jiaxi/" in address):
            opens.append(address)
    assert leaked == []
    own = [each for each in opens if OWN.search(each)]
    public = [each for each in opens if stranger.get(each).status_code == 200]
    assert set(opens) == {*public, *own}, "what opens to them is everybody's, or a list of their own"


@every_page
def test_the_firsts_staff_get_nothing_of_the_second(second):
    people = Person.objects.filter(village_code=VILLAGE).exclude(code__in=PEOPLE[6:11])
    words = {each.name for each in people} | {each.phone for each in people} | {PLOT, "芦溪茶山"}
    assert len(words) > 12
    client, leaked = client_as("head.accountant"), []
    for address, answer in opened(client, theirs()):
        if PLOT in address and answer.status_code != 200:
            continue  # what was asked for is said again
        body = answer.content.decode("utf-8", "replace")
        leaked += [(address, word) for word in words if word in body]
    assert leaked == []


def test_their_own_they_read_whole(second):
    """Else the one above would hold of a town in which nobody reads anything."""
    own, other = viewer_for(f"{second}.accountant", on=TODAY), viewer_for("head.accountant", on=TODAY)
    assert names(own, PEOPLE[:1])[PEOPLE[0]] == name_of(0)
    assert "*" in names(other, PEOPLE[:1])[PEOPLE[0]]
    leader = viewer_for("town.leader", on=TODAY)
    assert leader.sees(second) and not other.sees(second) and not own.sees("head")
    assert [row.code for row in plot_page(own, COLLECTIVE, on=TODAY).rows] == [PLOT]
    assert PLOT in {each.code for each in plot_page(leader, COLLECTIVE, on=TODAY).rows}
    offered = source("registry.people")
    assert offered(own, second, TODAY, "欧阳") == ((PEOPLE[0], name_of(0)), (PEOPLE[8], name_of(8)))
    assert offered(other, "head", TODAY, "欧阳") == ()
    sections = source("registry.sections")
    assert [code for code, _name in sections(own, second, TODAY, "")] == ["luxi-fen"]
    assert {code for code, _name in sections(other, "head", TODAY, "")} == {"pq-jiaxi", "fs-haiba"}
    client = client_as(f"{second}.accountant")
    assert name_of(0) in client.get(f"/orgs/{second}/registry/members/").content.decode()


# --- money and writes ------------------------------------------------------------------------------


@dataclass(frozen=True)
class House:
    """One of the two cooperatives (一家合作社): whose staff it has, and what its business is done with."""

    code: str
    staff: dict[str, str]
    section: str
    site: str
    villages: str
    member: str
    other: str


FIRST = House(
    "head",
    {kind: f"head.{kind}" for kind in STAFF} | {"notice_clerk": "head.notices"},
    "pq-jiaxi", "jiaxi", "520281123201", "P0000001", "P0000003",
)  # fmt: skip
SECOND = House(
    COOP, {kind: f"{COOP}.{kind}" for kind in STAFF}, "luxi-fen", "chaping", VILLAGE, PEOPLE[0], PEOPLE[1]
)
HOUSES = {house.code: house for house in (FIRST, SECOND)}

LIFE = (
    ("accountant", "ledger enter {org} 2026-02-11 买纸 --debit 521=30.17 --credit 101=30.17"),
    ("accountant", "ledger reverse {entry} --summary 记错"),
    ("accountant", "capital contribute {org} --number {org}-ZJ-1 --party {member} --form 货币 --shares 100"
     " --price 1.00 --paid 120.00 --happened-on 2026-02-11 --document 收据1"),
    ("accountant", "capital transfer {org} --number {lot} --shares 10 --to-party {other}"
     " --new-number {org}-ZJ-2 --happened-on 2026-02-11 --document 协议1"),
    ("accountant", "capital withdraw {org} --number {lot} --shares 3 --happened-on 2026-02-11"
     " --document 减资1"),
    ("accountant", "import weigh_slips {slips} --org {org}"),
    ("accountant", "deliveries correct {slip} --note 看错秤 --gross 51.0 --tare 2.0"),
    ("accountant", "deliveries void {slip} --note 重复"),
    ("director", "deliveries price {org} --product 折耳根 --price 3.00 --first-day 2026-02-01"
     " --last-day 2026-02-28 --grade 统货 --document 定价1"),
    ("accountant", "labour give {org} --number {org}-PG-1 --job bees --section {section} --site 后山"
     " --wanted 3 --first-day 2026-02-01 --last-day 2026-02-28"),
    ("accountant", "labour record {org} --number {org}-PG-1 --party {member} --cell 1 --day 2026-02-05"
     " --sheet {org}-KQ-1"),
    ("accountant", "labour correct {work} --cell 0.5 --note 半天"),
    ("accountant", "run draft wages 2026-02 --org {org} --on 2026-03-01"),
    ("accountant", "run withdraw {run} --on 2026-03-01"),
    ("accountant", "run draft wages 2026-02 --org {org} --on 2026-03-01"),
    ("supervisor", "run check {run} --on 2026-03-01"),
    ("notice_clerk", "run publish {run} --on 2026-03-01"),
    ("notice_clerk", "notice posted {notice} --villages '{villages}' --place 公开栏 --on 2026-03-01"),
    ("director", "run confirm {run} --on 2026-03-05"),
    ("accountant", "run post {run} --on 2026-03-05"),
    ("cashier", "run pay-run {run} --key {org}-1 --on 2026-03-06"),
    ("cashier", "run undo-payment {payment} --why 银行退回 --happened-on 2026-03-07 --reason 退票"
     " --bank-ref T1 --on 2026-03-07"),
    ("accountant", "run reverse {run} --on 2026-03-08"),
)  # fmt: skip
"""A cooperative's business in the order it is done: which of its posts does it, and what is typed."""

NOT_THEIRS = {"viewer.not_found", "permit.not_yours", "labour.no_such_order"}
"""What the other's staff are told: there is no such thing, or it is others' to do."""

OF_THE_REACH = ("land.plots", "land.classes")
"""Lists that are of all land in reach, at whichever organisation they are asked for."""

LAST: dict[str, Callable[[str], Any]] = {
    "entry": lambda org: Entry.objects.filter(org_code=org).latest("pk").pk,
    "lot": lambda org: ShareLot.objects.filter(org_code=org, number__endswith="ZJ-1").latest("pk").number,
    "slip": lambda org: WeighSlip.objects.filter(org_code=org, number__startswith="GB-").latest("pk").pk,
    "work": lambda org: WorkDay.objects.filter(org_code=org).latest("pk").pk,
    "run": lambda org: Run.objects.filter(org_code=org, reverses=None).latest("pk").pk,
    "line": lambda org: RunLine.objects.filter(org_code=org, run=LAST["run"](org)).latest("pk").pk,
    "notice": lambda org: Notice.objects.get(list_ref=f"run:{LAST['run'](org)}").pk,
    "payment": lambda org: Payment.objects.filter(org_code=org, state="paid").latest("pk").pk,
}


def typed_by(house: House, line: str, folder: Path) -> list[str]:
    """A line of LIFE for one of the cooperatives, with its own records."""

    def named(found: re.Match[str]) -> str:
        if found[1] in LAST:
            return str(LAST[found[1]](house.code))
        if found[1] == "slips":
            return str(slips(house, folder))
        return str(house.code if found[1] == "org" else getattr(house, found[1]))

    return shlex.split(re.sub(r"\{(\w+)\}", named, line))


def slips(house: House, folder: Path) -> Path:
    """A day's slips of a cooperative as a workbook."""
    path = folder / f"slips-{house.code}.csv"
    head = "过磅点,过磅日,过磅单号,记账人,产品,等级,毛重(公斤),皮重(公斤),扣杂(公斤),单价(元/公斤)"
    rows = [f"{house.site},2026-02-10,GB-{no},{house.member},折耳根,统货,5{no}.0,2.0,,2.77" for no in (1, 2)]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def stored() -> dict[str, tuple[int, Any]]:
    """Of every table, how many rows there are and, where they are numbered, the last one's number."""
    found = {}
    for model in apps.get_models():
        wanted = {"last": Max("pk")} if isinstance(model._meta.pk, AutoField) else {}
        seen = model._default_manager.aggregate(count=Count("pk"), **wanted)
        found[model._meta.label] = (seen["count"], seen.get("last"))
    return found


def refused(said: str) -> set[str]:
    """The codes a command refused with; drafting tells its answer organisation by organisation."""
    told = json.loads(said)
    return {each["refused"]["code"] for each in (told if isinstance(told, list) else [told])}


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    return Typed(monkeypatch, tmp_path)


def opened_book(house: House, typed: Typed) -> None:
    if house is SECOND:
        typed.must(f"{house.staff['accountant']}: ledger open {COOP} --chart 合作社 --opened-on 2026-01-01")


def live(house: House, typed: Typed) -> None:
    """Its business from the first voucher to the payment that came back."""
    opened_book(house, typed)
    for kind, line in LIFE:
        code, said = typed.run(typed_by(house, line, typed.folder), house.staff[kind])
        assert code == 0, (house.code, line, said)


@pytest.mark.parametrize("whose", HOUSES)
def test_no_act_on_the_others_records_is_done_and_nothing_stays_of_the_try(second, typed, whose):
    house = HOUSES[whose]
    (other,) = (each for each in HOUSES.values() if each is not house)
    opened_book(house, typed)
    for kind, line in LIFE:
        words = typed_by(house, line, typed.folder)
        before = stored()
        for login in other.staff.values():
            code, said = typed.run([*words, "--json"], login)
            assert code == 1, (login, line, said)
            assert refused(said) <= NOT_THEIRS, (login, line, said)
        assert stored() == before, line
        code, said = typed.run(words, house.staff[kind])
        assert code == 0, (line, said)
        assert stored() != before, line


CLOSED = {1, 403, 404}
"""Refused on the command line (2 is what cannot be read); not theirs, or not there, by page and endpoint."""


def of_the_first() -> list[str]:
    """Every act whose example is done by the first cooperative's staff."""
    return [act for act, example in acts().items() if example["by"] in FIRST.staff.values()]


def test_every_act_of_the_first_is_closed_to_the_seconds_staff(second, typed, monkeypatch):
    """By form, command and endpoint, for who holds at the second the post that does it at the first.

    That the same examples go through for the first's staff is seen in `tests/doors`.
    """
    post_of = {login: SECOND.staff[kind] for kind, login in FIRST.staff.items()}
    tried = set()
    for act in of_the_first():
        example = acts()[act]
        with transaction.atomic():
            for line in example.get("after", ()):
                typed.must(line)
            if "day" in example:
                clock.set_demo_day(example["day"])
            with monkeypatch.context() as patch:
                patch.setitem(example, "by", post_of[example["by"]])
                doors = list(doors_of(act, typed))
            before = stored()
            for door in doors:
                answer = door.send(door.fields)
                assert not answer.done, (act, door.face)
                assert answer.status in CLOSED, (act, door.face, answer)
                assert stored() == before, (act, door.face)
                tried.add((act, door.face))
            transaction.set_rollback(True)
    assert {act for act, _face in tried} == {*of_the_first()} and len(tried) > 80


def rows_had(viewer: Viewer, org: str) -> dict[str, int]:
    """Of every list and every workbook, how many rows somebody gets of an organisation; refused is none."""
    found: dict[str, int] = {}
    for listing in all_lists():
        try:
            raw = {"period": "2026"} if listing.name == "ledger.balances" else {}
            given = listing.asked(raw, by=viewer, org_code=org, on=TODAY)
            found[listing.name] = listing.ask(viewer, org, on=TODAY, **given).total
        except Refusal:
            found[listing.name] = 0
    for name, kind in all_import_kinds().items():
        try:
            found[f"{name}.xlsx"] = len(list(rows_of(kind, viewer, org)))
        except Refusal:
            found[f"{name}.xlsx"] = 0
    return found


@pytest.mark.parametrize("whose", HOUSES)
def test_no_list_and_no_workbook_has_a_row_for_the_others_staff(second, typed, whose):
    house = HOUSES[whose]
    (other,) = (each for each in HOUSES.values() if each is not house)
    live(house, typed)
    own = rows_had(viewer_for(house.staff["accountant"], on=TODAY), house.code)
    asked_for = {
        *("settlement.runs", "settlement.lines", "settlement.payments", "settlement.pay_lists"),
        *("ledger.books", "ledger.entries", "ledger.balances", "capital.shares", "capital.moves"),
        *("deliveries.slips", "deliveries.trade", "labour.days", "labour.orders", "notices.notices"),
        *("shares.xlsx", "weigh_slips.xlsx", "work_orders.xlsx", "attendance.xlsx", "payments.xlsx"),
    }
    assert not [name for name in asked_for if not own[name]], "who belongs there reads it"
    for login in other.staff.values():
        viewer = viewer_for(login, on=TODAY)
        had, at_home = rows_had(viewer, house.code), rows_had(viewer, other.code)
        assert {name for name, count in had.items() if count} <= {*OF_THE_REACH}, login
        assert all(had[name] == at_home[name] for name in OF_THE_REACH), login


MONEY = ("run", "line", "entry", "slip", "work", "payment", "notice")


def money_of(house: House) -> Targets:
    """What the walk asks for of a cooperative's business, everywhere else of the cooperative itself."""
    own = {key: LAST[key](house.code) for key in MONEY}
    found = {key: [house.code] if key.startswith("org") else values for key, values in targets().items()}
    found |= {f"{key}{end}": [value] for key, value in own.items() for end in ("", "_id")}
    found |= {"shares/<number>": [LAST["lot"](house.code)], "orders/<number>": [f"{house.code}-PG-1"]}
    found |= {"money/<year>/<kind>": ["wages"], "year": ["2026"], "month": ["2026-02"]}
    refs = [f"{key}:{value}" for key, value in own.items()]
    return found | {"ref": [*refs, f"share:{house.code}/{LAST['lot'](house.code)}", f"book:{house.code}"]}


def words_of(house: House) -> set[str]:
    """By which an answer with something of a cooperative's business is known."""
    marks = (f"run:{LAST['run'](house.code)}", f"line:{LAST['line'](house.code)}")
    return {
        *marks,
        *(f"{house.code}-{each}" for each in ("ZJ-1", "ZJ-2", "PG-1", "KQ-1", "1")),
        "GB-1",
        "30.17",
    }


def said_of(answer: Any, address: str, words: set[str]) -> set[str]:
    """The words an answer has, without those that were asked for."""
    body = answer.content.decode("utf-8", "replace")
    return {word for word in words if word in body and word not in address}


@every_page
@pytest.mark.parametrize("whose", HOUSES)
def test_no_page_of_the_others_staff_has_the_money(second, typed, whose):
    """Of all addresses, those at which its own people read of its business."""
    house = HOUSES[whose]
    (other,) = (each for each in HOUSES.values() if each is not house)
    live(house, typed)
    known, words = money_of(house), words_of(house)
    own, stranger = client_as(house.staff["accountant"]), client_as("")
    read = [address for address, answer in opened(own, known) if said_of(answer, address, words)]
    assert len(read) > 20
    rooms = ("settlement", "ledger", "capital", "deliveries", "labour", "/api/", "/why/")
    assert all(any(room in address for address in read) for room in rooms)
    assert not [address for address in read if said_of(stranger.get(address), address, words)]
    for login in other.staff.values():
        client = client_as(login)
        found = {address: said_of(client.get(address), address, words) for address in read}
        assert {address: said for address, said in found.items() if said} == {}, login


def test_whole_names_are_for_whose_post_works_in_the_village(second):
    """The rule: a whole name is read by whoever's post works in that person's village, by a post whose work
    needs names (会计、出纳、理事长 and others; not 监督 and 公示员), or who keeps a cooperative the person
    belongs to from elsewhere. To be in a cooperative of the same town is no reason.
    """
    theirs_too = {kind: viewer_for(login, on=TODAY) for kind, login in SECOND.staff.items()}
    firsts = {kind: viewer_for(login, on=TODAY) for kind, login in FIRST.staff.items()}
    villager, neighbour = PEOPLE[0], Person.objects.get(code=FIRST.member)
    whole = {villager: name_of(0), neighbour.code: neighbour.name}
    for kind in STAFF:
        needs = kind in ("director", "accountant", "cashier")
        assert (names(theirs_too[kind], [villager])[villager] == whole[villager]) is needs, kind
        assert (names(firsts[kind], [neighbour.code])[neighbour.code] == neighbour.name) is needs, kind
        assert "*" in names(theirs_too[kind], [neighbour.code])[neighbour.code], kind
        assert "*" in names(firsts[kind], [villager])[villager], kind
    both = {"party": PEOPLE[7], "kind": "accountant", "at_org": "jiaxi", "start": SINCE}
    bring("posts", [both], next(iter(facts.owners())))
    posted, colleague = (viewer_for(SECOND.staff[kind], on=TODAY) for kind in ("accountant", "director"))
    read = names(posted, [*whole])
    assert read == whole, "by a post in each village"
    assert "*" in names(colleague, [neighbour.code])[neighbour.code], "a colleague's post is not theirs"
    away = Person.objects.exclude(village_code__in=posted.work_villages).earliest("pk")
    assert names(posted, [away.code])[away.code] != away.name, "of a third village still masked"
    bring("memberships", [{"number": "CH-9", "party": away.code, "kind": "farmer", "start": SINCE}], COOP)
    assert names(viewer_for(SECOND.staff["director"], on=TODAY), [away.code])[away.code] == away.name
    assert "*" in names(viewer_for(SECOND.staff["supervisor"], on=TODAY), [away.code])[away.code]
